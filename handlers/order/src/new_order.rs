//! An order that was requested and has no prices yet.

use contracts::{
    Money,
    order::{
        OrderType,
        limits::{DEFAULT_PAYMENT_METHOD, PAYMENT_METHOD_RULE, is_payment_method},
    },
};
use jiff::Timestamp;

use crate::{
    lines::Line,
    order::{Order, OrderItem},
    price_list::KnownPrices,
    validation::ValidationErrors,
};

/// A valid request for an order.
#[derive(Clone, Debug, PartialEq)]
pub struct NewOrder {
    pub user_id: String,
    pub kind: OrderType,
    pub lines: Vec<Line>,
    pub currency: String,
    pub payment_method: String,
    /// The total that the customer accepted, if the request states it.
    pub expected_total: Option<Money>,
}

impl NewOrder {
    /// The ids of the different products.
    pub fn product_ids(&self) -> Vec<String> {
        self.lines.iter().map(|line| line.product_id.clone()).collect()
    }

    /// The order at these prices. One that must not be paid is accepted too, because clients expect
    /// that of a product whose price is unknown; its workflow rejects it.
    pub fn at(&self, prices: &KnownPrices, number: String, placed_at: Timestamp) -> Order {
        let item = |line: &Line| OrderItem {
            product_id: line.product_id.clone(),
            quantity: line.quantity,
            price: prices.unit_price(&line.product_id, line.quantity, self.kind),
        };
        Order {
            number,
            user_id: self.user_id.clone(),
            items: self.lines.iter().map(item).collect(),
            placed_at: to_the_millisecond(placed_at),
            kind: self.kind,
            status: contracts::order::OrderStatus::Created,
            currency: self.currency.clone(),
            payment_method: self.payment_method.clone(),
            expected_total: self.expected_total,
        }
    }
}

/// The time as clients of the API can represent it.
fn to_the_millisecond(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

/// How an order is paid: the requested method and currency, if they are valid.
pub fn check_payment(
    method: Option<&str>,
    currency: Option<&str>,
    shop_currency: &str,
    errors: &mut ValidationErrors,
) -> (String, String) {
    let method = method.unwrap_or(DEFAULT_PAYMENT_METHOD);
    if !is_payment_method(method) {
        errors.add("PaymentMethod", format!("A payment method has {PAYMENT_METHOD_RULE}"));
    }
    if currency.is_some_and(|currency| currency != shop_currency) {
        errors.add("Currency", format!("Currency must be {shop_currency}"));
    }
    (method.to_owned(), shop_currency.to_owned())
}
