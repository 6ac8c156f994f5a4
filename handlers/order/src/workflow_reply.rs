//! Replies to the workflow of an order, which waits for them with a task token.

use platform::{Completion, Result};

/// Sends the reply that an event is, if the event has a token. A reply that the workflow no longer
/// waits for, or that was not meant for it, is acknowledged: a retry would have the same result.
pub async fn reply(
    order_number: Option<&str>,
    token: Option<&str>,
    send: impl AsyncFnOnce(&str) -> Result<Completion>,
) -> Result {
    let Some(token) = token else {
        tracing::info!(order_number, "the event is no reply: it has no conversation id");
        return Ok(());
    };
    match send(token).await? {
        Completion::Accepted => tracing::info!(order_number, "the workflow continues"),
        Completion::TooLate => {
            tracing::warn!(order_number, "the workflow does not wait for this reply any more");
        }
        Completion::UnknownToken => {
            tracing::warn!(order_number, "the conversation id is not a token of a workflow");
        }
    }
    Ok(())
}
