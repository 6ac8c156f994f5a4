//! `cargo xtask new`: writes what an engineer would write to begin a service or a function, from the
//! templates in `templates/new`.

mod edit;
mod names;

use std::{collections::BTreeMap, fs, path::Path, process::Command};

use clap::{Subcommand, ValueEnum};
use contracts::{Contract, Published};
use handlebars::Handlebars;
use miette::{IntoDiagnostic, Result, WrapErr, bail, miette};
use serde_json::{Value, json};

use self::names::Names;
use crate::{imports, tools};

/// Begin a service, or a function of a service
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Write a contract, a stack and a handler crate with one function
    Service {
        /// Name in kebab case, such as `wish-list`
        name: String,
    },
    /// Add a function to a service's contract, stack and handler crate
    Function {
        /// The service, such as `inventory`
        service: String,
        /// Name in kebab case: verb and noun, or `handle-` and the event
        name: String,
        /// What invokes it
        #[arg(long, value_enum)]
        on: On,
        /// The event it subscribes to, such as `orders.orderCompleted.v1`
        #[arg(long, required_if_eq("on", "queue"))]
        event: Option<String>,
        /// The table whose changes it receives, such as `Stock`
        #[arg(long, required_if_eq("on", "stream"))]
        table: Option<String>,
    },
}

/// What invokes a new function.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum On {
    /// Requests on a route
    Http,
    /// An event, through a queue
    Queue,
    /// The clock
    Schedule,
    /// Changes of a table
    Stream,
    /// Invocations by name
    Direct,
}

/// New contents of files, by their path in the repository. Nothing is written before all are known.
type Files = BTreeMap<String, String>;

/// Runs the command.
pub(crate) fn run(args: &Args) -> Result<()> {
    let package = match &args.what {
        What::Service { name } => name,
        What::Function { service, .. } => service,
    };
    for path in generate(tools::root(), &args.what)? {
        eprintln!("wrote `{path}`");
    }
    let packages = ["--package", "contracts", "--package", "stacks", "--package", package];
    cargo(&[&["fmt"], &packages[..]].concat())?;
    cargo(&["xtask", "contracts"])?;
    cargo(&["xtask", "synth", "--golden"])?;
    eprintln!("run `cargo xtask deploy {package}` to try it on the local AWS");
    Ok(())
}

/// Writes a service called `name` with one function for each trigger into the checkout at `root`.
pub(crate) fn generate_example(root: &Path, name: &str) -> Result<()> {
    let service = What::Service { name: name.to_owned() };
    generate(root, &service)?;
    let event = Some("orders.orderCompleted.v1".to_owned());
    for (service, name, on, event, table) in [
        (name, "get-wishes", On::Http, None, None),
        (name, "handle-order-completed", On::Queue, event, None),
        (name, "remind", On::Schedule, None, None),
        (name, "import", On::Direct, None, None),
        ("inventory", "watch-stock", On::Stream, None, Some("Stock".to_owned())),
    ] {
        let (service, name) = (service.to_owned(), name.to_owned());
        generate(root, &What::Function { service, name, on, event, table })?;
    }
    Ok(())
}

/// Writes the files into the checkout at `root` and returns their paths in it.
fn generate(root: &Path, what: &What) -> Result<Vec<String>> {
    let files = match what {
        What::Service { name } => new_service(root, &Names::parse(name)?)?,
        What::Function { service, name, on, event, table } => {
            let function = Function {
                names: Names::parse(name)?,
                on: *on,
                event: event.as_deref().map(find_event).transpose()?,
                table: table.clone(),
            };
            new_function(root, &Names::parse(service)?, &function)?
        }
    };
    write(root, &files)?;
    Ok(files.into_keys().collect())
}

