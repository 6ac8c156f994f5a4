//! `AsyncAPI` 3: the events on the shared bus, their publishers and subscribers.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::{
    cloud_event::CloudEvent,
    contract::Contract,
    event_type::{EventType, Published},
};

/// The documentation of the bus.
pub fn document(contracts: &[Contract]) -> Value {
    let published: Vec<&Published> = contracts.iter().flat_map(Contract::published).collect();
    json!({
        "asyncapi": "3.0.0",
        "info": { "title": "shop", "version": "1.0.0" },
        "defaultContentType": "application/json",
        "channels": { "bus": channel(&published) },
        "operations": operations(contracts),
        "components": {
            "messages": messages(&published),
            "schemas": schemas(&published),
        },
    })
}

fn channel(published: &[&Published]) -> Value {
    let messages: Map<String, Value> = published
        .iter()
        .map(|Published { event, .. }| {
            let reference = json!({ "$ref": format!("#/components/messages/{}", event.name) });
            (event.name.to_owned(), reference)
        })
        .collect();
    json!({
        "address": "SharedEventBus-{environment}",
        "description": "The EventBridge bus; a message is the `Detail` of an entry, its name the \
                        `DetailType`.",
        "parameters": { "environment": { "examples": ["dev"] } },
        "messages": messages,
    })
}

/// One operation per component that sends, and one per function that receives. A function that does
/// both has two, which need two names.
fn operations(contracts: &[Contract]) -> Map<String, Value> {
    let mut operations = Map::new();
    for contract in contracts {
        for (component, events) in contract.publishers() {
            let id = format!("{}.{component}", contract.service.name);
            for event in events {
                add_message(&mut operations, &id, "send", event.event.name);
            }
        }
        for function in &contract.functions {
            let id = format!("{}.{}", contract.service.name, function.name);
            let id = if function.publishes.is_empty() { id } else { format!("{id}.receive") };
            for event in function.subscribes_to() {
                add_message(&mut operations, &id, "receive", event.name);
            }
        }
    }
    operations
}

fn add_message(operations: &mut Map<String, Value>, id: &str, action: &str, event: &str) {
    let operation = operations.entry(id).or_insert_with(
        || json!({ "action": action, "channel": { "$ref": "#/channels/bus" }, "messages": [] }),
    );
    if let Some(messages) = operation["messages"].as_array_mut() {
        messages.push(json!({ "$ref": format!("#/channels/bus/messages/{event}") }));
    }
}

fn messages(published: &[&Published]) -> Map<String, Value> {
    published
        .iter()
        .map(|published| {
            let message = json!({
                "name": published.event.name,
                "summary": published.schema()["description"],
                "payload": payload(published.event),
            });
            (published.event.name.to_owned(), message)
        })
        .collect()
}

fn payload(event: EventType) -> Value {
    let data = json!({ "$ref": format!("#/components/schemas/{}", event.name) });
    if event.envelope.is_bare {
        return data;
    }
    let mut properties = json!({ "type": { "const": event.name }, "data": data });
    for (name, value) in event.envelope.extensions {
        properties[name] = json!({ "const": value });
    }
    json!({
        "allOf": [
            { "$ref": "#/components/schemas/CloudEvent" },
            { "type": "object", "properties": properties },
        ],
    })
}

fn schemas(published: &[&Published]) -> Map<String, Value> {
    let mut schemas: Map<String, Value> = published
        .iter()
        .map(|published| (published.event.name.to_owned(), without_dialect(published.document())))
        .collect();
    let envelope = SchemaSettings::draft2020_12()
        .with(|settings| settings.inline_subschemas = true)
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<CloudEvent<Value>>();
    schemas.insert("CloudEvent".to_owned(), without_dialect(envelope.to_value()));
    schemas
}

/// `AsyncAPI` names the dialect once, for the whole document.
fn without_dialect(mut schema: Value) -> Value {
    if let Some(members) = schema.as_object_mut() {
        members.remove("$schema");
    }
    schema
}
