//! `publish-events`: publishes the events in the outbox of the table.

use contracts::inventory::{
    OutOfStock, PublishEvents, StockReservationFailed, StockReserved, StockUpdated,
};
use platform::{Handler, Lambda, PublicEvents, Result};

use crate::{Inventory, events::PrivateEvent, shipment::Shipment, stock::public_revision};

impl Handler<PublishEvents> for Inventory {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public events that a private one becomes.
pub fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    match event {
        PrivateEvent::StockSet { product_id, previous, new, revision } => {
            PublicEvents::event(stock_updated(product_id, previous, new, revision))
        }
        PrivateEvent::OrderReserved { order_number, conversation_id } => {
            PublicEvents::event(StockReserved { order_number, conversation_id })
        }
        PrivateEvent::OrderRefused { order_number, conversation_id } => {
            PublicEvents::event(StockReservationFailed { order_number, conversation_id })
        }
        PrivateEvent::OrderShipped { shipments, .. } => {
            shipments.into_iter().fold(PublicEvents::none(), and_shipment)
        }
    }
}

fn and_shipment(
    events: PublicEvents<PublishEvents>,
    shipment: Shipment,
) -> PublicEvents<PublishEvents> {
    let Shipment { product_id, previous, new, out_of_stock, revision } = shipment;
    let events = events.and(stock_updated(product_id.clone(), previous, new, revision));
    if out_of_stock { events.and(OutOfStock { product_id }) } else { events }
}

fn stock_updated(product_id: String, previous: u32, new: u32, revision: u64) -> StockUpdated {
    StockUpdated {
        product_id,
        previous_stock_level: previous.into(),
        new_stock_level: new.into(),
        revision: public_revision(revision),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(event: Value, expected: &[(&str, Value)]) {
        let event: PrivateEvent = serde_json::from_value(event).unwrap();
        assert_eq!(translate(event).into_events().unwrap(), expected);
    }

    #[test]
    fn set_stock_is_published_in_whole_numbers_with_its_revision() {
        let mut set =
            json!({ "event": "stockSet", "productId": "LATTE", "previous": 10, "new": 9 });
        let mut updated =
            json!({ "productId": "LATTE", "previousStockLevel": 10, "newStockLevel": 9 });
        check(set.clone(), &[("inventory.stockUpdated.v1", updated.clone())]);
        (set["revision"], updated["revision"]) = (json!(7), json!(7));
        check(set, &[("inventory.stockUpdated.v1", updated)]);
    }

    #[test]
    fn a_reply_carries_the_conversation_id() {
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        let reply = |event: &str| json!({ "event": event, "orderNumber": "o-1", "conversationId": "token" });
        check(reply("orderReserved"), &[("inventory.stockReserved.v1", data.clone())]);
        check(reply("orderRefused"), &[("inventory.stockReservationFailed.v1", data)]);
    }

    #[test]
    fn a_reply_without_conversation_names_the_order() {
        check(
            json!({ "event": "orderReserved", "orderNumber": "o-1", "conversationId": null }),
            &[("inventory.stockReserved.v1", json!({ "orderNumber": "o-1" }))],
        );
    }

    #[test]
    fn a_shipped_order_is_published_product_by_product() {
        let shipment = |id: &str, new: u32, out_of_stock: bool| json!({ "productId": id, "previous": new + 1, "new": new, "outOfStock": out_of_stock, "revision": 7 });
        let shipments = [shipment("A", 0, true), shipment("B", 4, false)];
        let updated = |id: &str, new: u32| {
            let levels = json!({
                "productId": id,
                "previousStockLevel": new + 1,
                "newStockLevel": new,
                "revision": 7,
            });
            ("inventory.stockUpdated.v1", levels)
        };
        check(
            json!({ "event": "orderShipped", "orderNumber": "o-1", "shipments": shipments }),
            &[
                updated("A", 0),
                ("inventory.outOfStock.v1", json!({ "productId": "A" })),
                updated("B", 4),
            ],
        );
    }
}
