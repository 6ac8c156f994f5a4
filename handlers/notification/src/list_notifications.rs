//! `list-notifications`: lists the caller's notifications, newest first, page by page.

use contracts::{
    Json,
    notification::{ListNotifications, NotificationPage},
};
use platform::{Failure, Handler, Lambda, Request, Result};

use crate::{
    NotificationService, dynamo::DynamoNotifications, notification::Recipient, notification_page,
    ports::Notifications,
};

impl Handler<ListNotifications> for NotificationService {
    async fn run(lambda: Lambda<ListNotifications>) -> Result {
        let notifications = DynamoNotifications(lambda.table());
        lambda.serve(async |request| handle(request, &notifications).await).await
    }
}

pub async fn handle(
    request: Request<ListNotifications>,
    notifications: &impl Notifications,
) -> Result<Json<NotificationPage>> {
    let recipient = Recipient::user(&request.caller.user_id)
        .map_err(|error| Failure::bad_request(error.to_string()))?;
    notification_page::page(&recipient, request.content, notifications).await
}

#[cfg(test)]
mod tests {
    use platform::{
        Context, UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryNotifications, samples},
        ports::NewNotifications,
    };

    /// Status and body of `GET /notifications?{query}` of a user.
    async fn list(
        notifications: &MemoryNotifications,
        user: &str,
        query: &[(&str, &str)],
    ) -> (u64, Value) {
        let token = token(user, UserType::Standard).await;
        let call = Call::to::<ListNotifications>("GET /notifications").query(query).bearer(&token);
        let handle = async |request| handle(request, notifications).await;
        let response = TestResponse::of(invoke::<ListNotifications>(call.event(), handle).await);
        (response.status(), response.json())
    }

    /// Notifications of two users and of the operators.
    async fn three_recipients() -> MemoryNotifications {
        let (notifications, context) = (MemoryNotifications::default(), Context::new());
        for (user, event_id, time) in
            [("u-1", "e-1", 1_000), ("u-1", "e-2", 2_000), ("u-1", "e-3", 3_000), ("u-2", "e-4", 1)]
        {
            let notification = samples::notification(user, event_id, time);
            notifications.add(&notification, &context).await.unwrap();
        }
        let notification = samples::notification("u-1", "e-5", 9_000);
        let notification =
            crate::notification::Notification { recipient: Recipient::Operators, ..notification };
        notifications.add(&notification, &context).await.unwrap();
        notifications
    }

    fn ids(page: &Value) -> Vec<&str> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|item| item["notificationId"].as_str().unwrap()).collect()
    }

    #[tokio::test]
    async fn the_caller_sees_the_own_notifications_newest_first() {
        let notifications = three_recipients().await;
        let (status, page) = list(&notifications, "u-1", &[]).await;
        assert_eq!((status, ids(&page)), (200, vec!["e-3", "e-2", "e-1"]));
        let expected = json!({
            "notificationId": "e-3",
            "eventType": "orders.orderConfirmed.v1",
            "orderNumber": "o-1",
            "subject": "Your order o-1 is confirmed",
            "text": "Good news!",
            "createdAt": "1970-01-01T00:00:03Z",
        });
        assert_eq!((&page["items"][0], &page["nextPageToken"]), (&expected, &Value::Null));
        assert_eq!(ids(&list(&notifications, "u-2", &[]).await.1), ["e-4"]);
        assert_eq!(ids(&list(&notifications, "operators", &[]).await.1), [""; 0]);
    }

    #[tokio::test]
    async fn following_the_tokens_lists_every_notification_once() {
        let notifications = three_recipients().await;
        let (_, first) = list(&notifications, "u-1", &[("pageSize", "2")]).await;
        assert_eq!(ids(&first), ["e-3", "e-2"]);
        let token = first["nextPageToken"].as_str().unwrap();
        let query = [("pageSize", "2"), ("pageToken", token)];
        let (_, second) = list(&notifications, "u-1", &query).await;
        assert_eq!((ids(&second), &second["nextPageToken"]), (vec!["e-1"], &Value::Null));
    }

    #[tokio::test]
    async fn the_token_of_another_user_shows_the_own_notifications_only() {
        let notifications = three_recipients().await;
        let (_, first) = list(&notifications, "u-1", &[("pageSize", "1")]).await;
        let token = first["nextPageToken"].as_str().unwrap();
        let (status, page) = list(&notifications, "u-2", &[("pageToken", token)]).await;
        assert_eq!((status, ids(&page)), (200, vec!["e-4"]));
    }

    #[tokio::test]
    async fn a_malformed_query_is_a_bad_request() {
        let notifications = three_recipients().await;
        for (name, value) in [
            ("pageSize", "0"),
            ("pageSize", "-1"),
            ("pageSize", "101"),
            ("pageSize", "many"),
            ("pageSize", "99999999999999999999"),
            ("pageToken", ""),
            ("pageToken", "x"),
        ] {
            let (status, problem) = list(&notifications, "u-1", &[(name, value)]).await;
            assert_eq!(status, 400, "{name}={value}");
            assert!(problem["detail"].as_str().unwrap().contains(name), "{problem}");
        }
        for size in ["1", "100"] {
            assert_eq!(list(&notifications, "u-1", &[("pageSize", size)]).await.0, 200);
        }
    }
}
