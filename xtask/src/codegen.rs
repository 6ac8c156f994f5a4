//! `cargo xtask codegen`: writes the resource types of `cfn` from the official resource schemas.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use miette::{Context, IntoDiagnostic, Result, bail, miette};
use serde_json::Value as Json;

use self::{
    code::concat,
    resource::{Code, Resource},
};
use crate::tools;

mod code;
mod names;
mod resource;

/// Write `stacks/cfn/src/generated` from the official resource schemas
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Args {
    /// Write nothing; fail if a generated file is stale
    #[arg(long)]
    check: bool,
}

/// The folder of the generated modules, relative to the root of the repository.
const GENERATED: &str = "stacks/cfn/src/generated";
/// The list of resource types, relative to the root of the repository.
const TYPES: &str = "stacks/cfn/resource-types.txt";
const HEADER: &str =
    "Written by `cargo xtask codegen` from the official resource schemas; not edited by hand.";

pub(crate) fn run(args: Args) -> Result<()> {
    let root = tools::root();
    let types = fs::read_to_string(root.join(TYPES))
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{TYPES}`"))?;
    let files = generate(&tools::cfnlint_schemas()?, &types, root)?;
    let stale = stale_files(&root.join(GENERATED), &files)?;
    if args.check {
        return report(&stale);
    }
    for path in stale {
        update(&path, files.get(&file_name(&path)))?;
        eprintln!("wrote {}", path.strip_prefix(root).unwrap_or(&path).display());
    }
    Ok(())
}

fn report(stale: &[PathBuf]) -> Result<()> {
    if let Some(path) = stale.first() {
        return Err(miette!(
            help = "run `cargo xtask codegen` and commit what it writes",
            "`{}` is stale",
            path.display()
        ));
    }
    Ok(())
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Files whose content differs from what was generated, including files to delete.
fn stale_files(folder: &Path, files: &BTreeMap<String, String>) -> Result<Vec<PathBuf>> {
    fs::create_dir_all(folder).into_diagnostic()?;
    let mut names: BTreeSet<String> = files.keys().cloned().collect();
    for entry in fs::read_dir(folder).into_diagnostic()? {
        names.insert(file_name(&entry.into_diagnostic()?.path()));
    }
    let is_stale =
        |name: &String| fs::read_to_string(folder.join(name)).ok().as_ref() != files.get(name);
    Ok(names.iter().filter(|name| is_stale(name)).map(|name| folder.join(name)).collect())
}

fn update(path: &Path, content: Option<&String>) -> Result<()> {
    match content {
        Some(content) => fs::write(path, content),
        None => fs::remove_file(path),
    }
    .into_diagnostic()
    .wrap_err_with(|| format!("failed to update `{}`", path.display()))
}

/// The generated files, by name. `rustfmt` finds its configuration in `root`.
fn generate(schemas: &Path, types: &str, root: &Path) -> Result<BTreeMap<String, String>> {
    let index = read_json(&schemas.join("providers/us-east-1.json"))?;
    let mut services: BTreeMap<String, Code> = BTreeMap::new();
    let mut facts = String::new();
    for line in types.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (type_name, attributes) = line.split_once(" + ").unwrap_or((line, ""));
        let file = index[type_name]
            .as_str()
            .ok_or_else(|| miette!("`{type_name}` in `{TYPES}` has no schema"))?;
        let schema = read_json(&schemas.join("resources").join(format!("{file}.json")))?;
        let resource = Resource::new(type_name, &schema, attributes.split_whitespace())?;
        facts += &resource.facts();
        let service = services.entry(resource.service()).or_default();
        let code = resource.into_code();
        service.resource += &code.resource;
        service.nested += &code.nested;
    }
    let mut files = BTreeMap::from([
        ("facts.rs".to_owned(), facts_file(&facts)),
        ("mod.rs".to_owned(), mod_file(services.keys())),
    ]);
    files.extend(
        services
            .into_iter()
            .map(|(service, code)| (format!("{service}.rs"), service_file(&service, &code))),
    );
    files.into_iter().map(|(name, code)| Ok((name, rustfmt(&code, root)?))).collect()
}

fn read_json(path: &Path) -> Result<Json> {
    let text = fs::read_to_string(path).into_diagnostic();
    text.and_then(|text| serde_json::from_str(&text).into_diagnostic())
        .wrap_err_with(|| format!("failed to read the schema `{}`", path.display()))
}

fn facts_file(facts: &str) -> String {
    format!(
        "//! Properties of resource types that matter for a comparison of templates.\n//! {HEADER}\n\nuse crate::facts::Facts;\n\npub(crate) const FACTS: &[Facts] = &[{facts}];"
    )
}

fn mod_file<'a>(services: impl Iterator<Item = &'a String>) -> String {
    let modules = concat(services, |service| format!("pub mod {service};"));
    format!(
        "//! Resource types, one module per service.\n//! {HEADER}\n\npub(crate) mod facts;\n{modules}"
    )
}

fn service_file(service: &str, code: &Code) -> String {
    let Code { resource, nested } = code;
    format!(
        "//! Resource types of `{service}`.\n//! {HEADER}\n\n{}{resource}{nested}",
        imports(resource)
    )
}

/// A `use` declaration for the names of `cfn` in generated code.
fn imports(code: &str) -> String {
    let names = [
        ("Handle<", "Handle"),
        ("Json", "Json"),
        ("List<", "List"),
        ("Map<", "Map"),
        ("Resource for", "Resource"),
        ("ToJson for", "ToJson"),
        ("Value<", "Value"),
        ("object(", "value::object"),
    ];
    let used: Vec<&str> =
        names.iter().filter(|(mark, _)| code.contains(mark)).map(|(_, name)| *name).collect();
    format!("use crate::{{{}}};\n\n", used.join(", "))
}

fn rustfmt(code: &str, root: &Path) -> Result<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .into_diagnostic()
        .wrap_err("failed to start `rustfmt`; hint: `rustup component add rustfmt`")?;
    child.stdin.take().expect("stdin is piped").write_all(code.as_bytes()).into_diagnostic()?;
    let output = child.wait_with_output().into_diagnostic()?;
    if !output.status.success() {
        bail!("failed to format generated code: `rustfmt` ended with {}", output.status);
    }
    String::from_utf8(output.stdout).into_diagnostic()
}
