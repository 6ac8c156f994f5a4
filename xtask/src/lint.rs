//! Checks templates with cfn-lint, offline.

use std::{path::PathBuf, process::Command};

use miette::{IntoDiagnostic, Result, miette};

use crate::tools;

/// Fails with cfn-lint's own text if it reports an error or warning about a template.
pub(crate) fn templates(paths: &[PathBuf]) -> Result<()> {
    if paths.is_empty() {
        return Ok(());
    }
    let output = Command::new(tools::cfn_lint()?)
        .args(["--non-zero-exit-code", "warning", "--format", "parseable", "--"])
        .args(paths)
        .output()
        .into_diagnostic()?;
    if output.status.success() {
        return Ok(());
    }
    let findings = String::from_utf8_lossy(&output.stdout);
    let failure = String::from_utf8_lossy(&output.stderr);
    Err(miette!(
        help = "fix the stack in `stacks/src`, then run `cargo xtask synth`",
        "cfn-lint rejects the templates:\n{}{}",
        findings.trim(),
        failure.trim()
    ))
}
