//! Views: the fields of events that a function uses. A consumer decodes its view and not the whole
//! event, because other publishers of an event may send less than ours.

use serde_json::{Map, Value};

use crate::event_type::EventType;

/// What a queue function subscribes to: one or several events, and of each the fields that the
/// function uses. Declared with [`view!`](crate::view), never by hand.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a view of events",
    note = "a queue function subscribes to a type that `view!` declares"
)]
pub trait Subscription: Sized {
    /// The events that arrive, with the fields of each.
    fn views() -> Vec<EventView>;

    /// The events that arrive.
    fn types() -> Vec<EventType> {
        Self::views().into_iter().map(|view| view.event).collect()
    }

    /// Reads the `data` of an event of type `name`.
    fn decode(name: &str, data: Value) -> Result<Self, UnreadableEvent>;

    /// Whether the detail of an event of type `name` is its `data` itself.
    fn is_bare(name: &str) -> bool;

    /// What the event is about. Events about the same subject are handled one after another.
    fn subject(&self) -> &str;
}

/// An event and the fields of it that a function uses, as a value.
#[derive(Clone, Copy, Debug)]
pub struct EventView {
    /// The event.
    pub event: EventType,
    /// Names of the fields in Rust, such as `order_number`.
    pub fields: &'static [&'static str],
    /// Whether the view can be read of an event's `data`.
    pub check: fn(Value) -> Result<(), UnreadableEvent>,
}

