//! `list-operator-notifications`: lists the notifications of the operators, newest first, page by page.

use contracts::{
    Json,
    notification::{ListOperatorNotifications, NotificationPage},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{
    NotificationService, dynamo::DynamoNotifications, notification::Recipient, notification_page,
    ports::Notifications,
};

impl Handler<ListOperatorNotifications> for NotificationService {
    async fn run(lambda: Lambda<ListOperatorNotifications>) -> Result {
        let notifications = DynamoNotifications(lambda.table());
        lambda.serve(async |request| handle(request, &notifications).await).await
    }
}

pub async fn handle(
    request: Request<ListOperatorNotifications>,
    notifications: &impl Notifications,
) -> Result<Json<NotificationPage>> {
    notification_page::page(&Recipient::Operators, request.content, notifications).await
}

#[cfg(test)]
mod tests {
    use platform::{
        Context, UserType,
        testing::{Call, TestResponse, invoke, token},
    };

    use super::*;
    use crate::{
        memory::{MemoryNotifications, samples},
        notification::Notification,
        ports::NewNotifications,
    };

    async fn list(notifications: &MemoryNotifications, user_type: UserType) -> TestResponse {
        let token = token("u-1", user_type).await;
        let call = Call::to::<ListOperatorNotifications>("GET /notifications/operators");
        let event = call.bearer(&token).event();
        let handle = async |request| handle(request, notifications).await;
        TestResponse::of(invoke::<ListOperatorNotifications>(event, handle).await)
    }

    #[tokio::test]
    async fn administrators_see_the_notifications_of_the_operators_alone() {
        let (notifications, context) = (MemoryNotifications::default(), Context::new());
        let own = samples::notification("u-1", "e-1", 2_000);
        let operators = Notification {
            recipient: Recipient::Operators,
            ..samples::notification("u-1", "e-2", 1_000)
        };
        for notification in [own, operators] {
            notifications.add(&notification, &context).await.unwrap();
        }
        let response = list(&notifications, UserType::Admin).await;
        assert_eq!(response.status(), 200);
        let page = response.json();
        assert_eq!(page["items"].as_array().unwrap().len(), 1);
        assert_eq!(page["items"][0]["notificationId"], "e-2");
    }

    #[tokio::test]
    async fn other_users_are_refused() {
        let notifications = MemoryNotifications::default();
        for user_type in [UserType::Standard, UserType::Premium] {
            assert_eq!(list(&notifications, user_type).await.status(), 401);
        }
    }
}
