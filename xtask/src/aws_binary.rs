//! Runs the `aws` binary, which makes every call to AWS and is compiled only when it is needed.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    fs,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, ExitCode, Stdio},
};

use manifest::{Artifact, Artifacts};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use request::{
    Command::{Deploy, Destroy, Diff, Dlq, Executions, Outbox, Outputs, RotateKey, Status},
    Request, Selection, Verbosity,
};

use crate::{build, synth::Synthesis};

/// Outputs by stack.
pub(crate) type StackOutputs = BTreeMap<String, BTreeMap<String, String>>;

/// Replaces this process by the binary with one command. A parent would be ended by Ctrl-C at once, and
/// the shell would show its prompt while the binary still releases what it holds.
pub(crate) fn exec(
    synthesis: &Synthesis,
    verbosity: Verbosity,
    command: request::Command,
) -> Result<Infallible> {
    let error = prepared(synthesis, verbosity, command)?.exec();
    Err(error).into_diagnostic().wrap_err("failed to run the `aws` binary")
}

/// Runs one command and returns its exit code. The binary prints its own errors.
pub(crate) fn run(
    synthesis: &Synthesis,
    verbosity: Verbosity,
    command: request::Command,
) -> Result<ExitCode> {
    let status = prepared(synthesis, verbosity, command)?
        .status()
        .into_diagnostic()
        .wrap_err("failed to run the `aws` binary")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// The outputs of the deployed stacks: `{stack: {output: value}}`.
pub(crate) fn outputs(synthesis: &Synthesis, verbosity: Verbosity) -> Result<StackOutputs> {
    let command = Outputs(Selection { stacks: vec![], json: true });
    let output = call(synthesis, None, verbosity, command)?
        .stderr(Stdio::inherit())
        .output()
        .into_diagnostic()
        .wrap_err("failed to run the `aws` binary")?;
    if !output.status.success() {
        return Err(miette!("failed to read the outputs of the stacks"));
    }
    serde_json::from_slice(&output.stdout).into_diagnostic()
}

/// The binary with its request, after what the command needs was built.
fn prepared(
    synthesis: &Synthesis,
    verbosity: Verbosity,
    command: request::Command,
) -> Result<Command> {
    let artifacts = match &command {
        Deploy(options) => Some(write_artifacts(synthesis, &options.stacks)?),
        Diff(options) if !options.templates_only => {
            Some(write_artifacts(synthesis, &options.stacks)?)
        }
        Diff(_) | Destroy(_) | Status(_) | Outputs(_) | RotateKey(_) | Dlq(_) | Outbox(_)
        | Executions(_) => None,
    };
    call(synthesis, artifacts, verbosity, command)
}

/// The binary with its request.
fn call(
    synthesis: &Synthesis,
    artifacts: Option<PathBuf>,
    verbosity: Verbosity,
    command: request::Command,
) -> Result<Command> {
    let request = Request { manifest: synthesis.manifest_path(), artifacts, verbosity, command };
    let mut binary = Command::new(binary(synthesis.target)?);
    binary.arg(serde_json::to_string(&request).into_diagnostic()?);
    Ok(binary)
}

/// The binary runs on this machine, whatever the functions are built for.
fn binary(target: build::Target) -> Result<PathBuf> {
    let target = match target {
        build::Target::LocalWithTests => target,
        _ => build::Target::Local,
    };
    build::binary_here("aws", target)
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
