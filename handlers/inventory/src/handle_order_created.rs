//! `handle-order-created`: sets the products of an order aside, all or none, and answers the
//! order's workflow.
//!
//! A workflow that got no answer in time asks again: the same event with another conversation id.
//! It hears what became of the order the first time. A repeated delivery hears nothing.

use contracts::order::OrderCreated;
use platform::{Failure, Message, Result};

use crate::{
    availability::Availability,
    order::{Lines, check_order_number},
    ports::{Enquiry, Reserving, Stocks},
};

pub async fn handle(
    message: Message<OrderCreated>,
    stocks: &impl Stocks,
    availability: Availability,
) -> Result {
    let OrderCreated { order_number, products, .. } = &message.data;
    check_order_number(order_number)?;
    if products.is_empty() {
        tracing::info!(order_number, "the order needs no products");
        return Ok(());
    }
    let enquiry = Enquiry::of(order_number, &message);
    if settle(&enquiry, products, stocks, availability).await? {
        return Ok(());
    }
    let order = stocks.order(order_number).await?.ok_or_else(|| {
        Failure::failed(format!("failed to find the order `{order_number}`, which is known"))
    })?;
    stocks.answer(&enquiry, order.outcome).await
}

/// Decides what becomes of the order, and answers. False if something became of it before.
async fn settle(
    enquiry: &Enquiry<'_>,
    products: &[String],
    stocks: &impl Stocks,
    availability: Availability,
) -> Result<bool> {
    let reason = match Lines::of(products) {
        _ if !availability.holds(enquiry.order_number) => "the simulated warehouse says no".into(),
        Ok(lines) => match stocks.reserve(enquiry, &lines).await? {
            Reserving::Done => return Ok(true),
            Reserving::Known => return Ok(false),
            Reserving::Unavailable => "a product is unknown, or there is too little of it".into(),
        },
        Err(unfulfillable) => unfulfillable.to_string(),
    };
    tracing::warn!(order_number = enquiry.order_number, reason, "the order gets nothing");
    stocks.refuse(enquiry).await
}

