//! `handle-event`: stores the notification of an event, once for each recipient. An event that names no
//! user is acknowledged: other publishers may omit the user.

use contracts::{
    Money,
    notification::{HandleEvent, NotifiedEvent},
};
use platform::{Failure, Handler, Lambda, Message, Result};

use crate::{
    NotificationService,
    dynamo::DynamoNotifications,
    notification::{Notification, Recipient},
    ports::NewNotifications,
    texts::{Facts, Template, amount},
};

/// Longest id of an event, number of an order or name of a queue, in bytes.
const MAX_ID: usize = 256;

/// Longest name of a currency, in bytes.
const MAX_CURRENCY: usize = 64;

impl Handler<HandleEvent> for NotificationService {
    async fn run(lambda: Lambda<HandleEvent>) -> Result {
        let notifications = DynamoNotifications(lambda.table());
        lambda.serve(async |message| handle(message, &notifications).await).await
    }
}

pub async fn handle(
    message: Message<NotifiedEvent>,
    notifications: &impl NewNotifications,
) -> Result {
    let Some(recipient) = recipient(&message.data)? else {
        let event_type = message.event_type;
        tracing::info!(event_type, "the event names no user, so no one is notified");
        return Ok(());
    };
    let event_id = checked("id of the event", &message.id, MAX_ID)?;
    let (template, facts) = facts(message.data)?;
    let text = template.render(&facts)?;
    let notification = Notification {
        recipient,
        event_id,
        event_type: message.event_type,
        order_number: facts.order_number,
        template: template.name().to_owned(),
        subject: text.subject,
        text: text.body,
        created_at: message.occurred_at,
    };
    notifications.add(&notification, &message.context).await
}

/// Who is notified of an event, if it names a user.
fn recipient(event: &NotifiedEvent) -> Result<Option<Recipient>> {
    use NotifiedEvent as E;
    match event {
        E::PaymentProcessed { user_id, .. }
        | E::PaymentRefunded { user_id, .. }
        | E::OrderConfirmed { user_id, .. }
        | E::OrderCompleted { user_id, .. }
        | E::OrderRejected { user_id, .. } => match user_id.as_deref() {
            None | Some("") => Ok(None),
            Some(id) => Ok(Some(Recipient::user(id)?)),
        },
        E::DeadLettersFound { .. } => Ok(Some(Recipient::Operators)),
    }
}

/// The template for an event, and what its text states.
fn facts(event: NotifiedEvent) -> Result<(Template, Facts)> {
    use NotifiedEvent as E;
    Ok(match event {
        E::PaymentProcessed { order_number, amount, currency, .. } => {
            (Template::PaymentProcessed, payment(&order_number, amount, currency)?)
        }
        E::PaymentRefunded { order_number, amount, currency, .. } => {
            (Template::PaymentRefunded, payment(&order_number, amount, currency)?)
        }
        E::OrderConfirmed { order_number, .. } => (Template::OrderConfirmed, order(&order_number)?),
        E::OrderCompleted { order_number, .. } => (Template::OrderCompleted, order(&order_number)?),
        E::OrderRejected { order_number, reason, .. } => {
            (Template::OrderRejected, Facts { reason, ..order(&order_number)? })
        }
        E::DeadLettersFound { queue, depth } => {
            let queue = Some(checked("name of the queue", &queue, MAX_ID)?);
            (Template::DeadLettersFound, Facts { queue, depth, ..Facts::default() })
        }
    })
}

fn order(number: &str) -> Result<Facts> {
    let number = checked("number of the order", number, MAX_ID)?;
    Ok(Facts { order_number: Some(number), ..Facts::default() })
}

fn payment(number: &str, money: Option<Money>, currency: Option<String>) -> Result<Facts> {
    let currency = currency.filter(|currency| !currency.is_empty());
    let currency = currency.map(|currency| checked("currency", &currency, MAX_CURRENCY));
    Ok(Facts { amount: money.map(amount), currency: currency.transpose()?, ..order(number)? })
}

/// A text that fits into one line, and into a key.
fn checked(what: &str, text: &str, longest: usize) -> Result<String> {
    if (1..=longest).contains(&text.len()) && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err(Failure::failed(format!(
            "the {what} is empty, longer than {longest} bytes, or contains control characters"
        )))
    }
}

