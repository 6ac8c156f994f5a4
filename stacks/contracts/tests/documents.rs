//! The committed documents are current, break nobody and keep the rules of their formats.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use contracts::{Subscription, activity::Happening, documents};
use serde_json::Value;

/// The committed documents: path below `api` to content.
fn committed() -> BTreeMap<String, String> {
    let api = Path::new(env!("CARGO_MANIFEST_DIR")).join("api");
    ["", "events/"]
        .iter()
        .flat_map(|folder| {
            fs::read_dir(api.join(folder))
                .expect("the folder is there")
                .map(move |entry| (folder, entry))
        })
        .map(|(folder, entry)| (folder, entry.expect("the folder is readable")))
        .filter(|(_, entry)| entry.path().is_file())
        .map(|(folder, entry)| {
            let name = format!("{folder}{}", entry.file_name().display());
            (name, fs::read_to_string(entry.path()).expect("documents are text"))
        })
        .collect()
}

fn generated(extension: &str) -> Vec<(String, Value)> {
    documents::all()
        .into_iter()
        .filter(|(path, _)| path.ends_with(extension))
        .map(|(path, text)| (path, serde_json::from_str(&text).expect("documents are JSON")))
        .collect()
}

#[test]
fn the_committed_documents_are_current() {
    let stale = documents::stale(&committed());
    assert!(stale.is_empty(), "run `cargo xtask contracts` to rewrite {stale:?}");
}

#[test]
fn no_published_event_changed_so_that_it_breaks_someone() {
    let breaks = documents::breaking(&committed());
    assert!(breaks.is_empty(), "publish a new version instead: {breaks:#?}");
}

#[test]
fn documents_are_the_same_every_time() {
    assert_eq!(documents::all(), documents::all());
}

#[test]
fn every_reference_leads_somewhere() {
    for (path, document) in generated(".json") {
        for reference in references(&document) {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "`{reference}` in `{path}`");
        }
    }
}

fn references(value: &Value) -> Vec<&str> {
    match value {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            own.into_iter().chain(members.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// The operations of an `OpenAPI` document: path, method, operation.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    document["paths"]
        .as_object()
        .into_iter()
        .flatten()
        .flat_map(|(path, methods)| {
            let methods = methods.as_object().into_iter().flatten();
            methods.map(|(method, operation)| (path.as_str(), method.as_str(), operation))
        })
        .collect()
}

#[test]
fn operation_ids_are_unique() {
    for (path, document) in generated(".openapi.json") {
        let operations = operations(&document);
        assert!(!operations.is_empty(), "{path}");
        let ids: BTreeSet<&str> = operations
            .iter()
            .map(|(.., operation)| operation["operationId"].as_str().unwrap())
            .collect();
        assert_eq!(ids.len(), operations.len(), "{path}");
    }
}

#[test]
fn path_parameters_are_those_of_the_path() {
    for (_, document) in generated(".openapi.json") {
        for (path, _, operation) in operations(&document) {
            let declared: BTreeSet<&str> = operation["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|parameter| parameter["in"] == "path" && parameter["required"] == true)
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            let in_path: BTreeSet<&str> = path
                .split(['{', '}'])
                .enumerate()
                .filter_map(|(index, part)| (index % 2 == 1).then_some(part))
                .collect();
            assert_eq!(declared, in_path, "{path}");
        }
    }
}

#[test]
fn what_needs_a_token_says_so() {
    for (_, document) in generated(".openapi.json") {
        for (path, method, operation) in operations(&document) {
            let secured = operation.get("security").is_some();
            let refuses = operation["responses"].get("401").is_some();
            assert_eq!(secured, refuses, "{method} {path}");
        }
    }
}

#[test]
fn every_route_documents_success_and_failure() {
    for (_, document) in generated(".openapi.json") {
        for (path, method, operation) in operations(&document) {
            let statuses = operation["responses"].as_object().unwrap();
            assert!(statuses.keys().any(|status| status.starts_with('2')), "{method} {path}");
            assert!(statuses.contains_key("default"), "{method} {path}");
        }
    }
}

#[test]
fn every_event_somebody_listens_to_is_in_a_contract() {
    let contracts = documents::contracts();
    let published: BTreeSet<&str> = contracts
        .iter()
        .flat_map(|contract| &contract.publishes)
        .map(|published| published.event.name)
        .collect();
    let heard = contracts.iter().flat_map(|contract| &contract.subscribers);
    for event in heard.flat_map(|subscriber| &subscriber.events) {
        assert!(published.contains(event.name), "`{}`", event.name);
    }
}

#[test]
fn a_contract_lists_only_events_of_its_own_service() {
    for contract in documents::contracts() {
        for published in contract.publishes {
            assert_eq!(published.event.service, contract.service, "`{}`", published.event.name);
        }
    }
}

#[test]
fn no_event_is_published_twice() {
    let mut names = BTreeSet::new();
    for published in documents::contracts().into_iter().flat_map(|contract| contract.publishes) {
        assert!(names.insert(published.event.name), "`{}`", published.event.name);
    }
}

#[test]
fn samples_of_what_activity_hears_can_be_read() {
    for (path, document) in generated(".json") {
        let Some(event) = path.strip_prefix("events/").and_then(|file| file.strip_suffix(".json"))
        else {
            continue;
        };
        if !Happening::types().iter().any(|heard| heard.name == event) {
            continue;
        }
        let sample = document["examples"][0].clone();
        assert!(Happening::decode(event, sample).is_ok(), "{event}");
    }
}
