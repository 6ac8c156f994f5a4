//! `handle-product-changed`: enters the price of a product into the price list.
//!
//! Every change of a product has an event of its own, so the newest event has the newest price. If it
//! states none, the price is read from the catalogue, which is then as new as the event or newer.

use contracts::order::{ChangedProduct, HandleProductChanged};
use platform::{
    Context, Handler, Lambda, Message, Result, Stamp,
    clock::{Clock, SystemClock},
};

use crate::{
    dynamo::DynamoOrders,
    ports::prices::{Catalogue, PriceChanges},
    price_list::{ListedPrice, check_price, check_product_id},
};

impl Handler<HandleProductChanged> for crate::Order {
    async fn run(lambda: Lambda<HandleProductChanged>) -> Result {
        let prices = DynamoOrders(lambda.table());
        let catalogue = lambda.api_client()?;
        let handle = async |message| handle(message, &prices, &catalogue, &SystemClock).await;
        lambda.serve(handle).await
    }
}

pub async fn handle(
    message: Message<ChangedProduct>,
    prices: &impl PriceChanges,
    catalogue: &impl Catalogue,
    clock: &impl Clock,
) -> Result {
    let stamp = Stamp::new(message.occurred_at, &message.id, clock.now())?;
    let (product_id, price) = match message.data {
        ChangedProduct::ProductCreated { product_id, price }
        | ChangedProduct::ProductUpdated { product_id, price } => {
            (product_id, price.map(ListedPrice::Price))
        }
        ChangedProduct::ProductDeleted { product_id } => (product_id, Some(ListedPrice::Deleted)),
    };
    check_product_id(&product_id)?;
    let price = match price {
        Some(price) => Some(price),
        None => read(&product_id, catalogue, &message.context).await?,
    };
    let Some(price) = price else {
        tracing::info!(product_id, "the product was deleted in the meantime");
        return Ok(());
    };
    if let ListedPrice::Price(price) = price {
        check_price(&product_id, price)?;
    }
    if !prices.set_price(&product_id, price, &stamp, &message.context).await? {
        tracing::info!(product_id, "the listed price is as new or newer");
    }
    Ok(())
}

async fn read(
    product_id: &str,
    catalogue: &impl Catalogue,
    context: &Context,
) -> Result<Option<ListedPrice>> {
    let prices = catalogue.prices(product_id, context).await?;
    Ok(prices.map(|prices| ListedPrice::Price(prices.price)))
}

#[cfg(test)]
mod tests {
    use platform::{
        clock::FixedClock,
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryCatalogue, MemoryOrders, samples::money},
        ports::prices::PriceList,
    };

    /// An event about `LATTE` so many seconds after ten o'clock.
    async fn deliver(
        orders: &MemoryOrders,
        catalogue: &MemoryCatalogue,
        event_type: &str,
        second: u8,
        data: &Value,
    ) -> bool {
        let time = format!("2026-11-21T10:00:{second:02}Z");
        let detail = json!({ "id": format!("e-{second}"), "time": time, "data": data });
        let batch = batch(&format!("product.{event_type}.v1"), &detail);
        let clock = FixedClock("2026-11-21T10:00:00Z".parse().unwrap());
        let handle = async |message| handle(message, orders, catalogue, &clock).await;
        is_done(invoke::<HandleProductChanged>(batch, handle).await)
    }

    async fn updated(orders: &MemoryOrders, second: u8, price: Value) -> bool {
        let data = json!({ "productId": "LATTE", "price": price });
        deliver(orders, &MemoryCatalogue::default(), "productUpdated", second, &data).await
    }

    async fn deleted(orders: &MemoryOrders, second: u8) -> bool {
        let data = json!({ "productId": "LATTE" });
        deliver(orders, &MemoryCatalogue::default(), "productDeleted", second, &data).await
    }

    async fn price(orders: &MemoryOrders) -> Option<ListedPrice> {
        let listed = orders.listed(&["LATTE".to_owned()]).await.unwrap();
        listed.first().and_then(|product| product.price)
    }

    #[tokio::test]
    async fn a_duplicate_or_late_event_never_undoes_a_newer_one() {
        let orders = MemoryOrders::default();
        let listed = |price: &str| Some(ListedPrice::Price(money(price)));
        assert!(updated(&orders, 2, json!(4.99)).await);
        assert!(updated(&orders, 4, json!(5.49)).await);
        assert!(updated(&orders, 2, json!(4.99)).await);
        assert_eq!(price(&orders).await, listed("5.49"));
        assert!(deleted(&orders, 3).await);
        assert_eq!(price(&orders).await, listed("5.49"));
        assert!(deleted(&orders, 6).await);
        assert!(updated(&orders, 5, json!(6)).await);
        assert_eq!(price(&orders).await, Some(ListedPrice::Deleted));
    }

    #[tokio::test]
    async fn a_product_that_is_created_again_has_its_new_price() {
        let orders = MemoryOrders::default();
        assert!(deleted(&orders, 1).await);
        let data = json!({ "productId": "LATTE", "price": 3 });
        assert!(deliver(&orders, &MemoryCatalogue::default(), "productCreated", 2, &data).await);
        assert_eq!(price(&orders).await, Some(ListedPrice::Price(money("3"))));
    }

    #[tokio::test]
    async fn a_price_that_the_event_does_not_state_is_read_from_the_catalogue() {
        let orders = MemoryOrders::default();
        let data = json!({ "productId": "LATTE" });
        let unreachable = MemoryCatalogue::unreachable();
        assert!(!deliver(&orders, &unreachable, "productCreated", 1, &data).await);
        let without = MemoryCatalogue::default();
        assert!(deliver(&orders, &without, "productUpdated", 1, &data).await);
        assert_eq!(price(&orders).await, None);
        let catalogue = MemoryCatalogue::default().with("LATTE", money("4.99"));
        assert!(deliver(&orders, &catalogue, "productUpdated", 1, &data).await);
        assert_eq!(price(&orders).await, Some(ListedPrice::Price(money("4.99"))));
    }

    #[tokio::test]
    async fn a_malformed_event_is_a_dead_letter() {
        let orders = MemoryOrders::default();
        for price in [json!(-0.01), json!(1_000_001), json!(1e300), json!("4.99")] {
            assert!(!updated(&orders, 1, price.clone()).await, "{price}");
        }
        let unnamed = json!({ "productId": "", "price": 1 });
        assert!(
            !deliver(&orders, &MemoryCatalogue::default(), "productUpdated", 1, &unnamed).await
        );
        assert_eq!(price(&orders).await, None);
    }
}
