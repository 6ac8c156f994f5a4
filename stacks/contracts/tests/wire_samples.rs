//! Events as the systems we are compatible with write them are read without loss.

use contracts::{
    Subscription, UnknownEvent,
    activity::Happening,
    inventory::{OutOfStock, StockReservationFailed, StockReserved, StockUpdated},
    order::{OrderCompleted, OrderConfirmed, OrderCreated},
    pricing::{PriceBracket, PricingCalculated},
    product_management::ProductCreated,
    user_management::UserCreated,
};
use serde_json::Value;

/// `data` of an event called `name` reads as `expected`.
fn check(name: &str, data: &str, expected: &Happening) {
    let data: Value = serde_json::from_str(data).expect("samples are JSON");
    assert_eq!(Happening::decode(name, data).as_ref().ok(), Some(expected));
}

fn check_unreadable(name: &str, data: &str) {
    let data: Value = serde_json::from_str(data).expect("samples are JSON");
    let error = Happening::decode(name, data).expect_err("the data is wrong");
    assert!(matches!(error, UnknownEvent::Data { .. }), "{error}");
}

fn price(text: &str) -> contracts::Money {
    serde_json::from_str(text).expect("prices are numbers")
}

#[test]
fn a_hashed_user_id_is_a_string_like_any_other() {
    check(
        "users.userCreated.v1",
        r#"{"userId":"15684379648573481564"}"#,
        &Happening::UserCreated(UserCreated { user_id: "15684379648573481564".into() }),
    );
}

#[test]
fn a_product_event_may_carry_only_the_id() {
    check(
        "product.productCreated.v1",
        r#"{"productId":"FLATWHITE"}"#,
        &Happening::ProductCreated(ProductCreated {
            product_id: "FLATWHITE".into(),
            name: None,
            price: None,
            category: None,
        }),
    );
}

#[test]
fn a_product_event_may_carry_more_than_we_know() {
    check(
        "product.productCreated.v1",
        r#"{"productId":"FLATWHITE","name":"Flat White","price":3.5,"colour":"brown"}"#,
        &Happening::ProductCreated(ProductCreated {
            product_id: "FLATWHITE".into(),
            name: Some("Flat White".into()),
            price: Some(price("3.5")),
            category: None,
        }),
    );
}

#[test]
fn price_brackets_are_exact() {
    check(
        "pricing.pricingCalculated.v1",
        r#"{"productId":"P","priceBrackets":[{"quantity":5,"price":12.34},{"quantity":10,"price":11.69}]}"#,
        &Happening::PricingCalculated(PricingCalculated {
            product_id: "P".into(),
            price_brackets: vec![
                PriceBracket { quantity: 5, price: price("12.34") },
                PriceBracket { quantity: 10, price: price("11.69") },
            ],
        }),
    );
}

#[test]
fn stock_levels_are_known_by_both_names() {
    let expected = |previous_stock_level| {
        Happening::StockUpdated(StockUpdated {
            product_id: "P".into(),
            previous_stock_level,
            new_stock_level: 9.0,
        })
    };
    check(
        "inventory.stockUpdated.v1",
        r#"{"productId":"P","previousStockLevel":10.0,"newStockLevel":9.0}"#,
        &expected(10.0),
    );
    check("inventory.stockUpdated.v1", r#"{"productId":"P","stockLevel":9}"#, &expected(0.0));
}

#[test]
fn reservations_carry_the_conversation_in_the_data() {
    check(
        "inventory.stockReserved.v1",
        r#"{"orderNumber":"o-1","conversationId":"token"}"#,
        &Happening::StockReserved(StockReserved {
            order_number: "o-1".into(),
            conversation_id: Some("token".into()),
        }),
    );
}

#[test]
fn a_reservation_may_lack_the_order_number() {
    check(
        "inventory.stockReservationFailed.v1",
        r#"{"conversationId":"token"}"#,
        &Happening::StockReservationFailed(StockReservationFailed {
            order_number: String::new(),
            conversation_id: Some("token".into()),
        }),
    );
}

#[test]
fn out_of_stock_names_the_product() {
    check(
        "inventory.outOfStock.v1",
        r#"{"productId":"P"}"#,
        &Happening::OutOfStock(OutOfStock { product_id: "P".into() }),
    );
}

#[test]
fn an_order_from_the_workflow_names_no_user() {
    check(
        "orders.orderCreated.v1",
        r#"{"orderNumber":"o-1","products":["A","B"]}"#,
        &Happening::OrderCreated(OrderCreated {
            order_number: "o-1".into(),
            products: vec!["A".into(), "B".into()],
            user_id: String::new(),
        }),
    );
}

#[test]
fn a_confirmed_order_has_an_empty_user() {
    check(
        "orders.orderConfirmed.v1",
        r#"{"orderNumber":"o-1","userId":""}"#,
        &Happening::OrderConfirmed(OrderConfirmed {
            order_number: "o-1".into(),
            user_id: String::new(),
        }),
    );
}

#[test]
fn a_completed_order_may_name_the_user_by_e_mail() {
    check(
        "orders.orderCompleted.v1",
        r#"{"orderNumber":"o-1","userId":"TEST@TEST.COM"}"#,
        &Happening::OrderCompleted(OrderCompleted {
            order_number: "o-1".into(),
            user_id: "TEST@TEST.COM".into(),
        }),
    );
}

#[test]
fn a_missing_id_is_unreadable() {
    check_unreadable("product.productCreated.v1", "{}");
    check_unreadable("users.userCreated.v1", r#"{"user":"x"}"#);
    check_unreadable("orders.orderCreated.v1", r#"{"products":[]}"#);
}

#[test]
fn a_wrong_type_is_unreadable() {
    check_unreadable("product.productCreated.v1", r#"{"productId":7}"#);
    check_unreadable("orders.orderCreated.v1", r#""o-1""#);
    check_unreadable("users.userCreated.v1", "null");
}

#[test]
fn an_event_nobody_subscribed_to_is_named() {
    let error = Happening::decode("orders.orderCompleted.v2", Value::Null).unwrap_err();
    assert_eq!(
        error.to_string(),
        "an event of type `orders.orderCompleted.v2` is not handled here"
    );
}
