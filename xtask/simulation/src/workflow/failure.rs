//! Errors of tasks and executions, and how retriers and catchers match them.

use serde_json::{Value as Json, json};

pub(super) const ALL: &str = "States.ALL";
pub(super) const TASK_FAILED: &str = "States.TaskFailed";
pub(super) const TIMEOUT: &str = "States.Timeout";
pub(super) const NO_CHOICE_MATCHED: &str = "States.NoChoiceMatched";
pub(super) const QUERY_EVALUATION: &str = "States.QueryEvaluationError";
const PERMISSIONS: &str = "States.Permissions";
const RUNTIME: &str = "States.Runtime";

/// The names of Step Functions that retriers and catchers may list.
pub(super) const KNOWN: &[&str] =
    &[ALL, TASK_FAILED, TIMEOUT, NO_CHOICE_MATCHED, QUERY_EVALUATION, PERMISSIONS];

/// Why a task, a state or an execution failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The name, by which retriers and catchers match.
    pub error: String,
    /// The reason.
    pub cause: Option<String>,
}

impl Failure {
    /// A failure with a cause.
    pub fn new(error: impl Into<String>, cause: impl Into<String>) -> Self {
        Self { error: error.into(), cause: Some(cause.into()) }
    }

    pub(super) fn timeout() -> Self {
        Self { error: TIMEOUT.to_owned(), cause: None }
    }

    pub(super) fn query(cause: impl Into<String>) -> Self {
        Self::new(QUERY_EVALUATION, cause)
    }

    /// A failure that no retrier and no catcher matches.
    pub(super) fn runtime(cause: impl Into<String>) -> Self {
        Self::new(RUNTIME, cause)
    }

    /// Whether a retrier or catcher with these names matches this failure.
    pub(super) fn matches(&self, names: &[String]) -> bool {
        self.error != RUNTIME
            && names.iter().any(|name| match name.as_str() {
                ALL => true,
                TASK_FAILED => self.error != TIMEOUT,
                name => self.error == name,
            })
    }

    /// `$states.errorOutput`.
    pub(super) fn to_json(&self) -> Json {
        let mut output = json!({ "Error": self.error });
        if let Some(cause) = &self.cause {
            output["Cause"] = cause.as_str().into();
        }
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_as_step_functions_documents() {
        let matches = |error: &str, name: &str| Failure::new(error, "").matches(&[name.to_owned()]);
        assert!(matches("Declined", "Declined"));
        assert!(!matches("Declined", "declined"));
        assert!(matches("Declined", ALL));
        assert!(matches("Declined", TASK_FAILED));
        assert!(matches(TIMEOUT, ALL));
        assert!(matches(TIMEOUT, TIMEOUT));
        assert!(!matches(TIMEOUT, TASK_FAILED));
        assert!(matches(QUERY_EVALUATION, TASK_FAILED));
        assert!(!matches(RUNTIME, ALL));
        assert!(!matches(RUNTIME, TASK_FAILED));
    }
}
