//! Programs that the tool runs: cargo, and Python tools, each in a virtual environment under
//! `.tools/`, pinned with hashes and installed when it is first needed.

use std::{
    ffi::OsString,
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output},
};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use sha2::{Digest, Sha256};

/// The oldest Python the pinned tools run on.
const OLDEST_PYTHON: (u32, u32) = (3, 10);

/// A file that is written last, so that an interrupted installation is not used.
const COMPLETE: &str = "complete";

/// The Python tools, named after `xtask/local/requirements-<name>.txt`.
pub(crate) const NAMES: [&str; 4] = ["cargo-lambda", "cfn-lint", "local-aws", "zig"];

/// The root of the repository.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// The cargo that runs this program, or the first one on the path.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

/// The Python with the packages of the local AWS.
pub(crate) fn local_aws() -> Result<PathBuf> {
    Ok(install("local-aws")?.join("bin/python"))
}

pub(crate) fn cargo_lambda() -> Result<PathBuf> {
    Ok(install("cargo-lambda")?.join("bin/cargo-lambda"))
}

/// cargo-lambda links for AWS with `zig`.
pub(crate) fn zig() -> Result<PathBuf> {
    Ok(site_packages(&install("zig")?)?.join("ziglang/zig"))
}

pub(crate) fn cfn_lint() -> Result<PathBuf> {
    Ok(install("cfn-lint")?.join("bin/cfn-lint"))
}

/// The folder with the official schemas of `CloudFormation`'s resource types.
pub(crate) fn cfnlint_schemas() -> Result<PathBuf> {
    Ok(site_packages(&install("cfn-lint")?)?.join("cfnlint/data/schemas"))
}

/// Whether the pinned version of a tool is installed.
pub(crate) fn is_installed(name: &str) -> Result<bool> {
    Ok(is_complete(&folder(name)?))
}

/// The version of `python3`, if it is new enough.
pub(crate) fn python_version() -> Result<String> {
    let hint = format!(
        "install Python {}.{} or newer, then run `cargo xtask doctor`",
        OLDEST_PYTHON.0, OLDEST_PYTHON.1
    );
    let program = "import sys; print('%d.%d' % sys.version_info[:2])";
    let output = Command::new("python3")
        .args(["-c", program])
        .output()
        .map_err(|error| miette!(help = hint.clone(), "failed to run `python3`: {error}"))?;
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match parse_version(&version) {
        Some(found) if found >= OLDEST_PYTHON => Ok(version),
        _ => Err(miette!(help = hint, "`python3` has version `{version}`, which is too old")),
    }
}

/// Checks that `python3` can create virtual environments, which Debian packages separately.
pub(crate) fn check_venv() -> Result<()> {
    let output = Command::new("python3")
        .args(["-c", "import ensurepip, venv"])
        .output()
        .into_diagnostic()?;
    if output.status.success() {
        return Ok(());
    }
    Err(miette!(
        help = "install the package `python3-venv` (`apt-get install python3-venv` on Debian)",
        "`python3` cannot create virtual environments"
    ))
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn requirements(name: &str) -> PathBuf {
    root().join(format!("xtask/local/requirements-{name}.txt"))
}

/// The tool's folder. Its name contains a hash of the requirements, so new versions get a new folder.
fn folder(name: &str) -> Result<PathBuf> {
    let path = requirements(name);
    let pinned = fs::read(&path)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{}`", path.display()))?;
    let digest = hex::encode(Sha256::digest(pinned));
    Ok(root().join(".tools").join(format!("{name}-{}", &digest[..12])))
}

/// Also `false` if the Python that the environment links to was upgraded or removed.
fn is_complete(folder: &Path) -> bool {
    folder.join(COMPLETE).exists() && folder.join("bin/python").exists()
}

fn install(name: &str) -> Result<PathBuf> {
    let folder = folder(name)?;
    if is_complete(&folder) {
        return Ok(folder);
    }
    fs::create_dir_all(root().join(".tools")).into_diagnostic()?;
    let lock = File::create(folder.with_extension("lock")).into_diagnostic()?;
    lock.lock().into_diagnostic()?;
    // Another process may have installed it while this one waited for the lock.
    if !is_complete(&folder) {
        eprintln!("installing `{name}` into `.tools/`");
        create_venv(&folder)?;
        install_packages(name, &folder)?;
        File::create(folder.join(COMPLETE)).into_diagnostic()?;
    }
    Ok(folder)
}

fn create_venv(folder: &Path) -> Result<()> {
    python_version()?;
    check_venv()?;
    let output = Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(folder)
        .output()
        .into_diagnostic()?;
    if output.status.success() {
        return Ok(());
    }
    Err(miette!(
        "failed to create the virtual environment `{}`:\n{}",
        folder.display(),
        text_of(&output)
    ))
}

fn install_packages(name: &str, folder: &Path) -> Result<()> {
    let output = Command::new(folder.join("bin/python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"])
        // The requirements list every package with hashes. Only wheels, so that no setup script runs.
        .args(["--no-deps", "--require-hashes", "--only-binary", ":all:", "--requirement"])
        .arg(requirements(name))
        .output()
        .into_diagnostic()?;
    if output.status.success() {
        return Ok(());
    }
    Err(miette!(
        help = "check that Python's package index can be reached, then run the command again",
        "failed to install `{name}`:\n{}",
        text_of(&output)
    ))
}

fn text_of(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).trim().to_owned()
}

/// `lib/python3.x/site-packages` for any minor version.
fn site_packages(venv: &Path) -> Result<PathBuf> {
    let library = venv.join("lib");
    fs::read_dir(&library)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{}`", library.display()))?
        .filter_map(|entry| Some(entry.ok()?.path().join("site-packages")))
        .find(|path| path.is_dir())
        .ok_or_else(|| miette!("failed to find `site-packages` in `{}`", library.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_compare_as_numbers() {
        assert!(parse_version("3.9").unwrap() < OLDEST_PYTHON);
        assert!(parse_version("3.10").unwrap() >= OLDEST_PYTHON);
        assert_eq!(parse_version(""), None);
    }

    #[test]
    fn every_pinned_package_has_a_hash() {
        for name in NAMES {
            let text = fs::read_to_string(requirements(name)).unwrap();
            for line in text.lines().filter(|line| line.contains("==") && !line.starts_with('#')) {
                assert!(line.ends_with('\\'), "`{line}` in `{name}` has no hash");
            }
        }
    }
}
