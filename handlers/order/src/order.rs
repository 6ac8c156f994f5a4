//! An order: what was ordered at which prices, and how far it is.

use contracts::{
    Money,
    order::{BasketOrder, OrderDto, OrderItemDto, OrderStatus, OrderType, RejectionReason},
};
use jiff::Timestamp;
use rust_decimal::Decimal;

/// An order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// A UUID.
    pub number: String,
    pub user_id: String,
    /// Each product is in one item.
    pub items: Vec<OrderItem>,
    pub placed_at: Timestamp,
    pub kind: OrderType,
    pub status: OrderStatus,
    /// ISO 4217 code.
    pub currency: String,
    pub payment_method: String,
    /// The total that the customer accepted; None if the order was placed without one. An order with
    /// another total is never paid.
    pub expected_total: Option<Money>,
}

/// A product of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderItem {
    pub product_id: String,
    pub quantity: u32,
    /// Price of one unit; None if it is unknown. Such an order is never paid.
    pub price: Option<Money>,
}

impl Order {
    /// What is to be paid: the exact sum of the items whose price is known.
    pub fn total(&self) -> Money {
        let price =
            |item: &OrderItem| item.price.unwrap_or_default().0 * Decimal::from(item.quantity);
        Money(self.items.iter().map(price).sum::<Decimal>().normalize())
    }

    /// Whether it costs what the customer accepted.
    pub fn has_expected_total(&self) -> bool {
        self.expected_total.is_none_or(|expected| expected == self.total())
    }

    /// Why it must be rejected before anything is charged; None if it can be paid. A product without a
    /// known price is not in the catalogue, though there may be stock of it.
    pub fn rejection(&self) -> Option<RejectionReason> {
        if self.items.iter().any(|item| item.price.is_none()) {
            Some(RejectionReason::NoStock)
        } else if self.has_expected_total() {
            None
        } else {
            Some(RejectionReason::PaymentFailed)
        }
    }

    /// The ids of the different products.
    pub fn products(&self) -> Vec<String> {
        self.items.iter().map(|item| item.product_id.clone()).collect()
    }

    /// The id of each unit's product.
    pub fn units(&self) -> Vec<String> {
        let units = |item: &OrderItem| vec![item.product_id.clone(); item.quantity as usize];
        self.items.iter().flat_map(units).collect()
    }

    /// The order in the responses of `/orders`.
    pub fn dto(&self) -> OrderDto {
        OrderDto {
            order_id: self.number.clone(),
            user_id: self.user_id.clone(),
            products: self.products(),
            items: self.item_dtos(),
            order_date: self.placed_at.to_string(),
            order_type: self.kind,
            status: self.status,
            total_price: self.total(),
            currency: self.currency.clone(),
        }
    }

    /// The order in the responses of `/order`.
    pub fn basket_order(&self) -> BasketOrder {
        BasketOrder {
            user_name: self.user_id.clone(),
            order_date: self.placed_at.to_string(),
            order_id: self.number.clone(),
            status: self.status,
            total_price: self.total(),
            items: self.item_dtos(),
        }
    }

    fn item_dtos(&self) -> Vec<OrderItemDto> {
        let dto = |item: &OrderItem| OrderItemDto {
            product_id: item.product_id.clone(),
            quantity: item.quantity,
            price: item.price.unwrap_or_default(),
        };
        self.items.iter().map(dto).collect()
    }
}

/// Whether an order may move from one state to the other.
pub fn can_move(from: OrderStatus, to: OrderStatus) -> bool {
    use OrderStatus::{Completed, Confirmed, Created, NoStock, PaymentFailed};
    matches!((from, to), (Created, Confirmed | NoStock | PaymentFailed) | (Confirmed, Completed))
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::memory::samples::{self, item, money, unpriced};

    #[test]
    fn the_units_of_an_order_are_its_products_as_often_as_they_were_ordered() {
        let order = Order {
            items: vec![item("LATTE", 2, "4.99"), item("TEA", 1, "3")],
            ..samples::order()
        };
        assert_eq!(order.units(), ["LATTE", "LATTE", "TEA"]);
        assert_eq!(order.products(), ["LATTE", "TEA"]);
        assert_eq!(order.total().0.to_string(), "12.98");
    }

    #[test]
    fn a_product_without_a_known_price_is_shown_with_0_and_is_not_one_that_costs_nothing() {
        let free = Order { items: vec![item("LATTE", 2, "0")], ..samples::order() };
        assert_eq!(free.rejection(), None);
        let items = vec![item("LATTE", 2, "4.99"), unpriced("GONE", 3)];
        let unknown = Order { items, ..samples::order() };
        assert_eq!(unknown.rejection(), Some(RejectionReason::NoStock));
        assert_eq!(unknown.total().0.to_string(), "9.98");
        assert_eq!(unknown.dto().items[1].price, Money::default());
    }

    #[test]
    fn an_order_that_does_not_cost_what_the_customer_accepted_must_not_be_paid() {
        let order = |expected| Order { expected_total: Some(money(expected)), ..samples::order() };
        assert_eq!(order("9.980").rejection(), None);
        for other in ["9.97", "9.99", "0"] {
            assert_eq!(order(other).rejection(), Some(RejectionReason::PaymentFailed), "{other}");
        }
        let unknown = Order { items: vec![unpriced("GONE", 3)], ..order("9.98") };
        assert_eq!(unknown.rejection(), Some(RejectionReason::NoStock));
    }

    #[test]
    fn an_order_moves_once_from_created_and_from_confirmed_to_completed_only() {
        use OrderStatus::{Completed, Confirmed, Created, NoStock, PaymentFailed};
        let all = [Created, Confirmed, Completed, NoStock, PaymentFailed];
        let moves: Vec<_> = all
            .into_iter()
            .flat_map(|from| all.map(|to| (from, to)))
            .filter(|(from, to)| can_move(*from, *to))
            .collect();
        let expected = [
            (Created, Confirmed),
            (Created, NoStock),
            (Created, PaymentFailed),
            (Confirmed, Completed),
        ];
        assert_eq!(moves, expected);
    }

    proptest! {
        #[test]
        fn the_total_is_the_exact_sum(
            lines in vec((1_u32..=100, 0_i64..=100_000_000), 1..50),
        ) {
            let price = |cents| Money(Decimal::new(cents, 2));
            let order_item = |(quantity, cents)| OrderItem {
                product_id: "LATTE".to_owned(), quantity, price: Some(price(cents)),
            };
            let items = lines.iter().copied().map(order_item).collect();
            let cents = lines.iter().map(|(quantity, cents)| i64::from(*quantity) * cents).sum();
            let order = Order { items, ..samples::order() };
            prop_assert_eq!(order.total(), price(cents));
        }
    }
}
