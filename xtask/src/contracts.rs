//! `cargo xtask contracts`: writes the documents generated from the contracts.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use ::contracts::documents;
use miette::{IntoDiagnostic, WrapErr, bail, miette};

use crate::tools;

/// Write the API documents and event schemas of the contracts
#[derive(clap::Args)]
pub struct Args {
    /// Write nothing; fail if a document is stale
    #[arg(long)]
    check: bool,
}

pub fn run(args: Args) -> miette::Result<()> {
    let folder = tools::root().join("stacks/contracts/api");
    let committed = read(&folder)?;
    refuse_breaking(&committed)?;
    if args.check { check(&committed) } else { write(&folder, &committed) }
}

/// A change of a published event must not break its consumers.
fn refuse_breaking(committed: &BTreeMap<String, String>) -> miette::Result<()> {
    let breaks = documents::breaking(committed);
    if breaks.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "publish a new type of event with the next version beside the old one; if it has no \
                subscriber any more, delete its schema with `git rm stacks/contracts/api/events/<type>.json`",
        "the contracts would break consumers of published events:\n{}",
        breaks.join("\n")
    ))
}

fn check(committed: &BTreeMap<String, String>) -> miette::Result<()> {
    let stale = documents::stale(committed);
    if stale.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "run `cargo xtask contracts` and commit the result",
        "stale in `stacks/contracts/api`: `{}`",
        stale.join("`, `")
    ))
}

fn write(folder: &Path, committed: &BTreeMap<String, String>) -> miette::Result<()> {
    let current = documents::all();
    for path in documents::stale(committed) {
        let file = folder.join(&path);
        let result = match current.get(&path) {
            Some(text) => write_file(&file, text),
            None => fs::remove_file(&file),
        };
        result.into_diagnostic().wrap_err_with(|| format!("failed to write `{path}`"))?;
        eprintln!("wrote `{path}`");
    }
    Ok(())
}

fn write_file(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(file, text)
}

/// The content of all files below `folder`, by their path relative to it.
fn read(folder: &Path) -> miette::Result<BTreeMap<String, String>> {
    let mut documents = BTreeMap::new();
    for file in files(folder)? {
        let text = fs::read_to_string(&file)
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to read `{}`", file.display()))?;
        let Ok(path) = file.strip_prefix(folder) else {
            bail!("`{}` is not below `{}`", file.display(), folder.display())
        };
        documents.insert(path.to_string_lossy().replace('\\', "/"), text);
    }
    Ok(documents)
}

fn files(folder: &Path) -> miette::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !folder.exists() {
        return Ok(files);
    }
    let list = || format!("failed to list `{}`", folder.display());
    for entry in fs::read_dir(folder).into_diagnostic().wrap_err_with(list)? {
        let path = entry.into_diagnostic().wrap_err_with(list)?.path();
        if path.is_dir() { files.extend(self::files(&path)?) } else { files.push(path) }
    }
    Ok(files)
}
