//! `handle-event`: adds an event to the feed of every entity that it names.

use contracts::activity::{ActivityEvent, HandleEvent};
use platform::{Handler, Lambda, Message, Result};

use crate::{
    Activity,
    dynamo::DynamoActivities,
    feed::{BadId, Entity, EntityType, NewEntry, check_id},
    ports::NewEntries,
};

impl Handler<HandleEvent> for Activity {
    async fn run(lambda: Lambda<HandleEvent>) -> Result {
        let entries = DynamoActivities(lambda.table());
        lambda.serve(async |message| handle(message, &entries).await).await
    }
}

pub async fn handle(message: Message<ActivityEvent>, entries: &impl NewEntries) -> Result {
    check_id("event", &message.id)?;
    let entry = NewEntry {
        entities: entities(&message.data)?,
        event_id: message.id,
        event_type: message.event_type,
        at: message.time,
        correlation_id: message.context.correlation_id,
    };
    entries.add(&entry).await
}

/// The entities that an event names.
fn entities(event: &ActivityEvent) -> Result<Vec<Entity>, BadId> {
    use ActivityEvent as E;
    match event {
        E::ProductCreated { product_id }
        | E::ProductUpdated { product_id }
        | E::ProductDeleted { product_id }
        | E::PricingCalculated { product_id }
        | E::StockUpdated { product_id }
        | E::OutOfStock { product_id } => product(product_id),
        E::UserCreated { user_id } | E::PointsAdded { user_id } | E::TierUpgraded { user_id } => {
            user(user_id)
        }
        E::CheckoutBasket { user_name } => user(user_name),
        E::OrderCreated { order_number, user_id }
        | E::OrderConfirmed { order_number, user_id }
        | E::OrderCompleted { order_number, user_id }
        | E::OrderRejected { order_number, user_id }
        | E::PaymentRequested { order_number, user_id }
        | E::PaymentProcessed { order_number, user_id }
        | E::PaymentRefunded { order_number, user_id } => {
            order_of(order_number, user_id.as_deref().unwrap_or_default())
        }
        E::RefundRequested { order_number }
        | E::StockReserved { order_number }
        | E::StockReservationFailed { order_number }
        | E::PaymentFailed { order_number } => order(order_number),
    }
}

fn product(id: &str) -> Result<Vec<Entity>, BadId> {
    Ok(vec![EntityType::Product.entity(id)?])
}

fn user(id: &str) -> Result<Vec<Entity>, BadId> {
    Ok(vec![EntityType::User.entity(id)?])
}

fn order(number: &str) -> Result<Vec<Entity>, BadId> {
    Ok(vec![EntityType::Order.entity(number)?])
}

/// The order, and the user if the event names one.
fn order_of(number: &str, user_id: &str) -> Result<Vec<Entity>, BadId> {
    let mut entities = order(number)?;
    if !user_id.is_empty() {
        entities.extend(user(user_id)?);
    }
    Ok(entities)
}

#[cfg(test)]
mod tests {
    use contracts::{Published, Subscription, contracts, retention::ARCHIVE_RETENTION_DAYS};
    use jiff::{SignedDuration, Timestamp};
    use platform::{
        Context, Failure,
        clock::{Clock, TestClock},
    };

    use super::*;
    use crate::{memory::MemoryActivities, ports::Feeds};

    const TIME: &str = "2026-11-21T10:11:12.345Z";

    fn message(id: &str, event_type: &str, data: &str) -> Message<ActivityEvent> {
        Message {
            data: ActivityEvent::decode(event_type, data.parse().unwrap()).unwrap(),
            id: id.to_owned(),
            event_type: event_type.to_owned(),
            time: TIME.parse().unwrap(),
            occurred_at: TIME.parse().unwrap(),
            conversation_id: None,
            context: Context::new(),
        }
    }

    /// The feeds an event ends up in, as `type/id`.
    async fn check(event_type: &str, data: &str, expected: &[&str]) {
        let activities = MemoryActivities::default();
        let message = message("e-1", event_type, data);
        let entities = entities(&message.data).unwrap();
        handle(message, &activities).await.unwrap();
        for entity in &entities {
            let feed = activities.feed(entity).await.unwrap();
            assert_eq!(feed.len(), 1);
            assert_eq!(feed[0].event_type, event_type);
            assert_eq!(feed[0].at, TIME.parse().unwrap());
        }
        let named: Vec<String> =
            entities.iter().map(|entity| format!("{}/{}", entity.kind, entity.id)).collect();
        assert_eq!(named, expected);
    }

    #[tokio::test]
    async fn a_product_event_is_in_the_feed_of_the_product() {
        let data = r#"{"productId":"LATTE"}"#;
        check("product.productCreated.v1", data, &["product/LATTE"]).await;
        check("product.productUpdated.v1", data, &["product/LATTE"]).await;
        check("product.productDeleted.v1", data, &["product/LATTE"]).await;
        check("inventory.outOfStock.v1", data, &["product/LATTE"]).await;
    }

