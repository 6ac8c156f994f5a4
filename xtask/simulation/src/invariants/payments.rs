//! Every order is charged and refunded at most once, is charged if and only if it is fulfilled, and
//! never with another total than the customer accepted.

use contracts::Money;
use order::order::Order;
use payment::memory::Entry;

use super::is_rejected;
use crate::shop::Shop;

pub fn check(shop: &Shop) {
    let orders = shop.orders.all_orders();
    for order in &orders {
        has_one_charge(shop, order);
    }
    for payment in shop.payments.all_payments() {
        let number = &payment.order_number;
        if !orders.iter().any(|order| order.number == *number) {
            shop.world.problem(format!("there is a payment of the unknown order `{number}`"));
        }
    }
}

fn has_one_charge(shop: &Shop, order: &Order) {
    let (number, book) = (&order.number, shop.payments.book(&order.number));
    let charges: Vec<_> = book.iter().filter_map(charged).collect();
    let refunds: Vec<_> = book.iter().filter_map(refunded).collect();
    if charges.len() > 1 || refunds.len() > 1 {
        shop.world.problem(format!("order `{number}` was charged or refunded twice: {book:?}"));
    }
    let is_total = |amount: &Money| *amount == order.total();
    if !charges.iter().chain(&refunds).all(is_total) || refunds.len() > charges.len() {
        let total = order.total();
        shop.world.problem(format!("order `{number}` costs {total:?}, not {book:?}"));
    }
    if !charges.is_empty() && !order.has_expected_total() {
        let (total, expected) = (order.total(), order.expected_total);
        shop.world.problem(format!("order `{number}` costs {total:?}, not {expected:?}"));
    }
    let is_paid = matches!(book.last(), Some(Entry::Charged(_)));
    if is_paid == is_rejected(order.status) {
        let status = order.status;
        shop.world.problem(format!("order `{number}` is {status:?} and has the charges {book:?}"));
    }
}

/// How often something was refunded.
pub fn refunds(shop: &Shop) -> usize {
    let orders = shop.orders.all_orders();
    let books = orders.iter().flat_map(|order| shop.payments.book(&order.number));
    books.filter(|entry| refunded(entry).is_some()).count()
}

fn charged(entry: &Entry) -> Option<Money> {
    match entry {
        Entry::Charged(amount) => Some(*amount),
        _ => None,
    }
}

fn refunded(entry: &Entry) -> Option<Money> {
    match entry {
        Entry::Refunded(amount) => Some(*amount),
        _ => None,
    }
}
