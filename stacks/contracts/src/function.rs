//! Lambda functions and workflows as both sides see them.

use std::marker::PhantomData;

use crate::{
    component::Component,
    operation::Operation,
    right::Right,
    service::Listed,
    table::{Table, TableName},
    view::{EventView, Subscription},
};

/// A Lambda function. Declared with [`function!`](crate::function), never by hand.
pub trait Function: Component + Listed + Sized {
    /// What invokes it: [`Http`](crate::Http), [`Queue`], [`TableStream`], [`Schedule`] or
    /// [`Direct`].
    type Trigger: Trigger<Self>;
    /// What it does, from its documentation.
    const SUMMARY: &'static str;

    /// What it may do: what it declares, and what its trigger implies.
    fn rights() -> Vec<Right> {
        let mut rights = Self::DECLARATION.rights.concat();
        rights.extend(Self::Trigger::implied_rights());
        rights.sort_unstable();
        rights.dedup();
        rights
    }
}

/// What invokes the function `F`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not invoke functions",
    note = "a function is declared `on` one of `Http<Request, Response, Access>`, `Queue<Event>`, `TableStream<Table>`, `Schedule` and `Direct<Input, Output>`"
)]
pub trait Trigger<F> {
    /// The trigger as the generated documents and the stacks see it.
    fn describe() -> TriggerDescription;

    /// What the platform needs to serve it, besides what the function declares.
    fn implied_rights() -> Vec<Right> {
        Vec::new()
    }
}

/// What invokes a function, as a value.
pub enum TriggerDescription {
    /// Requests on routes.
    Http(Operation),
    /// Events, through a queue.
    Queue(Vec<EventView>),
    /// Changes of a table.
    TableStream(TableName),
    /// A schedule.
    Schedule,
    /// Invocations by name.
    Direct,
}

/// Events through an SQS queue, as the view `S` that [`view!`](crate::view) declares.
pub struct Queue<S>(PhantomData<S>);

/// Changes of the items of the table `T`.
pub struct TableStream<T>(PhantomData<T>);

/// A schedule, such as once an hour.
pub struct Schedule;

/// An invocation by name, from a workflow or from the deployment.
pub struct Direct<I, O>(PhantomData<(I, O)>);

impl<F, S: Subscription> Trigger<F> for Queue<S> {
    fn describe() -> TriggerDescription {
        TriggerDescription::Queue(S::views())
    }
}

impl<F, T: Table> Trigger<F> for TableStream<T> {
    fn describe() -> TriggerDescription {
        TriggerDescription::TableStream(TableName::of::<T>())
    }
}

impl<F> Trigger<F> for Schedule {
    fn describe() -> TriggerDescription {
        TriggerDescription::Schedule
    }
}

impl<F, I, O> Trigger<F> for Direct<I, O> {
    fn describe() -> TriggerDescription {
        TriggerDescription::Direct
    }
}

