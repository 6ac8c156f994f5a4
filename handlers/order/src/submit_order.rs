//! `submit-order`: accepts an order whose prices and total are those that the sender expects.

use contracts::{
    Money,
    order::{OrderDto, OrderType, SubmitOrder, SubmittedItem, SubmittedOrder},
};
use platform::{
    Failure, Handler, Input, Lambda, Result, clock::Clock, idempotency::IdempotentRequest, ids::Ids,
};
use rust_decimal::Decimal;

use crate::{
    lines,
    new_order::{NewOrder, check_payment},
    placing::{Accepted, Placement, PlacementPorts},
    ports::{
        placing::RequestedOrders,
        prices::{Catalogue, PriceList},
        reading::OrderLookup,
    },
    price_list::{KnownPrices, MAX_PRICE, is_price},
    validation::{ValidationErrors, is_user_id},
};

/// Orders that are submitted have no brackets: a customer may be anyone.
const KIND: OrderType = OrderType::Standard;

impl Handler<SubmitOrder> for crate::Order {
    async fn run(lambda: Lambda<SubmitOrder>) -> Result {
        let ports = PlacementPorts::of(&lambda)?;
        let placement = ports.placement();
        lambda.serve(async |submitted| handle(submitted, &placement).await).await
    }
}

pub async fn handle<O, P, I, C>(
    input: Input<SubmittedOrder>,
    placement: &Placement<'_, O, P, I, C>,
) -> Result<OrderDto>
where
    O: PriceList + RequestedOrders + OrderLookup,
    P: Catalogue,
    I: Ids,
    C: Clock,
{
    let Input { content: submitted, context } = input;
    let new = check(&submitted, placement.currency)?;
    check_total(&submitted)?;
    let key = submitted.request_id.as_deref();
    let repeatable = key.map(|key| IdempotentRequest::new(key, &submitted)).transpose()?;
    let check_prices = |prices: &KnownPrices| check_prices(&submitted, prices);
    let accepted = placement.accept(&new, repeatable.as_ref(), check_prices, &context).await?;
    let Accepted { order, is_repeated } = accepted;
    tracing::info!(order_number = order.number, is_repeated, "the order was accepted");
    Ok(order.dto())
}

/// The order, if it is valid whatever the prices.
fn check(submitted: &SubmittedOrder, currency: &str) -> Result<NewOrder> {
    let mut errors = ValidationErrors::default();
    if !is_user_id(&submitted.customer_id) {
        errors
            .add("CustomerId", "A customer id has 1 to 100 letters, digits and characters of -_@.");
    }
    let items: Vec<_> =
        submitted.items.iter().map(|item| (item.product_id.as_str(), item.quantity)).collect();
    let lines = lines::of_items(&items, &mut errors);
    for (index, _) in submitted.items.iter().enumerate().filter(|(_, item)| !is_price(item.price)) {
        errors
            .add(format!("Items[{index}].Price"), format!("A price is between 0 and {MAX_PRICE}"));
    }
    let (payment_method, currency) = check_payment(
        submitted.payment_method.as_deref(),
        submitted.currency.as_deref(),
        currency,
        &mut errors,
    );
    errors.check()?;
    let user_id = submitted.customer_id.clone();
    Ok(NewOrder { user_id, kind: KIND, lines, currency, payment_method, expected_total: None })
}

/// Checks that the total is the sum of the items, whose prices and quantities are valid.
fn check_total(submitted: &SubmittedOrder) -> Result {
    let price = |item: &SubmittedItem| item.price.0 * Decimal::from(item.quantity);
    let sum: Decimal = submitted.items.iter().map(price).sum();
    if sum == submitted.total_amount.0 {
        return Ok(());
    }
    Err(refused("the total", submitted.total_amount, sum))
}

/// Checks that the prices of known products are the listed ones.
fn check_prices(submitted: &SubmittedOrder, prices: &KnownPrices) -> Result {
    submitted.items.iter().try_for_each(|item| match prices.unit_price(&item.product_id, 1, KIND) {
        Some(price) if price != item.price => {
            Err(refused(&format!("the price of `{}`", item.product_id), item.price, price.0))
        }
        _ => Ok(()),
    })
}

fn refused(what: &str, sent: Money, expected: Decimal) -> Failure {
    let (sent, expected) = (sent.0.normalize(), expected.normalize());
    Failure::bad_request(format!("{what} is {expected}, not {sent}"))
}

