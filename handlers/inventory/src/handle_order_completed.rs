//! `handle-order-completed`: ships the products that were reserved for an order.

use contracts::{inventory::HandleOrderCompleted, order::OrderCompleted};
use platform::{Context, Failure, Handler, Lambda, Message, Result};

use crate::{
    Inventory,
    dynamo::DynamoStock,
    order::{Order, Outcome, check_order_number},
    ports::{Orders, Shipments, StockLevelBatches},
};

/// Attempts to ship an order while others change the same stock.
const ATTEMPTS: u32 = 10;

impl Handler<HandleOrderCompleted> for Inventory {
    async fn run(lambda: Lambda<HandleOrderCompleted>) -> Result {
        let stock = DynamoStock(lambda.table());
        lambda.serve(async |message| handle(message, &stock).await).await
    }
}

pub async fn handle(
    message: Message<OrderCompleted>,
    stock: &(impl Orders + StockLevelBatches + Shipments),
) -> Result {
    let number = &message.data.order_number;
    check_order_number(number)?;
    for _ in 0..ATTEMPTS {
        // The event of the order's creation may be late: this one is redelivered.
        let order = stock.order(number).await?.ok_or_else(|| {
            Failure::failed(format!("failed to ship order `{number}`: order not found"))
        })?;
        match order.outcome {
            Outcome::Shipped => return Ok(()),
            Outcome::Reserved if ship(&order, stock, &message.context).await? => return Ok(()),
            Outcome::Reserved => {}
            Outcome::Refused | Outcome::Released => {
                return Err(Failure::conflict(format!(
                    "failed to ship order `{number}`: nothing is reserved for it"
                )));
            }
        }
    }
    Err(Failure::failed(format!(
        "failed to ship order `{number}`: the stock of its products changed {ATTEMPTS} times"
    )))
}

/// False if the order or the stock has changed since it was read.
async fn ship(
    order: &Order,
    stock: &(impl StockLevelBatches + Shipments),
    context: &Context,
) -> Result<bool> {
    let products: Vec<&str> = order.lines.iter().map(|(product, _)| product).collect();
    let levels = stock.levels(&products).await?;
    let Some(shipments) = order.lines.shipments(&levels) else {
        // Between the two reads, another delivery shipped the order.
        return Ok(false);
    };
    stock.ship(order, &shipments, context).await
}

#[cfg(test)]
mod tests {
    use platform::testing::{batch, invoke, is_done};
    use serde_json::json;

    use super::*;
    use crate::{events::PrivateEvent, memory::MemoryStock, ports::Releases, shipment::Shipment};

    async fn deliver(stock: &MemoryStock, number: &str) -> bool {
        let handle = async |message| handle(message, stock).await;
        let data = json!({ "orderNumber": number, "userId": "u-1" });
        let batch = batch("orders.orderCompleted.v1", &json!({ "data": data }));
        is_done(invoke::<HandleOrderCompleted>(batch, handle).await)
    }

    fn shipments(event: &PrivateEvent) -> &[Shipment] {
        match event {
            PrivateEvent::OrderShipped { shipments, .. } => shipments,
            other => panic!("{other:?} is not `OrderShipped`"),
        }
    }

    #[tokio::test]
    async fn reserved_products_are_shipped_once() {
        let stock = MemoryStock::with(&[("LATTE", 5), ("TEA", 1)]);
        let stock = stock.with_order("o-1", &["LATTE", "LATTE", "TEA"]).await;
        for _ in 0..2 {
            assert!(deliver(&stock, "o-1").await);
        }
        let events = stock.events();
        assert_eq!(events.len(), 2);
        let shipment = |id: &str, previous, new| Shipment {
            product_id: id.to_owned(),
            previous,
            new,
            out_of_stock: new == 0,
        };
        assert_eq!(shipments(&events[1]), [shipment("LATTE", 5, 3), shipment("TEA", 1, 0)]);
        let levels = stock.all_levels();
        assert_eq!((levels["LATTE"].total(), levels["LATTE"].reserved()), (3, 0));
    }

    #[tokio::test]
    async fn a_product_is_out_of_stock_if_all_other_units_are_reserved() {
        let stock = MemoryStock::with(&[("LATTE", 2)]);
        let stock = stock.with_order("o-1", &["LATTE"]).await.with_order("o-2", &["LATTE"]).await;
        deliver(&stock, "o-1").await;
        let shipment = shipments(&stock.events()[2])[0].clone();
        assert_eq!((shipment.new, shipment.out_of_stock), (1, true));
    }

    #[tokio::test]
    async fn an_unknown_order_fails_and_is_redelivered() {
        let stock = MemoryStock::with(&[("LATTE", 2)]);
        assert!(!deliver(&stock, "o-1").await);
        let stock = stock.with_order("o-1", &["LATTE"]).await;
        assert!(deliver(&stock, "o-1").await);
    }

    #[tokio::test]
    async fn an_order_without_reservation_is_acknowledged_and_changes_nothing() {
        let stock = MemoryStock::with(&[("LATTE", 2)]);
        stock.reject_unknown_order("o-1", &Context::new()).await.unwrap();
        assert!(deliver(&stock, "o-1").await);
        assert_eq!((stock.events(), stock.all_levels()["LATTE"].total()), (vec![], 2));
    }

    #[tokio::test]
    async fn an_event_without_order_number_fails() {
        assert!(!deliver(&MemoryStock::default(), "").await);
    }
}
