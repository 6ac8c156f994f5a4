//! Services, and the values they offer each other.

use std::marker::PhantomData;

/// A service: one crate of handlers, one stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Service {
    /// Handler crate, `stacks` module and artefact, kebab-case: `user-management`.
    pub name: &'static str,
    /// Stack name without the environment: `Users`.
    pub stack: &'static str,
    /// Folder of its SSM parameters below the environment's: `Users`.
    pub parameters: &'static str,
    /// `EventBridge` source without the environment: `users`.
    pub source: &'static str,
}

impl Service {
    /// The `source` its events carry in `environment`.
    pub fn source_in(&self, environment: &str) -> String {
        format!("{environment}.{}", self.source)
    }
}

/// A value one stack offers to others, as an SSM parameter. `T` says what it is the address of.
pub struct Export<T> {
    /// Who writes it.
    pub service: Service,
    /// Last part of the parameter's name: `api-endpoint`.
    pub name: &'static str,
    kind: PhantomData<T>,
}

impl<T> Export<T> {
    /// Declares an offer of `service`.
    pub const fn new(service: Service, name: &'static str) -> Self {
        Self { service, name, kind: PhantomData }
    }

    /// The parameter's full name: `/dev/Users/api-endpoint`.
    pub fn parameter_in(&self, environment: &str) -> String {
        format!("/{environment}/{}/{}", self.service.parameters, self.name)
    }
}

impl<T> Clone for Export<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Export<T> {}
