//! Tests of `handle-checkout-basket`.

use contracts::{Money, order::RejectionReason};
use platform::testing::{batch, invoke, is_done};
use serde_json::{Value, json};

use super::*;
use crate::{
    memory::{
        MemoryCatalogue, MemoryOrders,
        samples::{self, brackets, item, money, unpriced},
    },
    price_list::ListedPrice,
};

const CHECKOUT: &str = "0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90";

fn orders() -> MemoryOrders {
    let price = ListedPrice::Price(money("4.99"));
    MemoryOrders::default().with_price("LATTE", price, &brackets(&[(5, "4.74")]))
}

async fn deliver_with(orders: &MemoryOrders, catalogue: &MemoryCatalogue, basket: &Value) -> bool {
    let placement = samples::placement(orders, catalogue);
    let handle = async |message| handle(message, &placement).await;
    is_done(invoke::<HandleCheckoutBasket>(batch("CheckoutBasket", basket), handle).await)
}

async fn deliver(orders: &MemoryOrders, basket: &Value) -> bool {
    deliver_with(orders, &MemoryCatalogue::default(), basket).await
}

fn basket(changes: Value) -> Value {
    let mut basket = json!({
        "userName": "u-1",
        "checkoutId": CHECKOUT,
        "items": [{ "productId": "LATTE", "quantity": 5, "price": 0.01, "color": "Red" }],
        "totalPrice": 0.05,
        "address": "1 Main Street",
    });
    for (name, value) in changes.as_object().unwrap() {
        basket[name] = value.clone();
    }
    basket
}

#[tokio::test]
async fn a_checkout_is_one_order_at_the_listed_prices() {
    let orders = orders();
    for _ in 0..3 {
        assert!(deliver(&orders, &basket(json!({}))).await);
    }
    let [order] = &orders.all_orders()[..] else { panic!("there is not one order") };
    let expected = Order {
        number: CHECKOUT.to_owned(),
        items: vec![item("LATTE", 5, "4.99")],
        placed_at: order.placed_at,
        ..samples::order()
    };
    assert_eq!(*order, expected);
}

#[tokio::test]
async fn a_checkout_of_another_application_is_read_in_the_form_that_it_has() {
    let orders = orders();
    let changes = json!({ "paymentMethod": 1, "totalPrice": 0, "cardInfo": "5554443322" });
    assert!(deliver(&orders, &basket(changes)).await);
    let order = orders.all_orders().remove(0);
    assert_eq!((order.payment_method.as_str(), order.total()), ("1", money("24.95")));
}

/// A basket that costs this for the customer.
fn accepted_at(total: f64) -> Value {
    basket(json!({ "expectedTotal": total }))
}

fn totals(orders: &MemoryOrders) -> Vec<(Money, Option<RejectionReason>)> {
    let total = |order: &Order| (order.total(), order.rejection());
    orders.all_orders().iter().map(total).collect()
}

#[tokio::test]
async fn a_checkout_with_the_expected_total_is_ordered_without_the_catalogue() {
    let (orders, catalogue) = (orders(), MemoryCatalogue::default());
    assert!(deliver_with(&orders, &catalogue, &accepted_at(24.95)).await);
    assert_eq!((totals(&orders), catalogue.lookups()), (vec![(money("24.95"), None)], 0));
    assert_eq!(orders.all_orders()[0].expected_total, Some(money("24.95")));
}

#[tokio::test]
async fn a_checkout_with_another_total_by_the_price_list_is_ordered_at_that_of_the_catalogue() {
    let orders = orders();
    let catalogue = MemoryCatalogue::default().with("LATTE", money("5.5"));
    assert!(deliver_with(&orders, &catalogue, &accepted_at(27.5)).await);
    assert_eq!(totals(&orders), [(money("27.5"), None)]);
}

#[tokio::test]
async fn a_checkout_with_another_total_by_the_catalogue_too_must_not_be_paid() {
    let orders = orders();
    let catalogue = MemoryCatalogue::default().with("LATTE", money("5.5"));
    assert!(deliver_with(&orders, &catalogue, &accepted_at(24.0)).await);
    let rejection = Some(RejectionReason::PaymentFailed);
    assert_eq!(totals(&orders), [(money("27.5"), rejection)]);
}

#[tokio::test]
async fn a_checkout_of_a_product_that_was_deleted_since_must_not_be_paid() {
    let orders = orders().with_price("LATTE", ListedPrice::Deleted, &[]);
    assert!(deliver(&orders, &accepted_at(24.95)).await);
    assert_eq!(totals(&orders), [(money("0"), Some(RejectionReason::NoStock))]);
}

#[tokio::test]
async fn a_checkout_with_another_total_is_delivered_again_if_the_catalogue_is_unreachable() {
    let orders = orders();
    let catalogue = MemoryCatalogue::unreachable();
    assert!(!deliver_with(&orders, &catalogue, &accepted_at(27.5)).await);
    assert_eq!(orders.all_orders(), []);
}

