//! `handle-checkout-basket`: accepts the order of a basket that was checked out, once for each
//! checkout, at the prices of the price list. A basket that cannot be ordered is a dead letter.
//!
//! This shop's own basket has stated a total to the customer. Its order has that total or does not
//! exist: if the price list differs, the message fails, and is delivered again when the event of the
//! change may have arrived.

use contracts::{
    Currency,
    basket::CheckoutItem,
    order::{BasketToOrder, HandleCheckoutBasket, OrderType, limits::MAX_ITEMS},
};
use platform::{
    Failure, Handler, Lambda, Message, Result,
    clock::{Clock, SystemClock},
    ids::{Ids, SystemIds},
};
use uuid::Uuid;

use crate::{
    dynamo::DynamoOrders,
    idempotency::digest,
    lines::{self, Line},
    new_order::{NewOrder, check_payment},
    order::Order,
    placing::{Placement, number_taken},
    ports::{
        placing::{CheckoutOrders, Placed},
        prices::{Catalogue, PriceList},
        reading::OrderLookup,
    },
    validation::ValidationErrors,
};

/// The type of the users whose orders have priority.
const PREMIUM: &str = "PREMIUM";

impl Handler<HandleCheckoutBasket> for crate::Order {
    async fn run(lambda: Lambda<HandleCheckoutBasket>) -> Result {
        let placement = Placement {
            orders: &DynamoOrders(lambda.table()),
            catalogue: &lambda.api_client()?,
            ids: &SystemIds,
            clock: &SystemClock,
            currency: &lambda.setting::<Currency>()?,
        };
        lambda.serve(async |message| handle(message, &placement).await).await
    }
}

pub async fn handle<O, P, I, C>(
    message: Message<BasketToOrder>,
    placement: &Placement<'_, O, P, I, C>,
) -> Result
where
    O: PriceList + CheckoutOrders + OrderLookup,
    P: Catalogue,
    I: Ids,
    C: Clock,
{
    let basket = &message.data;
    let new = check(basket, placement.currency).map_err(|failure| match failure {
        // The sender gets no response, so that a rejected basket would be lost.
        Failure::Rejected(rejection) => {
            Failure::failed(format!("the basket cannot be ordered: {}", rejection.detail))
        }
        failed @ Failure::Failed(_) => failed,
    })?;
    let prices = placement.prices(&new.product_ids(), &message.context).await?;
    let number = basket.checkout_id.as_deref().filter(|id| is_order_number(id));
    let order = placement.order(&new, &prices, number);
    if let Err(failure) = check_total(basket, &order) {
        return unless_ordered(&order, placement.orders, failure).await;
    }
    let checkout = checkout(basket, &message.id);
    match placement.orders.place_checkout(&order, &checkout, &message.context).await? {
        Placed::Done => tracing::info!(order_number = order.number, "the order was accepted"),
        Placed::Repeated => tracing::info!("the basket was ordered before"),
        Placed::NumberTaken => return Err(number_taken(&order.number)),
    }
    Ok(())
}

/// Checks that the order costs what the basket has stated, if it has.
fn check_total(basket: &BasketToOrder, order: &Order) -> Result {
    let total = order.total();
    match basket.expected_total {
        Some(expected) if expected != total => Err(Failure::failed(format!(
            "failed to place order `{}`: it costs {} by the price list, and the customer accepted \
             {}; hint: redrive the message when the price list has the prices of the checkout",
            order.number, total.0, expected.0,
        ))),
        _ => Ok(()),
    }
}

/// The failure, unless the order exists: then it was placed when it still had the expected total, and
/// this is a duplicate.
async fn unless_ordered(order: &Order, orders: &impl OrderLookup, failure: Failure) -> Result {
    match orders.order(&order.user_id, &order.number).await? {
        Some(_) => {
            tracing::info!("the basket was ordered before");
            Ok(())
        }
        None => Err(failure),
    }
}

/// What identifies a checkout: the user and its id, or the event if it has none.
fn checkout(basket: &BasketToOrder, event_id: &str) -> String {
    match &basket.checkout_id {
        Some(id) => digest(format!("{:?}", (&basket.user_name, id))),
        None => digest(event_id),
    }
}

/// Whether a checkout's id can be the number of its order: a UUID as this service writes it.
fn is_order_number(id: &str) -> bool {
    Uuid::parse_str(id).is_ok_and(|uuid| uuid.hyphenated().to_string() == id)
}

fn check(basket: &BasketToOrder, currency: &str) -> Result<NewOrder> {
    let mut errors = ValidationErrors::default();
    errors.require_user_id("UserName", &basket.user_name);
    let lines = lines(&basket.items, &mut errors);
    let (payment_method, currency) = check_payment(
        basket.payment_method.as_deref(),
        basket.currency.as_deref(),
        currency,
        &mut errors,
    );
    errors.check()?;
    let is_premium = basket.user_type.as_deref() == Some(PREMIUM);
    let kind = if is_premium { OrderType::Priority } else { OrderType::Standard };
    Ok(NewOrder { user_id: basket.user_name.clone(), kind, lines, currency, payment_method })
}

/// The products of a basket and the units of each. One in several colours is in several items.
fn lines(items: &[CheckoutItem], errors: &mut ValidationErrors) -> Vec<Line> {
    if items.len() > MAX_ITEMS {
        errors.add("Items", format!("At most {MAX_ITEMS} items can be ordered at once"));
        return Vec::new();
    }
    if items.iter().any(|item| item.quantity == 0) {
        errors.add("Items", lines::bad_quantity());
    }
    let mut units: Vec<(&str, i64)> = Vec::new();
    for CheckoutItem { product_id, quantity, .. } in items {
        match units.iter_mut().find(|(id, _)| id == product_id) {
            Some((_, units)) => *units += i64::from(*quantity),
            None => units.push((product_id, i64::from(*quantity))),
        }
    }
    lines::of_items(&units, errors)
}

#[cfg(test)]
mod tests {
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

    async fn deliver_with(
        orders: &MemoryOrders,
        catalogue: &MemoryCatalogue,
        basket: &Value,
    ) -> bool {
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

    #[tokio::test]
    async fn an_expected_total_is_charged_or_the_basket_is_delivered_again() {
        let orders = orders();
        let basket = basket(json!({ "expectedTotal": 27.5 }));
        for _ in 0..2 {
            assert!(!deliver(&orders, &basket).await);
            assert_eq!(orders.all_orders(), []);
        }
        // The event of the change arrives.
        let orders = orders.with_price("LATTE", ListedPrice::Price(money("5.5")), &[]);
        assert!(deliver(&orders, &basket).await);
        assert_eq!(orders.all_orders()[0].total(), money("27.5"));
    }

    #[tokio::test]
    async fn a_basket_that_was_ordered_is_done_whatever_its_products_cost_now() {
        let orders = orders();
        let basket = basket(json!({ "expectedTotal": 24.95 }));
        assert!(deliver(&orders, &basket).await);
        let order = orders.all_orders().remove(0);
        let orders = orders.with_price("LATTE", ListedPrice::Deleted, &[]);
        assert!(deliver(&orders, &basket).await);
        assert_eq!(orders.all_orders(), [order]);
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
        assert!(all.iter().all(|order| is_order_number(&order.number)), "{all:?}");
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
}
