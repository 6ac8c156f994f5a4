//! `cargo xtask graph`: shows the dependencies and events between stacks.

use std::collections::BTreeSet;

use clap::ValueEnum;
use miette::Result;
use serde_json::json;
use stacks::Stack;

use crate::{environment, synth};

/// Show the dependencies and events between stacks
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The environment
    #[arg(long, default_value = "local")]
    env: String,
    /// The output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Plain text
    Text,
    /// A Mermaid flowchart of the events between services
    Mermaid,
    /// A Graphviz digraph
    Dot,
    /// Stacks and edges
    Json,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge {
    from: String,
    to: String,
    /// The event that `to` subscribes to; `None` if `to` is deployed after `from`.
    event: Option<String>,
}

pub(crate) fn run(args: &Args) -> Result<()> {
    let stacks = synth::synthesise(&environment::load(&args.env)?)?;
    let (names, edges) = (names(&stacks), edges(&stacks));
    match args.format {
        Format::Text => print!("{}", text(&names, &edges)),
        Format::Mermaid => print!("{}", stacks::graph::mermaid(&stacks)),
        Format::Dot => print!("{}", dot(&names, &edges)),
        Format::Json => println!("{:#}", as_json(&names, &edges)),
    }
    Ok(())
}

fn names(stacks: &[Stack]) -> Vec<String> {
    stacks.iter().map(|it| it.name.clone()).collect()
}

/// If the publisher of an event is not deployed, the edge starts at the name of its service.
fn edges(stacks: &[Stack]) -> Vec<Edge> {
    let stack_of = |service: &str| {
        stacks
            .iter()
            .find(|it| it.service == service)
            .map_or(service.to_owned(), |it| it.name.clone())
    };
    let mut edges = BTreeSet::new();
    for stack in stacks {
        for dependency in &stack.depends_on {
            edges.insert(Edge { from: dependency.clone(), to: stack.name.clone(), event: None });
        }
        for event in &stack.subscriptions {
            let from = stack_of(event.service.name);
            let event = Some(event.name.to_string());
            edges.insert(Edge { from, to: stack.name.clone(), event });
        }
    }
    edges.into_iter().collect()
}

fn text(names: &[String], edges: &[Edge]) -> String {
    let line = |edge: &Edge| match &edge.event {
        None => format!("  after {}\n", edge.from),
        Some(event) => format!("  subscribes to {event} from {}\n", edge.from),
    };
    let stack = |name: &String| {
        let incoming = edges.iter().filter(|it| it.to == *name).map(line);
        format!("{name}\n{}", incoming.collect::<String>())
    };
    names.iter().map(stack).collect()
}

fn dot(names: &[String], edges: &[Edge]) -> String {
    let node = |name: &String| format!("  \"{name}\"\n");
    let arrow = |Edge { from, to, event }: &Edge| match event {
        None => format!("  \"{from}\" -> \"{to}\" [style = dashed]\n"),
        Some(event) => format!("  \"{from}\" -> \"{to}\" [label = \"{event}\"]\n"),
    };
    let body: String = names.iter().map(node).chain(edges.iter().map(arrow)).collect();
    format!("digraph stacks {{\n  rankdir = LR\n{body}}}\n")
}

fn as_json(names: &[String], edges: &[Edge]) -> serde_json::Value {
    let edge = |it: &Edge| json!({ "from": it.from, "to": it.to, "event": it.event });
    json!({ "stacks": names, "edges": edges.iter().map(edge).collect::<Vec<_>>() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn example() -> (Vec<String>, Vec<Edge>) {
        let edge = |event: Option<&str>| Edge {
            from: "Users-dev".to_owned(),
            to: "Activity-dev".to_owned(),
            event: event.map(str::to_owned),
        };
        let names = ["Users-dev", "Activity-dev"].map(str::to_owned).to_vec();
        (names, vec![edge(None), edge(Some("users.userCreated.v1"))])
    }

    #[test]
    fn every_format_shows_order_and_events() {
        let (names, edges) = example();
        assert_eq!(
            text(&names, &edges),
            "Users-dev\nActivity-dev\n  after Users-dev\n  subscribes to users.userCreated.v1 from Users-dev\n"
        );
        assert!(dot(&names, &edges).contains("[label = \"users.userCreated.v1\"]"));
        assert_eq!(as_json(&names, &edges)["edges"][1]["event"], "users.userCreated.v1");
    }
}
