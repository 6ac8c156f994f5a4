//! `cargo xtask synth`: writes the templates of the stacks, a manifest and a review report. Needs no
//! network, build or clock, and writes the same bytes every time.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use manifest::Manifest;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use sha2::{Digest, Sha256};
use stacks::{Environment, environment::Target};

use crate::{build, environment, local, review, tools};

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

/// The result of synthesising an environment.
#[derive(Debug)]
pub(crate) struct Synthesis {
    pub(crate) environment: Environment,
    /// In deploy order.
    pub(crate) stacks: Vec<stacks::Stack>,
    pub(crate) manifest: Manifest,
    /// What its functions are built for.
    pub(crate) target: build::Target,
    /// The folder with all written files.
    pub(crate) folder: PathBuf,
}

impl Synthesis {
    pub(crate) fn manifest_path(&self) -> PathBuf {
        self.folder.join("manifest.json")
    }

    pub(crate) fn template_paths(&self) -> Vec<PathBuf> {
        self.manifest.stacks.iter().map(|it| self.folder.join(&it.template)).collect()
    }
}

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

/// Synthesises an environment into a folder. An unchanged file keeps its modification time.
pub(crate) fn write_to(environment: Environment, folder: PathBuf) -> Result<Synthesis> {
    let stacks = synthesise(&environment)?;
    let manifest = manifest(&environment, &stacks);
    let mut files = templates(&stacks);
    let json = serde_json::to_string_pretty(&manifest).into_diagnostic()?;
    files.insert("manifest.json".to_owned(), json + "\n");
    files.insert("review.md".to_owned(), review::report(&environment, &stacks)?);
    update(&folder, &files)?;
    let target = build::Target::of(&environment);
    Ok(Synthesis { environment, stacks, manifest, target, folder })
}

/// The stacks, or an error that lists all problems.
pub(crate) fn synthesise(environment: &Environment) -> Result<Vec<stacks::Stack>> {
    stacks::all(environment).map_err(|problems| {
        miette!(
            help = "fix the stacks in `stacks/src`, then run `cargo xtask synth`",
            "the stacks of `{}` have problems:\n{}",
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
    let (account, port) = match &environment.target {
        Target::Local { port } => (None, Some(*port)),
        Target::Aws { account } => (account.clone(), None),
    };
    Manifest {
        environment: environment.name.clone(),
        region: environment.region.clone(),
        account,
        endpoint: port.map(local::endpoint),
        lambda_endpoint: port.map(local::lambda_endpoint),
        protected: environment.protected,
        secrets: stacks::secrets(environment),
        signing_keys: stacks::signing_keys(environment),
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
        dead_letters: stack.dead_letters.clone(),
    }
}

fn templates(stacks: &[stacks::Stack]) -> BTreeMap<String, String> {
    stacks.iter().map(|stack| (file_name(stack), stack.template.to_yaml())).collect()
}

fn file_name(stack: &stacks::Stack) -> String {
    format!("{}.yaml", stack.service)
}

/// The committed files by their folders: the templates of one environment, and the graph of services,
/// which is the same for every environment.
fn goldens() -> Result<[(PathBuf, BTreeMap<String, String>); 2]> {
    let stacks = synthesise(&environment::load(GOLDEN_ENVIRONMENT)?)?;
    let folder = tools::root().join("stacks/golden");
    let graph = BTreeMap::from([("graph.md".to_owned(), stacks::graph::document(&stacks))]);
    Ok([(folder.join(GOLDEN_ENVIRONMENT), templates(&stacks)), (folder, graph)])
}

fn write_goldens() -> Result<()> {
    for (folder, files) in goldens()? {
        for stale in stale(&folder, &files)? {
            eprintln!("wrote `{stale}`");
        }
        update(&folder, &files)?;
    }
    Ok(())
}

fn check() -> Result<()> {
    let mut stale_files = Vec::new();
    for (folder, files) in goldens()? {
        let names = stale(&folder, &files)?;
        stale_files.extend(names.iter().map(|name| folder.join(name).display().to_string()));
    }
    if stale_files.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "run `cargo xtask synth --golden`, review the difference and commit it",
        "stale: `{}`",
        stale_files.join("`, `")
    ))
}

/// Names of files in `folder` that differ from `files`, on either side.
fn stale(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut names = existing(folder)?;
    names.extend(files.keys().cloned());
    names.sort();
    names.dedup();
    names.retain(|name| fs::read_to_string(folder.join(name)).ok().as_ref() != files.get(name));
    Ok(names)
}

/// Writes `files` to the folder and deletes other templates. Keeps everything else.
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
    fn a_second_synthesis_writes_the_same_bytes_and_deletes_old_templates() {
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
    fn a_manifest_lists_stacks_in_deploy_order() {
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

    #[test]
    fn the_local_lambda_api_is_the_control_plane_on_the_next_port() {
        let mut environment = environment::load("local").unwrap();
        environment.target = Target::Local { port: 4666 };
        let local = manifest(&environment, &[]);
        assert_eq!(local.endpoint.as_deref(), Some("http://127.0.0.1:4666"));
        assert_eq!(local.lambda_endpoint.as_deref(), Some("http://127.0.0.1:4667"));
        let dev = manifest(&environment::load("dev").unwrap(), &[]);
        assert_eq!((dev.endpoint, dev.lambda_endpoint), (None, None));
    }
}
