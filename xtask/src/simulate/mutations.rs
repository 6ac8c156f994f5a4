//! Known defects, each as a patch: the simulation must find every one of them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode},
};

use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};

use super::build;
use crate::tools;

/// Runs in which a defect must be found.
const SEEDS: &str = "10000";

/// A defect.
struct Mutation {
    name: String,
    patch: PathBuf,
}

/// The failure that a defect causes.
struct Found {
    seed: String,
    problem: String,
}

pub(super) fn run() -> Result<ExitCode> {
    let sources = tools::root().join("target/mutations");
    let mut missed = 0;
    println!("{:34} {:>6}  problem", "mutation", "seed");
    for mutation in all()? {
        copy_sources(&sources)?;
        apply(&sources, &mutation.patch)?;
        let program = build(Command::new(tools::cargo()).current_dir(&sources))?;
        if let Some(Found { seed, problem }) = find(&program)? {
            println!("{:34} {seed:>6}  {problem}", mutation.name);
        } else {
            missed += 1;
            println!("{:34} {:>6}  not found in {SEEDS} runs", mutation.name, "-");
        }
    }
    Ok(if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// All patches, by name.
fn all() -> Result<Vec<Mutation>> {
    let folder = tools::root().join("xtask/simulation/mutations");
    let mut mutations = Vec::new();
    for entry in fs::read_dir(folder).into_diagnostic()? {
        let patch = entry.into_diagnostic()?.path();
        let name = patch.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        mutations.push(Mutation { name, patch });
    }
    mutations.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(mutations)
}

/// Makes the folder a copy of the sources. Files that are the same keep their times, so that cargo
/// compiles what differs.
fn copy_sources(folder: &Path) -> Result<()> {
    let files = files()?;
    for file in &files {
        let (from, to) = (tools::root().join(file), folder.join(file));
        let Ok(content) = fs::read(&from) else { continue };
        if fs::read(&to).ok().as_ref() != Some(&content) {
            fs::create_dir_all(to.parent().unwrap_or(folder)).into_diagnostic()?;
            fs::write(&to, content).into_diagnostic()?;
        }
    }
    remove_others(folder, folder, &files)
}

/// The files of the repository, those that are not committed included.
fn files() -> Result<BTreeSet<PathBuf>> {
    let arguments = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let output = Command::new("git").current_dir(tools::root()).args(arguments).output();
    let output = output.into_diagnostic().wrap_err("failed to run `git`")?;
    if !output.status.success() {
        bail!("`git ls-files` ended with {}", output.status);
    }
    let text = String::from_utf8(output.stdout).into_diagnostic()?;
    Ok(text.split_terminator('\0').map(PathBuf::from).collect())
}

fn remove_others(root: &Path, folder: &Path, files: &BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).into_diagnostic()? {
        let path = entry.into_diagnostic()?.path();
        let name = path.strip_prefix(root).into_diagnostic()?;
        if path.is_dir() {
            remove_others(root, &path, files)?;
        } else if !files.contains(name) || !tools::root().join(name).exists() {
            fs::remove_file(&path).into_diagnostic()?;
        }
    }
    Ok(())
}

fn apply(folder: &Path, patch: &Path) -> Result<()> {
    // Inside of a repository, git would take the names of files as those of the repository.
    let mut git = Command::new("git");
    let git = git.current_dir(folder).env("GIT_CEILING_DIRECTORIES", tools::root().join("target"));
    let status = git.arg("apply").arg(patch).status().into_diagnostic()?;
    if !status.success() {
        bail!("`{}` no longer applies; make it again", patch.display());
    }
    Ok(())
}

/// The first failure of the simulation, if it has one.
fn find(program: &Path) -> Result<Option<Found>> {
    let output = Command::new(program).args(["--no-shrink", "--seeds", SEEDS]).output();
    let output = output.into_diagnostic()?;
    if output.status.success() {
        return Ok(None);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let part = |start: &str| text.lines().find_map(|line| line.strip_prefix(start));
    let seed = part("Seed ").and_then(|line| line.strip_suffix(" fails."));
    let (Some(seed), Some(problem)) = (seed, part("- ")) else {
        return Err(miette!("the simulation ended with {}: {text}", output.status));
    };
    Ok(Some(Found { seed: seed.to_owned(), problem: problem.to_owned() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mutation_applies_to_the_sources() {
        let mutations = all().unwrap();
        assert!(mutations.len() >= 12);
        for Mutation { name, patch } in mutations {
            let mut git = Command::new("git");
            let git = git.current_dir(tools::root()).args(["apply", "--check"]).arg(&patch);
            assert!(git.status().unwrap().success(), "`{name}` no longer applies");
            let text = fs::read_to_string(patch).unwrap();
            assert!(text.starts_with("# "), "`{name}` does not begin with what it reintroduces");
        }
    }
}
