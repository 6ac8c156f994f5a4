//! `handle-pricing-calculated`: replaces the price brackets of a product.

use contracts::product_management::{CalculatedBrackets, HandlePricingCalculated};
use platform::{
    Failure, Handler, Lambda, Message, Result, Stamp,
    clock::{Clock, SystemClock},
};

use crate::{
    ProductManagement,
    dynamo::DynamoProducts,
    inbound,
    ports::InboundValues,
    product::{Bracket, ProductId},
};

/// Most brackets of one product.
const MAX_BRACKETS: usize = 100;

impl Handler<HandlePricingCalculated> for ProductManagement {
    async fn run(lambda: Lambda<HandlePricingCalculated>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |message| handle(message, &products, &SystemClock).await).await
    }
}

pub async fn handle(
    message: Message<CalculatedBrackets>,
    products: &impl InboundValues,
    clock: &impl Clock,
) -> Result {
    let id = inbound::product_id(&message.data.product_id)?;
    let stamp = Stamp::new(message.occurred_at, &message.id, clock.now())?;
    let brackets = brackets(&id, message.data)?;
    inbound::check(&id, products.apply_brackets(&id, &brackets, &stamp).await?)
}

fn brackets(id: &ProductId, pricing: CalculatedBrackets) -> Result<Vec<Bracket>> {
    let brackets = pricing.price_brackets;
    let count = brackets.len();
    if count > MAX_BRACKETS {
        return Err(Failure::failed(format!(
            "product `{id}` has {count} brackets, more than {MAX_BRACKETS}"
        )));
    }
    if brackets.iter().any(|bracket| bracket.price.0.is_sign_negative()) {
        return Err(Failure::failed(format!("a price of product `{id}` is negative")));
    }
    Ok(brackets
        .into_iter()
        .map(|bracket| Bracket { quantity: bracket.quantity, price: bracket.price.0 })
        .collect())
}

#[cfg(test)]
mod tests {
    use contracts::{Money, pricing::PriceBracket};
    use platform::testing::block_on;
    use proptest::prelude::*;

    use super::*;
    use crate::{
        memory::MemoryProducts,
        ports::Products,
        samples::{bracket, clock, message, plain},
    };

    fn pricing(product_id: &str, brackets: &[Bracket]) -> CalculatedBrackets {
        let price_bracket = |bracket: &Bracket| PriceBracket {
            quantity: bracket.quantity,
            price: Money(bracket.price),
        };
        CalculatedBrackets {
            product_id: product_id.to_owned(),
            price_brackets: brackets.iter().map(price_bracket).collect(),
        }
    }

    async fn deliver(
        products: &MemoryProducts,
        (nanosecond, event_id): (i64, &str),
        data: CalculatedBrackets,
    ) -> Result {
        handle(message(nanosecond, event_id, data), products, &clock()).await
    }

    async fn brackets_of(products: &MemoryProducts) -> Option<Vec<Bracket>> {
        let id = ProductId::parse("LATTE").unwrap();
        products.product(&id).await.unwrap().unwrap().brackets
    }

    #[tokio::test]
    async fn new_brackets_replace_the_old_ones() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        let old = [bracket(5, "4.74"), bracket(10, "4.49")];
        deliver(&products, (1, "e-1"), pricing("LATTE", &old)).await.unwrap();
        let new = [bracket(5, "4.5")];
        deliver(&products, (2, "e-2"), pricing("LATTE", &new)).await.unwrap();
        assert_eq!(brackets_of(&products).await, Some(new.into()));
    }

    #[tokio::test]
    async fn an_event_about_an_unknown_product_is_rejected() {
        let products = MemoryProducts::default();
        let outcome = deliver(&products, (1, "e-1"), pricing("MOCHA", &[])).await;
        let Err(Failure::Rejected(rejection)) = outcome else { panic!("{outcome:?}") };
        assert!(rejection.detail.contains("`MOCHA`"));
    }

    #[tokio::test]
    async fn an_invalid_event_fails_and_changes_nothing() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for data in [
            pricing("", &[]),
            pricing("LATTE", &[bracket(5, "-0.01")]),
            pricing("LATTE", &[bracket(5, "1"); 101]),
        ] {
            let outcome = deliver(&products, (1, "e-1"), data).await;
            assert!(matches!(outcome, Err(Failure::Failed(_))));
        }
        assert_eq!(brackets_of(&products).await, None);
    }

    proptest! {
        /// In whatever order the events arrive and however often, the newest brackets remain.
        #[test]
        fn the_newest_brackets_remain(
            arrivals in proptest::collection::vec((0_i64..5, 0_u32..3), 1..30),
        ) {
            block_on(async {
                let products = MemoryProducts::with([plain("Latte", "4.99")]);
                for &(time, event) in &arrivals {
                    let brackets = [Bracket { quantity: event, price: time.into() }];
                    let data = pricing("LATTE", &brackets);
                    deliver(&products, (time, &event.to_string()), data).await.unwrap();
                }
                let &(time, event) = arrivals.iter().max().unwrap();
                let newest = vec![Bracket { quantity: event, price: time.into() }];
                assert_eq!(brackets_of(&products).await, Some(newest));
            });
        }
    }
}
