//! Lambda functions and workflows as both sides see them.

use std::marker::PhantomData;

use crate::{Publisher, Wire};

/// A deployed function. Declared with [`function!`](crate::function), never by hand.
pub trait Function: Publisher {
    /// What invokes it: [`Http`](crate::Http), [`Queue`], [`TableStream`], [`Schedule`] or
    /// [`Direct`].
    type Input;
}

/// A function's environment, seen field by field.
pub trait Wiring<V>: Function {
    /// One wire per capability, in the order of declaration.
    fn wires(&self) -> Vec<Wire<'_, V>>;
}

/// Events through an SQS queue: one type of event, or an enum made by [`events!`](crate::events).
pub struct Queue<S>(PhantomData<S>);

/// Changes of a DynamoDB table.
pub struct TableStream;

/// The clock.
pub struct Schedule;

/// An invocation by name, from a workflow or from the deployment.
pub struct Direct<I, O>(PhantomData<(I, O)>);

/// The environment lacks what the function declares.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("function `{function}` needs the environment variable `{variable}`")]
pub struct EnvironmentError {
    /// The function's name.
    pub function: &'static str,
    /// The variable that is not set.
    pub variable: String,
}

/// Declares a function: its name, what invokes it, what it publishes and what it may touch.
///
/// ```
/// use contracts::{Direct, Function, Read, Table, Service, function};
///
/// const SERVICE: Service =
///     Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };
///
/// function! {
///     /// Counts the books.
///     CountBooks = SERVICE / "count-books" on Direct<(), u32> {
///         books: Table<Read>,
///     }
/// }
///
/// let wired = CountBooks::from_env(|name| (name == "BOOKS").then(|| "Shelf-Books".to_owned()));
/// assert!(wired.is_ok());
/// ```
///
/// A function that answers HTTP names its routes and the status of success; one that publishes
/// names the events and gets the field `bus`:
///
/// ```text
/// RegisterUser = SERVICE / "register-user" on Http<Json<Registration>, Json<User>, Public>,
///     routes ["POST /user" => 200] { users: Table<ReadWrite> }
/// PublishEvents = SERVICE / "publish-events" on TableStream, publishes [UserCreated] {}
/// ```
#[macro_export]
macro_rules! function {
    (
        $(#[doc = $doc:literal])*
        $name:ident = $service:ident / $lambda:literal on $input:ty,
        publishes [$($event:ty),+ $(,)?] { $($fields:tt)* }
    ) => {
        $crate::function! {
            @declare $(#[doc = $doc])* $name, $service, $lambda, $input, { $($fields)* } [bus: Bus]
        }
        $(impl<V> $crate::Publishes<$event> for $name<V> {})+

        impl $name {
            /// Detail types of the events it publishes.
            pub const PUBLISHES: &'static [&'static str] = &[$(<$event as $crate::Event>::TYPE),+];
        }
    };
    (
        $(#[doc = $doc:literal])*
        $name:ident = $service:ident / $lambda:literal on $input:ty,
        routes [$($route:literal => $status:literal),+ $(,)?] { $($fields:tt)* }
    ) => {
        $crate::function! {
            @declare $(#[doc = $doc])* $name, $service, $lambda, $input, { $($fields)* } []
        }
        impl<V> $crate::HttpFunction for $name<V> {
            const ROUTES: &'static [(&'static str, u16)] = &[$(($route, $status)),+];
            const SUMMARY: &'static str = concat!($($doc),*);
        }
    };
    (
        $(#[doc = $doc:literal])*
        $name:ident = $service:ident / $lambda:literal on $input:ty { $($fields:tt)* }
    ) => {
        $crate::function! {
            @declare $(#[doc = $doc])* $name, $service, $lambda, $input, { $($fields)* } []
        }
    };
    (
        @declare $(#[doc = $doc:literal])* $name:ident, $service:ident, $lambda:literal, $input:ty,
        {} []
    ) => {
        $(#[doc = $doc])*
        pub struct $name<V = String>(std::marker::PhantomData<V>);

        impl<V> Default for $name<V> {
            fn default() -> Self {
                Self(std::marker::PhantomData)
            }
        }

        $crate::function! { @implement $name, $service, $lambda, $input }

        impl<V> $crate::Wiring<V> for $name<V> {
            fn wires(&self) -> Vec<$crate::Wire<'_, V>> {
                Vec::new()
            }
        }
    };
    (
        @declare $(#[doc = $doc:literal])* $name:ident, $service:ident, $lambda:literal, $input:ty,
        { $($field:ident: $cap:ident $(<$arg:ty>)?),* $(,)? } [$($bus:ident: Bus)?]
    ) => {
        $(#[doc = $doc])*
        pub struct $name<V = String> {
            $(#[doc = concat!("`", stringify!($field), "`")] pub $field: $crate::$cap<$($arg,)? V>,)*
            $(#[doc = "Where it publishes."] pub $bus: $crate::Bus<V>,)?
        }

        $crate::function! { @implement $name, $service, $lambda, $input }

        impl<V> $crate::Wiring<V> for $name<V> {
            fn wires(&self) -> Vec<$crate::Wire<'_, V>> {
                vec![
                    $($crate::Wire {
                        variable: stringify!($field).to_ascii_uppercase(),
                        need: <$crate::$cap<$($arg,)? V> as $crate::Capability<V>>::NEED,
                        value: $crate::Capability::value(&self.$field),
                    },)*
                    $($crate::Wire {
                        variable: stringify!($bus).to_ascii_uppercase(),
                        need: $crate::Need::Publish($name::PUBLISHES),
                        value: $crate::Capability::value(&self.$bus),
                    },)?
                ]
            }
        }

        impl $name {
            /// Reads the environment that `stacks` wrote for this function.
            pub fn from_env(
                get: impl Fn(&str) -> Option<String>,
            ) -> Result<Self, $crate::EnvironmentError> {
                Ok(Self {
                    $($field: $crate::function!(@read get, $lambda, $field),)*
                    $($bus: $crate::function!(@read get, $lambda, $bus),)?
                })
            }
        }
    };
    (@implement $name:ident, $service:ident, $lambda:literal, $input:ty) => {
        impl<V> $crate::Publisher for $name<V> {
            const SERVICE: $crate::Service = $service;
            const NAME: &'static str = $lambda;
        }

        impl<V> $crate::Function for $name<V> {
            type Input = $input;
        }

        impl $name {
            /// Name within the service; also the Lambda `Handler` setting.
            pub const NAME: &'static str = $lambda;
        }
    };
    (@read $get:ident, $lambda:literal, $field:ident) => {{
        let variable = stringify!($field).to_ascii_uppercase();
        match $get(&variable) {
            Some(value) => $crate::Capability::new(value),
            None => return Err($crate::EnvironmentError { function: $lambda, variable }),
        }
    }};
}

/// Declares a Step Functions state machine, and the events it publishes if it does.
///
/// ```text
/// OrderWorkflow = SERVICE / "order-workflow", publishes [OrderCreated]
/// ```
#[macro_export]
macro_rules! workflow {
    (
        $(#[$doc:meta])*
        $name:ident = $service:ident / $lambda:literal $(, publishes [$($event:ty),+ $(,)?])?
    ) => {
        $(#[$doc])*
        pub struct $name;

        impl $crate::Publisher for $name {
            const SERVICE: $crate::Service = $service;
            const NAME: &'static str = $lambda;
        }

        $($(impl $crate::Publishes<$event> for $name {})+)?
    };
}
