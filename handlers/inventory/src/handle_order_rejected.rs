//! `handle-order-rejected`: gives back what was set aside for an order.
//!
//! An order may be rejected before anybody asked for its products, because it was not paid, or
//! because events overtake each other. It is remembered, so that it gets nothing later.

use contracts::order::OrderRejected;
use platform::{Failure, Message, Result};

use crate::{
    order::{Outcome, check_order_number},
    ports::Stocks,
};

/// How often this is tried while the order changes.
const MAX_RACES: u32 = 10;

pub async fn handle(message: Message<OrderRejected>, stocks: &impl Stocks) -> Result {
    let number = &message.data.order_number;
    check_order_number(number)?;
    for _ in 0..MAX_RACES {
        let done = match stocks.order(number).await? {
            None => stocks.forestall(number, &message.context).await?,
            Some(order) => match order.outcome {
                Outcome::Reserved => stocks.release(&order, &message.context).await?,
                Outcome::Refused | Outcome::Released => true,
                Outcome::Sold => {
                    return Err(Failure::conflict(format!(
                        "the products of the order `{number}` have left the house"
                    )));
                }
            },
        };
        if done {
            return Ok(());
        }
    }
    Err(Failure::failed(format!("failed to release the order `{number}`: it keeps changing")))
}

#[cfg(test)]
mod tests {
    use contracts::inventory::HandleOrderRejected;
    use platform::{
        Context,
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryStocks, order::Lines, ports::Enquiry};

    async fn deliver(stocks: &MemoryStocks, number: &str) -> bool {
        let handle = async |message| handle(message, stocks).await;
        let data = json!({ "orderNumber": number, "userId": "u-1", "reason": "PAYMENT_FAILED" });
        let batch = batch("orders.orderRejected.v1", &json!({ "data": data }));
        is_done(invoke::<HandleOrderRejected>(batch, handle).await)
    }

    async fn with_reservation() -> MemoryStocks {
        let stocks = MemoryStocks::with(&[("LATTE", 5)]);
        let context = Context::new();
        let enquiry = Enquiry {
            order_number: "o-1",
            event_id: "e-1",
            conversation_id: None,
            context: &context,
        };
        let lines = Lines::of(&vec!["LATTE".to_owned(); 2]).unwrap();
        stocks.reserve(&enquiry, &lines).await.unwrap();
        stocks
    }

    #[tokio::test]
    async fn what_was_set_aside_comes_back_once() {
        let stocks = with_reservation().await;
        for _ in 0..2 {
            assert!(deliver(&stocks, "o-1").await);
            assert_eq!(stocks.all_levels()["LATTE"].available(), 5);
        }
        assert_eq!(stocks.orders()[0].outcome, Outcome::Released);
    }

    #[tokio::test]
    async fn an_order_nobody_knows_is_remembered() {
        let stocks = MemoryStocks::default();
        assert!(deliver(&stocks, "o-1").await);
        assert_eq!(stocks.orders()[0].outcome, Outcome::Released);
    }

    #[tokio::test]
    async fn what_left_the_house_does_not_come_back() {
        let stocks = with_reservation().await;
        let order = stocks.order("o-1").await.unwrap().unwrap();
        let sales = order.lines.sales(&stocks.all_levels()).unwrap();
        assert!(stocks.sell(&order, &sales, &Context::new()).await.unwrap());
        assert!(deliver(&stocks, "o-1").await);
        let level = stocks.all_levels()["LATTE"];
        assert_eq!((level.total(), level.available()), (3, 3));
    }
}
