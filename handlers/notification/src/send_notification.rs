//! `send-notification`: sends each stored notification, at most once.
//!
//! A notification is claimed before it is sent. If the process dies before the result is stored, it is
//! unknown whether the notification was sent, and it is not sent again. One that was certainly not sent
//! is released, and sent when it is redelivered.

use std::time::Duration;

use contracts::notification::SendNotification;
use platform::{Change, Failure, Handler, Lambda, Result, backoff, ids};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use crate::{
    NotificationService,
    dynamo::DynamoNotifications,
    log_sender::LogSender,
    notification::{DeliveryState, Notification},
    ports::{Deliveries, SendResult, Sender},
};

/// Attempts to release a notification.
const RELEASES: u32 = 3;

/// Longest pause before the second attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(100);

/// Longest that the claim and each release may take: together they must end before the platform stops
/// the handling of the change.
const CALL_TIME: Duration = Duration::from_secs(2);

impl Handler<SendNotification> for NotificationService {
    async fn run(lambda: Lambda<SendNotification>) -> Result {
        let deliveries = DynamoNotifications(lambda.table());
        lambda.serve(async |change| handle(change, &deliveries, &LogSender).await).await
    }
}

pub async fn handle(change: Change, deliveries: &impl Deliveries, sender: &impl Sender) -> Result {
    let Some(notification) = change.new_as::<Notification>()? else { return Ok(()) };
    let attempt = ids::uuid();
    match in_time(deliveries.claim(&notification, attempt)).await {
        Ok(true) => send(&notification, attempt, deliveries, sender).await,
        Ok(false) => {
            log_claimed(&notification, deliveries.state(&notification).await?);
            Ok(())
        }
        Err(failure) => {
            // The claim may have taken effect.
            release(&notification, attempt, deliveries).await;
            Err(failure)
        }
    }
}

/// Sends a notification that this attempt has claimed.
async fn send(
    notification: &Notification,
    attempt: Uuid,
    deliveries: &impl Deliveries,
    sender: &impl Sender,
) -> Result {
    match sender.send(notification).await? {
        SendResult::Sent => deliveries.finish(notification, attempt).await,
        SendResult::NotSent { reason } => {
            release(notification, attempt, deliveries).await;
            let event_id = &notification.event_id;
            Err(Failure::failed(format!(
                "failed to send the notification of event `{event_id}`: {reason}"
            )))
        }
    }
}

/// Makes a notification that was not sent pending again, so that its redelivery sends it.
async fn release(notification: &Notification, attempt: Uuid, deliveries: &impl Deliveries) {
    for release in 1..=RELEASES {
        let Err(failure) = in_time(deliveries.release(notification, attempt)).await else { return };
        if release == RELEASES {
            let (event_id, user_id) = (&notification.event_id, notification.recipient.in_log());
            tracing::error!(
                event_id,
                user_id,
                ?failure,
                "failed to release the notification: it was not sent and may never be"
            );
        } else {
            sleep(backoff(FIRST_PAUSE, release)).await;
        }
    }
}

/// The result of a call, or a failure if there is none in time.
async fn in_time<T>(call: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(CALL_TIME, call).await?
}

/// A change that is redelivered after its notification was sent is usual; one whose notification is in
/// `Sending` is not.
fn log_claimed(notification: &Notification, state: Option<DeliveryState>) {
    let (event_id, user_id) = (&notification.event_id, notification.recipient.in_log());
    if state == Some(DeliveryState::Sending) {
        tracing::warn!(
            event_id,
            user_id,
            "the notification may have been sent, and is not sent again"
        );
    } else {
        tracing::info!(event_id, user_id, ?state, "the notification is not sent again");
    }
}

