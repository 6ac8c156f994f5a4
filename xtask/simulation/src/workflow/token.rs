//! Tokens of tasks that wait: the execution's id and the number of the token within it.

/// Why an execution does not accept a token. The names are those of the errors of
/// `SendTaskSuccess` and `SendTaskFailure`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The text is not a token.
    #[error("the text is not a token of a task")]
    InvalidToken,
    /// No task of this execution got the token.
    #[error("no task of this execution got the token")]
    TaskDoesNotExist,
    /// The task of the token has ended: by a completion, a timeout or the end of its execution.
    #[error("the task of the token has ended")]
    TaskTimedOut,
}

/// The id of the execution that a token belongs to.
pub fn execution_of(token: &str) -> Option<&str> {
    split(token).map(|(execution, _)| execution)
}

pub(super) fn text(execution: &str, number: u64) -> String {
    format!("{execution}#{number}")
}

pub(super) fn split(token: &str) -> Option<(&str, u64)> {
    let (execution, number) = token.rsplit_once('#')?;
    Some((execution, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_names_its_execution() {
        assert_eq!(execution_of(&text("a#b", 12)), Some("a#b"));
        assert_eq!(execution_of("no token"), None);
        assert_eq!(execution_of("a#b"), None);
    }
}
