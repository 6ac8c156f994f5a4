//! The functions as a port: Lambda, or closures in a test.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::wire::{DurableConfig, ErrorObject};

/// A function, perhaps in one of its versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The name of the function.
    pub function: String,
    /// A version or alias.
    pub qualifier: Option<String>,
}

impl Target {
    /// Reads a name or an ARN, with or without a qualifier.
    pub fn parse(text: &str) -> Self {
        let name = text.split_once(":function:").map_or(text, |(_, name)| name);
        match name.split_once(':') {
            Some((function, qualifier)) => Self::new(function, Some(qualifier)),
            None => Self::new(name, None),
        }
    }

    /// A function, perhaps in one of its versions.
    pub fn new(function: &str, qualifier: Option<&str>) -> Self {
        Self { function: function.to_owned(), qualifier: qualifier.map(str::to_owned) }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { function, qualifier } = self;
        match qualifier {
            Some(qualifier) => write!(formatter, "{function}:{qualifier}"),
            None => formatter.write_str(function),
        }
    }
}

/// A durable function, as it was deployed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DurableFunction {
    /// Its ARN, without a version.
    pub arn: String,
    /// The version that a new execution runs to its end, also if the alias moves.
    pub version: String,
    /// The limits of its executions.
    pub config: DurableConfig,
}

/// Why a function has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallError {
    /// The function raised an error, crashed or timed out.
    Function(ErrorObject),
    /// There is no such function.
    NotFound,
    /// The call did not reach the function, or its response was lost.
    Unavailable(String),
}

/// Every function that exists.
pub trait Functions: Send + Sync + 'static {
    /// Invokes a function and waits for its result.
    fn invoke(
        &self,
        target: &Target,
        payload: String,
    ) -> impl Future<Output = Result<String, CallError>> + Send;

    /// How a function is deployed, if it is durable.
    fn durable(
        &self,
        target: &Target,
    ) -> impl Future<Output = Result<Option<DurableFunction>, CallError>> + Send;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_named_by_name_or_arn_with_or_without_a_qualifier() {
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:local-loyalty-upgrade";
        for text in ["local-loyalty-upgrade", "000000000000:function:local-loyalty-upgrade", arn] {
            assert_eq!(Target::parse(text), Target::new("local-loyalty-upgrade", None));
            let qualified = Target::parse(&format!("{text}:live"));
            assert_eq!(qualified, Target::new("local-loyalty-upgrade", Some("live")));
            assert_eq!(qualified.to_string(), "local-loyalty-upgrade:live");
        }
    }
}
