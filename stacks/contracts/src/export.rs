//! Values that stacks and the deployment offer to functions, as SSM parameters.

use crate::service::Service;

/// The name of an SSM parameter in any environment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ParameterName {
    /// Folder of the service that writes it: `Users`.
    pub folder: &'static str,
    /// Stack that writes it, without the environment: `Users`.
    pub stack: &'static str,
    /// Last part of its name: `api-endpoint`.
    pub name: &'static str,
    /// Its type in Rust, which names the environment variable: `UserApi`.
    pub variable: &'static str,
}

impl ParameterName {
    #[doc(hidden)]
    pub const fn new(service: Service, name: &'static str, variable: &'static str) -> Self {
        Self { folder: service.parameters, stack: service.stack, name, variable }
    }

    /// The parameter's full name: `/dev/Users/api-endpoint`.
    pub fn in_environment(&self, environment: &str) -> String {
        format!("/{environment}/{}/{}", self.folder, self.name)
    }
}

/// A value that a stack exports as an SSM parameter. Declared with [`export!`](crate::export).
pub trait Export: 'static {
    /// Its name.
    const PARAMETER: ParameterName;
    /// What the value is, such as [`ApiAddress`](crate::shared_infra::ApiAddress).
    type Value;
}

/// A secret that the deployment writes as an SSM `SecureString`. Declared with
/// [`secret!`](crate::secret).
pub trait StoredSecret: 'static {
    /// Its name.
    const PARAMETER: ParameterName;
}

/// Declares a value that a stack exports.
///
/// ```text
/// export! {
///     /// Base address of its API.
///     StockApi = SERVICE / "api-endpoint": ApiAddress
/// }
/// ```
#[macro_export]
macro_rules! export {
    ($(#[$doc:meta])* $name:ident = $service:ident / $parameter:literal: $value:ty) => {
        $(#[$doc])*
        pub struct $name;

        impl $crate::Export for $name {
            const PARAMETER: $crate::ParameterName =
                $crate::ParameterName::new($service, $parameter, stringify!($name));
            type Value = $value;
        }
    };
}

/// Declares a secret that the deployment writes.
///
/// ```text
/// secret! {
///     /// Password of the first administrator.
///     AdminPassword = SERVICE / "admin-password"
/// }
/// ```
#[macro_export]
macro_rules! secret {
    ($(#[$doc:meta])* $name:ident = $service:ident / $parameter:literal) => {
        $(#[$doc])*
        pub struct $name;

        impl $crate::StoredSecret for $name {
            const PARAMETER: $crate::ParameterName =
                $crate::ParameterName::new($service, $parameter, stringify!($name));
        }
    };
}
