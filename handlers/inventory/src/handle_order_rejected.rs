//! `handle-order-rejected`: releases the products that were reserved for an order.
//!
//! An order may be rejected before its products were reserved, because it was not paid, or because
//! events arrive out of order. Its rejection is stored, so that nothing is reserved for it later.

use contracts::inventory::{HandleOrderRejected, OrderToRelease};
use platform::{Attempt, Failure, Handler, Lambda, Message, Result, retry_conflicts};

use crate::{
    Inventory,
    dynamo::DynamoStock,
    order::{Outcome, check_order_number},
    ports::{Orders, Releases},
};

impl Handler<HandleOrderRejected> for Inventory {
    async fn run(lambda: Lambda<HandleOrderRejected>) -> Result {
        let stock = DynamoStock(lambda.table());
        lambda.serve(async |message| handle(message, &stock).await).await
    }
}

pub async fn handle(message: Message<OrderToRelease>, stock: &(impl Orders + Releases)) -> Result {
    let number = &message.data.order_number;
    check_order_number(number)?;
    retry_conflicts(format_args!("release order `{number}`"), async || {
        let is_released = match stock.order(number).await? {
            None => stock.reject_unknown_order(number, &message.context).await?,
            Some(order) => match order.outcome {
                Outcome::Reserved => stock.release(&order).await?,
                Outcome::Refused | Outcome::Released => true,
                Outcome::Shipped => {
                    return Err(Failure::conflict(format!(
                        "failed to release order `{number}`: it was shipped"
                    )));
                }
            },
        };
        Ok(if is_released { Attempt::Done(()) } else { Attempt::Conflict })
    })
    .await
}

#[cfg(test)]
mod tests {
    use platform::{
        Context,
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryStock, order::Order, ports::Shipments};

    async fn deliver(stock: &(impl Orders + Releases), number: &str) -> bool {
        let handle = async |message| handle(message, stock).await;
        let data = json!({ "orderNumber": number, "userId": "u-1", "reason": "PAYMENT_FAILED" });
        let batch = batch("orders.orderRejected.v1", &json!({ "data": data }));
        is_done(invoke::<HandleOrderRejected>(batch, handle).await)
    }

    async fn with_reservation() -> MemoryStock {
        MemoryStock::with(&[("LATTE", 5)]).with_order("o-1", &["LATTE", "LATTE"]).await
    }

    #[tokio::test]
    async fn reserved_products_are_released_once() {
        let stock = with_reservation().await;
        for _ in 0..2 {
            assert!(deliver(&stock, "o-1").await);
            assert_eq!(stock.all_levels()["LATTE"].available(), 5);
        }
        assert_eq!(stock.orders()[0].outcome, Outcome::Released);
    }

    #[tokio::test]
    async fn the_rejection_of_an_unknown_order_is_stored() {
        let stock = MemoryStock::default();
        assert!(deliver(&stock, "o-1").await);
        assert_eq!(stock.orders()[0].outcome, Outcome::Released);
    }

    /// An order that always changes between a read and the release after it.
    struct Contested(MemoryStock);

    impl Orders for Contested {
        async fn order(&self, number: &str) -> Result<Option<Order>> {
            self.0.order(number).await
        }
    }

    impl Releases for Contested {
        async fn release(&self, _: &Order) -> Result<bool> {
            Ok(false)
        }

        async fn reject_unknown_order(&self, _: &str, _: &Context) -> Result<bool> {
            Ok(false)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_order_that_others_change_all_the_time_is_redelivered() {
        let contested = Contested(with_reservation().await);
        for number in ["o-1", "o-2"] {
            assert!(!deliver(&contested, number).await);
            assert!(deliver(&contested.0, number).await);
        }
    }

    #[tokio::test]
    async fn rejecting_a_shipped_order_does_not_restock() {
        let stock = with_reservation().await;
        let order = stock.order("o-1").await.unwrap().unwrap();
        let shipments = order.lines.shipments(&stock.all_levels()).unwrap();
        assert!(stock.ship(&order, &shipments, &Context::new()).await.unwrap());
        assert!(deliver(&stock, "o-1").await);
        let level = stock.all_levels()["LATTE"];
        assert_eq!((level.total(), level.available()), (3, 3));
    }
}
