//! Reads `env/<name>.yaml`.

use std::{fs, io::ErrorKind};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use stacks::Environment;

use crate::tools;

/// Reads and validates the environment of this name.
pub(crate) fn load(name: &str) -> Result<Environment> {
    let path = tools::root().join("env").join(format!("{name}.yaml"));
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(unknown(name)),
        text => text
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to read `{}`", path.display()))?,
    };
    Environment::parse(name, &text).into_diagnostic()
}

fn unknown(name: &str) -> miette::Report {
    let hint = format!("choose one with `--env`: `{}`", names().join("`, `"));
    miette!(help = hint, "no environment is called `{name}`")
}

/// The names of all environments.
pub(crate) fn names() -> Vec<String> {
    let files = fs::read_dir(tools::root().join("env")).into_iter().flatten().flatten();
    let mut names: Vec<String> = files
        .filter_map(|file| Some(file.file_name().to_str()?.strip_suffix(".yaml")?.to_owned()))
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_environment_of_the_repository_is_valid() {
        for name in names() {
            assert_eq!(load(&name).unwrap().name, name);
        }
    }

    #[test]
    fn an_unknown_environment_is_refused_with_the_known_ones() {
        let error = load("nowhere").unwrap_err();
        assert_eq!(error.to_string(), "no environment is called `nowhere`");
        assert!(error.help().unwrap().to_string().contains("`local`"));
    }
}
