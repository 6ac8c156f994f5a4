//! `handle-stock-updated`: keeps the stock level of a product.

use contracts::inventory::StockUpdated;
use platform::{Failure, Message, Result, clock::Clock};

use crate::{ports::Products, stamp::Stamp, told};

/// Up to here every whole number is a double of its own.
const MAX_LEVEL: f64 = 9_007_199_254_740_992.0;

pub async fn handle(
    message: Message<StockUpdated>,
    products: &impl Products,
    clock: &impl Clock,
) -> Result {
    let id = told::product(&message.data.product_id)?;
    let stamp = Stamp::new(message.occurred_at, &message.id, clock.now())?;
    let level = units(message.data.new_stock_level)?;
    told::outcome(&id, products.note_stock(&id, level, &stamp).await?)
}

fn units(level: f64) -> Result<u64> {
    if !(0.0..=MAX_LEVEL).contains(&level) || level.fract() != 0.0 {
        return Err(Failure::failed(format!("a stock level is a whole number, not `{level}`")));
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
        product::ProductId,
        samples::{clock, message, plain, run},
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
    async fn the_level_is_kept() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for (nanosecond, level) in [(1, 10.0), (2, 0.0), (3, 9_007_199_254_740_992.0)] {
            deliver(&products, (nanosecond, "e"), stock("LATTE", level)).await.unwrap();
            #[expect(clippy::cast_precision_loss, reason = "the test's levels are doubles")]
            let kept = stock_of(&products).await as f64;
            assert_eq!(kept.to_string(), level.to_string());
        }
    }

    #[tokio::test]
    async fn of_an_unknown_product_nothing_is_kept() {
        let products = MemoryProducts::default();
        let outcome = deliver(&products, (1, "e-1"), stock("MOCHA", 1.0)).await;
        assert!(matches!(outcome, Err(Failure::Rejected(it)) if it.detail.contains("`MOCHA`")));
    }

    #[tokio::test]
    async fn what_cannot_be_fails_and_changes_nothing() {
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
        /// However the events arrive and however often, the newest is what remains.
        #[test]
        fn the_newest_level_remains(
            arrivals in proptest::collection::vec((0_u8..5, 0_u8..3), 1..30),
        ) {
            // Every time and event has a level of its own.
            let level = |(time, event): (u8, u8)| f64::from(time * 10 + event);
            run(async {
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
