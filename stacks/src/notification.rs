//! Notifications: one table, one queue for the events that recipients are notified of, and two routes.

use contracts::notification::{
    HandleEvent, ListNotifications, ListOperatorNotifications, NotificationApi, Notifications,
    SendNotification, contract,
};

use crate::{
    Environment, Stack, StackBuilder,
    service::{StreamChanges, StreamOptions},
};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Messages to users and operators.");
    s.table::<Notifications>();
    s.api::<NotificationApi>();
    s.queue_function::<HandleEvent>();
    // Few retries: a notification that cannot be sent must not hold up those after it.
    let new_notifications = StreamOptions {
        changes: StreamChanges::InsertionsOf("Notification"),
        max_retries: 5,
        remedy: "nothing sends these notifications again, and their recipients still see them in the \
                 list; those whose `DeliveryState` is `Pending` were not sent: tell the recipients if it matters",
        ..StreamOptions::default()
    };
    s.stream_function_with::<SendNotification>(new_notifications);
    s.http_function::<ListNotifications>();
    s.http_function::<ListOperatorNotifications>();
    s.finish()
}
