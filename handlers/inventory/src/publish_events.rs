//! `publish-events`: tells everyone else what this service recorded for itself.

use contracts::inventory::{
    OutOfStock, PublishEvents, StockReservationFailed, StockReserved, StockUpdated,
};
use platform::Outgoing;

use crate::{events::Recorded, sale::Sale};

/// The public events that a private one becomes.
pub fn translate(recorded: Recorded) -> Outgoing<PublishEvents> {
    match recorded {
        Recorded::StockSet { product_id, previous, new } => {
            Outgoing::event(stock_updated(product_id, previous, new))
        }
        Recorded::OrderReserved { order_number, conversation_id } => {
            Outgoing::event(StockReserved { order_number, conversation_id })
        }
        Recorded::OrderRefused { order_number, conversation_id } => {
            Outgoing::event(StockReservationFailed { order_number, conversation_id })
        }
        Recorded::OrderSold { sales, .. } => sales.into_iter().fold(Outgoing::none(), and_sale),
    }
}

fn and_sale(events: Outgoing<PublishEvents>, sale: Sale) -> Outgoing<PublishEvents> {
    let Sale { product_id, previous, new, out_of_stock } = sale;
    let events = events.and(stock_updated(product_id.clone(), previous, new));
    if out_of_stock { events.and(OutOfStock { product_id }) } else { events }
}

fn stock_updated(product_id: String, previous: u32, new: u32) -> StockUpdated {
    StockUpdated { product_id, previous_stock_level: previous.into(), new_stock_level: new.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn check(recorded: Value, expected: &[(&str, Value)]) {
        let recorded: Recorded = serde_json::from_value(recorded).unwrap();
        assert_eq!(translate(recorded).into_events().unwrap(), expected);
    }

    #[test]
    fn counted_stock_is_announced_in_whole_numbers() {
        let updated = json!({ "productId": "LATTE", "previousStockLevel": 10, "newStockLevel": 9 });
        check(
            json!({ "event": "stockSet", "productId": "LATTE", "previous": 10, "new": 9 }),
            &[("inventory.stockUpdated.v1", updated)],
        );
    }

    #[test]
    fn an_answer_carries_the_conversation() {
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        let recorded = |event: &str| json!({ "event": event, "orderNumber": "o-1", "conversationId": "token" });
        check(recorded("orderReserved"), &[("inventory.stockReserved.v1", data.clone())]);
        check(recorded("orderRefused"), &[("inventory.stockReservationFailed.v1", data)]);
    }

    #[test]
    fn an_answer_to_nobody_in_particular_names_the_order() {
        check(
            json!({ "event": "orderReserved", "orderNumber": "o-1", "conversationId": null }),
            &[("inventory.stockReserved.v1", json!({ "orderNumber": "o-1" }))],
        );
    }

    #[test]
    fn a_sale_is_announced_product_by_product() {
        let sale = |id: &str, new: u32, out_of_stock: bool| json!({ "productId": id, "previous": new + 1, "new": new, "outOfStock": out_of_stock });
        let sales = [sale("A", 0, true), sale("B", 4, false)];
        let updated = |id: &str, new: u32| {
            let levels = json!({
                "productId": id,
                "previousStockLevel": new + 1,
                "newStockLevel": new,
            });
            ("inventory.stockUpdated.v1", levels)
        };
        check(
            json!({ "event": "orderSold", "orderNumber": "o-1", "sales": sales }),
            &[
                updated("A", 0),
                ("inventory.outOfStock.v1", json!({ "productId": "A" })),
                updated("B", 4),
            ],
        );
    }
}
