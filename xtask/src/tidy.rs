//! `cargo xtask tidy`: checks rules of this repository that no compiler checks. Also a test.

mod cycles;

use std::{fs, path::Path, process::Command};

use cargo_metadata::{MetadataCommand, Package};
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use toml::{Table, Value};

use crate::tools;

/// Check the rules of this repository that no compiler checks
#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

/// Which crates of the workspace a crate may use. A crate that is not listed must be a handler,
/// which may use [`HANDLER_MAY_USE`]; any other new crate must be added here.
const MAY_USE: &[(&str, &[&str])] = &[
    ("contracts", &["compile-fail"]),
    ("cfn", &[]),
    ("compile-fail", &[]),
    ("manifest", &[]),
    ("request", &[]),
    ("stacks", &["cfn", "compile-fail", "contracts", "manifest"]),
    ("xtask", &["contracts", "manifest", "request", "stacks"]),
    ("aws", &["cfn", "manifest", "request"]),
    ("demo", &["contracts", "request"]),
    ("durable", &["platform"]),
    ("e2e", &["contracts", "request"]),
    (
        "simulation",
        &[
            "basket",
            "cfn",
            "contracts",
            "inventory",
            "loyalty",
            "notification",
            "order",
            "payment",
            "platform",
            "stacks",
            "user-management",
        ],
    ),
    ("platform", &["compile-fail", "contracts"]),
];
const HANDLER_MAY_USE: &[&str] = &["contracts", "platform"];

/// Crates that must not use an AWS SDK or an asynchronous runtime.
const WITHOUT_AWS: &[&str] = &["contracts", "cfn", "manifest", "request", "stacks", "xtask"];

/// Forbidden text, with the reason. Concatenated, so that this file does not contain the text.
const FORBIDDEN_TEXT: &[(&str, &str)] = &[
    (concat!("let _", " ="), "a result must be handled"),
    (concat!("#[", "ignore"), "every test must run"),
    (concat!("#[", "allow("), "lints are suppressed with `#[expect(..., reason = ...)]`"),
    (concat!("TO", "DO"), "finish the work or file an issue"),
    (concat!("FIX", "ME"), "finish the work or file an issue"),
];

/// Phrases that readers stumble over, each with what to write instead.
const PHRASES: &str = include_str!("../phrases.txt");

/// Text that only contracts may contain: a handler that declared rights or made keys of its own
/// would escape the contract.
const CONTRACTS_ONLY: &[&str] = &[
    "function! {",
    "workflow!",
    "service! {",
    "table! {",
    "impl Listed",
    "Key::new(",
    "Partition::new(",
];

pub(crate) fn run(_: &Args) -> Result<()> {
    let problems = problems()?;
    if problems.is_empty() {
        return Ok(());
    }
    Err(miette!(
        help = "the rules are in the README's invariants and in `xtask/src/tidy.rs`",
        "rules of the repository are violated:\n{}",
        problems.join("\n")
    ))
}

/// A sentence for each violation.
fn problems() -> Result<Vec<String>> {
    let metadata = MetadataCommand::new()
        .current_dir(tools::root())
        .no_deps()
        .exec()
        .into_diagnostic()
        .wrap_err("failed to read the workspace")?;
    let ours: Vec<&str> =
        metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let mut problems = vec![];
    for package in metadata.workspace_packages() {
        problems.extend(edges(package, &ours));
        let path = package.manifest_path.as_std_path();
        problems.extend(manifest(&relative(path), &read(path)?, &ours)?);
    }
    for file in files(&["*.rs", "*.md", "*.hbs", "*.py", "*.yaml"])? {
        problems.extend(prose(&file, &read(&tools::root().join(&file))?));
    }
    for file in files(&["*.rs", ":!**/compile_fail/**"])? {
        problems.extend(source(&file, &read(&tools::root().join(&file))?));
    }
    problems.extend(import_cycles("stacks/contracts/src/")?);
    Ok(problems)
}

