//! Invalid input of a caller.

use platform::Failure;

/// What is wrong with an input, described for its sender. No `Error`, because `?` would make it a
/// failure of ours.
#[derive(Debug, PartialEq, Eq)]
pub struct Invalid(pub String);

impl Invalid {
    pub fn new(detail: impl Into<String>) -> Self {
        Self(detail.into())
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::bad_request(invalid.0)
    }
}
