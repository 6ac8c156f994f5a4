//! `handle-pricing-calculated`: enters the price brackets of a product into the price list.

use contracts::order::{CalculatedBrackets, HandlePricingCalculated};
use platform::{
    Handler, Lambda, Message, Result, Stamp,
    clock::{Clock, SystemClock},
};

use crate::{
    dynamo::DynamoOrders,
    ports::prices::PriceChanges,
    price_list::{check_brackets, check_product_id},
};

impl Handler<HandlePricingCalculated> for crate::Order {
    async fn run(lambda: Lambda<HandlePricingCalculated>) -> Result {
        let prices = DynamoOrders(lambda.table());
        lambda.serve(async |message| handle(message, &prices, &SystemClock).await).await
    }
}

pub async fn handle(
    message: Message<CalculatedBrackets>,
    prices: &impl PriceChanges,
    clock: &impl Clock,
) -> Result {
    let stamp = Stamp::new(message.occurred_at, &message.id, clock.now())?;
    let CalculatedBrackets { product_id, price_brackets: brackets } = message.data;
    check_product_id(&product_id)?;
    check_brackets(&product_id, &brackets)?;
    if !prices.set_brackets(&product_id, &brackets, &stamp, &message.context).await? {
        tracing::info!(product_id, "the listed brackets are as new or newer");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use contracts::pricing::PriceBracket;
    use platform::{
        clock::FixedClock,
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryOrders, samples},
        ports::prices::PriceList,
    };

    async fn deliver(orders: &MemoryOrders, second: u8, brackets: Value) -> bool {
        let time = format!("2026-11-21T10:00:{second:02}Z");
        let data = json!({ "productId": "LATTE", "priceBrackets": brackets });
        let detail = json!({ "id": "e-1", "time": time, "data": data });
        let batch = batch("pricing.pricingCalculated.v1", &detail);
        let clock = FixedClock("2026-11-21T10:00:00Z".parse().unwrap());
        let handle = async |message| handle(message, orders, &clock).await;
        is_done(invoke::<HandlePricingCalculated>(batch, handle).await)
    }

    async fn listed(orders: &MemoryOrders) -> Vec<PriceBracket> {
        let listed = orders.listed(&["LATTE".to_owned()]).await.unwrap();
        listed.into_iter().flat_map(|product| product.brackets).collect()
    }

    #[tokio::test]
    async fn newer_brackets_replace_older_ones_and_never_the_other_way_round() {
        let orders = MemoryOrders::default();
        assert!(deliver(&orders, 2, json!([{ "quantity": 5, "price": 4.74 }])).await);
        assert_eq!(listed(&orders).await, samples::brackets(&[(5, "4.74")]));
        assert!(deliver(&orders, 1, json!([{ "quantity": 5, "price": 9 }])).await);
        assert!(deliver(&orders, 2, json!([{ "quantity": 5, "price": 9 }])).await);
        assert_eq!(listed(&orders).await, samples::brackets(&[(5, "4.74")]));
        assert!(deliver(&orders, 3, json!([])).await);
        assert_eq!(listed(&orders).await, []);
    }

    #[tokio::test]
    async fn malformed_brackets_are_a_dead_letter() {
        let orders = MemoryOrders::default();
        let bracket = json!({ "quantity": 5, "price": 4.74 });
        for brackets in [
            json!([{ "quantity": 5, "price": -1 }]),
            json!([{ "quantity": 5, "price": 1_000_001 }]),
            json!([{ "quantity": -5, "price": 1 }]),
            json!(vec![bracket; 101]),
            Value::Null,
        ] {
            assert!(!deliver(&orders, 1, brackets.clone()).await, "{brackets}");
        }
        assert_eq!(listed(&orders).await, []);
    }
}
