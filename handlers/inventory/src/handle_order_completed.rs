//! `handle-order-completed`: ships the products that were reserved for an order.

use contracts::inventory::{HandleOrderCompleted, OrderToShip};
use platform::{Attempt, Context, Failure, Handler, Lambda, Message, Result, retry_conflicts};

use crate::{
    Inventory,
    dynamo::DynamoStock,
    order::{Order, Outcome, check_order_number},
    ports::{Orders, Shipments, StockLevelBatches},
};

impl Handler<HandleOrderCompleted> for Inventory {
    async fn run(lambda: Lambda<HandleOrderCompleted>) -> Result {
        let stock = DynamoStock(lambda.table());
        lambda.serve(async |message| handle(message, &stock).await).await
    }
}

pub async fn handle(
    message: Message<OrderToShip>,
    stock: &(impl Orders + StockLevelBatches + Shipments),
) -> Result {
    let number = &message.data.order_number;
    check_order_number(number)?;
    retry_conflicts(format_args!("ship order `{number}`"), async || {
        // The event of the order's creation may be late: this one is redelivered.
        let order = stock.order(number).await?.ok_or_else(|| {
            Failure::failed(format!("failed to ship order `{number}`: order not found"))
        })?;
        match order.outcome {
            Outcome::Shipped => Ok(Attempt::Done(())),
            Outcome::Reserved => ship(&order, stock, &message.context).await,
            Outcome::Refused | Outcome::Released => Err(Failure::conflict(format!(
                "failed to ship order `{number}`: nothing is reserved for it"
            ))),
        }
    })
    .await
}

/// A conflict if the order or the stock changes after it was read.
async fn ship(
    order: &Order,
    stock: &(impl StockLevelBatches + Shipments),
    context: &Context,
) -> Result<Attempt<()>> {
    let products: Vec<&str> = order.lines.iter().map(|(product, _)| product).collect();
    let levels = stock.levels(&products).await?;
    let Some(shipments) = order.lines.shipments(&levels) else {
        // Between the two reads, another delivery shipped the order.
        return Ok(Attempt::Conflict);
    };
    let is_shipped = stock.ship(order, &shipments, context).await?;
    Ok(if is_shipped { Attempt::Done(()) } else { Attempt::Conflict })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use platform::testing::{batch, invoke, is_done};
    use serde_json::json;

    use super::*;
    use crate::{
        events::PrivateEvent, memory::MemoryStock, ports::Releases, shipment::Shipment,
        stock::Level,
    };

    async fn deliver(stock: &(impl Orders + StockLevelBatches + Shipments), number: &str) -> bool {
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
            revision: 2,
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

    /// Stock that another request changes between every read and the shipment after it.
    struct Contested(MemoryStock);

    impl Orders for Contested {
        async fn order(&self, number: &str) -> Result<Option<Order>> {
            self.0.order(number).await
        }
    }

    impl StockLevelBatches for Contested {
        async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
            self.0.levels(product_ids).await
        }
    }

    impl Shipments for Contested {
        async fn ship(&self, _: &Order, _: &[Shipment], _: &Context) -> Result<bool> {
            Ok(false)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_whose_products_others_change_all_the_time_is_redelivered() {
        let stock = MemoryStock::with(&[("LATTE", 2)]).with_order("o-1", &["LATTE"]).await;
        let contested = Contested(stock);
        assert!(!deliver(&contested, "o-1").await);
        assert!(deliver(&contested.0, "o-1").await);
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
