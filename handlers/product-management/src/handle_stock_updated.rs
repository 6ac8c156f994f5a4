//! `handle-stock-updated`: sets the stock level of a product.
//!
//! Events arrive repeated and out of order. The revision of a level says which one is newer, so that no
//! clock has to. An event without a level or without a revision only says that the level has changed:
//! the current one is read from inventory. If inventory has no stock of the product, the event's is
//! used. Only a level that is used has to be valid.

use contracts::{
    inventory::InventoryApi,
    product_management::{self, HandleStockUpdated},
};
use platform::{Context, Failure, Handler, Lambda, Message, Result};

use crate::{
    ProductManagement,
    dynamo::DynamoProducts,
    inbound,
    ports::{InboundValues, Inventory},
    product::ProductId,
    stock_level::StockLevel,
};

impl Handler<HandleStockUpdated> for ProductManagement {
    async fn run(lambda: Lambda<HandleStockUpdated>) -> Result {
        let products = DynamoProducts(lambda.table());
        let inventory = lambda.api_client::<InventoryApi>()?;
        lambda.serve(async |message| handle(message, &products, &inventory).await).await
    }
}

pub async fn handle(
    message: Message<product_management::StockLevel>,
    products: &impl InboundValues,
    inventory: &impl Inventory,
) -> Result {
    let Message { data, context, .. } = message;
    let id = inbound::product_id(&data.product_id)?;
    let level = match (data.new_stock_level, data.revision) {
        (Some(units), revision @ Some(_)) => StockLevel::new(units, revision)?,
        (units, _) => current_level(&id, units, inventory, &context).await?,
    };
    inbound::check(&id, products.apply_stock(&id, level).await?)
}

/// The level in inventory, or else the one that was published.
async fn current_level(
    id: &ProductId,
    published: Option<f64>,
    inventory: &impl Inventory,
    context: &Context,
) -> Result<StockLevel> {
    if let Some(level) = inventory.level(id, context).await? {
        return Ok(level);
    }
    let units = published.ok_or_else(|| {
        Failure::failed(format!("neither the event nor inventory has a stock level of `{id}`"))
    })?;
    Ok(StockLevel::new(units, None)?)
}