#[cfg(test)]
mod tests {
    use contracts::order::RejectionReason;
    use platform::testing::invoke;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{
            MemoryCatalogue, MemoryOrders,
            samples::{self, brackets, money},
        },
        price_list::ListedPrice,
    };

    fn orders() -> MemoryOrders {
        let price = ListedPrice::Price(money("4.99"));
        MemoryOrders::default().with_price("LATTE", price, &brackets(&[(2, "1")]))
    }

    async fn submit(orders: &MemoryOrders, order: &Value) -> Result<Value> {
        let catalogue = MemoryCatalogue::default().with("MOCHA", money("5.2"));
        let placement = samples::placement(orders, &catalogue);
        let handle = async |submitted| handle(submitted, &placement).await;
        invoke::<SubmitOrder>(order.clone(), handle).await
    }

    fn order(items: Value, total: f64) -> Value {
        json!({ "customerId": "ada@example.com", "items": items, "totalAmount": total })
    }

    fn two_lattes() -> Value {
        order(json!([{ "productId": "LATTE", "quantity": 2, "price": 4.99 }]), 9.98)
    }

    async fn refused(orders: &MemoryOrders, order: &Value) -> String {
        let failure = submit(orders, order).await.unwrap_err();
        assert_eq!(orders.all_orders().len(), 0, "{order}");
        format!("{failure:?}")
    }

    #[tokio::test]
    async fn an_order_with_the_right_prices_and_total_is_accepted() {
        let orders = orders();
        let submitted = submit(&orders, &two_lattes()).await.unwrap();
        assert_eq!(submitted["userId"], "ada@example.com");
        assert_eq!(
            (&submitted["status"], &submitted["orderType"]),
            (&json!("Created"), &json!("Standard"))
        );
        assert_eq!(submitted["totalPrice"], 9.98);
        assert_eq!(submitted["orderId"], orders.all_orders()[0].number);
    }

    #[tokio::test]
    async fn a_tampered_price_is_refused_with_the_listed_one() {
        for (product, sent, expected) in
            [("LATTE", 0.01, "4.99"), ("LATTE", 5.0, "4.99"), ("MOCHA", 1.5, "5.2")]
        {
            let item = json!([{ "productId": product, "quantity": 1, "price": sent }]);
            let message = refused(&orders(), &order(item, sent)).await;
            let expected = format!("the price of `{product}` is {expected}, not {sent}");
            assert!(message.ends_with(&expected), "{message}");
        }
    }

    #[tokio::test]
    async fn a_total_that_is_not_the_sum_is_refused_with_the_sum() {
        for total in [9.97, 0.0, -9.98, 10.0] {
            let mut order = two_lattes();
            order["totalAmount"] = json!(total);
            let message = refused(&orders(), &order).await;
            assert!(message.ends_with(&format!("the total is 9.98, not {total}")), "{message}");
        }
    }

    #[tokio::test]
    async fn a_negative_or_absurd_price_is_refused_also_of_an_unknown_product() {
        for product in ["LATTE", "UNKNOWN"] {
            for price in [-0.01, -4.99, 1_000_000.01, 7e20] {
                let items = json!([
                    { "productId": "MOCHA", "quantity": 1, "price": 5.2 },
                    { "productId": product, "quantity": 1, "price": price },
                ]);
                let message = refused(&orders(), &order(items, 5.2 + price)).await;
                assert!(message.ends_with("A price is between 0 and 1000000"), "{message}");
            }
        }
    }

    #[tokio::test]
    async fn an_unknown_product_is_accepted_without_a_price() {
        let orders = orders();
        let items = json!([
            { "productId": "LATTE", "quantity": 1, "price": 4.99 },
            { "productId": "UNKNOWN", "quantity": 3, "price": 1 },
        ]);
        let submitted = submit(&orders, &order(items, 7.99)).await.unwrap();
        assert_eq!(submitted["totalPrice"], 4.99);
        assert_eq!(submitted["items"][1]["price"], 0);
        assert_eq!(orders.all_orders()[0].rejection(), Some(RejectionReason::NoStock));
    }

    #[tokio::test]
    async fn a_request_id_makes_one_order_for_a_customer() {
        let orders = orders();
        let mut order = two_lattes();
        order["requestId"] = json!("r-1");
        let first = submit(&orders, &order).await.unwrap();
        assert_eq!(submit(&orders, &order).await.unwrap(), first);
        order["paymentMethod"] = json!("invoice");
        let error = format!("{:?}", submit(&orders, &order).await.unwrap_err());
        assert!(error.ends_with("another request was made with this idempotency key"), "{error}");
        order["customerId"] = json!("u-2");
        assert_ne!(submit(&orders, &order).await.unwrap()["orderId"], first["orderId"]);
        assert_eq!(orders.all_orders().len(), 2);
    }

    #[tokio::test]
    async fn an_invalid_order_is_refused_and_not_stored() {
        let changes: [(&str, Value, &str); 6] = [
            ("/customerId", json!("NUMBER#1"), "A customer id has 1 to 100"),
            ("/customerId", json!(""), "A customer id has 1 to 100"),
            ("/items/0/quantity", json!(0), "Quantity must be between 1 and 100"),
            ("/items/0/productId", json!("a b"), "A product id has 1 to 50"),
            ("/items", json!([]), "At least one product must be specified"),
            ("/totalAmount", json!("9.98"), "`totalAmount`: invalid type"),
        ];
        for (path, value, expected) in changes {
            let mut order = two_lattes();
            *order.pointer_mut(path).unwrap() = value;
            let message = refused(&orders(), &order).await;
            assert!(message.contains(expected), "{path}: {message}");
        }
        let mut order = two_lattes();
        order["currency"] = json!("USD");
        assert!(refused(&orders(), &order).await.contains("Currency must be EUR"));
        order["currency"] = json!("EUR");
        order["requestId"] = json!("");
        assert!(refused(&orders(), &order).await.contains("an idempotency key has 1 to 255"));
    }
}
