//! `cargo xtask synth`: from the stacks to templates, a manifest and a report for reviewers. Needs
//! no network, no build and no clock, and writes the same bytes every time.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use manifest::Manifest;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use sha2::{Digest, Sha256};
use stacks::{Environment, environment::Target};

use crate::{environment, local, review, tools};

/// The environment whose templates are committed.
const GOLDEN_ENVIRONMENT: &str = "dev";

/// Write the templates of all stacks, the manifest and a review report
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Print the templates of these stacks or services
    stacks: Vec<String>,
    /// The environment
    #[arg(long, default_value = GOLDEN_ENVIRONMENT)]
    env: String,
    /// Write nothing; fail if a committed template is stale
    #[arg(long, conflicts_with_all = ["golden", "out", "stacks"])]
    check: bool,
    /// Rewrite the committed templates
    #[arg(long, conflicts_with = "out")]
    golden: bool,
    /// Write to this folder instead of `target/synth/<environment>`
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print JSON: the templates of the named stacks, or the manifest
    #[arg(long)]
    json: bool,
}

/// One environment, synthesised and written.
#[derive(Debug)]
pub(crate) struct Synthesis {
    /// The environment.
    pub(crate) environment: Environment,
    /// Its stacks, in deploy order.
    pub(crate) stacks: Vec<stacks::Stack>,
    /// What deployment reads.
    pub(crate) manifest: Manifest,
    /// Where everything was written.
    pub(crate) folder: PathBuf,
}

impl Synthesis {
    /// Where the manifest is.
    pub(crate) fn manifest_path(&self) -> PathBuf {
        self.folder.join("manifest.json")
    }

    /// Where the templates are.
    pub(crate) fn template_paths(&self) -> Vec<PathBuf> {
        self.manifest.stacks.iter().map(|it| self.folder.join(&it.template)).collect()
    }
}

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    if args.check {
        return check();
    }
    if args.golden {
        return write_goldens();
    }
    let environment = environment::load(&args.env)?;
    let folder = args.out.clone().unwrap_or_else(|| default_folder(&environment));
    let synthesis = write_to(environment, folder)?;
    print(&synthesis, args)
}

/// Synthesises an environment into its folder under `target`.
pub(crate) fn write(environment: Environment) -> Result<Synthesis> {
    let folder = default_folder(&environment);
    write_to(environment, folder)
}

/// Synthesises an environment into a folder. What does not change keeps its time.
pub(crate) fn write_to(environment: Environment, folder: PathBuf) -> Result<Synthesis> {
    let stacks = synthesise(&environment)?;
    let manifest = manifest(&environment, &stacks);
    let mut files = templates(&stacks);
    let json = serde_json::to_string_pretty(&manifest).into_diagnostic()?;
    files.insert("manifest.json".to_owned(), json + "\n");
    files.insert("review.md".to_owned(), review::report(&environment, &stacks)?);
    update(&folder, &files)?;
    Ok(Synthesis { environment, stacks, manifest, folder })
}

/// The stacks, or everything that is wrong with them.
pub(crate) fn synthesise(environment: &Environment) -> Result<Vec<stacks::Stack>> {
    stacks::all(environment).map_err(|problems| {
        miette!(
            help = "correct the stacks in `stacks/src`, then run `cargo xtask synth`",
            "the stacks of `{}` do not fit together:\n{}",
            environment.name,
            problems.join("\n")
        )
    })
}

fn default_folder(environment: &Environment) -> PathBuf {
    tools::root().join("target/synth").join(&environment.name)
}

fn print(synthesis: &Synthesis, args: &Args) -> Result<()> {
    if args.stacks.is_empty() && args.json {
        println!("{}", serde_json::to_string_pretty(&synthesis.manifest).into_diagnostic()?);
    }
    if args.stacks.is_empty() && !args.json {
        println!("{}", synthesis.folder.display());
    }
    for name in &args.stacks {
        let name = &synthesis.manifest.stack(name).into_diagnostic()?.name;
        for stack in synthesis.stacks.iter().filter(|it| it.name == *name) {
            if args.json {
                println!("{:#}", stack.template.to_json());
            } else {
                print!("{}", stack.template.to_yaml());
            }
        }
    }
    Ok(())
}

