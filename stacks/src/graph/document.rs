//! The graph of the services as a Markdown document, committed as `stacks/golden/graph.md`.

use contracts::{Contract, contracts};

use super::{
    cycles,
    flow::{Flow, flows, flows_of, subscribers},
};
use crate::{PLANNED, Stack};

/// The most events whose names are on an edge; more are counted.
const MAX_NAMES: usize = 3;

/// The whole document. It is the same for every environment.
pub fn document(stacks: &[Stack]) -> String {
    let contracts = contracts();
    let flows = flows_of(&contracts);
    let sections = [
        "# The graph of the services\n\n\
         `cargo xtask synth --golden` writes this file. An arrow leads from the service that \
         publishes an event to the service that subscribes to it. Planned services, which have a \
         contract and no stack yet, are dashed.\n"
            .to_owned(),
        format!("```mermaid\n{}```\n", mermaid(stacks)),
        section("Stacks", &["service", "stack", "deployed after"], stack_rows(stacks)),
        section("Events", &["event", "published by", "received by"], event_rows(&contracts)),
        section("Cycles", &["services", "events", "reason"], cycle_rows(&flows)),
        section(
            "Planned services",
            &["service", "publishes, for deployed services"],
            planned_rows(&flows),
        ),
    ];
    sections.join("\n")
}

/// The events between services as a Mermaid flowchart.
pub fn mermaid(stacks: &[Stack]) -> String {
    let flows = flows();
    let mut services: Vec<&str> = flows.iter().flat_map(|flow| [flow.from, flow.to]).collect();
    services.sort_unstable();
    services.dedup();
    let is_deployed = |service: &str| stacks.iter().any(|stack| stack.service == service);
    let nodes = services.into_iter().map(|service| {
        let class = if is_deployed(service) { "" } else { ":::planned" };
        format!("  {}[{service}]{class}\n", node(service))
    });
    let edges = flows.iter().map(|flow| {
        let is_solid = is_deployed(flow.from) && is_deployed(flow.to);
        let arrow = if is_solid { "-->" } else { "-.->" };
        format!("  {} {arrow}|\"{}\"| {}\n", node(flow.from), label(flow), node(flow.to))
    });
    let body: String = nodes.chain(edges).collect();
    format!("flowchart LR\n{body}  classDef planned stroke-dasharray: 5 5\n")
}

/// A hyphen could be read as part of an arrow.
fn node(service: &str) -> String {
    service.replace('-', "_")
}

/// The names without the name of the service, or how many there are.
fn label(flow: &Flow) -> String {
    if flow.events.len() > MAX_NAMES {
        return format!("{} events", flow.events.len());
    }
    let short = |event: &&'static str| event.split_once('.').map_or(*event, |(_, name)| name);
    flow.events.iter().map(short).collect::<Vec<_>>().join("<br>")
}

fn stack_rows(stacks: &[Stack]) -> Vec<Vec<String>> {
    let services_of = |names: &[String]| {
        let deployed_first = stacks.iter().filter(|stack| names.contains(&stack.name));
        deployed_first.map(|stack| stack.service).collect::<Vec<_>>()
    };
    let row = |stack: &Stack| {
        // The name without the environment.
        let name = stack.name.rsplit_once('-').map_or(stack.name.as_str(), |(name, _)| name);
        vec![code(&[stack.service]), code(&[name]), code(&services_of(&stack.depends_on))]
    };
    stacks.iter().map(row).collect()
}

fn event_rows(contracts: &[Contract]) -> Vec<Vec<String>> {
    let mut events: Vec<&str> = contracts
        .iter()
        .flat_map(|contract| contract.published().into_iter().map(|published| published.event.name))
        .collect();
    events.sort_unstable();
    events.dedup();
    let row = |event: &str| {
        let (mut publish, mut receive) = (Vec::new(), Vec::new());
        for contract in contracts {
            let qualified = |name: &str| format!("{}/{name}", contract.service.name);
            let publishers = contract
                .publishers()
                .filter(|(_, published)| published.iter().any(|it| it.event.name == event));
            publish.extend(publishers.map(|(component, _)| qualified(component)));
            receive.extend(subscribers(contract, event).into_iter().map(qualified));
        }
        vec![code(&[event]), code(&publish), code(&receive)]
    };
    events.into_iter().map(row).collect()
}

fn cycle_rows(flows: &[Flow]) -> Vec<Vec<String>> {
    let row = |cycle: Vec<&'static str>| {
        let next = cycle.iter().cycle().skip(1);
        let events: Vec<&str> = cycle
            .iter()
            .zip(next)
            .filter_map(|(from, to)| flows.iter().find(|it| it.from == *from && it.to == *to))
            .flat_map(|flow| flow.events.iter().copied())
            .collect();
        let reason = cycles::reason(&cycle).map_or("none given", |reason| reason.text);
        vec![code(&cycle), code(&events), reason.to_owned()]
    };
    cycles::cycles(flows).into_iter().map(row).collect()
}

fn planned_rows(flows: &[Flow]) -> Vec<Vec<String>> {
    let row = |service: &&str| {
        let to_deployed =
            flows.iter().filter(|flow| flow.from == *service && !PLANNED.contains(&flow.to));
        let mut events: Vec<&str> = to_deployed.flat_map(|flow| flow.events.clone()).collect();
        events.sort_unstable();
        events.dedup();
        vec![code(&[service]), code(&events)]
    };
    PLANNED.iter().map(row).collect()
}

/// A heading with a table.
fn section(title: &str, columns: &[&str], rows: Vec<Vec<String>>) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let header: Vec<String> = columns.iter().map(ToString::to_string).collect();
    let rule = vec!["---".to_owned(); columns.len()];
    let lines: String = [header, rule].iter().chain(&rows).map(|cells| line(cells)).collect();
    format!("## {title}\n\n{lines}")
}

/// Names in backticks; a dash for none.
fn code<S: AsRef<str>>(names: &[S]) -> String {
    if names.is_empty() {
        return "–".to_owned();
    }
    names.iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}
