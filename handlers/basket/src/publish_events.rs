//! `publish-events`: publishes the events in the outbox of the table.

use contracts::basket::{CheckoutBasket, CheckoutItem, PublishEvents};
use platform::{Handler, Lambda, PublicEvents, Result, UserType};

use crate::{
    BasketService,
    events::{CheckedOutItem, PrivateEvent},
};

impl Handler<PublishEvents> for BasketService {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public event that a private one becomes.
pub fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    let PrivateEvent::BasketCheckedOut { user_id, user_type, receipt, items } = event;
    PublicEvents::event(CheckoutBasket {
        user_name: user_id,
        checkout_id: Some(receipt.checkout_id),
        items: items.into_iter().map(public_item).collect(),
        total_price: Some(receipt.total_price),
        expected_total: Some(receipt.total_price),
        currency: Some(receipt.currency),
        payment_method: Some(receipt.payment_method),
        user_type: Some(priced_as(user_type).to_string()),
    })
}

/// The type of user by whose prices the basket is ordered. Administrators pay the plain prices.
fn priced_as(user_type: UserType) -> UserType {
    match user_type {
        UserType::Premium => UserType::Premium,
        UserType::Standard | UserType::Admin => UserType::Standard,
    }
}

fn public_item(item: CheckedOutItem) -> CheckoutItem {
    CheckoutItem {
        product_id: item.product_id,
        quantity: item.quantity,
        product_name: Some(item.product_name),
        color: item.color,
        price: Some(item.price),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn published(user_type: &str) -> Value {
        let event = json!({
            "event": "basketCheckedOut", "userId": "u-1", "userType": user_type,
            "receipt": {
                "checkoutId": "c-1", "totalPrice": 9.98, "currency": "EUR", "paymentMethod": "card",
            },
            "items": [{
                "productId": "LATTE", "productName": "Latte", "quantity": 2, "color": "red",
                "price": 4.99,
            }],
        });
        let event: PrivateEvent = serde_json::from_value(event).unwrap();
        let [(name, data)] = translate(event).into_events().unwrap().try_into().unwrap();
        assert_eq!(name, "CheckoutBasket");
        data
    }

    #[test]
    fn a_checkout_is_published_with_its_products_and_prices() {
        let expected = json!({
            "userName": "u-1", "checkoutId": "c-1",
            "items": [{
                "productId": "LATTE", "quantity": 2, "productName": "Latte", "color": "red",
                "price": 4.99,
            }],
            "totalPrice": 9.98, "expectedTotal": 9.98, "currency": "EUR", "paymentMethod": "card",
            "userType": "PREMIUM",
        });
        assert_eq!(published("PREMIUM"), expected);
    }

    #[test]
    fn an_administrator_orders_at_the_prices_of_standard_users() {
        assert_eq!(published("ADMIN")["userType"], "STANDARD");
        assert_eq!(published("STANDARD")["userType"], "STANDARD");
    }
}
