//! Events on the shared bus: their types, who publishes them, and who subscribes.

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    component::{Component, PublishedBy},
    event_type::{EventType, Published},
};

/// A public event: the `data` of a [`CloudEvent`](crate::CloudEvent) on the shared bus.
pub trait Event:
    PublishedBy + Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static
{
    /// `EventBridge` detail type, version included.
    const TYPE: &'static str;

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

/// What a queue function subscribes to: one event, or an enum made by [`events!`](crate::events).
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    note = "a queue function subscribes to a type that implements `Event`, or to an enum that `events!` declares"
)]
pub trait Subscription: Sized {
    /// The events that arrive.
    fn types() -> Vec<EventType>;

    /// Reads the `data` of an event of type `name`.
    fn decode(name: &str, data: Value) -> Result<Self, UnknownEvent>;
}

/// A message that is not an event its function subscribes to.
#[derive(Debug, thiserror::Error)]
pub enum UnknownEvent {
    /// The function does not subscribe to this type.
    #[error("an event of type `{0}` is not handled here")]
    Type(String),
    /// The type is right and the data is not.
    #[error("the data of an event of type `{name}` is not readable")]
    Data {
        /// Detail type.
        name: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

#[diagnostic::do_not_recommend]
impl<E: Event> Subscription for E {
    fn types() -> Vec<EventType> {
        vec![EventType::of::<E>()]
    }

    fn decode(name: &str, data: Value) -> Result<Self, UnknownEvent> {
        if name != E::TYPE {
            return Err(UnknownEvent::Type(name.to_owned()));
        }
        serde_json::from_value(data)
            .map_err(|source| UnknownEvent::Data { name: name.to_owned(), source })
    }
}

/// Declares an enum of events for a function that subscribes to several.
///
/// ```
/// use contracts::{Subscription, order::OrderCompleted, user_management::UserCreated};
///
/// contracts::events! {
///     /// What customers do.
///     pub enum CustomerEvent { UserCreated, OrderCompleted }
/// }
/// assert_eq!(CustomerEvent::types().len(), 2);
/// ```
#[macro_export]
macro_rules! events {
    ($(#[$doc:meta])* $visibility:vis enum $name:ident { $($event:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        $visibility enum $name {
            $(#[doc = concat!("See [`", stringify!($event), "`].")] $event($event)),+
        }

        #[diagnostic::do_not_recommend]
        impl $crate::Subscription for $name {
            fn types() -> Vec<$crate::EventType> {
                vec![$($crate::EventType::of::<$event>()),+]
            }

            fn decode(
                name: &str,
                data: $crate::serde_json::Value,
            ) -> Result<Self, $crate::UnknownEvent> {
                match name {
                    $(<$event as $crate::Event>::TYPE => {
                        <$event as $crate::Subscription>::decode(name, data).map(Self::$event)
                    })+
                    _ => Err($crate::UnknownEvent::Type(name.to_owned())),
                }
            }
        }
    };
}