/// Import cycles in a crate, except its root.
fn import_cycles(folder: &str) -> Result<Vec<String>> {
    let mut texts = vec![];
    for file in files(&[&format!("{folder}*.rs")])? {
        if let Some(path) = file.strip_prefix(folder).filter(|path| *path != "lib.rs") {
            texts.push((path.to_owned(), read(&tools::root().join(&file))?));
        }
    }
    let problems = cycles::problems(&texts);
    Ok(problems.iter().map(|problem| format!("{folder}: {problem}")).collect())
}

fn edges(package: &Package, ours: &[&str]) -> Vec<String> {
    let name = package.name.as_str();
    let in_handlers = relative(package.manifest_path.as_std_path()).starts_with("handlers/");
    let used: Vec<&str> = package.dependencies.iter().map(|it| it.name.as_str()).collect();
    forbidden_edges(name, in_handlers, &used, ours)
}

fn forbidden_edges(name: &str, in_handlers: bool, used: &[&str], ours: &[&str]) -> Vec<String> {
    let listed = MAY_USE.iter().find(|(listed, _)| *listed == name).map(|(_, allowed)| *allowed);
    let Some(allowed) = listed.or(in_handlers.then_some(HANDLER_MAY_USE)) else {
        return vec![format!("`{name}` is not in the list of crates in `xtask/src/tidy.rs`")];
    };
    let is_forbidden = |used: &str| {
        let wants_aws = used.starts_with("aws-") || used == "tokio";
        (ours.contains(&used) && used != name && !allowed.contains(&used))
            || (wants_aws && WITHOUT_AWS.contains(&name))
    };
    used.iter()
        .filter(|used| is_forbidden(used))
        .map(|used| format!("`{name}` must not use `{used}`"))
        .collect()
}

/// Only the root's manifest has versions, and features of crates that are not of this workspace.
fn manifest(path: &str, text: &str, ours: &[&str]) -> Result<Vec<String>> {
    let manifest: Table = toml::from_str(text)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to parse `{path}`"))?;
    let mut problems = vec![];
    for section in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, dependency) in
            manifest.get(section).and_then(Value::as_table).into_iter().flatten()
        {
            let has_features = dependency.get("features").is_some();
            if !inherits(dependency) || (has_features && !ours.contains(&name.as_str())) {
                problems.push(format!(
                    "{path}: `{name}` has a version or features of its own; the root's manifest has both"
                ));
            }
        }
    }
    if !manifest.get("lints").is_some_and(inherits) {
        problems.push(format!("{path}: it does not inherit the lints of the workspace"));
    }
    Ok(problems)
}

