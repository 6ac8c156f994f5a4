//! Loyalty.

use std::rc::Rc;

use contracts::{
    Event, Publishes,
    loyalty::{HandleOrderCompleted, HandleUserCreated, PublishEvents, SpendPoints},
};
use jiff::Timestamp;
use loyalty::{
    handle_order_completed, handle_user_created, memory::delivery, publish_events, spend_points,
};
use platform::{
    Context, EventPublisher, Failure, PublicEvents, Result,
    memory::BusEvent,
    testing::{Call, invoke, is_done},
};
use serde_json::json;

use super::{Consumer, Response, Sender, consumer};
use crate::{
    bus,
    shop::Shop,
    stream::{Source, is_refused},
};

pub fn consumers() -> Vec<Consumer> {
    vec![
        consumer!(HandleUserCreated, |shop, message| handle_user_created::handle(
            message,
            &shop.points
        )),
        consumer!(HandleOrderCompleted, |shop, message| handle_order_completed::handle(
            message,
            &shop.points
        )),
    ]
}

/// The stream of the table, which publishes the points that were added to accounts.
pub fn changed_accounts() -> Source {
    Source {
        name: "the stream of the accounts",
        length: |shop| shop.points.changes().len(),
        deliver: |shop, change| {
            Box::pin(async move {
                let (changed, context) = shop.points.changes().entry(change.index);
                let batch = delivery(&changed, change.time, &context);
                let batch = batch.expect("an account is an item");
                let bus = Bus(&shop);
                let handle = async |change| publish_events::handle(change, &bus).await;
                let publishing = invoke::<PublishEvents>(batch, handle);
                let response = shop.world.process("publish-events", publishing).await;
                response.is_some_and(is_done)
            })
        },
    }
}

/// The bus, as a function without an outbox calls it.
struct Bus<'a>(&'a Rc<Shop>);

impl<E: Event + Clone> EventPublisher<E> for Bus<'_>
where
    PublishEvents: Publishes<E>,
{
    async fn publish(
        &self,
        id: String,
        event: &E,
        occurred_at: Timestamp,
        context: &Context,
    ) -> Result {
        let Self(shop) = self;
        let events = PublicEvents::<PublishEvents>::event(event.clone());
        let events = BusEvent::of_outbox(&id, occurred_at, context, events)?;
        if is_refused(&shop.world).await {
            return Err(Failure::failed("the bus refuses the event"));
        }
        let put = || {
            for event in &events {
                bus::put(shop, event.event_type, &event.detail, event.time);
            }
        };
        shop.bus.make("bus.put_events", put).await
    }
}

/// A customer spends points.
pub fn spend_points(shop: Rc<Shop>, sender: &Sender, points: u32) -> Response {
    let call = sender.sign(Call::to::<SpendPoints>("POST /loyalty"), &shop);
    let call = call.json(&json!({ "points": points }));
    Box::pin(async move {
        let handle =
            async |request| spend_points::handle(request, &shop.points, &shop.world.clock).await;
        invoke::<SpendPoints>(call.event(), handle).await
    })
}