/// Declares a function: its name, what invokes it, and in any order its routes, what it may do and
/// what it publishes.
///
/// ```
/// use contracts::{BatchGet, Direct, Function, Service, function, service, table};
///
/// const SERVICE: Service =
///     Service { name: "shelf", stack: "Shelf", parameters: "Shelf", source: "shelf" };
///
/// table! {
///     /// Books.
///     Books = SERVICE / "Shelf-Books" {
///         rows: {
///             /// A book.
///             BookRow(isbn) = "BOOK#{isbn}" / "BOOK",
///         },
///     }
/// }
///
/// function! {
///     /// Counts the books.
///     CountBooks = SERVICE / "count-books" on Direct<(), u32> {
///         may: [BatchGet<BookRow>],
///     }
/// }
///
/// service! { SERVICE { functions: [CountBooks] } }
///
/// assert_eq!(CountBooks::rights()[0].variable(), "BOOKS_TABLE");
/// ```
///
/// The clauses are
///
/// - `routes: ["POST /user" => 200]`: routes and the status of success, for [`Http`](crate::Http);
/// - `default_route: "POST /user/" => 200`: a request that API Gateway takes no route for, because
///   its path ends in `/`, and that existing clients send all the same;
/// - `may: [Get<UserRow>, SigningKeys]`: what it may do, see [`May`](crate::May);
/// - `publishes: [UserCreated]`: events of which it is the publisher;
/// - `also_publishes: [UserCreated]`: events that have another publisher too.
#[macro_export]
macro_rules! function {
    (
        $(#[doc = $doc:literal])*
        $name:ident = $service:ident / $lambda:literal on $trigger:ty { $($clauses:tt)* }
    ) => {
        $(#[doc = $doc])*
        pub struct $name;

        impl $crate::Function for $name {
            type Trigger = $trigger;
            const SUMMARY: &'static str = concat!($($doc),*);
        }

        $crate::clauses! { $name, $service, $lambda, [$crate::Declaration::EMPTY] $($clauses)* }
    };
    ($($unknown:tt)*) => {
        compile_error!(
            "a function is declared as `/// What it does.` \
             `Name = SERVICE / \"name\" on Trigger { clauses }`"
        );
    };
}

/// Declares a Step Functions state machine, with the clauses `may` and `publishes` of
/// [`function!`](crate::function).
///
/// ```text
/// workflow! {
///     /// Takes an order from the basket to its delivery.
///     OrderWorkflow = SERVICE / "order-workflow" { publishes: [OrderCreated] }
/// }
/// ```
#[macro_export]
macro_rules! workflow {
    ($(#[$doc:meta])* $name:ident = $service:ident / $workflow:literal { $($clauses:tt)* }) => {
        $(#[$doc])*
        pub struct $name;

        impl $crate::Workflow for $name {}

        $crate::clauses! { $name, $service, $workflow, [$crate::Declaration::EMPTY] $($clauses)* }
    };
    ($($unknown:tt)*) => {
        compile_error!(
            "a workflow is declared as `/// What it does.` `Name = SERVICE / \"name\" { clauses }`"
        );
    };
}

/// A Step Functions state machine. Declared with [`workflow!`](crate::workflow).
pub trait Workflow: Component + Listed {}

/// Takes the clauses of a declaration one by one: each adds its proofs, and its values to the
/// [`Declaration`](crate::Declaration) in brackets.
#[doc(hidden)]
#[macro_export]
macro_rules! clauses {
    ($name:ident, $service:ident, $component:literal, [$declaration:expr]) => {
        impl $crate::Component for $name {
            const SERVICE: $crate::Service = $service;
            const NAME: &'static str = $component;
            const DECLARATION: $crate::Declaration = $declaration;
        }

        // Evaluated here, so that a wrong declaration does not compile even if nothing uses it.
        const _: $crate::Declaration = <$name as $crate::Component>::DECLARATION;
    };
    (
        $name:ident, $service:ident, $component:literal, [$declaration:expr]
        may: [$($capability:ty),* $(,)?] $(, $($rest:tt)*)?
    ) => {
        $(
            #[diagnostic::do_not_recommend]
            impl $crate::May<$capability> for $name {}
        )*
        $crate::clauses! {
            $name, $service, $component,
            [$declaration.may(&[$(<$capability as $crate::Capability>::RIGHTS),*])] $($($rest)*)?
        }
    };
    (
        $name:ident, $service:ident, $component:literal, [$declaration:expr]
        publishes: [$($event:ty),* $(,)?] $(, $($rest:tt)*)?
    ) => {
        $(
            #[diagnostic::do_not_recommend]
            impl $crate::Publishes<$event> for $name {}

            #[diagnostic::do_not_recommend]
            impl $crate::PublishedBy for $event {
                type Publisher = $name;
            }
        )*
        $crate::clauses! {
            $name, $service, $component,
            [$declaration.publishes(&[$($crate::Published::of::<$event>),*])] $($($rest)*)?
        }
    };
    (
        $name:ident, $service:ident, $component:literal, [$declaration:expr]
        also_publishes: [$($event:ty),* $(,)?] $(, $($rest:tt)*)?
    ) => {
        $(
            #[diagnostic::do_not_recommend]
            impl $crate::Publishes<$event> for $name {}
        )*
        $crate::clauses! {
            $name, $service, $component,
            [$declaration.also_publishes(&[$($crate::Published::of::<$event>),*])] $($($rest)*)?
        }
    };
    (
        $name:ident, $service:ident, $component:literal, [$declaration:expr]
        routes: [$($route:literal => $status:literal),+ $(,)?] $(, $($rest:tt)*)?
    ) => {
        #[diagnostic::do_not_recommend]
        impl $crate::HttpFunction for $name {
            const ROUTES: &'static [$crate::Route] =
                &[$($crate::Route::of::<$name>($route, $status)),+];
        }

        $crate::clauses! { $name, $service, $component, [$declaration] $($($rest)*)? }
    };
    (
        $name:ident, $service:ident, $component:literal, [$declaration:expr]
        default_route: $route:literal => $status:literal $(, $($rest:tt)*)?
    ) => {
        $crate::clauses! {
            $name, $service, $component,
            [$declaration.default_route($crate::Route::not_taken_by_api_gateway($route, $status))]
            $($($rest)*)?
        }
    };
    (
        $name:ident, $service:ident, $component:literal, [$declaration:expr]
        $($clause:tt)*
    ) => {
        $crate::clauses! { $name, $service, $component, [$declaration] }

        compile_error!(concat!(
            "not a clause of a declaration: `", stringify!($($clause)*), "`; the clauses are ",
            "`routes: [\"GET /path\" => 200]`, `default_route: \"GET /path/\" => 200`, ",
            "`may: [Get<Row>]`, `publishes: [Event]` and `also_publishes: [Event]`, ",
            "separated by commas"
        ));
    };
}
