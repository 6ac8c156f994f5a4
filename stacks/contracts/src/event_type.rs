//! Events as values, for the graph of services and for the generated documents.

use serde_json::{Value, json};

use crate::{envelope::Envelope, service::Service};

/// An event as the graph of services sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventType {
    /// `EventBridge` detail type.
    pub name: &'static str,
    /// The service whose function or workflow publishes it.
    pub service: Service,
    /// That function's or workflow's name; the first one where there are several.
    pub publisher: &'static str,
    /// Sources of publishers outside of the environment.
    pub outside_sources: &'static [&'static str],
    /// The form in which it is published.
    pub envelope: Envelope,
}

impl EventType {
    /// The `EventBridge` source that its publisher states in `environment`.
    pub fn source_in(&self, environment: &str) -> String {
        self.envelope.source.map_or_else(|| self.service.source_in(environment), str::to_owned)
    }
}

/// An event on the shared bus, with the schema and an example of its `data`.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its detail type and publisher.
    pub event: EventType,
    /// Its type in Rust, with the path.
    pub rust_type: &'static str,
    pub(crate) schema: fn() -> Value,
    pub(crate) sample: fn() -> Value,
}

impl Published {
    /// JSON schema of its `data`.
    pub fn schema(&self) -> Value {
        (self.schema)()
    }

    /// An example of its `data`.
    pub fn sample(&self) -> Value {
        (self.sample)()
    }

    /// The schema with the example in it.
    pub fn document(&self) -> Value {
        let mut document = self.schema();
        document["examples"] = json!([self.sample()]);
        document
    }
}
