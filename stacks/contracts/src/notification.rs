//! Notification: messages to users about their orders, and to operators about the shop.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    capability::{Get, Put, QueryItems, Update},
    dead_letters::events::DeadLettersFound,
    export, function,
    function::{Queue, TableStream},
    http::{Admin, Http, Json, Query, User},
    money::Money,
    order::events::{OrderCompleted, OrderConfirmed, OrderRejected, RejectionReason},
    payment::events::{PaymentProcessed, PaymentRefunded},
    service,
    service::Service,
    shared_infra::ApiAddress,
    table,
    table::IdempotencyKey,
    view,
};

/// The notification service.
pub const SERVICE: Service = Service {
    name: "notification",
    stack: "NotificationService",
    parameters: "NotificationService",
    source: "notifications",
};

export! {
    /// Base address of its API.
    NotificationApi = SERVICE / "api-endpoint": ApiAddress
}

table! {
    /// Notifications by recipient, which is `user#{id}` or `operators`.
    Notifications = SERVICE / "NotificationService-Notifications" {
        rows: {
            /// One notification. Times are in milliseconds since 1970.
            NotificationRow(recipient; time, event_id)
                = "RECIPIENT#{recipient}" / "{time:015}#{event_id}",
        },
    }
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationDto {
    /// The id of the event that it is about.
    pub notification_id: String,
    /// Detail type of the event.
    pub event_type: String,
    /// The order that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// One line.
    pub subject: String,
    /// The message.
    pub text: String,
    /// When the event happened, RFC 3339.
    pub created_at: String,
}

/// Which page of notifications to list.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationQuery {
    /// Most notifications of the page, 1 to 100; 20 if absent.
    #[serde(default)]
    pub page_size: Option<i64>,
    /// The `nextPageToken` of the page before.
    #[serde(default)]
    pub page_token: Option<String>,
}

/// A page of notifications, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NotificationPage {
    /// The notifications.
    pub items: Vec<NotificationDto>,
    /// The token of the next page, if there is one.
    pub next_page_token: Option<String>,
}

view! {
    /// The events that users and operators are notified of. An event without a user notifies no one.
    pub enum NotifiedEvent {
        PaymentProcessed {
            order_number: String,
            user_id: Option<String>,
            amount: Option<Money>,
            currency: Option<String>,
        },
        PaymentRefunded {
            order_number: String,
            user_id: Option<String>,
            amount: Option<Money>,
            currency: Option<String>,
        },
        OrderConfirmed { order_number: String, user_id: Option<String> },
        OrderCompleted { order_number: String, user_id: Option<String> },
        OrderRejected {
            order_number: String,
            user_id: Option<String>,
            #[serde(default, deserialize_with = "known_reason")]
            reason: Option<RejectionReason>,
        },
        DeadLettersFound { queue: String, depth: Option<u64> },
    }
}

/// A reason that this version knows: the user is notified of a rejection for any other one too.
fn known_reason<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<RejectionReason>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}

function! {
    /// Stores the notification of an event, once for each recipient.
    HandleEvent = SERVICE / "handle-event" on Queue<NotifiedEvent> {
        may: [Put<NotificationRow>, Put<IdempotencyKey<Notifications>>],
    }
}

function! {
    /// Sends stored notifications, each at most once.
    SendNotification = SERVICE / "send-notification" on TableStream<Notifications> {
        may: [Get<NotificationRow>, Update<NotificationRow>],
    }
}

function! {
    /// Lists the caller's notifications, newest first.
    ListNotifications = SERVICE / "list-notifications"
        on Http<Query<NotificationQuery>, Json<NotificationPage>, User>
    {
        routes: ["GET /notifications" => 200],
        may: [QueryItems<NotificationRow>],
    }
}

function! {
    /// Lists the notifications of the operators, newest first.
    ListOperatorNotifications = SERVICE / "list-operator-notifications"
        on Http<Query<NotificationQuery>, Json<NotificationPage>, Admin>
    {
        routes: ["GET /notifications/operators" => 200],
        may: [QueryItems<NotificationRow>],
    }
}

service! {
    SERVICE {
        functions: [HandleEvent, SendNotification, ListNotifications, ListOperatorNotifications],
    }
}
