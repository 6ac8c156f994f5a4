//! The products of the catalogue that baskets contain: read when a basket is changed, and again when
//! it is ordered.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use futures_util::{StreamExt, TryStreamExt, stream};
use platform::{Context, Failure, Rejection, Result, Unavailable};
use tokio::time::timeout;

use crate::{
    basket::{Item, Product},
    lines::Line,
    ports::Catalogue,
};

/// Products that are read at the same time.
const CONCURRENT_READS: usize = 10;

/// Longest that all reads may take, so that there is time left for a response.
const READ_TIME: Duration = Duration::from_secs(20);

/// The items for these lines, with the products as they are now. 400 if the catalogue lacks one of
/// them, 503 if it does not respond.
pub async fn items_of(
    lines: Vec<Line>,
    catalogue: &impl Catalogue,
    context: &Context,
) -> Result<Vec<Item>> {
    let products = read(&lines, catalogue, context).await?;
    let mut missing = BTreeSet::new();
    let mut items = Vec::new();
    for Line { product_id, quantity, color } in lines {
        match products.get(&product_id) {
            Some(product) => items.push(Item { product: product.clone(), quantity, color }),
            None => {
                missing.insert(product_id);
            }
        }
    }
    if missing.is_empty() { Ok(items) } else { Err(unknown(missing)) }
}

async fn read(
    lines: &[Line],
    catalogue: &impl Catalogue,
    context: &Context,
) -> Result<BTreeMap<String, Product>> {
    let ids: BTreeSet<&str> = lines.iter().map(|line| line.product_id.as_str()).collect();
    let products = stream::iter(ids)
        .map(|id| catalogue.product(id, context))
        .buffer_unordered(CONCURRENT_READS)
        .try_filter_map(async |product| Ok(product.map(|product| (product.id.clone(), product))))
        .try_collect();
    match timeout(READ_TIME, products).await {
        Ok(products) => products,
        Err(elapsed) => Err(elapsed.into()),
    }
    .map_err(|failure| Unavailable::because("the catalogue of products", failure))
}

fn unknown(products: BTreeSet<String>) -> Failure {
    let names: Vec<_> = products.iter().map(|product| format!("`{product}`")).collect();
    let detail = format!("the catalogue has no product {}", names.join(", "));
    let products: Vec<String> = products.into_iter().collect();
    Rejection::new(400, detail).with("unknownProducts", products).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        memory::MemoryCatalogue,
        samples::{line, product},
    };

    async fn read_items(lines: Vec<Line>, catalogue: &impl Catalogue) -> Result<Vec<Item>> {
        items_of(lines, catalogue, &Context::new()).await
    }

    async fn check_unavailable(catalogue: &impl Catalogue) {
        match read_items(vec![line("A", 1)], catalogue).await {
            Err(Failure::Failed(error)) => assert!(error.is::<Unavailable>(), "{error}"),
            other => panic!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn items_have_the_order_of_the_lines_and_a_product_is_read_once() {
        let catalogue = MemoryCatalogue::with([product("A", "1"), product("B", "2")]);
        let red = Line { color: Some("red".to_owned()), ..line("B", 3) };
        let items = read_items(vec![line("B", 2), line("A", 1), red.clone()], &catalogue).await;
        let items = items.unwrap();
        assert_eq!(items.iter().map(|it| it.quantity).collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!(items[1].product, product("A", "1"));
        assert_eq!(Line::from(items[2].clone()), red);
        assert_eq!(catalogue.reads(), 2);
    }

    #[tokio::test]
    async fn every_unknown_product_is_named() {
        let catalogue = MemoryCatalogue::with([product("A", "1")]);
        let lines = vec![line("C", 1), line("A", 1), line("B", 1)];
        let Err(Failure::Rejected(rejection)) = read_items(lines, &catalogue).await else {
            panic!("unknown products were accepted");
        };
        assert_eq!(rejection.status, 400);
        assert_eq!(rejection.detail, "the catalogue has no product `B`, `C`");
        assert_eq!(rejection.extensions["unknownProducts"], serde_json::json!(["B", "C"]));
    }

    #[tokio::test]
    async fn a_catalogue_that_fails_is_unavailable() {
        check_unavailable(&MemoryCatalogue::failing()).await;
    }

    /// A catalogue that never responds.
    struct Silent;

    impl Catalogue for Silent {
        async fn product(&self, _: &str, _: &Context) -> Result<Option<Product>> {
            std::future::pending().await
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_catalogue_that_is_silent_is_unavailable_before_the_function_times_out() {
        let start = tokio::time::Instant::now();
        check_unavailable(&Silent).await;
        assert!(start.elapsed() < Duration::from_secs(29));
    }
}
