//! Events on the shared bus: their types, and who publishes them.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    component::{Component, PublishedBy},
    envelope::Envelope,
    event_type::{EventType, Published},
};

/// A public event: the `data` of a [`CloudEvent`](crate::CloudEvent) on the shared bus.
pub trait Event:
    PublishedBy + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// `EventBridge` detail type, version included.
    const TYPE: &'static str;

    /// Sources of publishers outside of the environment, such as `com.example.basket`, from which
    /// subscribers accept this event too.
    const OUTSIDE_SOURCES: &'static [&'static str] = &[];

    /// The form in which it is published.
    const ENVELOPE: Envelope = Envelope::CLOUD_EVENT;

    /// An example, for the generated documents and for tests.
    fn sample() -> Self;
}

impl EventType {
    /// Describes `E`.
    pub const fn of<E: Event>() -> Self {
        Self {
            name: E::TYPE,
            service: <E::Publisher as Component>::SERVICE,
            publisher: <E::Publisher as Component>::NAME,
            outside_sources: E::OUTSIDE_SOURCES,
            envelope: E::ENVELOPE,
        }
    }
}

impl Published {
    /// Describes `E`.
    pub fn of<E: Event>() -> Self {
        Self {
            event: EventType::of::<E>(),
            rust_type: std::any::type_name::<E>(),
            schema: schema_of::<E>,
            sample: sample_of::<E>,
        }
    }
}

/// What a consumer must accept, not only what is sent today: a field with a default is optional.
fn schema_of<E: Event>() -> Value {
    let settings = SchemaSettings::draft2020_12();
    let settings = settings.with(|settings| settings.inline_subschemas = true);
    settings.into_generator().into_root_schema_for::<E>().to_value()
}

fn sample_of<E: Event>() -> Value {
    serde_json::to_value(E::sample()).expect("an event is representable in JSON")
}
