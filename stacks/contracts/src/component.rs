//! Components: the functions and workflows of a service, and what their declarations say.

use crate::{
    event_type::Published,
    right::{ComponentName, Right},
    route::Route,
    service::Service,
};

/// Something that runs and that a stack deploys: a function or a workflow.
pub trait Component: 'static {
    /// The service it belongs to.
    const SERVICE: Service;
    /// Kebab-case name within the service. For a function it is also Lambda's `Handler` setting.
    const NAME: &'static str;
    /// What else its declaration says.
    const DECLARATION: Declaration;
}

impl ComponentName {
    /// The names of `C`.
    pub const fn of<C: Component>() -> Self {
        Self { service: C::SERVICE.name, name: C::NAME }
    }
}

/// The clauses of a declaration, as values.
#[derive(Clone, Copy)]
pub struct Declaration {
    /// What it may do: the rights of each capability in the clause `may`.
    pub rights: &'static [&'static [Right]],
    /// What it publishes: the clauses `publishes` and `also_publishes`.
    pub publishes: [&'static [fn() -> Published]; 2],
    /// A request that it answers and that API Gateway takes no route for.
    pub default_route: Option<Route>,
}

impl Declaration {
    /// A declaration without clauses.
    pub const EMPTY: Self = Self { rights: &[], publishes: [&[], &[]], default_route: None };

    #[doc(hidden)]
    #[must_use]
    pub const fn may(self, rights: &'static [&'static [Right]]) -> Self {
        assert!(self.rights.is_empty(), "a declaration has one `may` list");
        Self { rights, ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn publishes(self, events: &'static [fn() -> Published]) -> Self {
        assert!(self.publishes[0].is_empty(), "a declaration has one `publishes` list");
        Self { publishes: [events, self.publishes[1]], ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn also_publishes(self, events: &'static [fn() -> Published]) -> Self {
        assert!(self.publishes[1].is_empty(), "a declaration has one `also_publishes` list");
        Self { publishes: [self.publishes[0], events], ..self }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn default_route(self, route: Route) -> Self {
        assert!(self.default_route.is_none(), "a declaration has one `default_route`");
        Self { default_route: Some(route), ..self }
    }

    /// The events it publishes.
    pub fn published(&self) -> Vec<Published> {
        self.publishes.iter().copied().flatten().map(|describe| describe()).collect()
    }
}

/// Proof that a component declared that it publishes `E`. Implemented by
/// [`function!`](crate::function) and [`workflow!`](crate::workflow) alone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` did not declare that it publishes `{E}`",
    label = "this publishes `{E}`",
    note = "add `{E}` to the `publishes` list in the declaration of `{Self}`"
)]
pub trait Publishes<E: ?Sized>: Component {}

/// The component that publishes an event. Implemented by the clause `publishes`, so that an event
/// without a publisher cannot be declared.
#[diagnostic::on_unimplemented(
    message = "no function or workflow publishes `{Self}`",
    label = "an event needs a publisher",
    note = "add `{Self}` to the `publishes` list of the function or workflow that publishes it"
)]
pub trait PublishedBy {
    /// One of its publishers.
    type Publisher: Publishes<Self>;
}
