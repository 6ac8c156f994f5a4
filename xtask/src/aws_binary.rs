//! Runs the `aws` binary, which makes every call to AWS and is compiled only when it is needed.

use std::{collections::BTreeMap, fs, path::PathBuf, process::ExitCode};

use manifest::{Artifact, Artifacts};
use miette::{IntoDiagnostic, Result, WrapErr};
use request::{
    Command::{Deploy, Destroy, Diff, Outputs, Status},
    Request, Verbosity,
};

use crate::{build, synth::Synthesis, tools};

/// Runs one command and returns its exit code. The binary prints its own errors.
pub(crate) fn run(
    synthesis: &Synthesis,
    verbosity: Verbosity,
    command: request::Command,
) -> Result<ExitCode> {
    let artifacts = match &command {
        Deploy(options) => Some(write_artifacts(synthesis, &options.stacks)?),
        Diff(options) if !options.templates_only => {
            Some(write_artifacts(synthesis, &options.stacks)?)
        }
        Diff(_) | Destroy(_) | Status(_) | Outputs(_) => None,
    };
    let request = Request { manifest: synthesis.manifest_path(), artifacts, verbosity, command };
    let mut cargo = std::process::Command::new(tools::cargo());
    // The working directory stays the user's, because a request may have paths relative to it.
    cargo.arg("run").arg("--manifest-path").arg(tools::root().join("Cargo.toml"));
    // The first build takes minutes, so it is shown.
    if tools::root().join("target/debug/aws").exists() {
        cargo.arg("--quiet");
    }
    cargo.args(["--package", "aws", "--"]).arg(serde_json::to_string(&request).into_diagnostic()?);
    let status = cargo.status().into_diagnostic().wrap_err("failed to run cargo")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Builds the code of the named stacks and their dependencies, and writes where it is.
fn write_artifacts(synthesis: &Synthesis, names: &[String]) -> Result<PathBuf> {
    let stacks = synthesis.manifest.with_dependencies(names).into_diagnostic()?;
    let services: Vec<&str> =
        stacks.iter().filter(|it| it.has_code).map(|it| it.service.as_str()).collect();
    let target = build::Target::of(&synthesis.environment);
    let built =
        if services.is_empty() { BTreeMap::new() } else { build::artifacts(&services, target)? };
    let artifacts: Artifacts = built
        .into_iter()
        .map(|(service, it)| (service, Artifact { zip: it.zip, sha256: it.sha256 }))
        .collect();
    let path = synthesis.folder.join("artifacts.json");
    let json = serde_json::to_vec_pretty(&artifacts).into_diagnostic()?;
    fs::write(&path, json)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to write `{}`", path.display()))?;
    Ok(path)
}