/// A message that is not an event its function subscribes to.
#[derive(Debug, thiserror::Error)]
pub enum UnreadableEvent {
    /// The function does not subscribe to this type.
    #[error("an event of type `{0}` is not handled here")]
    UnknownType(String),
    /// The type is right and the data is not.
    #[error("the data of an event of type `{name}` is not readable")]
    Data {
        /// Detail type.
        name: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

/// Declares what a queue function subscribes to: a struct for one event, an enum for several.
///
/// The fields are fields of the event under the same names. Their types are those of the event, or
/// an `Option` for a field that the function can do without; any other type does not compile. The
/// first field, a `String` or an `Option<String>`, names what the event is about: messages about the
/// same are handled in the order of their arrival, the others at the same time.
///
/// ```
/// use contracts::{Subscription, order::OrderCompleted, user_management::UserCreated};
///
/// contracts::view! {
///     /// An order to ship.
///     pub struct OrderToShip of OrderCompleted { order_number: String }
/// }
/// contracts::view! {
///     /// What customers do.
///     pub enum CustomerEvent {
///         UserCreated { user_id: String },
///         OrderCompleted { order_number: String, user_id: Option<String> },
///     }
/// }
///
/// let data = serde_json::json!({ "orderNumber": "o-1" });
/// let order = OrderToShip::decode("orders.orderCompleted.v1", data).unwrap();
/// assert_eq!(order.subject(), "o-1");
/// assert_eq!(CustomerEvent::views().len(), 2);
/// ```
#[macro_export]
macro_rules! view {
    (
        $(#[$doc:meta])*
        $visibility:vis struct $view:ident of $event:ident {
            $(#[$key_attribute:meta])* $key:ident: $key_type:ty
            $(, $(#[$attribute:meta])* $field:ident: $type:ty)* $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, ::serde::Deserialize)]
        #[serde(rename_all = "camelCase")]
        $visibility struct $view {
            #[doc = concat!("See [`", stringify!($event), "`].")]
            $(#[$key_attribute])*
            pub $key: $key_type,
            $(
                #[doc = concat!("See [`", stringify!($event), "`].")]
                $(#[$attribute])*
                pub $field: $type
            ),*
        }

        impl From<$event> for $view {
            fn from(event: $event) -> Self {
                Self { $key: From::from(event.$key) $(, $field: From::from(event.$field))* }
            }
        }

        #[diagnostic::do_not_recommend]
        impl $crate::Subscription for $view {
            fn views() -> Vec<$crate::EventView> {
                vec![$crate::EventView::of::<$event, Self>(
                    &[stringify!($key) $(, stringify!($field))*],
                )]
            }

            fn decode(
                name: &str,
                data: $crate::serde_json::Value,
            ) -> Result<Self, $crate::UnreadableEvent> {
                match name {
                    <$event as $crate::Event>::TYPE => $crate::UnreadableEvent::read(name, data),
                    _ => Err($crate::UnreadableEvent::UnknownType(name.to_owned())),
                }
            }

            fn is_bare(name: &str) -> bool {
                name == <$event as $crate::Event>::TYPE
                    && <$event as $crate::Event>::ENVELOPE.is_bare
            }

            fn subject(&self) -> &str {
                $crate::Subject::name(&self.$key)
            }
        }
    };
    (
        $(#[$doc:meta])*
        $visibility:vis enum $view:ident {
            $(
                $event:ident {
                    $(#[$key_attribute:meta])* $key:ident: $key_type:ty
                    $(, $(#[$attribute:meta])* $field:ident: $type:ty)* $(,)?
                }
            ),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        $visibility enum $view {
            $(
                #[doc = concat!("See [`", stringify!($event), "`].")]
                $event {
                    #[doc = concat!("See [`", stringify!($event), "`].")]
                    $key: $key_type
                    $(
                        ,
                        #[doc = concat!("See [`", stringify!($event), "`].")]
                        $field: $type
                    )*
                }
            ),+
        }

        $(
            impl From<$event> for $view {
                fn from(event: $event) -> Self {
                    Self::$event {
                        $key: From::from(event.$key) $(, $field: From::from(event.$field))*
                    }
                }
            }
        )+

        #[diagnostic::do_not_recommend]
        impl $crate::Subscription for $view {
            fn views() -> Vec<$crate::EventView> {
                vec![$(
                    $crate::EventView::of::<$event, Self>(
                        &[stringify!($key) $(, stringify!($field))*],
                    )
                ),+]
            }

            fn decode(
                name: &str,
                data: $crate::serde_json::Value,
            ) -> Result<Self, $crate::UnreadableEvent> {
                match name {
                    $(<$event as $crate::Event>::TYPE => {
                        #[derive(::serde::Deserialize)]
                        #[serde(rename_all = "camelCase")]
                        struct Fields {
                            $(#[$key_attribute])* $key: $key_type
                            $(, $(#[$attribute])* $field: $type)*
                        }

                        let Fields { $key $(, $field)* } =
                            $crate::UnreadableEvent::read(name, data)?;
                        Ok(Self::$event { $key $(, $field)* })
                    })+
                    _ => Err($crate::UnreadableEvent::UnknownType(name.to_owned())),
                }
            }

            fn is_bare(name: &str) -> bool {
                match name {
                    $(<$event as $crate::Event>::TYPE => {
                        <$event as $crate::Event>::ENVELOPE.is_bare
                    })+
                    _ => false,
                }
            }

            fn subject(&self) -> &str {
                match self {
                    $(Self::$event { $key, .. } => $crate::Subject::name($key)),+
                }
            }
        }
    };
    ($($unknown:tt)*) => {
        compile_error!(
            "a view is declared as `/// What it is.` `pub struct View of Event { id: String }`, or \
             for several events as `pub enum View { Event { id: String }, Other { id: String } }`"
        );
    };
}

/// The field of a view that names what the event is about.
#[doc(hidden)]
pub trait Subject {
    fn name(&self) -> &str;
}

impl Subject for String {
    fn name(&self) -> &str {
        self
    }
}

impl Subject for Option<String> {
    fn name(&self) -> &str {
        self.as_deref().unwrap_or_default()
    }
}

impl EventView {
    /// Names of the fields in JSON, such as `orderNumber`. The first one is that of the subject.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.fields.iter().map(|field| camel_case(field))
    }

    /// The fields of `data` that the function uses.
    pub fn used_fields(&self, data: &Map<String, Value>) -> Map<String, Value> {
        self.names().filter_map(|name| Some((name.clone(), data.get(&name)?.clone()))).collect()
    }

    /// Whether the view can be read of `data` without the field `name`.
    pub fn is_optional(&self, name: &str, data: &Map<String, Value>) -> bool {
        let mut without = data.clone();
        without.remove(name);
        (self.check)(without.into()).is_ok()
    }

    /// The view `S` of the event `E`, which uses `fields` of it.
    #[doc(hidden)]
    pub fn of<E: crate::Event, S: Subscription>(fields: &'static [&'static str]) -> Self {
        Self {
            event: EventType::of::<E>(),
            fields,
            check: |data| S::decode(E::TYPE, data).map(drop),
        }
    }
}

/// The name in JSON of a field in Rust.
fn camel_case(field: &str) -> String {
    let mut words = field.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| name + &word[..1].to_uppercase() + &word[1..])
}

impl UnreadableEvent {
    /// The fields of a view, read of the `data` of an event.
    #[doc(hidden)]
    pub fn read<T: serde::de::DeserializeOwned>(name: &str, data: Value) -> Result<T, Self> {
        serde_json::from_value(data).map_err(|source| Self::Data { name: name.to_owned(), source })
    }
}
