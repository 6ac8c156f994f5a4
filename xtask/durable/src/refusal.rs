//! Requests that the control plane refuses, with the names that Lambda gives the errors.

use std::fmt::Display;

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The name of the error in Lambda's API.
    pub code: &'static str,
    /// For people.
    pub message: String,
}

impl Refusal {
    /// The request breaks a rule.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "InvalidParameterValueException", message)
    }

    /// The token of a checkpoint was used before, or another invocation has a newer one. The SDK
    /// recognises this by the start of the message, and lets the invocation fail.
    pub(crate) fn stale_token() -> Self {
        Self::invalid(
            "Invalid Checkpoint Token: it was used, or a later invocation has another one",
        )
    }

    /// There is no such execution, callback or function.
    pub(crate) fn not_found(what: impl Display) -> Self {
        Self::new(404, "ResourceNotFoundException", format!("{what} does not exist"))
    }

    /// The name is taken by an execution with another input.
    pub(crate) fn already_started(name: &str) -> Self {
        Self::new(
            409,
            "DurableExecutionAlreadyStartedException",
            format!("the execution `{name}` was started with another payload"),
        )
    }

    /// The callback has ended: it has a result, or it is too late.
    pub(crate) fn callback_closed(id: &str) -> Self {
        Self::new(400, "CallbackTimeoutException", format!("the callback `{id}` has ended"))
    }

    /// The control plane itself failed; nothing was changed.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(500, "ServiceException", message)
    }

    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }
}