#[cfg(test)]
mod tests {
    use contracts::inventory::HandleOrderCreated;
    use platform::{
        Context,
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{events::Recorded, memory::MemoryStocks, order::Outcome};

    async fn deliver(stocks: &MemoryStocks, detail: Value) -> bool {
        let handle = async |message| handle(message, stocks, Availability::ALWAYS).await;
        let batch = batch("orders.orderCreated.v1", &detail);
        is_done(invoke::<HandleOrderCreated>(batch, handle).await)
    }

    /// The event as the order's workflow sends it.
    fn order(number: &str, products: &[&str], conversation_id: &str) -> Value {
        json!({
            "id": format!("event of {number}"),
            "conversationId": conversation_id,
            "data": { "orderNumber": number, "products": products },
        })
    }

    fn reserved(number: &str, conversation_id: &str) -> Recorded {
        let conversation_id = Some(conversation_id.to_owned());
        Recorded::OrderReserved { order_number: number.to_owned(), conversation_id }
    }

    fn refused(number: &str, conversation_id: &str) -> Recorded {
        let conversation_id = Some(conversation_id.to_owned());
        Recorded::OrderRefused { order_number: number.to_owned(), conversation_id }
    }

    fn available(stocks: &MemoryStocks, product_id: &str) -> u32 {
        stocks.all_levels()[product_id].available()
    }

    #[tokio::test]
    async fn an_order_gets_all_its_products() {
        let stocks = MemoryStocks::with(&[("LATTE", 2), ("TEA", 1)]);
        assert!(deliver(&stocks, order("o-1", &["LATTE", "TEA", "LATTE"], "t-1")).await);
        assert_eq!(stocks.recorded(), [reserved("o-1", "t-1")]);
        assert_eq!((available(&stocks, "LATTE"), available(&stocks, "TEA")), (0, 0));
    }

    #[tokio::test]
    async fn an_order_gets_nothing_if_one_product_is_missing() {
        let stocks = MemoryStocks::with(&[("LATTE", 2), ("TEA", 1)]);
        let products: [&[&str]; 4] =
            [&["LATTE", "TEA", "TEA"], &["LATTE", "MILK"], &["LATTE", ""], &["LATTE"; 3]];
        for (index, products) in products.iter().enumerate() {
            let number = format!("o-{index}");
            assert!(deliver(&stocks, order(&number, products, "t-1")).await);
            assert_eq!(stocks.recorded()[index], refused(&number, "t-1"));
        }
        assert_eq!((available(&stocks, "LATTE"), available(&stocks, "TEA")), (2, 1));
    }

    #[tokio::test]
    async fn more_products_than_a_transaction_takes_are_refused() {
        let ids: Vec<String> = (0..101).map(|n| format!("P-{n}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let levels: Vec<(&str, u32)> = ids.iter().map(|id| (*id, 1)).collect();
        let stocks = MemoryStocks::with(&levels);
        assert!(deliver(&stocks, order("o-1", &ids, "t-1")).await);
        assert_eq!(stocks.recorded(), [refused("o-1", "t-1")]);
        assert!(deliver(&stocks, order("o-2", &ids[..97], "t-1")).await);
        assert_eq!(stocks.recorded()[1], reserved("o-2", "t-1"));
    }

    #[tokio::test]
    async fn an_order_that_the_simulation_refuses_gets_nothing() {
        let stocks = MemoryStocks::with(&[("LATTE", 1)]);
        let never = Availability::parse("0").unwrap();
        let handle = async |message| handle(message, &stocks, never).await;
        let batch = batch("orders.orderCreated.v1", &order("o-1", &["LATTE"], "t-1"));
        assert!(is_done(invoke::<HandleOrderCreated>(batch, handle).await));
        assert_eq!(stocks.recorded(), [refused("o-1", "t-1")]);
        assert_eq!(available(&stocks, "LATTE"), 1);
    }

    #[tokio::test]
    async fn a_repeated_event_changes_and_says_nothing() {
        let stocks = MemoryStocks::with(&[("LATTE", 1)]);
        for _ in 0..2 {
            deliver(&stocks, order("o-1", &["LATTE"], "t-1")).await;
            deliver(&stocks, order("o-2", &["LATTE"], "t-2")).await;
        }
        assert_eq!(stocks.recorded(), [reserved("o-1", "t-1"), refused("o-2", "t-2")]);
        assert_eq!(available(&stocks, "LATTE"), 0);
    }

    #[tokio::test]
    async fn whoever_asks_again_hears_what_became_of_the_order() {
        let stocks = MemoryStocks::with(&[("LATTE", 1)]);
        deliver(&stocks, order("o-1", &["LATTE"], "t-1")).await;
        deliver(&stocks, order("o-2", &["LATTE"], "t-2")).await;
        let before = stocks.all_levels();
        deliver(&stocks, order("o-1", &["LATTE"], "t-3")).await;
        deliver(&stocks, order("o-2", &["LATTE"], "t-4")).await;
        assert_eq!(stocks.recorded()[2..], [reserved("o-1", "t-3"), refused("o-2", "t-4")]);
        assert_eq!(stocks.all_levels(), before);
    }

    #[tokio::test]
    async fn an_order_that_was_rejected_before_gets_nothing() {
        let stocks = MemoryStocks::with(&[("LATTE", 1)]);
        assert!(stocks.forestall("o-1", &Context::new()).await.unwrap());
        assert!(deliver(&stocks, order("o-1", &["LATTE"], "t-1")).await);
        assert_eq!(stocks.recorded(), [refused("o-1", "t-1")]);
        assert_eq!(stocks.orders()[0].outcome, Outcome::Released);
        assert_eq!(available(&stocks, "LATTE"), 1);
    }

    #[tokio::test]
    async fn an_order_without_products_is_no_work() {
        let stocks = MemoryStocks::default();
        assert!(deliver(&stocks, json!({ "data": { "orderNumber": "o-1" } })).await);
        assert!(deliver(&stocks, order("o-1", &[], "t-1")).await);
        assert_eq!((stocks.recorded(), stocks.orders()), (vec![], vec![]));
    }

    #[tokio::test]
    async fn an_event_without_envelope_is_answered_without_conversation() {
        let stocks = MemoryStocks::with(&[("LATTE", 1)]);
        let data = json!({ "orderNumber": "o-1", "products": ["LATTE"] });
        assert!(deliver(&stocks, json!({ "data": data })).await);
        let order_number = "o-1".to_owned();
        let expected = Recorded::OrderReserved { order_number, conversation_id: None };
        assert_eq!(stocks.recorded(), [expected]);
    }

    #[tokio::test]
    async fn an_event_that_names_no_order_fails() {
        let stocks = MemoryStocks::with(&[("LATTE", 1)]);
        for number in ["", &"x".repeat(257)] {
            assert!(!deliver(&stocks, order(number, &["LATTE"], "t-1")).await);
        }
        assert!(!deliver(&stocks, json!({ "data": { "products": ["LATTE"] } })).await);
        let products = json!({ "orderNumber": "o-1", "products": "LATTE" });
        assert!(!deliver(&stocks, json!({ "data": products })).await);
        assert_eq!((stocks.recorded(), available(&stocks, "LATTE")), (vec![], 1));
    }
}
