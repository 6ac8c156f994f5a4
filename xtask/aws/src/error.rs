//! What can go wrong between this machine and AWS, with the hint for what a person can fix.

use std::{error::Error as StdError, fmt, path::PathBuf};

use aws_sdk_cloudformation::error::{ProvideErrorMetadata, SdkError};
use manifest::UnknownStack;

/// The result of anything here.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a command did not do what it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// AWS refused a call, or could not be reached.
    #[error("failed to {action}")]
    Call {
        /// Completes "failed to".
        action: String,
        /// What AWS, or the network, answered.
        #[source]
        source: Box<dyn StdError + Send + Sync>,
        /// What to do about it.
        hint: Option<String>,
    },
    /// A file could not be read or written.
    #[error("failed to {action} `{}`", .path.display())]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A template is no template.
    #[error("failed to parse the template of `{stack}`: {reason}")]
    Template {
        /// Its stack.
        stack: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No stack has the name that was given.
    #[error(transparent)]
    UnknownStack(#[from] UnknownStack),
    /// Something is not as it must be; a person has to act.
    #[error("{message}")]
    Wrong {
        /// The whole story, in one sentence.
        message: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// Nothing is broken, but going on would need somebody's consent.
    #[error("{message}")]
    Refused {
        /// What was refused, and why.
        message: String,
        /// How to get it all the same.
        hint: String,
    },
}

impl Error {
    /// Something a person has to put right.
    pub fn wrong(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Wrong { message: message.into(), hint: Some(hint.into()) }
    }

    /// Something that is wrong and for which there is no recipe.
    pub fn fault(message: impl Into<String>) -> Self {
        Self::Wrong { message: message.into(), hint: None }
    }

    /// Something that needs consent.
    pub fn refused(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Refused { message: message.into(), hint: hint.into() }
    }

    /// A call that failed, with its cause. `action` completes "failed to".
    pub fn call(action: impl Into<String>, source: impl StdError + Send + Sync + 'static) -> Self {
        Self::Call { action: action.into(), source: Box::new(source), hint: None }
    }

    /// The same error, with advice.
    #[must_use]
    pub fn with_hint(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Call { action, source, .. } => {
                Self::Call { action, source, hint: Some(advice.into()) }
            }
            other => other,
        }
    }

    /// What the person at the keyboard can do.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Wrong { hint, .. } | Self::Call { hint, .. } => hint.as_deref(),
            Self::Refused { hint, .. } => Some(hint),
            Self::File { .. } | Self::Template { .. } | Self::UnknownStack(_) => None,
        }
    }

    /// 3 for a refusal, 1 for anything else.
    pub fn exit_code(&self) -> u8 {
        if matches!(self, Self::Refused { .. }) { 3 } else { 1 }
    }

    /// The error, its causes and its hint, one a line.
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

/// What AWS said when it refused a call.
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
    fn a_report_names_causes_and_hint() {
        let source = Refusal { code: "AccessDenied".to_owned(), message: "not you".to_owned() };
        let error = Error::call("read `x`", source);
        assert_eq!(error.report(), "error: failed to read `x`\n  because: AccessDenied: not you");
        let error = Error::refused("`prod` is protected", "set `protected: false`");
        assert_eq!(error.report(), "error: `prod` is protected\n  hint: set `protected: false`");
    }

    #[test]
    fn only_a_refusal_exits_with_3() {
        assert_eq!(Error::refused("no", "ask").exit_code(), 3);
        assert_eq!(Error::fault("broken").exit_code(), 1);
    }
}
