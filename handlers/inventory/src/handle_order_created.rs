//! `handle-order-created`: reserves the products of an order, all or none, and replies to the
//! order's workflow.
//!
//! A workflow that got no reply in time sends a further request: the same event with another
//! conversation id. The reply to it is the original outcome. A duplicate delivery has no reply.

use contracts::{
    AvailabilityRate,
    inventory::{HandleOrderCreated, OrderToReserve},
};
use platform::{Failure, Handler, Lambda, Message, ReplyRequest, Result, simulation::Rate};

use crate::{
    Inventory,
    dynamo::DynamoStock,
    order::{Lines, check_order_number},
    ports::{Orders, ReservationResult, Reservations},
};

impl Handler<HandleOrderCreated> for Inventory {
    async fn run(lambda: Lambda<HandleOrderCreated>) -> Result {
        let stock = DynamoStock(lambda.table());
        let availability = Rate::new(lambda.setting::<AvailabilityRate>()?)?;
        lambda.serve(async |message| handle(message, &stock, availability).await).await
    }
}

pub async fn handle(
    message: Message<OrderToReserve>,
    stock: &(impl Orders + Reservations),
    availability: Rate,
) -> Result {
    let OrderToReserve { order_number, products } = &message.data;
    check_order_number(order_number)?;
    let Some(products) = products.as_deref().filter(|products| !products.is_empty()) else {
        tracing::info!(order_number, "the order has no products");
        return Ok(());
    };
    let request = ReplyRequest::of(&message);
    if decide(order_number, products, &request, stock, availability).await? {
        return Ok(());
    }
    let order = stock.order(order_number).await?.ok_or_else(|| {
        Failure::failed(format!("failed to reply to order `{order_number}`: order not found"))
    })?;
    stock.reply(order_number, order.outcome, &request).await
}

/// Reserves the products or refuses the order, and replies. False if the order has an outcome
/// already.
async fn decide(
    order_number: &str,
    products: &[String],
    request: &ReplyRequest<'_>,
    stock: &impl Reservations,
    availability: Rate,
) -> Result<bool> {
    let reason = match Lines::of(products) {
        _ if !availability.accepts("warehouse", order_number) => {
            "the simulated warehouse refuses it".into()
        }
        Ok(lines) => match stock.reserve(order_number, &lines, request).await? {
            ReservationResult::Reserved => return Ok(true),
            ReservationResult::AlreadyDecided => return Ok(false),
            ReservationResult::Unavailable => {
                "a product is unknown, or too few units of it are available".into()
            }
        },
        Err(unfulfillable) => unfulfillable.to_string(),
    };
    tracing::warn!(order_number, reason, "the order was refused");
    stock.refuse(order_number, request).await
}