#[cfg(test)]
mod tests {
    use platform::testing::block_on;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        memory::{MemoryInventory, MemoryProducts},
        ports::Products,
        samples::{message, plain},
    };

    fn latte() -> ProductId {
        ProductId::parse("LATTE").unwrap()
    }

    /// Delivers the event that a product has so many units now.
    async fn deliver(
        products: &MemoryProducts,
        inventory: &impl Inventory,
        product_id: &str,
        new_stock_level: impl Into<Option<f64>>,
        revision: Option<u64>,
    ) -> Result {
        let (product_id, new_stock_level) = (product_id.to_owned(), new_stock_level.into());
        let data = product_management::StockLevel { product_id, new_stock_level, revision };
        handle(message(0, "e-1", data), products, inventory).await
    }

    async fn stock_of(products: &MemoryProducts) -> u64 {
        products.product(&latte()).await.unwrap().unwrap().stock_level
    }

    /// Inventory that must not be called.
    struct Unavailable;

    impl Inventory for Unavailable {
        async fn level(&self, _: &ProductId, _: &Context) -> Result<Option<StockLevel>> {
            Err(Failure::failed("inventory does not respond"))
        }
    }

    fn inventory_with(units: u64, revision: Option<u64>) -> MemoryInventory {
        MemoryInventory([(latte(), StockLevel { units, revision })].into())
    }

    #[tokio::test]
    async fn a_level_with_a_revision_is_stored_as_it_is() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for (revision, level) in [(1, 10.0), (2, 0.0), (3, 7.0)] {
            deliver(&products, &Unavailable, "LATTE", level, Some(revision)).await.unwrap();
            assert_eq!(stock_of(&products).await.to_string(), level.to_string());
        }
    }

    #[tokio::test]
    async fn an_event_without_revision_applies_the_current_level_of_inventory() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        deliver(&products, &inventory_with(9, Some(5)), "LATTE", 1.0, None).await.unwrap();
        assert_eq!(stock_of(&products).await, 9);
        deliver(&products, &Unavailable, "LATTE", 3.0, Some(4)).await.unwrap();
        assert_eq!(stock_of(&products).await, 9);
        deliver(&products, &inventory_with(8, None), "LATTE", 1.0, None).await.unwrap();
        assert_eq!(stock_of(&products).await, 8);
    }

    #[tokio::test]
    async fn an_event_without_revision_about_a_product_without_stock_applies_its_own_level() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        deliver(&products, &MemoryInventory::default(), "LATTE", 4.0, None).await.unwrap();
        assert_eq!(stock_of(&products).await, 4);
    }

    #[tokio::test]
    async fn an_event_that_only_names_the_product_applies_the_current_level_of_inventory() {
        for (units, revision) in [(9, None), (8, Some(4))] {
            let inventory = inventory_with(units, Some(units));
            let data = serde_json::json!({ "productId": "LATTE", "revision": revision });
            let data: product_management::StockLevel = serde_json::from_value(data).unwrap();
            assert_eq!(data.new_stock_level, None);
            let products = MemoryProducts::with([plain("Latte", "4.99")]);
            handle(message(0, "e-1", data), &products, &inventory).await.unwrap();
            assert_eq!(stock_of(&products).await, units);
        }
    }

    #[tokio::test]
    async fn an_event_fails_if_neither_it_nor_inventory_has_a_level() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for revision in [None, Some(1)] {
            let inventory = MemoryInventory::default();
            let outcome = deliver(&products, &inventory, "LATTE", None, revision).await;
            assert!(matches!(outcome, Err(Failure::Failed(_))));
        }
        assert_eq!(stock_of(&products).await, 0);
    }

    #[tokio::test]
    async fn only_a_level_that_is_applied_has_to_be_valid() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        deliver(&products, &inventory_with(9, Some(5)), "LATTE", -1.0, None).await.unwrap();
        assert_eq!(stock_of(&products).await, 9);
    }

    #[tokio::test]
    async fn an_event_without_revision_is_redelivered_if_inventory_does_not_respond() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        let outcome = deliver(&products, &Unavailable, "LATTE", 4.0, None).await;
        assert!(matches!(outcome, Err(Failure::Failed(_))));
        assert_eq!(stock_of(&products).await, 0);
    }

    #[tokio::test]
    async fn an_event_about_an_unknown_product_is_rejected() {
        let products = MemoryProducts::default();
        let outcome = deliver(&products, &Unavailable, "MOCHA", 1.0, Some(1)).await;
        let Err(Failure::Rejected(rejection)) = outcome else { panic!("{outcome:?}") };
        assert!(rejection.detail.contains("`MOCHA`"));
    }

    #[tokio::test]
    async fn an_invalid_event_fails_and_changes_nothing() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for (product_id, level) in [("LATTE", -1.0), ("LATTE", 0.5), ("LATTE", f64::NAN), ("", 1.0)]
        {
            for revision in [None, Some(1)] {
                let inventory = MemoryInventory::default();
                let outcome = deliver(&products, &inventory, product_id, level, revision).await;
                assert!(matches!(outcome, Err(Failure::Failed(_))), "{level}");
            }
        }
        assert_eq!(stock_of(&products).await, 0);
    }

    /// The levels that a product had, by revision. It was deleted and created again later, which
    /// leaves a gap.
    const HISTORY: [(u64, u64); 6] =
        [(1_000, 5), (1_001, 3), (1_002, 5), (60_000, 50), (60_001, 7), (60_002, 0)];

    proptest! {
        /// In whatever order the events arrive and however often, the level of the greatest revision
        /// remains. Events without revision have a level that was never true.
        #[test]
        fn the_level_of_the_greatest_revision_remains(
            arrivals in proptest::collection::vec(proptest::option::of(0..HISTORY.len()), 1..30),
        ) {
            block_on(async {
                let (revision, units) = HISTORY[HISTORY.len() - 1];
                let inventory = inventory_with(units, Some(revision));
                let products = MemoryProducts::with([plain("Latte", "4.99")]);
                for arrival in &arrivals {
                    let (units, revision) = match *arrival {
                        Some(index) => (HISTORY[index].1, Some(HISTORY[index].0)),
                        None => (999, None),
                    };
                    #[expect(clippy::cast_precision_loss, reason = "the levels are small")]
                    let units = units as f64;
                    deliver(&products, &inventory, "LATTE", units, revision).await.unwrap();
                }
                // An event without revision applies the last level of all.
                let newest = arrivals.iter().map(|arrival| arrival.unwrap_or(HISTORY.len() - 1));
                assert_eq!(stock_of(&products).await, HISTORY[newest.max().unwrap()].1);
            });
        }
    }
}