    #[tokio::test]
    async fn an_order_event_is_in_the_feeds_of_order_and_user() {
        let data = r#"{"orderNumber":"o-1","userId":"u-1"}"#;
        check("orders.orderCreated.v1", data, &["order/o-1", "user/u-1"]).await;
        check("orders.orderConfirmed.v1", data, &["order/o-1", "user/u-1"]).await;
        check("orders.orderCompleted.v1", data, &["order/o-1", "user/u-1"]).await;
    }

    #[tokio::test]
    async fn an_order_event_without_user_is_in_the_feed_of_the_order_alone() {
        check("orders.orderCreated.v1", r#"{"orderNumber":"o-1"}"#, &["order/o-1"]).await;
        let data = r#"{"orderNumber":"o-1","userId":""}"#;
        check("orders.orderConfirmed.v1", data, &["order/o-1"]).await;
    }

    #[tokio::test]
    async fn every_subscribed_event_names_an_entity() {
        let contracts = contracts();
        let published = contracts.iter().flat_map(|contract| contract.published());
        let samples: Vec<&Published> = published
            .filter(|published| ActivityEvent::types().contains(&published.event))
            .collect();
        assert_eq!(samples.len(), ActivityEvent::views().len());
        for sample in samples {
            let event = ActivityEvent::decode(sample.event.name, sample.sample()).unwrap();
            assert!(!entities(&event).unwrap().is_empty(), "{}", sample.event.name);
        }
    }

    #[tokio::test]
    async fn a_missing_id_fails_the_message_and_writes_nothing() {
        let activities = MemoryActivities::default();
        for (event_type, data) in [
            ("users.userCreated.v1", r#"{"userId":""}"#),
            ("product.productCreated.v1", r#"{"productId":""}"#),
            ("inventory.stockReserved.v1", r#"{"orderNumber":""}"#),
            ("orders.orderCompleted.v1", r#"{"orderNumber":"","userId":"u-1"}"#),
        ] {
            let outcome = handle(message("e-1", event_type, data), &activities).await;
            assert!(matches!(outcome, Err(Failure::Failed(_))), "{event_type}");
        }
        let user = EntityType::User.entity("u-1").unwrap();
        assert_eq!(activities.feed(&user).await.unwrap(), []);
    }

    #[tokio::test]
    async fn a_too_long_id_fails_the_message() {
        let activities = MemoryActivities::default();
        let event_id = "x".repeat(257);
        let message = message(&event_id, "users.userCreated.v1", r#"{"userId":"u-1"}"#);
        assert!(matches!(handle(message, &activities).await, Err(Failure::Failed(_))));
    }

    #[tokio::test]
    async fn a_redelivered_event_is_one_entry() {
        let activities = MemoryActivities::default();
        for _ in 0..2 {
            let message = message("e-1", "users.userCreated.v1", r#"{"userId":"u-1"}"#);
            handle(message, &activities).await.unwrap();
        }
        let user = EntityType::User.entity("u-1").unwrap();
        assert_eq!(activities.feed(&user).await.unwrap().len(), 1);
    }

    /// Adds a sample of every event, which the bus gives this time.
    async fn handle_samples(activities: &impl NewEntries, time: Timestamp) {
        let contracts = contracts();
        for sample in contracts.iter().flat_map(|contract| contract.published()) {
            if ActivityEvent::types().contains(&sample.event) {
                let name = sample.event.name;
                let message = message(&format!("id of {name}"), name, &sample.sample().to_string());
                handle(Message { time, ..message }, activities).await.unwrap();
            }
        }
    }

    #[tokio::test]
    async fn a_replay_of_the_archive_on_its_last_day_changes_nothing() {
        let clock = TestClock::at(TIME.parse().unwrap());
        let activities = MemoryActivities::at(&clock);
        handle_samples(&activities, clock.now()).await;
        let before = activities.entries();
        assert!(before.len() >= ActivityEvent::types().len());

        clock.advance(SignedDuration::from_hours(24 * i64::from(ARCHIVE_RETENTION_DAYS)));
        handle_samples(&activities, clock.now()).await;
        assert_eq!(activities.entries(), before);
    }

    #[tokio::test]
    async fn two_events_in_one_millisecond_are_two_entries() {
        let activities = MemoryActivities::default();
        for id in ["e-1", "e-2"] {
            let message = message(id, "users.userCreated.v1", r#"{"userId":"u-1"}"#);
            handle(message, &activities).await.unwrap();
        }
        let user = EntityType::User.entity("u-1").unwrap();
        assert_eq!(activities.feed(&user).await.unwrap().len(), 2);
    }
}