#[cfg(test)]
mod tests {
    use contracts::{Published, Subscription, contracts, retention::ARCHIVE_RETENTION_DAYS};
    use jiff::{SignedDuration, Timestamp};
    use platform::{
        clock::{Clock, TestClock},
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::memory::MemoryNotifications;

    const ORDER: &str = "orders.orderConfirmed.v1";

    async fn deliver<C: Clock>(
        notifications: &MemoryNotifications<C>,
        event_type: &str,
        detail: &Value,
    ) -> bool {
        let handle = async |message| handle(message, notifications).await;
        is_done(invoke::<HandleEvent>(batch(event_type, detail), handle).await)
    }

    /// An event with these data, as its publisher sends it.
    fn event(id: &str, data: Value) -> Value {
        json!({ "id": id, "time": "2026-11-21T10:11:12.345Z", "data": data })
    }

    /// The notifications after an event of this type with these data.
    async fn stored(event_type: &str, data: Value) -> Vec<Notification> {
        let notifications = MemoryNotifications::default();
        assert!(deliver(&notifications, event_type, &event("e-1", data)).await);
        notifications.all()
    }

    #[tokio::test]
    async fn every_event_notifies_its_user_or_the_operators() {
        let contracts = contracts();
        let published = contracts.iter().flat_map(|contract| contract.published());
        let samples: Vec<&Published> =
            published.filter(|it| NotifiedEvent::types().contains(&it.event)).collect();
        assert_eq!(samples.len(), NotifiedEvent::views().len());
        for sample in samples {
            let (name, data) = (sample.event.name, sample.sample());
            let [notification] = stored(name, data.clone()).await.try_into().unwrap();
            let recipient = match data["userId"].as_str() {
                Some(id) => Recipient::user(id).unwrap(),
                None => Recipient::Operators,
            };
            assert_eq!(notification.recipient, recipient, "{name}");
            assert_eq!(notification.event_type, name);
            assert_eq!(notification.order_number.as_deref(), data["orderNumber"].as_str());
            assert_eq!(notification.created_at, "2026-11-21T10:11:12.345Z".parse().unwrap());
        }
    }

    #[tokio::test]
    async fn the_text_states_what_the_event_does() {
        let data = json!({
            "orderNumber": "o-1", "userId": "u-1", "paymentId": "p-1", "amount": 8.5,
            "currency": "EUR",
        });
        let notification = &stored("payments.paymentProcessed.v1", data).await[0];
        assert_eq!(notification.subject, "We received your payment for order o-1");
        assert!(notification.text.contains("of 8.50 EUR for order o-1"), "{}", notification.text);
        let rejected =
            |reason: Value| json!({ "orderNumber": "o-1", "userId": "u-1", "reason": reason });
        let text = async |reason| {
            stored("orders.orderRejected.v1", rejected(reason)).await[0].text.clone()
        };
        assert!(text(json!("NO_STOCK")).await.contains("not have enough"));
        assert!(text(json!("PAYMENT_FAILED")).await.contains("payment did not succeed"));
        assert_eq!(text(json!("ASTEROID")).await, text(Value::Null).await);
    }

    #[tokio::test]
    async fn an_event_without_a_user_notifies_no_one() {
        for data in [
            json!({ "orderNumber": "o-1" }),
            json!({ "orderNumber": "o-1", "userId": "" }),
            json!({ "orderNumber": "o-1", "userId": null }),
        ] {
            for event in [
                "payments.paymentProcessed.v1",
                "payments.paymentRefunded.v1",
                "orders.orderConfirmed.v1",
                "orders.orderCompleted.v1",
                "orders.orderRejected.v1",
            ] {
                assert_eq!(stored(event, data.clone()).await, [], "{event}: {data}");
            }
        }
    }

    #[tokio::test]
    async fn an_id_that_cannot_be_stored_is_a_dead_letter() {
        let long = "x".repeat(257);
        let order = |number: &str, user: &str| json!({ "orderNumber": number, "userId": user });
        let notifications = MemoryNotifications::default();
        for (id, data) in [
            ("e-1", order("", "u-1")),
            ("e-1", order(&long, "u-1")),
            ("e-1", order("o-1\nBcc: all@example.org", "u-1")),
            ("e-1", order("o-1", "u#1")),
            ("e-1", order("o-1", &"x".repeat(101))),
            (long.as_str(), order("o-1", "u-1")),
        ] {
            assert!(!deliver(&notifications, ORDER, &event(id, data.clone())).await, "{data}");
        }
        let data = json!({
            "orderNumber": "o-1", "userId": "u-1", "amount": 1, "currency": "x".repeat(65),
        });
        let refunded = "payments.paymentRefunded.v1";
        assert!(!deliver(&notifications, refunded, &event("e-1", data)).await);
        let data = json!({ "queue": "", "depth": 1 });
        assert!(!deliver(&notifications, "ops.deadLettersFound.v1", &event("e-1", data)).await);
        assert_eq!(notifications.all(), []);
    }

    #[tokio::test]
    async fn the_same_event_with_another_time_is_one_notification() {
        let notifications = MemoryNotifications::default();
        let mut event = event("e-1", json!({ "orderNumber": "o-1", "userId": "u-1" }));
        for time in ["2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z", "1969-12-31T00:00:00Z"] {
            event["time"] = json!(time);
            assert!(deliver(&notifications, ORDER, &event).await);
        }
        assert_eq!(notifications.all().len(), 1);
    }

    #[tokio::test]
    async fn late_events_are_listed_in_the_order_of_their_times() {
        let notifications = MemoryNotifications::default();
        for (id, time) in [("e-2", "2026-11-21T11:00:00Z"), ("e-1", "2026-11-21T10:00:00Z")] {
            let mut event = event(id, json!({ "orderNumber": "o-1", "userId": "u-1" }));
            event["time"] = json!(time);
            assert!(deliver(&notifications, ORDER, &event).await);
        }
        let ids: Vec<String> = notifications.all().into_iter().map(|it| it.event_id).collect();
        assert_eq!(ids, ["e-1", "e-2"]);
    }

    #[tokio::test]
    async fn a_replay_of_the_archive_on_its_last_day_notifies_no_one_again() {
        let clock = TestClock::at(Timestamp::constant(1_795_255_200, 0));
        let notifications = MemoryNotifications::at(&clock);
        let mut event = event("e-1", json!({ "orderNumber": "o-1", "userId": "u-1" }));
        assert!(deliver(&notifications, ORDER, &event).await);
        clock.advance(SignedDuration::from_hours(24 * i64::from(ARCHIVE_RETENTION_DAYS)));
        event["time"] = json!(clock.now().to_string());
        assert!(deliver(&notifications, ORDER, &event).await);
        assert_eq!(notifications.all().len(), 1);
    }
}
