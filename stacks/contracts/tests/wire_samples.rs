//! Events in the forms that compatible systems publish are read without loss.

use contracts::{
    Subscription, UnreadableEvent,
    activity::ActivityEvent as Activity,
    inventory::OrderToReserve,
    pricing::PriceBracket,
    product_management::{CalculatedBrackets, StockLevel},
};
use serde_json::Value;

/// `data` of an event called `name` reads as `expected`.
fn check<S: Subscription + PartialEq + std::fmt::Debug>(name: &str, data: &str, expected: &S) {
    let data: Value = serde_json::from_str(data).expect("samples are JSON");
    assert_eq!(S::decode(name, data).as_ref().ok(), Some(expected));
}

fn check_unreadable(name: &str, data: &str) {
    let data: Value = serde_json::from_str(data).expect("samples are JSON");
    let error = Activity::decode(name, data).expect_err("the data is wrong");
    assert!(matches!(error, UnreadableEvent::Data { .. }), "{error}");
}

fn price(text: &str) -> contracts::Money {
    serde_json::from_str(text).expect("prices are numbers")
}

fn order(number: &str, products: Option<&[&str]>) -> OrderToReserve {
    let products = products.map(|ids| ids.iter().map(|id| (*id).to_owned()).collect());
    OrderToReserve { order_number: number.into(), products }
}

#[test]
fn a_user_id_of_digits_is_a_string() {
    check(
        "users.userCreated.v1",
        r#"{"userId":"15684379648573481564"}"#,
        &Activity::UserCreated { user_id: "15684379648573481564".into() },
    );
}

#[test]
fn an_unknown_field_of_an_event_is_ignored() {
    check(
        "product.productCreated.v1",
        r#"{"productId":"FLATWHITE","name":"Flat White","price":3.5,"colour":"brown"}"#,
        &Activity::ProductCreated { product_id: "FLATWHITE".into() },
    );
}

#[test]
fn price_brackets_are_exact() {
    check(
        "pricing.pricingCalculated.v1",
        r#"{"productId":"P","priceBrackets":[{"quantity":5,"price":12.34},{"quantity":10,"price":11.69}]}"#,
        &CalculatedBrackets {
            product_id: "P".into(),
            price_brackets: vec![
                PriceBracket { quantity: 5, price: price("12.34") },
                PriceBracket { quantity: 10, price: price("11.69") },
            ],
        },
    );
}

#[test]
fn a_stock_level_is_read_under_both_its_names() {
    let expected =
        StockLevel { product_id: "P".into(), new_stock_level: Some(9.0), revision: None };
    check(
        "inventory.stockUpdated.v1",
        r#"{"productId":"P","previousStockLevel":10.0,"newStockLevel":9.0}"#,
        &expected,
    );
    check("inventory.stockUpdated.v1", r#"{"productId":"P","stockLevel":9}"#, &expected);
    check(
        "inventory.stockUpdated.v1",
        r#"{"productId":"P","newStockLevel":9,"revision":7}"#,
        &StockLevel { revision: Some(7), ..expected },
    );
}

#[test]
fn an_order_without_products_is_read() {
    let name = "orders.orderCreated.v1";
    let products = &["A", "B"][..];
    check(name, r#"{"orderNumber":"o-1","products":["A","B"]}"#, &order("o-1", Some(products)));
    check(name, r#"{"orderNumber":"o-1","products":null}"#, &order("o-1", None));
    check(name, r#"{"orderNumber":"o-1"}"#, &order("o-1", None));
}

#[test]
fn an_order_with_an_empty_user_or_none_is_read() {
    let expected = |user_id: Option<&str>| Activity::OrderConfirmed {
        order_number: "o-1".into(),
        user_id: user_id.map(str::to_owned),
    };
    let name = "orders.orderConfirmed.v1";
    check(name, r#"{"orderNumber":"o-1","userId":""}"#, &expected(Some("")));
    check(name, r#"{"orderNumber":"o-1","userId":null}"#, &expected(None));
    check(name, r#"{"orderNumber":"o-1"}"#, &expected(None));
    check(
        name,
        r#"{"orderNumber":"o-1","userId":"TEST@TEST.COM"}"#,
        &expected(Some("TEST@TEST.COM")),
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
    let error = Activity::decode("orders.orderCompleted.v2", Value::Null).unwrap_err();
    assert_eq!(
        error.to_string(),
        "an event of type `orders.orderCompleted.v2` is not handled here"
    );
}
