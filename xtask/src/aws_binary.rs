//! Runs the `aws` binary, which holds every call to AWS and which only these commands compile.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use manifest::{Artifact, Artifacts};
use miette::{IntoDiagnostic, Result, WrapErr};
use stacks::environment::Target;

use crate::synth::Synthesis;
use crate::{build, local, tools};

/// How much to say.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
pub(crate) struct Verbosity {
    /// Say nothing but results and errors
    #[arg(long, global = true)]
    quiet: bool,
    /// Plain lines even on a terminal
    #[arg(long, global = true)]
    no_progress: bool,
}

/// One call of the `aws` binary.
#[derive(Debug)]
pub(crate) struct Call {
    command: Command,
}

impl Call {
    /// `aws <name>` for what was synthesised. It compiles in view, since that takes a while.
    pub(crate) fn new(name: &str, synthesis: &Synthesis, verbosity: Verbosity) -> Self {
        let mut command = Command::new(tools::cargo());
        command.current_dir(tools::root()).arg("run");
        if tools::root().join("target/debug/aws").exists() {
            command.arg("--quiet");
        }
        command.args(["--package", "aws", "--", name, "--manifest"]).arg(synthesis.manifest_path());
        let mut call = Self { command };
        call.flag("--quiet", verbosity.quiet);
        call.flag("--no-progress", verbosity.no_progress);
        call
    }

    /// Adds arguments.
    pub(crate) fn args(&mut self, args: impl IntoIterator<Item = impl AsRef<OsStr>>) -> &mut Self {
        self.command.args(args);
        self
    }

    /// Adds a flag, if it is set.
    pub(crate) fn flag(&mut self, flag: &str, is_set: bool) -> &mut Self {
        self.args(is_set.then_some(flag))
    }

    /// Builds the code of the stacks that these names stand for, and tells where it is.
    pub(crate) fn with_code(
        &mut self,
        synthesis: &Synthesis,
        names: &[String],
    ) -> Result<&mut Self> {
        let path = write_artifacts(synthesis, names)?;
        Ok(self.args([OsStr::new("--artifacts"), path.as_os_str()]))
    }

    /// Runs it and gives its exit code. It has said itself what went wrong.
    pub(crate) fn run(&mut self) -> Result<ExitCode> {
        let status = self.command.status().into_diagnostic().wrap_err("failed to run cargo")?;
        let code = status.code().and_then(|code| u8::try_from(code).ok());
        Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
    }
}

/// Starts the local AWS, if that is where the environment lives.
pub(crate) fn ensure_up(synthesis: &Synthesis) -> Result<()> {
    match synthesis.environment.target {
        Target::Local { port } => local::ensure_up(port),
        Target::Aws { .. } => Ok(()),
    }
}

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
