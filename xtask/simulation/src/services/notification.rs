//! Notification.

use contracts::notification::{HandleEvent, SendNotification};
use notification::{handle_event, send_notification};
use platform::{
    memory::insertion,
    testing::{invoke, is_done},
};

use super::{Consumer, consumer};
use crate::stream::Source;

pub fn consumers() -> Vec<Consumer> {
    vec![consumer!(HandleEvent, |shop, message| handle_event::handle(message, &shop.notifications))]
}

/// The stream of the table, which sends each new notification.
pub fn new_notifications() -> Source {
    Source {
        name: "the stream of the notifications",
        length: |shop| shop.notifications.added().len(),
        deliver: |shop, change| {
            Box::pin(async move {
                let (notification, _) = shop.notifications.added().entry(change.index);
                let batch = insertion(&notification.event_id, &notification);
                let batch = batch.expect("a notification is an item");
                let handle = async |change| {
                    send_notification::handle(change, &shop.notifications, &shop.sender).await
                };
                let sending = invoke::<SendNotification>(batch, handle);
                let response = shop.world.process("send-notification", sending).await;
                response.is_some_and(is_done)
            })
        },
    }
}
