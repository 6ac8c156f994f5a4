//! Services, and the lists of what belongs to them.

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
    /// The `source` that its events carry in `environment`: `dev.users`.
    pub fn source_in(&self, environment: &str) -> String {
        format!("{environment}.{}", self.source)
    }
}

/// Implemented by [`service!`](crate::service) for the functions and workflows it lists.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not in the list of its service",
    label = "declared here",
    note = "add `{Self}` to the `functions` or `workflows` of `service!` in the same contract"
)]
pub trait Listed {}

/// Lists the functions and workflows of a service, once: the contract, the dispatch of the
/// service's binary and the generated documents follow from this list. Functions that help tests are
/// `outside_production`: an environment may be without them.
///
/// ```text
/// service! {
///     SERVICE {
///         functions: [GetStock, SetStock, PublishEvents],
///         workflows: [OrderingWorkflow],
///     }
/// }
/// ```
#[macro_export]
macro_rules! service {
    (
        $service:ident {
            functions: [$($function:ident),* $(,)?]
            $(, outside_production: [$($test_function:ident),* $(,)?])?
            $(, workflows: [$($workflow:ident),* $(,)?])? $(,)?
        }
    ) => {
        $(
            #[diagnostic::do_not_recommend]
            impl $crate::Listed for $function {}
        )*
        $($(
            #[diagnostic::do_not_recommend]
            impl $crate::Listed for $test_function {}
        )*)?
        $($(
            #[diagnostic::do_not_recommend]
            impl $crate::Listed for $workflow {}
        )*)?

        /// The functions of the service, as nested pairs: its binary must have code for each.
        pub type Functions = $crate::service!(@pairs $($function)* $($($test_function)*)?);

        /// What the service offers, and what it subscribes to.
        pub fn contract() -> $crate::Contract {
            $crate::Contract {
                service: $service,
                functions: vec![
                    $($crate::FunctionContract::of::<$function>(),)*
                    $($($crate::FunctionContract {
                        outside_production: true,
                        ..$crate::FunctionContract::of::<$test_function>()
                    },)*)?
                ],
                workflows: vec![$($($crate::WorkflowContract::of::<$workflow>()),*)?],
            }
        }
    };
    (@pairs) => { () };
    (@pairs $first:ident $($rest:ident)*) => { ($first, $crate::service!(@pairs $($rest)*)) };
    ($($unknown:tt)*) => {
        compile_error!(
            "the list of a service is `SERVICE { functions: [Function], workflows: [Workflow] }`"
        );
    };
}
