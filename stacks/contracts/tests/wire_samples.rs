//! Events in the forms that compatible systems publish are read without loss.

use contracts::{
    Subscription, UnknownEvent,
    activity::ActivityEvent,
    inventory::{OutOfStock, StockReservationFailed, StockReserved, StockUpdated},
    order::{OrderCompleted, OrderConfirmed, OrderCreated},
    pricing::{PriceBracket, PricingCalculated},
    product_management::ProductCreated,
    user_management::UserCreated,
};
use serde_json::Value;

/// `data` of an event called `name` reads as `expected`.
fn check(name: &str, data: &str, expected: &ActivityEvent) {
    let data: Value = serde_json::from_str(data).expect("samples are JSON");
    assert_eq!(ActivityEvent::decode(name, data).as_ref().ok(), Some(expected));
}

fn check_unreadable(name: &str, data: &str) {
    let data: Value = serde_json::from_str(data).expect("samples are JSON");
    let error = ActivityEvent::decode(name, data).expect_err("the data is wrong");
    assert!(matches!(error, UnknownEvent::Data { .. }), "{error}");
}

fn price(text: &str) -> contracts::Money {
    serde_json::from_str(text).expect("prices are numbers")
}

#[test]
fn a_user_id_of_digits_is_a_string() {
    check(
        "users.userCreated.v1",
        r#"{"userId":"15684379648573481564"}"#,
        &ActivityEvent::UserCreated(UserCreated { user_id: "15684379648573481564".into() }),
    );
}

#[test]
fn a_product_event_with_an_id_only_is_read() {
    check(
        "product.productCreated.v1",
        r#"{"productId":"FLATWHITE"}"#,
        &ActivityEvent::ProductCreated(ProductCreated {
            product_id: "FLATWHITE".into(),
            name: None,
            price: None,
            category: None,
        }),
    );
}

#[test]
fn an_unknown_field_of_an_event_is_ignored() {
    check(
        "product.productCreated.v1",
        r#"{"productId":"FLATWHITE","name":"Flat White","price":3.5,"colour":"brown"}"#,
        &ActivityEvent::ProductCreated(ProductCreated {
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
        &ActivityEvent::PricingCalculated(PricingCalculated {
            product_id: "P".into(),
            price_brackets: vec![
                PriceBracket { quantity: 5, price: price("12.34") },
                PriceBracket { quantity: 10, price: price("11.69") },
            ],
        }),
    );
}

#[test]
fn a_stock_level_is_read_under_both_its_names() {
    let expected = |previous_stock_level| {
        ActivityEvent::StockUpdated(StockUpdated {
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
fn the_conversation_id_of_a_reservation_is_in_the_data() {
    check(
        "inventory.stockReserved.v1",
        r#"{"orderNumber":"o-1","conversationId":"token"}"#,
        &ActivityEvent::StockReserved(StockReserved {
            order_number: "o-1".into(),
            conversation_id: Some("token".into()),
        }),
    );
}

#[test]
fn a_reservation_without_an_order_number_is_read() {
    check(
        "inventory.stockReservationFailed.v1",
        r#"{"conversationId":"token"}"#,
        &ActivityEvent::StockReservationFailed(StockReservationFailed {
            order_number: String::new(),
            conversation_id: Some("token".into()),
        }),
    );
}

#[test]
fn an_out_of_stock_event_names_its_product() {
    check(
        "inventory.outOfStock.v1",
        r#"{"productId":"P"}"#,
        &ActivityEvent::OutOfStock(OutOfStock { product_id: "P".into() }),
    );
}

#[test]
fn an_order_without_a_user_is_read() {
    check(
        "orders.orderCreated.v1",
        r#"{"orderNumber":"o-1","products":["A","B"]}"#,
        &ActivityEvent::OrderCreated(OrderCreated {
            order_number: "o-1".into(),
            products: vec!["A".into(), "B".into()],
            user_id: String::new(),
        }),
    );
}

#[test]
fn an_order_with_an_empty_user_is_read() {
    check(
        "orders.orderConfirmed.v1",
        r#"{"orderNumber":"o-1","userId":""}"#,
        &ActivityEvent::OrderConfirmed(OrderConfirmed {
            order_number: "o-1".into(),
            user_id: String::new(),
        }),
    );
}

#[test]
fn an_order_with_the_e_mail_address_of_its_user_is_read() {
    check(
        "orders.orderCompleted.v1",
        r#"{"orderNumber":"o-1","userId":"TEST@TEST.COM"}"#,
        &ActivityEvent::OrderCompleted(OrderCompleted {
            order_number: "o-1".into(),
            user_id: "TEST@TEST.COM".into(),
        }),
    );
}

#[test]
fn an_event_without_its_id_is_unreadable() {
    check_unreadable("product.productCreated.v1", "{}");
    check_unreadable("users.userCreated.v1", r#"{"user":"x"}"#);
    check_unreadable("orders.orderCreated.v1", r#"{"products":[]}"#);
}

#[test]
fn an_event_with_a_field_of_another_type_is_unreadable() {
    check_unreadable("product.productCreated.v1", r#"{"productId":7}"#);
    check_unreadable("orders.orderCreated.v1", r#""o-1""#);
    check_unreadable("users.userCreated.v1", "null");
}

#[test]
fn an_event_of_another_type_is_an_error_that_names_it() {
    let error = ActivityEvent::decode("orders.orderCompleted.v2", Value::Null).unwrap_err();
    assert_eq!(
        error.to_string(),
        "an event of type `orders.orderCompleted.v2` is not handled here"
    );
}
