//! Tests that programs do not compile, and that the compiler reports the expected errors.
//!
//! A case is a program `tests/compile_fail/x.rs` with the expected errors in `x.stderr` beside it.
//! Cases are compiled against the libraries that the build of the tests has already produced, so
//! no dependency is compiled again.

mod normalise;
#[cfg(test)]
mod tests;

use std::{
    env,
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;
use similar::TextDiff;
use tempfile::TempDir;

/// This environment variable names what cargo has built for the tests, such as
/// `--workspace --bins`. By default, it is the package of the test.
const SELECTION: &str = "COMPILE_FAIL_SELECTION";
/// With the value `overwrite`, this environment variable writes the expected errors of all cases.
const MODE: &str = "COMPILE_FAIL";

/// Compiles every case of a package. `crates` are those that the cases use. Panics with all
/// differences.
pub fn check(manifest_folder: &str, package: &str, crates: &[&str]) {
    let folder = Path::new(manifest_folder).join("tests/compile_fail");
    let cases = files(&folder, "rs");
    assert!(!cases.is_empty(), "`{}` has no case", folder.display());
    let libraries = libraries(&build_messages(package), crates);
    let overwrite = env::var(MODE).is_ok_and(|mode| mode == "overwrite");
    let problems: Vec<String> = cases
        .iter()
        .filter_map(|case| check_case(case, &libraries, overwrite))
        .chain(files(&folder, "stderr").iter().filter_map(|expected| check_expected(expected)))
        .collect();
    assert!(
        problems.is_empty(),
        "{}\nhint: to accept the reported errors, set `{MODE}=overwrite` and review the files\n",
        problems.join("\n")
    );
}

/// The problem of a case, if it has one.
fn check_case(case: &Path, libraries: &[String], overwrite: bool) -> Option<String> {
    let expected_path = case.with_extension("stderr");
    let (case, name) = (relative(case), relative(&expected_path).display().to_string());
    let Some(actual) = errors(case, libraries) else {
        return Some(format!("`{}` compiles, but must not", case.display()));
    };
    if overwrite {
        fs::write(&expected_path, &actual)
            .unwrap_or_else(|error| panic!("failed to write `{name}`: {error}"));
    }
    let expected = fs::read_to_string(&expected_path).unwrap_or_default();
    let diff = TextDiff::from_lines(&expected, &actual);
    (expected != actual).then(|| diff.unified_diff().header(&name, "reported errors").to_string())
}

fn check_expected(path: &Path) -> Option<String> {
    let has_case = path.with_extension("rs").exists();
    (!has_case).then(|| format!("`{}` has no case; delete it", relative(path).display()))
}

/// What the compiler reports, or `None` if the case compiles.
fn errors(case: &Path, libraries: &[String]) -> Option<String> {
    let output_folder = TempDir::new().expect("failed to create a temporary folder");
    let mut rustc = Command::new(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    rustc
        .args(["--edition=2024", "--emit=metadata", "--cap-lints=allow", "--color=never"])
        .args(["--diagnostic-width=140", "--out-dir"])
        .arg(output_folder.path())
        .args(libraries)
        .arg(case);
    let output = run(&mut rustc);
    let errors = String::from_utf8_lossy(&output.stderr);
    let errors = errors.replace(&root().display().to_string(), "$WORKSPACE");
    (!output.status.success()).then(|| normalise::normalise(&errors, &case.display().to_string()))
}

/// The messages of cargo about everything that it has built for the tests, one per line.
fn build_messages(package: &str) -> String {
    let selection = env::var(SELECTION).unwrap_or_else(|_| format!("--package {package}"));
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("build").args(selection.split_whitespace());
    cargo.args(["--tests", "--message-format=json-render-diagnostics"]);
    let output = run(&mut cargo);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "failed to build the tests with {cargo:?}:\n{errors}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// The arguments with which the compiler finds the libraries of `crates`.
fn libraries(messages: &str, crates: &[&str]) -> Vec<String> {
    let messages: Vec<Value> = messages
        .lines()
        .map(|line| serde_json::from_str(line).expect("cargo prints a JSON value per line"))
        .collect();
    let mut arguments = vec![];
    for name in crates {
        let found: Vec<&str> = messages
            .iter()
            .filter(|message| message["reason"] == "compiler-artifact")
            .filter(|message| message["target"]["name"] == *name)
            .filter_map(|message| message["filenames"].as_array())
            .flatten()
            .filter_map(Value::as_str)
            .filter(|file| has_extension(Path::new(file), "rlib"))
            .collect();
        let &[library] = found.as_slice() else {
            panic!("cargo must have built one library `{name}`, but the list is {found:?}");
        };
        let folder = Path::new(library).parent().expect("a file is in a folder");
        arguments.push(format!("--extern={name}={library}"));
        arguments.push(format!("-Ldependency={}", folder.display()));
    }
    arguments
}

/// Runs a command where cargo runs the compiler, which finds the source of the workspace's crates
/// only there.
fn run(command: &mut Command) -> Output {
    command
        .current_dir(root())
        .output()
        .unwrap_or_else(|error| panic!("failed to run {command:?}: {error}"))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files = fs::read_dir(folder)
        .and_then(|entries| entries.map(|it| Ok(it?.path())).collect::<Result<Vec<_>, _>>())
        .unwrap_or_else(|error| panic!("failed to read `{}`: {error}", folder.display()));
    files.retain(|file| has_extension(file, extension));
    files.sort();
    files
}

fn has_extension(file: &Path, extension: &str) -> bool {
    file.extension() == Some(OsStr::new(extension))
}

fn root() -> &'static Path {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.ancestors().nth(2).expect("the crate is two folders below the root of the workspace")
}

fn relative(path: &Path) -> &Path {
    path.strip_prefix(root()).unwrap_or(path)
}
