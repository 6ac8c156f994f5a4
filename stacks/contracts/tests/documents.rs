//! The committed documents are current, break no consumer, and follow the rules of their formats.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use contracts::{
    Contract, FunctionContract, Subscription, activity::ActivityEvent, contracts, documents,
};
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
fn no_published_event_has_a_breaking_change() {
    let breaks = documents::breaking(&committed());
    assert!(breaks.is_empty(), "publish a new version instead: {breaks:#?}");
}

#[test]
fn generated_documents_are_deterministic() {
    assert_eq!(documents::all(), documents::all());
}

#[test]
fn every_reference_resolves() {
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
fn every_path_parameter_is_documented() {
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
fn every_secured_operation_documents_401() {
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
fn plain_text_is_not_documented_as_a_page() {
    let documents = generated(".openapi.json");
    let media_types = |wanted: &str| -> Vec<String> {
        let operations = documents.iter().flat_map(|(_, document)| operations(document));
        operations
            .filter(|(path, ..)| *path == wanted)
            .filter_map(|(.., operation)| operation["responses"]["200"]["content"].as_object())
            .flat_map(|content| content.keys().cloned())
            .collect()
    };
    // Of inventory and of orders.
    assert_eq!(media_types("/health"), ["text/plain", "application/json"]);
    assert_eq!(media_types("/oauth/authorize/callback"), ["text/plain", "text/plain"]);
    assert_eq!(media_types("/oauth/authorize"), ["text/html", "text/html"]);
}

#[test]
fn every_subscribed_event_is_published_by_a_contract() {
    let contracts = contracts();
    let published: BTreeSet<&str> = contracts
        .iter()
        .flat_map(Contract::published)
        .map(|published| published.event.name)
        .collect();
    let functions = contracts.iter().flat_map(|contract| &contract.functions);
    for event in functions.flat_map(FunctionContract::subscribes_to) {
        assert!(published.contains(event.name), "`{}`", event.name);
    }
}

#[test]
fn a_service_publishes_events_of_its_own_only() {
    for contract in contracts() {
        for published in contract.published() {
            assert_eq!(published.event.service, contract.service, "`{}`", published.event.name);
        }
    }
}

#[test]
fn no_event_is_published_by_two_services() {
    let (contracts, mut names) = (contracts(), BTreeSet::new());
    for published in contracts.iter().flat_map(Contract::published) {
        assert!(names.insert(published.event.name), "`{}`", published.event.name);
    }
}

#[test]
fn samples_of_subscribed_events_are_readable() {
    let contracts = contracts();
    for published in contracts.iter().flat_map(Contract::published) {
        if ActivityEvent::types().contains(&published.event) {
            let name = published.event.name;
            assert!(ActivityEvent::decode(name, published.sample()).is_ok(), "`{name}`");
        }
    }
}