#[tokio::test]
async fn the_first_decision_about_a_checkout_holds_whatever_its_products_cost_later() {
    let expensive = MemoryCatalogue::default().with("LATTE", money("9"));
    let original = MemoryCatalogue::default().with("LATTE", money("4.99"));
    for (first, second) in [(&original, &expensive), (&expensive, &original)] {
        let orders = MemoryOrders::default();
        assert!(deliver_with(&orders, first, &accepted_at(24.95)).await);
        let decided = orders.all_orders();
        assert_eq!(decided.len(), 1);
        assert!(deliver_with(&orders, second, &accepted_at(24.95)).await);
        assert_eq!(orders.all_orders(), decided);
    }
}

#[tokio::test]
async fn a_premium_users_order_has_priority_and_brackets() {
    let orders = orders();
    assert!(deliver(&orders, &basket(json!({ "userType": "PREMIUM" }))).await);
    let order = orders.all_orders().remove(0);
    assert_eq!((order.kind, order.total()), (OrderType::Priority, money("23.7")));
}

#[tokio::test]
async fn a_product_in_several_colours_is_ordered_once_with_all_its_units() {
    let orders = orders();
    let items = json!([
        { "productId": "LATTE", "quantity": 2, "color": "Red" },
        { "productId": "TEA", "color": "Red" },
        { "productId": "LATTE", "quantity": 1, "color": "Blue" },
    ]);
    assert!(deliver(&orders, &basket(json!({ "items": items }))).await);
    let order = orders.all_orders().remove(0);
    assert_eq!(order.items, [item("LATTE", 3, "4.99"), unpriced("TEA", 1)]);
}

#[tokio::test]
async fn a_checkout_whose_id_is_no_uuid_gets_a_number_of_its_own() {
    let orders = orders();
    for id in ["c-1", "c-1", &CHECKOUT.to_uppercase()] {
        assert!(deliver(&orders, &basket(json!({ "checkoutId": id }))).await);
    }
    // The same event twice, and without an id of the checkout.
    for _ in 0..2 {
        assert!(deliver(&orders, &basket(json!({ "checkoutId": null }))).await);
    }
    assert!(deliver(&orders, &basket(json!({ "checkoutId": null, "id": "e-2" }))).await);
    let all = orders.all_orders();
    assert_eq!(all.len(), 4);
    assert!(all.iter().all(|order| is_canonical_uuid(&order.number)), "{all:?}");
}

#[tokio::test]
async fn a_checkout_with_the_number_of_another_order_is_a_dead_letter() {
    let other = Order { number: CHECKOUT.to_owned(), ..samples::order() };
    let orders = orders().with_orders([other.clone()]);
    assert!(!deliver(&orders, &basket(json!({ "userName": "u-2" }))).await);
    assert_eq!(orders.all_orders(), [other]);
}

#[tokio::test]
async fn a_basket_that_cannot_be_ordered_is_a_dead_letter() {
    let orders = orders();
    let item = |id: &str, quantity: Value| json!({ "productId": id, "quantity": quantity });
    let items = |items: Vec<Value>| json!({ "items": items });
    for changes in [
        items(vec![]),
        items((0..51).map(|number| item(&format!("P-{number}"), json!(1))).collect()),
        items(vec![item("LATTE", json!(1)); 51]),
        items(vec![item("LATTE", json!(0))]),
        items(vec![item("LATTE", json!(1)), item("LATTE", json!(0))]),
        items(vec![item("LATTE", json!(101))]),
        items(vec![item("LATTE", json!(60)), item("LATTE", json!(60))]),
        items(vec![item("LATTE", json!(-1))]),
        items(vec![item("", json!(1))]),
        items(vec![item("a b", json!(1))]),
        json!({ "userName": "" }),
        json!({ "userName": "NUMBER#1" }),
        json!({ "currency": "USD" }),
        json!({ "paymentMethod": "" }),
        json!({ "paymentMethod": "4111111111111111" }),
        json!({ "paymentMethod": "4111-1111-1111-1111" }),
        json!({ "paymentMethod": 4_111_111_111_111_111_u64 }),
        json!({ "paymentMethod": 1.5 }),
    ] {
        assert!(!deliver(&orders, &basket(changes.clone())).await, "{changes}");
    }
    assert_eq!(orders.all_orders(), []);
}

#[tokio::test]
async fn a_basket_whose_products_cannot_be_looked_up_is_delivered_again() {
    let orders = orders();
    let basket = basket(json!({ "items": [{ "productId": "MOCHA" }] }));
    assert!(!deliver_with(&orders, &MemoryCatalogue::unreachable(), &basket).await);
    assert_eq!(orders.all_orders(), []);
    let catalogue = MemoryCatalogue::default().with("MOCHA", money("5.2"));
    assert!(deliver_with(&orders, &catalogue, &basket).await);
    assert_eq!(orders.all_orders()[0].total(), money("5.2"));
}