fn new_service(root: &Path, names: &Names) -> Result<Files> {
    let Names { kebab, snake, .. } = names;
    let data = json!(names);
    let mut files = Files::new();
    for (template, path) in [
        ("contract.rs", format!("stacks/contracts/src/{snake}.rs")),
        ("stack.rs", format!("stacks/src/{snake}.rs")),
        ("Cargo.toml", format!("handlers/{kebab}/Cargo.toml")),
        ("lib.rs", format!("handlers/{kebab}/src/lib.rs")),
        ("main.rs", format!("handlers/{kebab}/src/main.rs")),
        ("get_health.rs", format!("handlers/{kebab}/src/get_health.rs")),
    ] {
        files.insert(new_path(root, path)?, render(&format!("service/{template}"), &data)?);
    }
    edit_file(root, &mut files, "stacks/contracts/src/lib.rs", |text| {
        let text = edit::add_sorted_line(text, &format!("pub mod {snake};"), "pub mod ")?;
        edit::add_sorted_line(&text, &format!("        {snake}::contract(),"), "::contract(),")
    })?;
    edit_file(root, &mut files, "stacks/src/lib.rs", |text| {
        let text = edit::add_sorted_line(text, &format!("mod {snake};"), "mod ")?;
        edit::add_line_after_last(
            &text,
            &format!("        {snake}::stack(environment),"),
            "::stack(environment),",
        )
    })?;
    Ok(files)
}

/// A function to be written.
struct Function {
    names: Names,
    on: On,
    event: Option<Event>,
    table: Option<String>,
}

/// An event in Rust: `OrderCompleted` of the module `order`, which is about its `order_number`.
struct Event {
    module: String,
    pascal: String,
    subject: String,
}

fn new_function(root: &Path, service: &Names, function: &Function) -> Result<Files> {
    let contract = format!("stacks/contracts/src/{}.rs", service.snake);
    check_service(root, &service.kebab, &contract)?;
    if let Some(table) = &function.table {
        check_table(root, &contract, table)?;
    }
    let name = &function.names;
    let data = data(service, function);
    let Names { pascal, snake, .. } = name;
    let mut files = Files::new();
    let template = format!("function/{}.rs", on_name(function.on));
    let path = format!("handlers/{}/src/{snake}.rs", service.kebab);
    files.insert(new_path(root, path)?, render(&template, &data)?);

    let declaration = render("function/contract.rs", &data)?;
    edit_file(root, &mut files, &contract, |text| {
        let text = edit::insert_before_line(text, "service! {", &format!("{declaration}\n"))?;
        let text = edit::add_to_list(&text, "functions: [", pascal)?;
        let imports = contract_imports(function);
        imports.iter().try_fold(text, |text, path| imports::add(&text, "crate", path))
    })?;
    edit_file(root, &mut files, &format!("stacks/src/{}.rs", service.snake), |text| {
        let line = format!("    s.{};\n", construct(function));
        let text = edit::insert_before_line(text, "    s.finish()", &line)?;
        imports::add(&text, "contracts", &format!("{}::{pascal}", service.snake))
    })?;
    edit_file(root, &mut files, &format!("handlers/{}/src/lib.rs", service.kebab), |text| {
        edit::add_sorted_line(text, &format!("pub mod {snake};"), "pub mod ")
    })?;
    Ok(files)
}

fn check_service(root: &Path, service: &str, contract: &str) -> Result<()> {
    if root.join(contract).exists() {
        return Ok(());
    }
    let contracts = contracts::contracts();
    let known: Vec<&str> = contracts.iter().map(|contract| contract.service.name).collect();
    Err(miette!(
        help = format!(
            "the services are `{}`; begin one with `cargo xtask new service`",
            known.join("`, `")
        ),
        "there is no service `{service}`"
    ))
}

/// The table must be one of the service's own: a stream is read where the table is deployed.
fn check_table(root: &Path, contract: &str, table: &str) -> Result<()> {
    if read(root, contract)?.contains(&format!("    {table} = SERVICE / ")) {
        return Ok(());
    }
    bail!("`{contract}` declares no table `{table}`")
}

/// The event of this detail type, by its place in Rust.
fn find_event(name: &str) -> Result<Event> {
    let contracts = contracts::contracts();
    let published: Vec<&Published> = contracts.iter().flat_map(Contract::published).collect();
    let Some(found) = published.iter().find(|published| published.event.name == name) else {
        let known: Vec<&str> = published.iter().map(|published| published.event.name).collect();
        return Err(miette!(
            help = format!("the events are `{}`", known.join("`, `")),
            "no service publishes `{name}`"
        ));
    };
    let pascal = found.rust_type.rsplit("::").next().unwrap_or_default();
    Ok(Event {
        module: found.event.service.name.replace('-', "_"),
        pascal: pascal.to_owned(),
        subject: snake_case(found.schema()["required"][0].as_str().unwrap_or_default()),
    })
}

