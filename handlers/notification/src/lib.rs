//! Notification: messages to users about their orders, and to operators about the shop.

mod dynamo;
pub mod handle_event;
#[cfg(test)]
mod interleavings;
pub mod list_notifications;
pub mod list_operator_notifications;
mod log_sender;
#[cfg(any(test, feature = "memory"))]
pub mod memory;
pub mod notification;
mod notification_page;
mod page_token;
pub mod ports;
pub mod send_notification;
pub mod texts;

/// The code of the notification service.
pub struct NotificationService;

impl platform::Service for NotificationService {
    type Functions = contracts::notification::Functions;
}
