//! Runs the `aws` binary, which makes every call to AWS and is compiled only when it is needed.

use std::{collections::BTreeMap, fs, path::PathBuf, process::ExitCode};

use manifest::{Artifact, Artifacts};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use request::{
    Command::{Deploy, Destroy, Diff, Outputs, RotateKey, Status},
    Request, Verbosity,
};

use crate::{build, synth::Synthesis};

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
        Diff(_) | Destroy(_) | Status(_) | Outputs(_) | RotateKey(_) => None,
    };
    let request = Request { manifest: synthesis.manifest_path(), artifacts, verbosity, command };
    let status = std::process::Command::new(binary(synthesis.target)?)
        .arg(serde_json::to_string(&request).into_diagnostic()?)
        .status()
        .into_diagnostic()
        .wrap_err("failed to run the `aws` binary")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The binary runs on this machine, whatever the functions are built for.
fn binary(target: build::Target) -> Result<PathBuf> {
    let target = match target {
        build::Target::LocalWithTests => target,
        _ => build::Target::Local,
    };
    let mut built = build::compile_here(&["aws".to_owned()], target)?;
    built.remove("aws").ok_or_else(|| miette!("the `aws` binary was not built"))
}

/// Builds the code of the named stacks and their dependencies, and writes where it is.
fn write_artifacts(synthesis: &Synthesis, names: &[String]) -> Result<PathBuf> {
    let stacks = synthesis.manifest.with_dependencies(names).into_diagnostic()?;
    let services: Vec<&str> =
        stacks.iter().filter(|it| it.has_code).map(|it| it.service.as_str()).collect();
    let built = if services.is_empty() {
        BTreeMap::new()
    } else {
        build::artifacts(&services, synthesis.target)?
    };
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