#[cfg(test)]
mod tests {
    use contracts::retention::ARCHIVE_RETENTION_DAYS;
    use jiff::{SignedDuration, Timestamp};
    use platform::{
        Context,
        clock::{Clock, TestClock},
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{events::PrivateEvent, memory::MemoryStock, order::Outcome, ports::Releases};

    async fn deliver<C: Clock>(stock: &MemoryStock<C>, detail: Value) -> bool {
        let handle = async |message| handle(message, stock, Rate::ALWAYS).await;
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

    fn reserved(number: &str, conversation_id: &str) -> PrivateEvent {
        let conversation_id = Some(conversation_id.to_owned());
        PrivateEvent::OrderReserved { order_number: number.to_owned(), conversation_id }
    }

    fn refused(number: &str, conversation_id: &str) -> PrivateEvent {
        let conversation_id = Some(conversation_id.to_owned());
        PrivateEvent::OrderRefused { order_number: number.to_owned(), conversation_id }
    }

    fn available(stock: &MemoryStock, product_id: &str) -> u32 {
        stock.all_levels()[product_id].available()
    }

    #[tokio::test]
    async fn an_order_reserves_all_its_products() {
        let stock = MemoryStock::with(&[("LATTE", 2), ("TEA", 1)]);
        assert!(deliver(&stock, order("o-1", &["LATTE", "TEA", "LATTE"], "t-1")).await);
        assert_eq!(stock.events(), [reserved("o-1", "t-1")]);
        assert_eq!((available(&stock, "LATTE"), available(&stock, "TEA")), (0, 0));
    }

    #[tokio::test]
    async fn an_order_that_is_replayed_on_the_last_day_of_the_archive_gets_no_second_reply() {
        let clock = TestClock::at(Timestamp::constant(1_795_255_200, 0));
        let stock = MemoryStock::at(&clock).stocked("LATTE", 2);
        for products in [["LATTE"], ["MILK"]] {
            assert!(deliver(&stock, order(products[0], &products, "t-1")).await);
        }
        let before = stock.events();
        clock.advance(SignedDuration::from_hours(24 * i64::from(ARCHIVE_RETENTION_DAYS)));
        for products in [["LATTE"], ["MILK"]] {
            assert!(deliver(&stock, order(products[0], &products, "t-1")).await);
        }
        assert_eq!((stock.events(), before.len()), (before, 2));
    }

    #[tokio::test]
    async fn an_order_with_an_unavailable_product_reserves_nothing() {
        let stock = MemoryStock::with(&[("LATTE", 2), ("TEA", 1)]);
        let products: [&[&str]; 4] =
            [&["LATTE", "TEA", "TEA"], &["LATTE", "MILK"], &["LATTE", ""], &["LATTE"; 3]];
        for (index, products) in products.iter().enumerate() {
            let number = format!("o-{index}");
            assert!(deliver(&stock, order(&number, products, "t-1")).await);
            assert_eq!(stock.events()[index], refused(&number, "t-1"));
        }
        assert_eq!((available(&stock, "LATTE"), available(&stock, "TEA")), (2, 1));
    }

    #[tokio::test]
    async fn an_order_with_more_products_than_a_transaction_takes_is_refused() {
        let ids: Vec<String> = (0..101).map(|n| format!("P-{n}")).collect();
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        let levels: Vec<(&str, u32)> = ids.iter().map(|id| (*id, 1)).collect();
        let stock = MemoryStock::with(&levels);
        assert!(deliver(&stock, order("o-1", &ids, "t-1")).await);
        assert_eq!(stock.events(), [refused("o-1", "t-1")]);
        assert!(deliver(&stock, order("o-2", &ids[..97], "t-1")).await);
        assert_eq!(stock.events()[1], reserved("o-2", "t-1"));
    }

    #[tokio::test]
    async fn an_order_that_the_simulated_warehouse_refuses_reserves_nothing() {
        let stock = MemoryStock::with(&[("LATTE", 1)]);
        let never = Rate::new(0.0).unwrap();
        let handle = async |message| handle(message, &stock, never).await;
        let batch = batch("orders.orderCreated.v1", &order("o-1", &["LATTE"], "t-1"));
        assert!(is_done(invoke::<HandleOrderCreated>(batch, handle).await));
        assert_eq!(stock.events(), [refused("o-1", "t-1")]);
        assert_eq!(available(&stock, "LATTE"), 1);
    }

    #[tokio::test]
    async fn a_duplicate_delivery_changes_nothing_and_has_no_reply() {
        let stock = MemoryStock::with(&[("LATTE", 1)]);
        for _ in 0..2 {
            deliver(&stock, order("o-1", &["LATTE"], "t-1")).await;
            deliver(&stock, order("o-2", &["LATTE"], "t-2")).await;
        }
        assert_eq!(stock.events(), [reserved("o-1", "t-1"), refused("o-2", "t-2")]);
        assert_eq!(available(&stock, "LATTE"), 0);
    }

    #[tokio::test]
    async fn a_retried_order_receives_its_original_outcome() {
        let stock = MemoryStock::with(&[("LATTE", 1)]);
        deliver(&stock, order("o-1", &["LATTE"], "t-1")).await;
        deliver(&stock, order("o-2", &["LATTE"], "t-2")).await;
        let before = stock.all_levels();
        deliver(&stock, order("o-1", &["LATTE"], "t-3")).await;
        deliver(&stock, order("o-2", &["LATTE"], "t-4")).await;
        assert_eq!(stock.events()[2..], [reserved("o-1", "t-3"), refused("o-2", "t-4")]);
        assert_eq!(stock.all_levels(), before);
    }

    #[tokio::test]
    async fn an_order_that_was_rejected_before_reserves_nothing() {
        let stock = MemoryStock::with(&[("LATTE", 1)]);
        assert!(stock.reject_unknown_order("o-1", &Context::new()).await.unwrap());
        assert!(deliver(&stock, order("o-1", &["LATTE"], "t-1")).await);
        assert_eq!(stock.events(), [refused("o-1", "t-1")]);
        assert_eq!(stock.orders()[0].outcome, Outcome::Released);
        assert_eq!(available(&stock, "LATTE"), 1);
    }

    #[tokio::test]
    async fn an_order_without_products_is_ignored() {
        let stock = MemoryStock::default();
        assert!(deliver(&stock, json!({ "data": { "orderNumber": "o-1" } })).await);
        assert!(deliver(&stock, order("o-1", &[], "t-1")).await);
        assert_eq!((stock.events(), stock.orders()), (vec![], vec![]));
    }

    #[tokio::test]
    async fn an_event_without_envelope_has_a_reply_without_conversation() {
        let stock = MemoryStock::with(&[("LATTE", 1)]);
        let data = json!({ "orderNumber": "o-1", "products": ["LATTE"] });
        assert!(deliver(&stock, json!({ "data": data })).await);
        let order_number = "o-1".to_owned();
        let expected = PrivateEvent::OrderReserved { order_number, conversation_id: None };
        assert_eq!(stock.events(), [expected]);
    }

    #[tokio::test]
    async fn an_event_without_a_valid_order_number_fails() {
        let stock = MemoryStock::with(&[("LATTE", 1)]);
        for number in ["", &"x".repeat(257)] {
            assert!(!deliver(&stock, order(number, &["LATTE"], "t-1")).await);
        }
        assert!(!deliver(&stock, json!({ "data": { "products": ["LATTE"] } })).await);
        let products = json!({ "orderNumber": "o-1", "products": "LATTE" });
        assert!(!deliver(&stock, json!({ "data": products })).await);
        assert_eq!((stock.events(), available(&stock, "LATTE")), (vec![], 1));
    }
}
