//! `cargo xtask doctor`: checks that this machine has what the other commands need, with hints.

use std::process::Command;

use miette::{IntoDiagnostic, Result, miette};

use crate::{local, tools};

/// About twice what a full build, the local AWS and all tools need.
const NEEDED_DISK_BYTES: u64 = 10 << 30;

/// Check that this machine has what the other commands need
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    port: local::Port,
}

struct Check {
    name: &'static str,
    /// What was found, or an error with a hint.
    outcome: Result<String>,
    required: bool,
}

/// Prints every check, and fails if a required one failed.
pub(crate) fn run(args: Args) -> Result<()> {
    let Args { port } = args;
    let checks = checks(port.or_configured());
    for check in &checks {
        println!("{}", describe(check));
    }
    let missing: Vec<&str> = checks
        .iter()
        .filter(|check| check.required && check.outcome.is_err())
        .map(|check| check.name)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "follow the hints above, then run `cargo xtask doctor` again",
        "missing: {}",
        missing.join(", ")
    ))
}

fn checks(port: Result<u16>) -> Vec<Check> {
    let required = |name, outcome| Check { name, outcome, required: true };
    let mut checks = vec![
        required("rust", rust()),
        required("cargo", program("cargo", "install Rust with rustup")),
        required(
            "linker",
            program("cc", "install a C compiler (`apt-get install build-essential` on Debian)"),
        ),
        required(
            "strip",
            program("strip", "install binutils (`apt-get install binutils` on Debian)"),
        ),
        required("git", program("git", "install git (`apt-get install git` on Debian)")),
        required("python", tools::python_version()),
        required("python venv", tools::check_venv().map(|()| "present".to_owned())),
        required("port", port.and_then(free_port)),
        required("disk", disk_space()),
    ];
    checks.extend(tools::NAMES.map(|name| Check { name, outcome: tool(name), required: false }));
    checks
}

fn describe(check: &Check) -> String {
    let name = check.name;
    match &check.outcome {
        Ok(found) => format!("ok       {name}: {found}"),
        Err(problem) => {
            let mark = if check.required { "missing" } else { "note   " };
            let hint =
                problem.help().map(|help| format!("\n         hint: {help}")).unwrap_or_default();
            format!("{mark}  {name}: {problem}{hint}")
        }
    }
}

fn rust() -> Result<String> {
    let oldest = env!("CARGO_PKG_RUST_VERSION");
    let found = program("rustc", "install Rust with rustup")?;
    // `rustc 1.95.0 (59807616e 2026-04-14)`
    let version = found.split_whitespace().nth(1).unwrap_or_default();
    if minor_version(version) >= minor_version(oldest) {
        return Ok(found);
    }
    Err(miette!(help = "run `rustup update stable`", "`{found}` is older than `{oldest}`"))
}

fn minor_version(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??))
}

/// The first line of a program's `--version`.
fn program(name: &str, hint: &str) -> Result<String> {
    let output = Command::new(name)
        .arg("--version")
        .output()
        .map_err(|error| miette!(help = hint.to_owned(), "failed to run `{name}`: {error}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn free_port(port: u16) -> Result<String> {
    if local::is_up(port)? {
        return Ok(format!("the local AWS uses port `{port}` and the next one"));
    }
    let control_plane = local::control_plane_port(port);
    match [port, control_plane].into_iter().find(|it| !local::is_free(*it)) {
        None => Ok(format!("ports `{port}` and `{control_plane}` are free")),
        Some(taken) => Err(miette!(
            help = format!(
                "find the program that uses it with `ss -ltnp 'sport = :{taken}'`, or choose another port in `env/local.yaml`"
            ),
            "port `{taken}` is used by another program"
        )),
    }
}

fn disk_space() -> Result<String> {
    let disk = rustix::fs::statvfs(tools::root()).into_diagnostic()?;
    let free = disk.f_bavail * disk.f_frsize;
    let text = format!("{} GiB free", free >> 30);
    if free >= NEEDED_DISK_BYTES {
        return Ok(text);
    }
    Err(miette!(
        help = "free disk space, for example with `cargo clean`",
        "{text}, {} GiB needed",
        NEEDED_DISK_BYTES >> 30
    ))
}

fn tool(name: &str) -> Result<String> {
    if tools::is_installed(name)? {
        return Ok("installed".to_owned());
    }
    Err(miette!("not installed yet; the first command that needs it installs it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(minor_version("1.100.0") > minor_version("1.95"));
        assert!(minor_version("1.95.0") >= minor_version("1.95"));
        assert!(minor_version("") < minor_version("1.95"));
    }

    #[test]
    fn a_missing_program_is_reported_with_its_hint() {
        let outcome = program("no-such-program", "install it");
        let check = Check { name: "thing", outcome, required: true };
        let text = describe(&check);
        assert!(text.starts_with("missing  thing: failed to run `no-such-program`"), "{text}");
        assert!(text.ends_with("\n         hint: install it"), "{text}");
    }
}
