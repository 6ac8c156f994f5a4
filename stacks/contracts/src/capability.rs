//! What a function may do. A function's declaration lists its capabilities; its IAM policy, its
//! environment variables and the calls that compile all follow from that list.

use std::marker::PhantomData;

use crate::{
    component::Component,
    export::{Export, StoredSecret},
    right::{ComponentName, ItemOperation, ItemScope, Right},
    service::Service,
    setting::EnvironmentSetting,
    table::{Index, IndexKeys, Row, Table, TableName},
};

/// One thing that a function or a workflow may do: an entry of its `may` list.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a capability",
    note = "a `may` list holds entries such as `Get<StockRow>`, `Find<Catalogue>`, `Secret<AdminPassword>`, `SigningKeys`, `Parameter<ProductApi>`, `Setting<TokenLifetime>` and `Start<OrderingWorkflow>`"
)]
pub trait Capability {
    /// The same as values, for policies and environment variables.
    const RIGHTS: &'static [Right];
}

/// Proof that a function or workflow declared the capability `C`. Implemented by
/// [`function!`](crate::function) and [`workflow!`](crate::workflow) alone; clients ask for it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` did not declare `{C}`",
    label = "this needs `{C}`",
    note = "add `{C}` to the `may` list in the declaration of `{Self}`"
)]
pub trait May<C> {}

macro_rules! item_operations {
    ($($(#[$doc:meta])* $name:ident => $operation:ident;)+) => {$(
        $(#[$doc])*
        pub struct $name<R>(PhantomData<R>);

        impl<R: Row> Capability for $name<R> {
            const RIGHTS: &'static [Right] = &[Right::Items {
                table: TableName::of::<R::Table>(),
                operation: ItemOperation::$operation,
                scope: ItemScope::Partition(R::PARTITION),
            }];
        }

        #[diagnostic::do_not_recommend]
        impl<F> May<$name<NoRow<0>>> for F {}

        #[diagnostic::do_not_recommend]
        impl<F> May<$name<NoRow<1>>> for F {}
    )+};
}

/// Two rows that no table has. Every function has the capabilities on them, only for the sake of the
/// compiler's messages: if a function declared one capability of a kind, the compiler would take its
/// row for the row of every call, and report a mismatch of types where a capability is missing.
#[doc(hidden)]
pub enum NoRow<const NUMBER: u8> {}

#[doc(hidden)]
pub enum NoTable {}

impl<const NUMBER: u8> Row for NoRow<NUMBER> {
    type Table = NoTable;
    const PARTITION: &'static str = "";
    const SORT: &'static str = "";
}

impl Table for NoTable {
    const SERVICE: Service = Service { name: "", stack: "", parameters: "", source: "" };
    const NAME: &'static str = "";
    const PHYSICAL_NAME: &'static str = "";
    const HAS_SORT_KEY: bool = true;
    const INDEXES: &'static [IndexKeys] = &[];
}

item_operations! {
    /// Reads one item of kind `R`.
    Get => Get;
    /// Reads several items of kind `R` by their keys.
    BatchGet => BatchGet;
    /// Reads the items of a partition in which items of kind `R` are.
    QueryItems => Query;
    /// Adds or replaces an item of kind `R`, alone or in a transaction.
    Put => Put;
    /// Changes an item of kind `R`, alone or in a transaction.
    Update => Update;
    /// Deletes an item of kind `R`, alone or in a transaction.
    Delete => Delete;
    /// Requires a condition of an item of kind `R` in a transaction that does not change it.
    Check => Check;
}

/// Finds items by the index `I`.
pub struct Find<I>(PhantomData<I>);

/// Reads every item of the table `T`.
pub struct Scan<T>(PhantomData<T>);

/// Reads the secret `S`, an SSM `SecureString`.
pub struct Secret<S>(PhantomData<S>);

/// Reads the value `P` that another stack exports, an SSM parameter.
pub struct Parameter<P>(PhantomData<P>);

/// Reads the setting `S` of the environment.
pub struct Setting<S>(PhantomData<S>);

/// Starts executions of the workflow `W`.
pub struct Start<W>(PhantomData<W>);

/// Reads the state of executions of the workflow `W`.
pub struct Describe<W>(PhantomData<W>);

/// Reports the success of tasks of the workflow `W` that wait for their token.
pub struct CompleteTask<W>(PhantomData<W>);

/// Reports the failure of tasks of the workflow `W` that wait for their token.
pub struct FailTask<W>(PhantomData<W>);

/// Invokes the function `F`.
pub struct Invoke<F>(PhantomData<F>);

impl<I: Index> Capability for Find<I> {
    const RIGHTS: &'static [Right] = &[Right::Items {
        table: TableName::of::<<I::Row as Row>::Table>(),
        operation: ItemOperation::Query,
        scope: ItemScope::Index(I::NAME),
    }];
}

impl<T: Table> Capability for Scan<T> {
    const RIGHTS: &'static [Right] = &[Right::Items {
        table: TableName::of::<T>(),
        operation: ItemOperation::Scan,
        scope: ItemScope::All,
    }];
}

impl<S: StoredSecret> Capability for Secret<S> {
    const RIGHTS: &'static [Right] = &[Right::Secret(S::PARAMETER)];
}

impl<P: Export> Capability for Parameter<P> {
    const RIGHTS: &'static [Right] = &[Right::Parameter(P::PARAMETER)];
}

impl<S: EnvironmentSetting> Capability for Setting<S> {
    const RIGHTS: &'static [Right] = &[Right::Setting(S::NAME)];
}

impl<W: Component> Capability for Start<W> {
    const RIGHTS: &'static [Right] = &[Right::Start(ComponentName::of::<W>())];
}

impl<W: Component> Capability for Describe<W> {
    const RIGHTS: &'static [Right] = &[Right::Describe(ComponentName::of::<W>())];
}

impl<W: Component> Capability for CompleteTask<W> {
    const RIGHTS: &'static [Right] = &[Right::CompleteTask(ComponentName::of::<W>())];
}

impl<W: Component> Capability for FailTask<W> {
    const RIGHTS: &'static [Right] = &[Right::FailTask(ComponentName::of::<W>())];
}

impl<F: Component> Capability for Invoke<F> {
    const RIGHTS: &'static [Right] = &[Right::Invoke(ComponentName::of::<F>())];
}

/// Measures the dead-letter queues of all services.
pub struct WatchDeadLetters;

impl Capability for WatchDeadLetters {
    const RIGHTS: &'static [Right] = &[Right::WatchDeadLetters];
}
