//! `cargo xtask test`: every check that CI runs, one step after the other.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, ExitCode, ExitStatus},
    time::Instant,
};

use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};
use request::{Approval, Command as Request, Deploy, Destroy, Diff, Verbosity};
use stacks::environment::Target;

use crate::{
    aws_binary, build, environment, lint, local, new, restarts, synth, tidy, tools, unused_rights,
};

/// Every check that CI runs: format, lints, tests, generated files, templates, and the whole system
/// end to end on a fresh local AWS
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Leave out what needs Python and the running system
    #[arg(long)]
    fast: bool,
    /// Run only this step, such as `lints` or `end to end`
    #[arg(long, value_name = "STEP", conflicts_with = "fast")]
    only: Option<String>,
    /// Only deploy this service to an empty local AWS, call `GET /health` and destroy it
    #[arg(long, value_name = "SERVICE", hide = true)]
    deploy: Option<String>,
}

/// Runs the steps. The first failure ends it.
pub(crate) fn run(args: &Args, verbosity: Verbosity) -> Result<()> {
    if let Some(service) = &args.deploy {
        return deploy_service(service, verbosity);
    }
    let steps: [Step; 12] = [
        ("format", &|| cargo(&["fmt", "--all", "--check"])),
        ("lints", &|| {
            cargo(&["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
        }),
        ("build", &build_everything),
        ("unit tests", &unit_tests),
        ("doc tests", &|| cargo(&["test", "--quiet", "--doc", "--workspace"])),
        ("committed templates", &|| xtask(&["synth", "--check"])),
        ("committed documents", &|| xtask(&["contracts", "--check"])),
        ("generated types", &|| xtask(&["codegen", "--check"])),
        ("template lint", &lint_templates),
        ("local AWS", &test_launcher),
        ("end to end", &|| end_to_end(verbosity)),
        ("scaffold", &scaffold),
    ];
    for (name, work) in selected(args, &steps)? {
        step(name, work)?;
    }
    Ok(())
}

/// A step's name and its work.
type Step<'a> = (&'a str, &'a dyn Fn() -> Result<()>);

/// How many of the steps need neither Python nor the running system.
const FAST_STEPS: usize = 7;

fn selected<'a>(args: &Args, steps: &'a [Step<'a>]) -> Result<Vec<Step<'a>>> {
    let Some(only) = &args.only else {
        let count = if args.fast { FAST_STEPS } else { steps.len() };
        return Ok(steps[..count].to_vec());
    };
    let selected: Vec<Step> = steps.iter().filter(|(name, _)| name == only).copied().collect();
    if selected.is_empty() {
        let names: Vec<&str> = steps.iter().map(|(name, _)| *name).collect();
        return Err(miette!(
            help = format!("the steps are `{}`", names.join("`, `")),
            "there is no step `{only}`"
        ));
    }
    Ok(selected)
}

/// Prints a step's name, and how long it took.
fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    eprintln!("── {name}");
    let start = Instant::now();
    work().wrap_err_with(|| format!("the step `{name}` failed"))?;
    eprintln!("── {name}: passed in {:.1} s", start.elapsed().as_secs_f64());
    Ok(())
}

/// Compiles everything that the later steps run, with one selection, so that each dependency is
/// compiled once.
fn build_everything() -> Result<()> {
    cargo(&[&["build", "--workspace"], &build::EVERYTHING[..]].concat())
}

fn unit_tests() -> Result<()> {
    let mut tests = tests("not package(e2e)");
    execute(tests.current_dir(tools::root()).env("COMPILE_FAIL_SELECTION", "--workspace --bins"))
}

/// The runner of the end-to-end tests that run at the same time.
fn scenarios() -> Command {
    if has_nextest() {
        return tests("package(e2e) - binary(faults)");
    }
    end_to_end_tests(&["--lib", "--test", "scenarios"])
}

/// The runner of the end-to-end tests with faults, of which each disturbs the whole shop.
fn faults() -> Command {
    if !has_nextest() {
        return end_to_end_tests(&["--test", "faults", "--", "--test-threads", "1"]);
    }
    let mut faults = tests("package(e2e) & binary(faults)");
    faults.args(["--test-threads", "1"]);
    faults
}

/// End-to-end tests without nextest.
fn end_to_end_tests(selection: &[&str]) -> Command {
    let mut tests = Command::new(tools::cargo());
    tests.args(["test", "--quiet", "--package", "e2e"]).args(selection);
    tests
}

/// The tests that the filter names; without nextest all that need no deployed system.
fn tests(filter: &str) -> Command {
    let mut tests = Command::new(tools::cargo());
    if has_nextest() {
        tests.args(["nextest", "run", "--workspace", "--filterset", filter]);
    } else {
        tests.args(["test", "--quiet", "--workspace", "--exclude", "e2e"]);
    }
    tests
}

fn has_nextest() -> bool {
    let version = Command::new(tools::cargo()).args(["nextest", "--version"]).output();
    version.is_ok_and(|output| output.status.success())
}

fn lint_templates() -> Result<()> {
    for name in environment::names() {
        let synthesis = synth::write(environment::load(&name)?)?;
        lint::templates(&synthesis.template_paths())
            .wrap_err_with(|| format!("the templates of `{name}` are not in order"))?;
    }
    Ok(())
}

/// The repairs of the local AWS, in its own Python.
fn test_launcher() -> Result<()> {
    execute(Command::new(tools::local_aws()?).current_dir(tools::root()).args([
        "-m",
        "unittest",
        "discover",
        "--start-directory",
        "xtask/local",
    ]))
}

/// Deploys everything to an empty local AWS, lets it fail, then runs all scenarios, and destroys
/// everything. Every right that a policy grants must have been used.
fn end_to_end(verbosity: Verbosity) -> Result<()> {
    let mut shop = FreshShop::deploy(&[], verbosity)?;
    let diff =
        Request::Diff(Diff { stacks: vec![], templates_only: false, fail: true, json: false });
    shop.run("diff after deploy", diff)?;
    // First, because messages that failed in scenarios are delivered again for minutes.
    shop.test(faults())?;
    shop.test(scenarios())?;
    shop.destroy()?;
    unused_rights::check(&shop.synthesis, &shop.local_aws.used_rights())
}

/// Deploys one service to an empty local AWS, calls its health route, and destroys it.
fn deploy_service(service: &str, verbosity: Verbosity) -> Result<()> {
    let shop = FreshShop::deploy(&[service], verbosity)?;
    let outputs = fs::read_to_string(shop.outputs()).into_diagnostic()?;
    let outputs: serde_json::Value = serde_json::from_str(&outputs).into_diagnostic()?;
    let stack = &shop.synthesis.manifest.stack(service).into_diagnostic()?.name;
    let endpoint = outputs[stack]["ApiEndpoint"]
        .as_str()
        .ok_or_else(|| miette!("the stack `{stack}` has no output `ApiEndpoint`"))?;
    let response = ureq::get(format!("{endpoint}health")).call();
    let text = response.and_then(|mut response| response.body_mut().read_to_string());
    let text = text.into_diagnostic().wrap_err_with(|| shop.hint())?;
    if text != "healthy" {
        bail!("`{service}` responds with `{text}` to `GET /health`");
    }
    shop.destroy()
}

/// What was deployed to an empty local AWS.
struct FreshShop {
    local_aws: local::LocalAws,
    synthesis: synth::Synthesis,
    verbosity: Verbosity,
}

impl FreshShop {
    /// Deploys these services and what they depend on, or all.
    fn deploy(services: &[&str], verbosity: Verbosity) -> Result<Self> {
        let port = free_port()?;
        let local_aws = local::start_fresh(port)?;
        let mut environment = environment::load("local")?;
        environment.target = Target::Local { port };
        let folder = tools::root().join("target/synth/e2e");
        let mut synthesis = synth::write_to(environment, folder)?;
        synthesis.target = build::Target::LocalWithTests;
        let shop = Self { local_aws, synthesis, verbosity };
        let deploy = Request::Deploy(Deploy {
            stacks: services.iter().map(|&service| service.to_owned()).collect(),
            require_approval: Approval::Never,
            yes: true,
            allow_loss: vec![],
            concurrency: 4,
            outputs_file: Some(shop.outputs()),
            wait: false,
        });
        shop.run("deploy", deploy)?;
        Ok(shop)
    }

    /// Runs end-to-end tests against it. They may restart the local AWS.
    fn test(&mut self, mut tests: Command) -> Result<()> {
        tests
            .current_dir(tools::root())
            .env("SHOP_ENVIRONMENT", "local")
            .env("SHOP_OUTPUTS", self.outputs())
            .env("AWS_ENDPOINT_URL", self.local_aws.endpoint())
            .env("AWS_REGION", &self.synthesis.manifest.region)
            .env("AWS_ACCESS_KEY_ID", "test")
            .env("AWS_SECRET_ACCESS_KEY", "test");
        let ended = restarts::run(&mut tests, &mut self.local_aws);
        ended.and_then(|status| check(&tests, status)).wrap_err_with(|| self.hint())
    }

    fn destroy(&self) -> Result<()> {
        let destroy =
            Request::Destroy(Destroy { stacks: vec![], yes: true, concurrency: 4, wait: false });
        self.run("destroy", destroy)
    }

    fn run(&self, name: &str, request: Request) -> Result<()> {
        match aws_binary::run(&self.synthesis, self.verbosity, request)? {
            ExitCode::SUCCESS => Ok(()),
            _ => Err(miette!(help = self.hint(), "`{name}` failed")),
        }
    }

    /// The file with the outputs of the stacks.
    fn outputs(&self) -> PathBuf {
        self.synthesis.folder.join("outputs.json")
    }

    fn hint(&self) -> String {
        format!("the log of the local AWS is `{}`", self.local_aws.log().display())
    }
}

/// Generates a service with a function for each trigger in a copy of this checkout, which shares its
/// target folder. It compiles, follows the rules, passes its tests, and runs.
fn scaffold() -> Result<()> {
    let copy = tools::root().join("target/scaffold");
    copy_checkout(&copy)?;
    give_another_version(&copy.join("Cargo.toml"))?;
    new::generate_example(&copy, "wish-list")?;
    let target = tools::root().join("target");
    let run = |program: &Path, args: &[&str]| {
        execute(
            Command::new(program).current_dir(&copy).env("CARGO_TARGET_DIR", &target).args(args),
        )
    };
    let (cargo, xtask) = (PathBuf::from(tools::cargo()), target.join("debug/xtask"));
    run(&cargo, &["fmt", "--all"])?;
    run(&cargo, &[&["build", "--workspace"], &build::EVERYTHING[..]].concat())?;
    run(&xtask, &["contracts"])?;
    run(&xtask, &["synth", "--golden"])?;
    run(&xtask, &["tidy"])?;
    let mut tests = tests("package(wish-list) + package(inventory) + test(templates)");
    execute(tests.current_dir(&copy).env("CARGO_TARGET_DIR", &target))?;
    run(&xtask, &["test", "--deploy", "wish-list"])
}

/// Cargo names what it compiles after package and version, not after the path: without a version of
/// their own, the crates of the copy would be taken for those of this checkout.
fn give_another_version(manifest: &Path) -> Result<()> {
    let text = fs::read_to_string(manifest).into_diagnostic()?;
    let version = format!("version = \"{}\"\nedition", env!("CARGO_PKG_VERSION"));
    if !text.contains(&version) {
        bail!("`Cargo.toml` does not contain `{version}`");
    }
    let other = format!("version = \"{}-scaffold\"\nedition", env!("CARGO_PKG_VERSION"));
    fs::write(manifest, text.replace(&version, &other)).into_diagnostic()
}

/// Copies every file that git does not ignore into a repository of its own.
fn copy_checkout(copy: &Path) -> Result<()> {
    if copy.exists() {
        fs::remove_dir_all(copy).into_diagnostic()?;
    }
    for file in tidy::files(&[])? {
        let to = copy.join(&file);
        fs::create_dir_all(to.parent().unwrap_or(copy)).into_diagnostic()?;
        fs::copy(tools::root().join(&file), to).into_diagnostic()?;
    }
    execute(Command::new("git").current_dir(copy).args(["init", "--quiet"]))?;
    // The tools are installed already.
    std::os::unix::fs::symlink(tools::root().join(".tools"), copy.join(".tools")).into_diagnostic()
}

/// A free port, of which the next one, for the control plane, is free too. Below the ports that
/// operating systems give to clients, so that no connection takes one while the local AWS restarts.
fn free_port() -> Result<u16> {
    const PORTS: std::ops::Range<u16> = 20_000..30_000;
    let is_free =
        |port: &u16| [*port, local::control_plane_port(*port)].into_iter().all(local::is_free);
    let first = PORTS.start + u16::try_from(std::process::id() % 5_000).into_diagnostic()? * 2;
    let ports = (first..PORTS.end).chain(PORTS.start..first).step_by(2);
    ports.into_iter().find(is_free).ok_or_else(|| miette!("no port from {PORTS:?} is free"))
}

/// Another command of this tool, by itself: its messages are those a person would see.
fn xtask(args: &[&str]) -> Result<()> {
    // Not `current_exe`: the step `build` replaces the file of the running program.
    let program = std::env::args_os().next().ok_or_else(|| miette!("the program has no path"))?;
    execute(Command::new(program).current_dir(tools::root()).args(args))
}

fn cargo(args: &[&str]) -> Result<()> {
    execute(Command::new(tools::cargo()).current_dir(tools::root()).args(args))
}

fn execute(command: &mut Command) -> Result<()> {
    let status = command.status().into_diagnostic()?;
    check(command, status)
}

/// Fails unless a command succeeded.
fn check(command: &Command, status: ExitStatus) -> Result<()> {
    if !status.success() {
        let args: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
        let program = command.get_program().to_string_lossy();
        bail!("`{} {}` ended with {status}", program, args.join(" "));
    }
    Ok(())
}
