//! `AsyncAPI` 3: the events on the shared bus, who publishes them and who listens.

use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{CloudEvent, Event, EventType, Function, Queue, Subscription};

/// An event on the shared bus, with the schema and an example of its `data`.
pub struct Published {
    /// Its detail type and publisher.
    pub event: EventType,
    /// JSON schema of its `data`.
    pub schema: Value,
    /// An example of its `data`.
    pub sample: Value,
}

impl Published {
    /// Describes `E`. The schema is what a consumer must be ready for, not only what is sent today:
    /// a field with a default is optional.
    ///
    /// # Panics
    /// When the sample is not representable in JSON.
    pub fn of<E: Event>(sample: &E) -> Self {
        let generator = SchemaSettings::draft2020_12()
            .with(|settings| settings.inline_subschemas = true)
            .into_generator();
        Self {
            event: EventType::of::<E>(),
            schema: generator.into_root_schema_for::<E>().to_value(),
            sample: to_json(sample),
        }
    }

    /// The schema with the example in it.
    pub fn document(&self) -> Value {
        let mut document = self.schema.clone();
        document["examples"] = json!([self.sample]);
        document
    }
}

fn to_json(sample: &impl Serialize) -> Value {
    serde_json::to_value(sample).expect("an event is representable in JSON")
}

/// A function that listens to events.
pub struct Subscriber {
    /// The function's name within its service.
    pub function: &'static str,
    /// What it listens to.
    pub events: Vec<EventType>,
}

impl Subscriber {
    /// Describes `F`.
    pub fn of<F: Function<Input: Listens>>() -> Self {
        Self { function: F::NAME, events: F::Input::events() }
    }
}

/// An input that consists of events: [`Queue`].
pub trait Listens {
    /// The events that arrive.
    fn events() -> Vec<EventType>;
}

impl<S: Subscription> Listens for Queue<S> {
    fn events() -> Vec<EventType> {
        S::types()
    }
}

/// The documentation of the bus. Subscribers come with their service's name.
pub fn document(published: &[Published], subscribers: &[(&str, Subscriber)]) -> Value {
    json!({
        "asyncapi": "3.0.0",
        "info": { "title": "shop", "version": "1.0.0" },
        "defaultContentType": "application/json",
        "channels": { "bus": channel(published) },
        "operations": operations(published, subscribers),
        "components": {
            "messages": messages(published),
            "schemas": schemas(published),
        },
    })
}

fn channel(published: &[Published]) -> Value {
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

fn operations(published: &[Published], subscribers: &[(&str, Subscriber)]) -> Map<String, Value> {
    let mut operations = Map::new();
    for Published { event, .. } in published {
        let id = format!("{}.{}", event.service.name, event.publisher);
        add_message(&mut operations, id, "send", event.name);
    }
    for (service, subscriber) in subscribers {
        for event in &subscriber.events {
            let id = format!("{service}.{}", subscriber.function);
            // A function may listen and publish; its two operations need two names.
            let id = if publishes(published, service, subscriber.function) {
                format!("{id}.receive")
            } else {
                id
            };
            add_message(&mut operations, id, "receive", event.name);
        }
    }
    operations
}

fn publishes(published: &[Published], service: &str, function: &str) -> bool {
    published
        .iter()
        .any(|Published { event, .. }| event.service.name == service && event.publisher == function)
}

fn add_message(operations: &mut Map<String, Value>, id: String, action: &str, event: &str) {
    let operation = operations.entry(id).or_insert_with(
        || json!({ "action": action, "channel": { "$ref": "#/channels/bus" }, "messages": [] }),
    );
    if let Some(messages) = operation["messages"].as_array_mut() {
        messages.push(json!({ "$ref": format!("#/channels/bus/messages/{event}") }));
    }
}

fn messages(published: &[Published]) -> Map<String, Value> {
    published
        .iter()
        .map(|Published { event, schema, .. }| {
            let message = json!({
                "name": event.name,
                "summary": schema["description"],
                "payload": {
                    "allOf": [
                        { "$ref": "#/components/schemas/CloudEvent" },
                        {
                            "type": "object",
                            "properties": {
                                "type": { "const": event.name },
                                "data": { "$ref": format!("#/components/schemas/{}", event.name) },
                            },
                        },
                    ],
                },
            });
            (event.name.to_owned(), message)
        })
        .collect()
}

fn schemas(published: &[Published]) -> Map<String, Value> {
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
