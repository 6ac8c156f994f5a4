//! `cargo xtask test`: everything CI knows, one step after the other.

use std::net::{Ipv4Addr, TcpListener};
use std::process::{Command, ExitCode};
use std::time::Instant;

use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};
use request::{Approval, Command as Request, Deploy, Destroy, Diff, Verbosity};
use stacks::environment::Target;

use crate::{aws_binary, environment, lint, local, synth, tools};

/// Everything CI knows: format, lints, tests, generated files, templates, and the whole system
/// end to end on a fresh local AWS
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave out what needs Python and the running system
    #[arg(long)]
    fast: bool,
}

/// Runs the command. The first failure ends it.
pub(crate) fn run(args: &Args, verbosity: Verbosity) -> Result<()> {
    step("format", || cargo(&["fmt", "--all", "--check"]))?;
    step("lints", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
    })?;
    step("unit tests", unit_tests)?;
    step("doc tests", || cargo(&["test", "--quiet", "--doc", "-p", "contracts", "-p", "cfn"]))?;
    step("committed templates", || xtask(&["synth", "--check"]))?;
    step("committed documents", || xtask(&["contracts", "--check"]))?;
    if args.fast {
        return Ok(());
    }
    step("generated types", || xtask(&["codegen", "--check"]))?;
    step("template lint", lint_templates)?;
    step("end to end", || end_to_end(verbosity))
}

/// Names a step, and how long it took.
fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    eprintln!("── {name}");
    let start = Instant::now();
    work().wrap_err_with(|| format!("the step `{name}` failed"))?;
    eprintln!("── {name}: passed in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn unit_tests() -> Result<()> {
    let has_nextest = Command::new(tools::cargo())
        .args(["nextest", "--version"])
        .output()
        .is_ok_and(|output| output.status.success());
    let runner: &[&str] = if has_nextest { &["nextest", "run"] } else { &["test", "--quiet"] };
    cargo(&[runner, &["--workspace", "--exclude", "e2e"]].concat())
}

fn lint_templates() -> Result<()> {
    for name in environment::names() {
        let synthesis = synth::write(environment::load(&name)?)?;
        lint::templates(&synthesis.template_paths())
            .wrap_err_with(|| format!("the templates of `{name}` are not in order"))?;
    }
    Ok(())
}

/// From nothing to a running system, through all stories, and back to nothing.
fn end_to_end(verbosity: Verbosity) -> Result<()> {
    let port = free_port()?;
    let local_aws = local::start_fresh(port)?;
    let mut environment = environment::load("local")?;
    environment.target = Target::Local { port };
    let folder = tools::root().join("target/synth/e2e");
    let synthesis = synth::write_to(environment, folder)?;
    let outputs = synthesis.folder.join("outputs.json");
    let log = local_aws.log();
    let hint = || format!("the log of the local AWS is `{}`", log.display());

    let deploy = Request::Deploy(Deploy {
        stacks: vec![],
        require_approval: Approval::Never,
        yes: true,
        concurrency: 4,
        outputs_file: Some(outputs.clone()),
        wait: false,
    });
    expect("deploy", aws_binary::run(&synthesis, verbosity, deploy)?, &hint)?;

    let diff =
        Request::Diff(Diff { stacks: vec![], templates_only: false, fail: true, json: false });
    expect("diff after deploy", aws_binary::run(&synthesis, verbosity, diff)?, &hint)?;

    let mut stories = Command::new(tools::cargo());
    stories
        .current_dir(tools::root())
        .args(["test", "--quiet", "--package", "e2e"])
        .env("SHOP_ENVIRONMENT", "local")
        .env("SHOP_OUTPUTS", &outputs)
        .env("AWS_ENDPOINT_URL", local_aws.endpoint())
        .env("AWS_REGION", &synthesis.manifest.region)
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test");
    execute(&mut stories).wrap_err_with(hint)?;

    let destroy =
        Request::Destroy(Destroy { stacks: vec![], yes: true, concurrency: 4, wait: false });
    expect("destroy", aws_binary::run(&synthesis, verbosity, destroy)?, &hint)
}

fn expect(command: &str, code: ExitCode, hint: &dyn Fn() -> String) -> Result<()> {
    if code == ExitCode::SUCCESS {
        Ok(())
    } else {
        Err(miette!(help = hint(), "`{command}` failed"))
    }
}

fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).into_diagnostic()?;
    Ok(listener.local_addr().into_diagnostic()?.port())
}

/// Another command of this tool, by itself: its messages are those a person would see.
fn xtask(args: &[&str]) -> Result<()> {
    let program = std::env::current_exe().into_diagnostic()?;
    execute(Command::new(program).current_dir(tools::root()).args(args))
}

fn cargo(args: &[&str]) -> Result<()> {
    execute(Command::new(tools::cargo()).current_dir(tools::root()).args(args))
}

fn execute(command: &mut Command) -> Result<()> {
    let status = command.status().into_diagnostic()?;
    if !status.success() {
        let args: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
        let program = command.get_program().to_string_lossy();
        bail!("`{} {}` ended with {status}", program, args.join(" "));
    }
    Ok(())
}
