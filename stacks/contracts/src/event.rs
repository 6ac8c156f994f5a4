//! Events on the shared bus: who publishes which, and who may listen.

use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};

use crate::Service;

/// Something that is deployed and publishes events: a function or a workflow.
pub trait Publisher {
    /// The service it belongs to.
    const SERVICE: Service;
    /// Kebab-case name within the service.
    const NAME: &'static str;
}

/// Implemented by [`function!`](crate::function) and [`workflow!`](crate::workflow) for every event
/// in a `publishes` clause.
pub trait Publishes<E: ?Sized>: Publisher {}

/// A public event: the `data` of a [`CloudEvent`](crate::CloudEvent) on the shared bus.
pub trait Event: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// `EventBridge` detail type, version included.
    const TYPE: &'static str;

    /// Who publishes it. An event that nobody publishes cannot be declared.
    type Publisher: Publishes<Self>;
}

/// An event as the graph of services sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EventType {
    /// `EventBridge` detail type.
    pub name: &'static str,
    /// The service whose function or workflow publishes it.
    pub service: Service,
    /// That function's or workflow's name.
    pub publisher: &'static str,
}

impl EventType {
    /// Describes `E`.
    pub const fn of<E: Event>() -> Self {
        Self {
            name: E::TYPE,
            service: <E::Publisher as Publisher>::SERVICE,
            publisher: <E::Publisher as Publisher>::NAME,
        }
    }
}

/// What a queue function listens to: one event, or an enum made by [`events!`](crate::events).
pub trait Subscription: Sized {
    /// The events that arrive.
    fn types() -> Vec<EventType>;

    /// Reads the `data` of an event of type `name`.
    fn decode(name: &str, data: serde_json::Value) -> Result<Self, UnknownEvent>;
}

/// A message that is not what its queue is for.
#[derive(Debug, thiserror::Error)]
pub enum UnknownEvent {
    /// Nobody here subscribed to this.
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

impl<E: Event> Subscription for E {
    fn types() -> Vec<EventType> {
        vec![EventType::of::<E>()]
    }

    fn decode(name: &str, data: serde_json::Value) -> Result<Self, UnknownEvent> {
        if name != E::TYPE {
            return Err(UnknownEvent::Type(name.to_owned()));
        }
        serde_json::from_value(data)
            .map_err(|source| UnknownEvent::Data { name: name.to_owned(), source })
    }
}

/// Declares an enum of events for a function that listens to several.
///
/// ```
/// use contracts::{Subscription, order::OrderCompleted, user_management::UserCreated};
///
/// contracts::events! {
///     /// What a customer does.
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
