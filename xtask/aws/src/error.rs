//! Errors of deployment, with hints for those that the user can fix.

use std::{error::Error as StdError, fmt, path::PathBuf};

use aws_sdk_cloudformation::error::{ProvideErrorMetadata, SdkError};
use manifest::UnknownStack;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// AWS rejected a request, or could not be reached.
    #[error("failed to {action}")]
    Call {
        /// Completes "failed to".
        action: String,
        #[source]
        source: Box<dyn StdError + Send + Sync>,
        hint: Option<String>,
    },
    /// A file could not be read or written.
    #[error("failed to {action} `{}`", .path.display())]
    File {
        action: &'static str,
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// A template is not valid YAML.
    #[error("failed to parse the template of `{stack}`: {reason}")]
    Template { stack: String, reason: String },
    /// No stack has the name that was given.
    #[error(transparent)]
    UnknownStack(#[from] UnknownStack),
    /// A problem that a hint may help to fix.
    #[error("{message}")]
    Wrong { message: String, hint: Option<String> },
    /// The command's options contradict what there is.
    #[error("{message}")]
    Usage { message: String, hint: String },
    /// Nothing is broken, but the command needs the user's consent.
    #[error("{message}")]
    Refused {
        message: String,
        /// How to give consent.
        hint: String,
    },
    /// The user pressed Ctrl-C.
    #[error("interrupted: {message}")]
    Interrupted {
        /// What is true in spite of it.
        message: String,
        hint: String,
    },
}

impl Error {
    /// The exit code of a command that the user interrupted, as shells expect it.
    pub const INTERRUPTED: u8 = 130;

    /// A problem that the user can fix.
    pub fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Wrong { message: message.into(), hint: Some(hint.into()) }
    }

    /// A problem without a hint.
    pub fn fault(message: impl Into<String>) -> Self {
        Self::Wrong { message: message.into(), hint: None }
    }

    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: hint.into() }
    }

    pub fn interrupted(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Interrupted { message: message.into(), hint: hint.into() }
    }

    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// A failed call and its cause. `action` completes "failed to".
    pub fn call(action: impl Into<String>, source: impl StdError + Send + Sync + 'static) -> Self {
        Self::Call { action: action.into(), source: Box::new(source), hint: None }
    }

    #[must_use]
    pub fn with_hint(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Call { action, source, .. } => {
                Self::Call { action, source, hint: Some(advice.into()) }
            }
            other => other,
        }
    }

    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Wrong { hint, .. } | Self::Call { hint, .. } => hint.as_deref(),
            Self::Usage { hint, .. }
            | Self::Refused { hint, .. }
            | Self::Interrupted { hint, .. } => Some(hint),
            Self::File { .. } | Self::Template { .. } | Self::UnknownStack(_) => None,
        }
    }

    /// 2 for wrong usage, 3 for a refusal, 130 for an interruption, 1 for every other error.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage { .. } => 2,
            Self::Refused { .. } => 3,
            Self::Interrupted { .. } => Self::INTERRUPTED,
            _ => 1,
        }
    }

    /// The error, its causes and its hint, one per line.
    pub fn report(&self) -> String {
        let mut lines = vec![format!("error: {self}")];
        let mut cause = self.source();
        while let Some(error) = cause {
            lines.push(format!("  because: {error}"));
            cause = error.source();
        }
        lines.extend(self.hint().map(|hint| format!("  hint: {hint}")));
        lines.join("\n")
    }
}

/// The error code and message with which AWS rejected a request.
#[derive(Debug)]
struct Refusal {
    code: String,
    message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl StdError for Refusal {}

/// For `map_err`: a failed call as an [`Error`]. `action` completes "failed to".
pub fn call<E, R>(action: impl Into<String>) -> impl FnOnce(SdkError<E, R>) -> Error
where
    E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
    R: fmt::Debug + Send + Sync + 'static,
{
    move |error| {
        let Some(code) = error.code() else { return Error::call(action, error) };
        let message = error.message().unwrap_or("no message").to_owned();
        Error::call(action, Refusal { code: code.to_owned(), message })
    }
}

/// For `map_err`: a file that could not be read.
pub fn reading(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Error {
    move |source| Error::File { action: "read", path: path.into(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_contains_causes_and_hint() {
        let source = Refusal { code: "AccessDenied".to_owned(), message: "not you".to_owned() };
        let error = Error::call("read `x`", source);
        assert_eq!(error.report(), "error: failed to read `x`\n  because: AccessDenied: not you");
        let error = Error::refused("`prod` is protected", "set `protected: false`");
        assert_eq!(error.report(), "error: `prod` is protected\n  hint: set `protected: false`");
    }

    #[test]
    fn wrong_usage_and_refusals_have_exit_codes_of_their_own() {
        assert_eq!(Error::usage("which?", "name it").exit_code(), 2);
        assert_eq!(Error::refused("no", "ask").exit_code(), 3);
        assert_eq!(Error::fault("broken").exit_code(), 1);
    }
}