fn manifest(environment: &Environment, stacks: &[stacks::Stack]) -> Manifest {
    let (account, endpoint) = match &environment.target {
        Target::Local { port } => (None, Some(local::endpoint(*port))),
        Target::Aws { account } => (account.clone(), None),
    };
    Manifest {
        environment: environment.name.clone(),
        region: environment.region.clone(),
        account,
        endpoint,
        protected: environment.protected,
        secrets: stacks::secrets(environment),
        stacks: stacks.iter().map(manifest_stack).collect(),
        seeds: stacks::seeds(environment),
    }
}

fn manifest_stack(stack: &stacks::Stack) -> manifest::Stack {
    let declared = |id: &str| {
        let place = stack.template.declared_at(id)?;
        Some((id.to_owned(), format!("{}:{}", place.file(), place.line())))
    };
    manifest::Stack {
        name: stack.name.clone(),
        service: stack.service.to_owned(),
        template: file_name(stack).into(),
        sha256: hex::encode(Sha256::digest(stack.template.to_yaml())),
        depends_on: stack.depends_on.clone(),
        has_code: stack.has_code,
        declared: stack.template.resources().filter_map(|(id, _)| declared(id)).collect(),
    }
}

fn templates(stacks: &[stacks::Stack]) -> BTreeMap<String, String> {
    stacks.iter().map(|stack| (file_name(stack), stack.template.to_yaml())).collect()
}

fn file_name(stack: &stacks::Stack) -> String {
    format!("{}.yaml", stack.service)
}

fn goldens() -> Result<(PathBuf, BTreeMap<String, String>)> {
    let stacks = synthesise(&environment::load(GOLDEN_ENVIRONMENT)?)?;
    Ok((tools::root().join("stacks/golden").join(GOLDEN_ENVIRONMENT), templates(&stacks)))
}

fn write_goldens() -> Result<()> {
    let (folder, files) = goldens()?;
    for stale in stale(&folder, &files)? {
        eprintln!("wrote `{stale}`");
    }
    update(&folder, &files)
}

fn check() -> Result<()> {
    let (folder, files) = goldens()?;
    let stale = stale(&folder, &files)?;
    if stale.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "run `cargo xtask synth --golden`, review the difference and commit it",
        "stale in `{}`: `{}`",
        folder.display(),
        stale.join("`, `")
    ))
}

/// Files whose content is not what it should be, or that should not be there.
fn stale(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut names = existing(folder)?;
    names.extend(files.keys().cloned());
    names.sort();
    names.dedup();
    names.retain(|name| fs::read_to_string(folder.join(name)).ok().as_ref() != files.get(name));
    Ok(names)
}

/// Brings the folder's templates and documents to `files`, and leaves everything else alone.
fn update(folder: &Path, files: &BTreeMap<String, String>) -> Result<()> {
    fs::create_dir_all(folder)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to create `{}`", folder.display()))?;
    for name in stale(folder, files)? {
        let path = folder.join(&name);
        let result = match files.get(&name) {
            Some(text) => fs::write(&path, text),
            None if path.extension().is_some_and(|it| it == "yaml") => fs::remove_file(&path),
            None => Ok(()),
        };
        result
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to write `{}`", path.display()))?;
    }
    Ok(())
}

fn existing(folder: &Path) -> Result<Vec<String>> {
    if !folder.exists() {
        return Ok(vec![]);
    }
    let entries = fs::read_dir(folder)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to list `{}`", folder.display()))?;
    Ok(entries.flatten().filter_map(|it| it.file_name().into_string().ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn synthesis_writes_the_same_bytes_every_time_and_removes_what_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let environment = environment::load("local").unwrap();
        let read = || {
            let names = existing(folder.path()).unwrap();
            let text = |name: &String| fs::read(folder.path().join(name)).unwrap();
            names.into_iter().map(|it| (it.clone(), text(&it))).collect::<BTreeMap<_, _>>()
        };
        write_to(environment.clone(), folder.path().to_owned()).unwrap();
        let first = read();
        fs::write(folder.path().join("gone.yaml"), "Resources: {}").unwrap();
        write_to(environment, folder.path().to_owned()).unwrap();
        assert_eq!(first, read());
    }

    #[test]
    fn a_manifest_names_its_templates_in_deploy_order() {
        let environment = environment::load("local").unwrap();
        let stacks = synthesise(&environment).unwrap();
        let manifest = manifest(&environment, &stacks);
        for (index, stack) in manifest.stacks.iter().enumerate() {
            let earlier = &manifest.stacks[..index];
            assert!(
                stack.depends_on.iter().all(|it| earlier.iter().any(|other| other.name == *it))
            );
            assert!(stack.declared.values().all(|it| it.starts_with("stacks/src/")));
        }
    }
}
