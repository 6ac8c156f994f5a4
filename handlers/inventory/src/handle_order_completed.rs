//! `handle-order-completed`: takes what was set aside for an order out of stock.

use contracts::order::OrderCompleted;
use platform::{Failure, Message, Result};

use crate::{
    order::{Order, Outcome, check_order_number},
    ports::Stocks,
};

/// How often a sale is tried while others change the same stock.
const MAX_RACES: u32 = 10;

pub async fn handle(message: Message<OrderCompleted>, stocks: &impl Stocks) -> Result {
    let number = &message.data.order_number;
    check_order_number(number)?;
    for _ in 0..MAX_RACES {
        // An order nobody knows may be one whose creation is late: it is tried again.
        let order = stocks.order(number).await?.ok_or_else(|| {
            Failure::failed(format!("failed to complete the order `{number}`: nobody knows it"))
        })?;
        match order.outcome {
            Outcome::Sold => return Ok(()),
            Outcome::Reserved if sell(&order, &message, stocks).await? => return Ok(()),
            Outcome::Reserved => {}
            Outcome::Refused | Outcome::Released => {
                return Err(Failure::conflict(format!(
                    "the order `{number}` has nothing that could leave the house"
                )));
            }
        }
    }
    Err(Failure::failed(format!(
        "failed to complete the order `{number}`: the stock of its products keeps changing"
    )))
}

/// False if the order or the stock is no longer as it was.
async fn sell(
    order: &Order,
    message: &Message<OrderCompleted>,
    stocks: &impl Stocks,
) -> Result<bool> {
    let products: Vec<&str> = order.lines.iter().map(|(product, _)| product).collect();
    let levels = stocks.levels(&products).await?;
    let Some(sales) = order.lines.sales(&levels) else {
        // Read after the order, stock may tell of the order's sale by another delivery.
        return Ok(false);
    };
    stocks.sell(order, &sales, &message.context).await
}

#[cfg(test)]
mod tests {
    use contracts::inventory::HandleOrderCompleted;
    use platform::{
        Context,
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{events::Recorded, memory::MemoryStocks, order::Lines, ports::Enquiry, sale::Sale};

    async fn deliver(stocks: &MemoryStocks, number: &str) -> bool {
        let handle = async |message| handle(message, stocks).await;
        let data = json!({ "orderNumber": number, "userId": "u-1" });
        let batch = batch("orders.orderCompleted.v1", &json!({ "data": data }));
        is_done(invoke::<HandleOrderCompleted>(batch, handle).await)
    }

    async fn reserve(stocks: &MemoryStocks, order_number: &str, products: &[&str]) {
        let context = Context::new();
        let event_id = order_number;
        let enquiry = Enquiry { order_number, event_id, conversation_id: None, context: &context };
        let products: Vec<String> = products.iter().map(|&id| id.to_owned()).collect();
        stocks.reserve(&enquiry, &Lines::of(&products).unwrap()).await.unwrap();
    }

    fn sales(recorded: &Recorded) -> &[Sale] {
        match recorded {
            Recorded::OrderSold { sales, .. } => sales,
            other => panic!("{other:?} is no sale"),
        }
    }

    #[tokio::test]
    async fn what_was_set_aside_leaves_once() {
        let stocks = MemoryStocks::with(&[("LATTE", 5), ("TEA", 1)]);
        reserve(&stocks, "o-1", &["LATTE", "LATTE", "TEA"]).await;
        for _ in 0..2 {
            assert!(deliver(&stocks, "o-1").await);
        }
        let recorded = stocks.recorded();
        assert_eq!(recorded.len(), 2);
        let sale = |id: &str, previous, new| Sale {
            product_id: id.to_owned(),
            previous,
            new,
            out_of_stock: new == 0,
        };
        assert_eq!(sales(&recorded[1]), [sale("LATTE", 5, 3), sale("TEA", 1, 0)]);
        let levels = stocks.all_levels();
        assert_eq!((levels["LATTE"].total(), levels["LATTE"].reserved()), (3, 0));
    }

    #[tokio::test]
    async fn stock_is_out_when_the_rest_is_promised() {
        let stocks = MemoryStocks::with(&[("LATTE", 2)]);
        reserve(&stocks, "o-1", &["LATTE"]).await;
        reserve(&stocks, "o-2", &["LATTE"]).await;
        deliver(&stocks, "o-1").await;
        let sale = sales(&stocks.recorded()[2])[0].clone();
        assert_eq!((sale.new, sale.out_of_stock), (1, true));
    }

    #[tokio::test]
    async fn an_order_nobody_knows_fails_and_is_tried_again() {
        let stocks = MemoryStocks::with(&[("LATTE", 2)]);
        assert!(!deliver(&stocks, "o-1").await);
        reserve(&stocks, "o-1", &["LATTE"]).await;
        assert!(deliver(&stocks, "o-1").await);
    }

    #[tokio::test]
    async fn an_order_without_stock_is_acknowledged_and_changes_nothing() {
        let stocks = MemoryStocks::with(&[("LATTE", 2)]);
        stocks.forestall("o-1", &Context::new()).await.unwrap();
        assert!(deliver(&stocks, "o-1").await);
        assert_eq!((stocks.recorded(), stocks.all_levels()["LATTE"].total()), (vec![], 2));
    }

    #[tokio::test]
    async fn an_event_that_names_no_order_fails() {
        assert!(!deliver(&MemoryStocks::default(), "").await);
    }
}
