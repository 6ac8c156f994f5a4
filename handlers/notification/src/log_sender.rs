//! A sender that writes to the log: which notification it is and who receives it, not its text.

use platform::Result;

use crate::{
    notification::Notification,
    ports::{SendResult, Sender},
};

/// Sends nothing to anyone: no service knows the addresses of the recipients.
pub struct LogSender;

impl Sender for LogSender {
    async fn send(&self, notification: &Notification) -> Result<SendResult> {
        tracing::info!(
            event_id = notification.event_id,
            template = notification.template,
            user_id = notification.recipient.in_log(),
            "a notification"
        );
        Ok(SendResult::Sent)
    }
}
