//! Requests that are events: the publisher waits for an event in reply.

use crate::{Context, Message};

/// A request that arrived as an event, whose publisher, such as a workflow, waits for the reply. A
/// publisher that got no reply sends a further request with another conversation id.
#[derive(Clone, Copy, Debug)]
pub struct ReplyRequest<'a> {
    /// The id of the event.
    pub event_id: &'a str,
    /// Part of the reply, such as a task token.
    pub conversation_id: Option<&'a str>,
    /// The context of the event.
    pub context: &'a Context,
}

impl<'a> ReplyRequest<'a> {
    /// The request that `message` is.
    pub fn of<S>(message: &'a Message<S>) -> Self {
        Self {
            event_id: &message.id,
            conversation_id: message.conversation_id.as_deref(),
            context: &message.context,
        }
    }
}
