//! What is wrong with something that a caller sent, in words for that caller.

/// Input that breaks a rule. Deliberately no `Error`: that would make it a failure of ours.
#[derive(Debug, PartialEq, Eq)]
pub struct Invalid(pub String);

impl Invalid {
    pub fn new(detail: impl Into<String>) -> Self {
        Self(detail.into())
    }
}