fn inherits(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

fn source(path: &str, text: &str) -> Vec<String> {
    let mut problems = vec![];
    if !text.starts_with("//!") {
        problems.push(format!("{path}:1: a file must start with `//!` and its purpose"));
    }
    for (index, line) in text.lines().enumerate() {
        for (forbidden, reason) in FORBIDDEN_TEXT.iter().filter(|(it, _)| line.contains(it)) {
            problems.push(format!("{path}:{}: `{forbidden}`: {reason}", index + 1));
        }
        if is_service(path) && CONTRACTS_ONLY.iter().any(|text| line.contains(text)) {
            problems.push(format!("{path}:{}: this belongs to the service's contract", index + 1));
        }
    }
    problems
}

/// Whether a file is code of a service, which must not extend its contract.
fn is_service(path: &str) -> bool {
    path.starts_with("handlers/") && !path.starts_with("handlers/platform/")
}

/// Reports the phrases of the list in one file.
fn prose(path: &str, text: &str) -> Vec<String> {
    let mut problems = vec![];
    for (index, line) in text.lines().enumerate() {
        let words = words(line);
        for (phrase, instead) in PHRASES.lines().filter_map(|line| line.split_once(" = ")) {
            if words.contains(&format!(" {phrase} ")) {
                problems.push(format!("{path}:{}: `{phrase}`: {instead}", index + 1));
            }
        }
    }
    problems
}

/// The words of a line in lower case, each between spaces.
fn words(line: &str) -> String {
    let words =
        line.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.fold(" ".to_owned(), |line, word| line + &word.to_lowercase() + " ")
}

/// Every file that git does not ignore and that matches one of these patterns, or all.
pub(crate) fn files(endings: &[&str]) -> Result<Vec<String>> {
    let output = Command::new("git")
        .current_dir(tools::root())
        .args(["ls-files", "--cached", "--others", "--exclude-standard", "--"])
        .args(endings)
        .output()
        .into_diagnostic()
        .wrap_err("failed to run git")?;
    if !output.status.success() {
        return Err(miette!(
            "failed to list the files: {}",
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .lines()
        .filter(|it| tools::root().join(it).exists())
        .map(str::to_owned)
        .collect())
}

fn relative(path: &Path) -> String {
    path.strip_prefix(tools::root()).unwrap_or(path).display().to_string()
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{}`", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_follows_its_rules() {
        assert_eq!(problems().unwrap(), [] as [String; 0]);
    }

    #[test]
    fn a_dependency_that_is_not_listed_is_found() {
        let ours = ["contracts", "platform", "stacks", "loyalty", "order"];
        let check = |name, in_handlers, used: &[&str]| {
            forbidden_edges(name, in_handlers, used, &ours).len()
        };
        assert_eq!(check("loyalty", true, &["contracts", "platform", "aws-sdk-dynamodb"]), 0);
        assert_eq!(check("loyalty", true, &["order", "stacks"]), 2);
        assert_eq!(check("stacks", false, &["contracts", "aws-sdk-s3", "tokio"]), 2);
        assert_eq!(check("newcomer", false, &[]), 1);
    }

    #[test]
    fn a_version_or_feature_outside_the_root_is_found() {
        let lints = "\n[lints]\nworkspace = true\n";
        let check = |line: &str| {
            manifest("x", &format!("[dependencies]\n{line}{lints}"), &["ours"]).unwrap().len()
        };
        assert_eq!(check("serde.workspace = true"), 0);
        assert_eq!(check("serde = { workspace = true, optional = true }"), 0);
        assert_eq!(check("serde = \"1\""), 1);
        assert_eq!(check("serde = { workspace = true, features = [\"rc\"] }"), 1);
        assert_eq!(check("ours = { workspace = true, features = [\"testing\"] }"), 0);
        assert_eq!(manifest("x", "[package]\n", &[]).unwrap().len(), 1);
    }

    #[test]
    fn forbidden_text_is_found_with_its_line() {
        let text = format!("//! Fine.\n\n{} x();\n", FORBIDDEN_TEXT[0].0);
        assert_eq!(source("a.rs", &text).len(), 1);
        assert!(source("a.rs", &text)[0].starts_with("a.rs:3: "));
        assert_eq!(source("a.rs", "fn main() {}\n").len(), 1);
    }

    #[test]
    fn a_declaration_outside_the_contracts_is_found() {
        let text = "//! Fine.\ncontracts::function! {\n";
        assert_eq!(source("handlers/pricing/src/a.rs", text).len(), 1);
        assert_eq!(source("handlers/platform/tests/a.rs", text).len(), 0);
        assert_eq!(source("stacks/contracts/src/a.rs", text).len(), 0);
    }

    #[test]
    fn phrases_of_the_list_are_found_in_prose_and_in_names() {
        let phrase = concat!("who", "ever");
        assert_eq!(prose("a.md", &format!("Fine.\nFor {phrase}, fine.\n")).len(), 1);
        assert!(prose("a.md", &format!("For {phrase}."))[0].starts_with("a.md:1: "));
        assert_eq!(prose("a.rs", &format!("fn for_{phrase}_asks() {{}}\n")).len(), 1);
        assert_eq!(prose("a.rs", "fn who_ever() {}\n").len(), 0);
    }
}
