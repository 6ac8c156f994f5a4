//! `handle-stock-updated`: sets the stock level of a product.

use contracts::{inventory::StockUpdated, product_management::HandleStockUpdated};
use platform::{
    Failure, Handler, Lambda, Message, Result,
    clock::{Clock, SystemClock},
};

use crate::{
    ProductManagement, dynamo::DynamoProducts, inbound, ports::InboundValues, stamp::Stamp,
};

/// Every whole number up to this one has an exact representation as an `f64`.
const MAX_LEVEL: f64 = 9_007_199_254_740_992.0;

impl Handler<HandleStockUpdated> for ProductManagement {
    async fn run(lambda: Lambda<HandleStockUpdated>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |message| handle(message, &products, &SystemClock).await).await
    }
}

pub async fn handle(
    message: Message<StockUpdated>,
    products: &impl InboundValues,
    clock: &impl Clock,
) -> Result {
    let id = inbound::product_id(&message.data.product_id)?;
    let stamp = Stamp::new(message.occurred_at, &message.id, clock.now())?;
    let level = units(message.data.new_stock_level)?;
    inbound::check(&id, products.apply_stock(&id, level, &stamp).await?)
}

fn units(level: f64) -> Result<u64> {
    if !(0.0..=MAX_LEVEL).contains(&level) || level.fract() != 0.0 {
        return Err(Failure::failed(format!("the stock level `{level}` is not a whole number")));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole, not negative and small enough"
    )]
    Ok(level as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        memory::MemoryProducts,
        ports::Products,
        product::ProductId,
        samples::{block_on, clock, message, plain},
    };

    fn stock(product_id: &str, new_stock_level: f64) -> StockUpdated {
        StockUpdated {
            product_id: product_id.to_owned(),
            previous_stock_level: 0.0,
            new_stock_level,
        }
    }

    async fn deliver(
        products: &MemoryProducts,
        (nanosecond, event_id): (i64, &str),
        data: StockUpdated,
    ) -> Result {
        handle(message(nanosecond, event_id, data), products, &clock()).await
    }

    async fn stock_of(products: &MemoryProducts) -> u64 {
        let id = ProductId::parse("LATTE").unwrap();
        products.product(&id).await.unwrap().unwrap().stock_level
    }

    #[tokio::test]
    async fn the_stock_level_is_stored() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for (nanosecond, level) in [(1, 10.0), (2, 0.0), (3, 9_007_199_254_740_992.0)] {
            deliver(&products, (nanosecond, "e"), stock("LATTE", level)).await.unwrap();
            #[expect(clippy::cast_precision_loss, reason = "the test's levels are doubles")]
            let stored = stock_of(&products).await as f64;
            assert_eq!(stored.to_string(), level.to_string());
        }
    }

    #[tokio::test]
    async fn an_event_about_an_unknown_product_is_rejected() {
        let products = MemoryProducts::default();
        let outcome = deliver(&products, (1, "e-1"), stock("MOCHA", 1.0)).await;
        let Err(Failure::Rejected(rejection)) = outcome else { panic!("{outcome:?}") };
        assert!(rejection.detail.contains("`MOCHA`"));
    }

    #[tokio::test]
    async fn an_invalid_event_fails_and_changes_nothing() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for level in [-1.0, 0.5, f64::NAN, f64::INFINITY, 1e300] {
            let outcome = deliver(&products, (1, "e-1"), stock("LATTE", level)).await;
            assert!(matches!(outcome, Err(Failure::Failed(_))), "{level}");
        }
        let outcome = deliver(&products, (1, "e-1"), stock("", 1.0)).await;
        assert!(matches!(outcome, Err(Failure::Failed(_))));
        let in_an_hour = 3_600_000_000_000;
        let outcome = deliver(&products, (in_an_hour, "e-1"), stock("LATTE", 1.0)).await;
        assert!(matches!(outcome, Err(Failure::Failed(_))));
        assert_eq!(stock_of(&products).await, 0);
    }

    proptest! {
        /// In whatever order the events arrive and however often, the newest level remains.
        #[test]
        fn the_newest_level_remains(
            arrivals in proptest::collection::vec((0_u8..5, 0_u8..3), 1..30),
        ) {
            // Every time and event has a level of its own.
            let level = |(time, event): (u8, u8)| f64::from(time * 10 + event);
            block_on(async {
                let products = MemoryProducts::with([plain("Latte", "4.99")]);
                for &(time, event) in &arrivals {
                    let data = stock("LATTE", level((time, event)));
                    deliver(&products, (time.into(), &event.to_string()), data).await.unwrap();
                }
                let newest = *arrivals.iter().max().unwrap();
                assert_eq!(stock_of(&products).await.to_string(), level(newest).to_string());
            });
        }
    }
}