/// The name in Rust of a field in JSON.
fn snake_case(camel_case: &str) -> String {
    let mut name = String::new();
    for letter in camel_case.chars() {
        if letter.is_ascii_uppercase() {
            name.push('_');
        }
        name.push(letter.to_ascii_lowercase());
    }
    name
}

fn data(service: &Names, function: &Function) -> Value {
    let name = &function.names;
    let event = function.event.as_ref();
    let route = (function.on == On::Http).then(|| format!("GET /{}", name.kebab));
    json!({
        "kebab": name.kebab,
        "pascal": name.pascal,
        "purpose": format!("{}.", name.words),
        "summary": format!("{}.", name.title),
        "route": route,
        "trigger": trigger(function),
        "service": service,
        "event": event.map(|event| {
            json!({ "module": event.module, "pascal": event.pascal, "subject": event.subject })
        }),
    })
}

/// The trigger's type in the contract.
fn trigger(function: &Function) -> String {
    let table = function.table.as_deref().unwrap_or_default();
    match function.on {
        On::Http => "Http<NoBody, Text, Public>".to_owned(),
        On::Queue => format!("Queue<{}Event>", function.names.pascal),
        On::Schedule => "Schedule".to_owned(),
        On::Stream => format!("TableStream<{table}>"),
        On::Direct => "Direct<String, String>".to_owned(),
    }
}

/// What the declaration of the function needs from the contracts' modules.
fn contract_imports(function: &Function) -> Vec<String> {
    let event = function.event.as_ref();
    let event = event.map(|event| format!("{}::events::{}", event.module, event.pascal));
    let trigger: &[&str] = match function.on {
        On::Http => &["http::Http", "http::NoBody", "http::Public", "http::Text"],
        On::Queue => &["function::Queue", "view"],
        On::Schedule => &["function::Schedule"],
        On::Stream => &["function::TableStream"],
        On::Direct => &["function::Direct"],
    };
    let trigger = trigger.iter().map(|path| (*path).to_owned());
    trigger.chain(["function".to_owned()]).chain(event).collect()
}

/// The call that deploys the function.
fn construct(function: &Function) -> String {
    let name = &function.names.pascal;
    match function.on {
        On::Http => format!("http_function::<{name}>()"),
        On::Queue => format!("queue_function::<{name}>()"),
        On::Schedule => format!("scheduled_function::<{name}>(\"1 hour\")"),
        On::Stream => format!("stream_function::<{name}>()"),
        On::Direct => format!("direct_function::<{name}>()"),
    }
}

fn on_name(on: On) -> &'static str {
    match on {
        On::Http => "http",
        On::Queue => "queue",
        On::Schedule => "schedule",
        On::Stream => "stream",
        On::Direct => "direct",
    }
}

/// A template of `templates/new`, filled in.
fn render(template: &str, data: &Value) -> Result<String> {
    let path = format!("templates/new/{template}.hbs");
    let text = read(tools::root(), &path)?;
    let mut handlebars = Handlebars::new();
    handlebars.set_strict_mode(true);
    handlebars.register_escape_fn(handlebars::no_escape);
    handlebars
        .render_template(&text, data)
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to fill in `{path}`"))
}

fn new_path(root: &Path, path: String) -> Result<String> {
    if root.join(&path).exists() {
        bail!("`{path}` exists already");
    }
    Ok(path)
}

fn edit_file(
    root: &Path,
    files: &mut Files,
    path: &str,
    edit: impl FnOnce(&str) -> Result<String>,
) -> Result<()> {
    let edited = edit(&read(root, path)?).wrap_err_with(|| format!("failed to edit `{path}`"))?;
    files.insert(path.to_owned(), edited);
    Ok(())
}

fn read(root: &Path, path: &str) -> Result<String> {
    fs::read_to_string(root.join(path))
        .into_diagnostic()
        .wrap_err_with(|| format!("failed to read `{path}`"))
}

fn write(root: &Path, files: &Files) -> Result<()> {
    for (path, text) in files {
        let file = root.join(path);
        let folder = file.parent().unwrap_or(root);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&file, text))
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to write `{path}`"))?;
    }
    Ok(())
}

fn cargo(args: &[&str]) -> Result<()> {
    let status = Command::new(tools::cargo())
        .current_dir(tools::root())
        .args(args)
        .status()
        .into_diagnostic()
        .wrap_err("failed to run cargo")?;
    if !status.success() {
        bail!("`cargo {}` ended with {status}", args.join(" "));
    }
    Ok(())
}
