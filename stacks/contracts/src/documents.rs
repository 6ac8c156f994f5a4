//! The documents generated from the contracts: `OpenAPI` per service, `AsyncAPI` for the bus, a JSON
//! schema per event. Committed below `stacks/contracts/api`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{asyncapi, compatibility, contract::Contract, contracts, openapi};

/// Folder of the events' schemas, below that of all documents.
const EVENTS: &str = "events/";

/// All documents: path below `stacks/contracts/api` to content.
///
/// # Panics
/// When a document is not representable in JSON.
pub fn all() -> BTreeMap<String, String> {
    let mut documents = BTreeMap::new();
    let contracts = contracts();
    for contract in &contracts {
        let operations: Vec<_> = contract.operations().collect();
        if !operations.is_empty() {
            let document = openapi::document(&contract.service, &operations);
            documents.insert(format!("{}.openapi.json", contract.service.name), render(&document));
        }
    }
    for event in contracts.iter().flat_map(Contract::published) {
        let path = format!("{EVENTS}{}.json", event.event.name);
        documents.insert(path, render(&event.document()));
    }
    documents.insert("asyncapi.json".to_owned(), render(&asyncapi::document(&contracts)));
    documents
}

/// Members stay in the order in which they were made: the root manifest has `serde_json` keep it.
fn render(document: &Value) -> String {
    format!("{document:#}\n")
}

/// Paths of the documents in `committed` (path to content) that are missing, out of date or no
/// longer generated.
pub fn stale(committed: &BTreeMap<String, String>) -> Vec<String> {
    let current = all();
    let outdated = current.iter().filter(|(path, text)| committed.get(*path) != Some(text));
    let orphaned = committed.iter().filter(|(path, _)| !current.contains_key(*path));
    outdated.chain(orphaned).map(|(path, _)| path.clone()).collect()
}

/// How today's events would break consumers of the `committed` documents; one sentence each.
pub fn breaking(committed: &BTreeMap<String, String>) -> Vec<String> {
    breaking_between(committed, &all())
}

fn breaking_between(
    committed: &BTreeMap<String, String>,
    current: &BTreeMap<String, String>,
) -> Vec<String> {
    let mut breaks = Vec::new();
    for (path, old) in committed {
        let Some(event) = path.strip_prefix(EVENTS).and_then(|file| file.strip_suffix(".json"))
        else {
            continue;
        };
        match current.get(path) {
            Some(new) => breaks.extend(breaking_event(event, old, new)),
            None => breaks.push(format!("event `{event}` is no longer published")),
        }
    }
    breaks
}

fn breaking_event(event: &str, old: &str, new: &str) -> Vec<String> {
    let parse = serde_json::from_str::<Value>;
    match (parse(old), parse(new)) {
        (Ok(old), Ok(new)) => compatibility::breaking(&old, &new)
            .into_iter()
            .map(|change| format!("event `{event}`: {change}"))
            .collect(),
        (Err(error), _) | (_, Err(error)) => {
            vec![format!("event `{event}`: its schema is not JSON: {error}")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(path: &str, text: &str) -> BTreeMap<String, String> {
        BTreeMap::from([(path.to_owned(), text.to_owned())])
    }

    #[test]
    fn an_event_may_not_disappear() {
        let committed = documents("events/a.b.v1.json", "{}");
        let breaks = breaking_between(&committed, &BTreeMap::new());
        assert_eq!(breaks, ["event `a.b.v1` is no longer published"]);
    }

    #[test]
    fn a_break_names_the_event_and_the_field() {
        let old = documents("events/a.b.v1.json", r#"{"properties":{"id":{"type":"string"}}}"#);
        let new = documents("events/a.b.v1.json", r#"{"properties":{}}"#);
        let breaks = breaking_between(&old, &new);
        assert_eq!(breaks, ["event `a.b.v1`: the field `data.id` was removed"]);
    }

    #[test]
    fn a_new_event_breaks_nothing() {
        let new = documents("events/a.b.v1.json", "{}");
        assert_eq!(breaking_between(&BTreeMap::new(), &new), [""; 0]);
    }

    #[test]
    fn other_documents_may_change_freely() {
        let old = documents("activity.openapi.json", r#"{"a":1}"#);
        let new = documents("activity.openapi.json", r#"{"a":2}"#);
        assert_eq!(breaking_between(&old, &new), [""; 0]);
    }

    #[test]
    fn missing_changed_and_orphaned_documents_are_stale() {
        let mut committed = all();
        committed.remove("asyncapi.json");
        committed.insert("activity.openapi.json".to_owned(), String::new());
        committed.insert("old.openapi.json".to_owned(), String::new());
        let expected = ["activity.openapi.json", "asyncapi.json", "old.openapi.json"];
        assert_eq!(stale(&committed), expected);
    }
}
