//! Every contract there is, and the documents generated from them: `OpenAPI` per service,
//! `AsyncAPI` for the bus, a JSON schema per event. Committed below `stacks/contracts/api`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Service, activity,
    asyncapi::{self, Published, Subscriber},
    compatibility, inventory, loyalty,
    openapi::{self, Operation},
    order, payment, pricing, product_management, user_management,
};

/// Folder of the events' schemas, below that of all documents.
const EVENTS: &str = "events/";

/// What a service offers to the world and hears from it. Each service's module has one.
pub struct Contract {
    /// The service.
    pub service: Service,
    /// Its functions that answer HTTP.
    pub operations: Vec<Operation>,
    /// The events it publishes.
    pub publishes: Vec<Published>,
    /// Its functions that listen to events.
    pub subscribers: Vec<Subscriber>,
}

/// The contracts of all services. `stacks` tests that what it deploys is in here.
pub fn contracts() -> Vec<Contract> {
    vec![
        activity::contract(),
        inventory::contract(),
        loyalty::contract(),
        order::contract(),
        payment::contract(),
        pricing::contract(),
        product_management::contract(),
        user_management::contract(),
    ]
}

/// All documents: path below `stacks/contracts/api` to content.
///
/// # Panics
/// When a document is not representable in JSON.
pub fn all() -> BTreeMap<String, String> {
    let mut documents = BTreeMap::new();
    let (mut published, mut subscribers) = (Vec::new(), Vec::new());
    for contract in contracts() {
        let name = contract.service.name;
        if !contract.operations.is_empty() {
            let document = openapi::document(&contract.service, &contract.operations);
            documents.insert(format!("{name}.openapi.json"), render(&document));
        }
        published.extend(contract.publishes);
        subscribers.extend(contract.subscribers.into_iter().map(|subscriber| (name, subscriber)));
    }
    for event in &published {
        let path = format!("{EVENTS}{}.json", event.event.name);
        documents.insert(path, render(&event.document()));
    }
    let bus = asyncapi::document(&published, &subscribers);
    documents.insert("asyncapi.json".to_owned(), render(&bus));
    documents
}

/// Members stay in the order in which they were made: the root manifest has `serde_json` keep it.
fn render(document: &Value) -> String {
    format!("{document:#}\n")
}

/// Paths of the documents in `committed` (path to content) that are missing, out of date or left
/// over.
pub fn stale(committed: &BTreeMap<String, String>) -> Vec<String> {
    let current = all();
    let outdated = current.iter().filter(|(path, text)| committed.get(*path) != Some(text));
    let left_over = committed.iter().filter(|(path, _)| !current.contains_key(*path));
    outdated.chain(left_over).map(|(path, _)| path.clone()).collect()
}

/// How today's events would break those who know the `committed` documents; one sentence each.
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
    fn missing_changed_and_left_over_documents_are_stale() {
        let mut committed = all();
        committed.remove("asyncapi.json");
        committed.insert("activity.openapi.json".to_owned(), String::new());
        committed.insert("old.openapi.json".to_owned(), String::new());
        let expected = ["activity.openapi.json", "asyncapi.json", "old.openapi.json"];
        assert_eq!(stale(&committed), expected);
    }
}