#[cfg(test)]
mod tests {
    use platform::{
        Context,
        memory::CallOutcome,
        testing::{invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        memory::{MemoryNotifications, MemorySender, samples},
        ports::NewNotifications,
    };

    /// A store with one notification.
    async fn stored() -> (MemoryNotifications, Notification) {
        let (store, notification) =
            (MemoryNotifications::default(), samples::notification("u-1", "e-1", 1_000));
        store.add(&notification, &Context::new()).await.unwrap();
        (store, notification)
    }

    /// Delivers the insertion of the notification. Whether it need not be redelivered.
    async fn deliver(
        store: &MemoryNotifications,
        sender: &MemorySender,
        notification: &Notification,
    ) -> bool {
        let batch = samples::insertions(&[notification]);
        let handle = async |change| handle(change, store, sender).await;
        is_done(invoke::<SendNotification>(batch, handle).await)
    }

    #[tokio::test]
    async fn a_notification_is_sent_once_however_often_it_is_delivered() {
        let ((store, notification), sender) = (stored().await, MemorySender::default());
        for _ in 0..3 {
            assert!(deliver(&store, &sender, &notification).await);
        }
        assert_eq!(sender.sent(), [("user#u-1".to_owned(), "e-1".to_owned())]);
        assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sent));
    }

    #[tokio::test]
    async fn a_notification_that_was_not_sent_is_sent_at_its_redelivery() {
        let (store, notification) = stored().await;
        let sender = MemorySender::refusing(2);
        for _ in 0..2 {
            assert!(!deliver(&store, &sender, &notification).await);
            assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Pending));
        }
        assert!(deliver(&store, &sender, &notification).await);
        assert_eq!(sender.sent().len(), 1);
    }

    #[tokio::test]
    async fn a_notification_that_may_have_been_sent_is_not_sent_again() {
        for outcome in [CallOutcome::FailAfter, CallOutcome::FailBefore] {
            let (store, notification) = stored().await;
            let sender = MemorySender::default().with_calls(samples::calls([(0, outcome)]));
            assert!(!deliver(&store, &sender, &notification).await);
            let before = sender.sent();
            assert!(deliver(&store, &sender, &notification).await);
            assert_eq!(sender.sent(), before);
            assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sending));
        }
    }

    /// The calls of the store after which a notification may be in `Sending` although it was not sent.
    fn claims_to_release() -> [(CallOutcome, MemorySender); 3] {
        [
            (CallOutcome::FailAfter, MemorySender::default()),
            (CallOutcome::Succeed, MemorySender::refusing(1)),
            (CallOutcome::CrashAfter, MemorySender::default()),
        ]
    }

    /// A store with one notification, and with what happens to the claim and the calls after it.
    async fn stored_with(
        claim: CallOutcome,
        releases: &[CallOutcome],
    ) -> (MemoryNotifications, Notification) {
        let (store, notification) = stored().await;
        let outcomes = [&[claim], releases].concat();
        let calls = samples::calls(outcomes.into_iter().map(|outcome| (0, outcome)));
        (store.with_calls(calls), notification)
    }

    #[tokio::test(start_paused = true)]
    async fn a_notification_that_was_certainly_not_sent_is_released_and_sent_at_its_redelivery() {
        use CallOutcome::{CrashAfter, CrashBefore, FailAfter, FailBefore, Succeed};
        for releases in [
            [Succeed, Succeed],
            [FailAfter, Succeed],
            [FailBefore, FailAfter],
            [FailBefore, FailBefore],
            [CrashAfter, CrashBefore],
        ] {
            for (claim, sender) in claims_to_release() {
                let (store, notification) = stored_with(claim, &releases).await;
                assert!(!deliver(&store, &sender, &notification).await, "{claim:?} {releases:?}");
                assert_eq!(sender.sent(), []);
                assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Pending));
                assert!(deliver(&store, &sender, &notification).await);
                assert_eq!(sender.sent().len(), 1, "{claim:?} {releases:?}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_claim_without_effect_is_repeated_at_the_redelivery() {
        let (store, notification) = stored_with(CallOutcome::FailBefore, &[]).await;
        let sender = MemorySender::default();
        assert!(!deliver(&store, &sender, &notification).await);
        assert!(deliver(&store, &sender, &notification).await);
        assert_eq!(sender.sent().len(), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn a_notification_that_cannot_be_released_is_not_sent() {
        for (claim, sender) in claims_to_release() {
            let (store, notification) = stored_with(claim, &[CallOutcome::FailBefore; 3]).await;
            assert!(!deliver(&store, &sender, &notification).await);
            assert!(deliver(&store, &sender, &notification).await);
            assert_eq!(sender.sent(), []);
            assert_eq!(store.state(&notification).await.unwrap(), Some(DeliveryState::Sending));
        }
    }

    #[tokio::test]
    async fn a_notification_that_no_longer_exists_is_not_sent() {
        let (store, sender) = (MemoryNotifications::default(), MemorySender::default());
        assert!(deliver(&store, &sender, &samples::notification("u-1", "e-1", 1_000)).await);
        assert_eq!(sender.sent(), []);
    }

    #[tokio::test]
    async fn a_deletion_and_an_unreadable_row_send_nothing() {
        let (store, sender) = (MemoryNotifications::default(), MemorySender::default());
        let handle = async |change| handle(change, &store, &sender).await;
        let deliver = async |name: &str, images| {
            let record = json!({ "eventName": name, "dynamodb": images });
            is_done(invoke::<SendNotification>(json!({ "Records": [record] }), &handle).await)
        };
        assert!(deliver("REMOVE", json!({ "Keys": {}, "SequenceNumber": "1" })).await);
        let unreadable = json!({ "NewImage": { "Subject": { "S": "x" } }, "SequenceNumber": "1" });
        assert!(!deliver("INSERT", unreadable).await);
        assert_eq!(sender.sent(), []);
    }
}
