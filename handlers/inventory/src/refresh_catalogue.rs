//! `refresh-catalogue`: orders every product of the catalogue of which there is no stock item, in
//! case its creation never reached us or its order failed.

use platform::{Context, Result, clock::Clock};

use crate::{
    order::check_product_id,
    ordering::repeated_order,
    ports::{Catalogue, Stocks, Supplier},
};

pub async fn handle(
    catalogue: &impl Catalogue,
    stocks: &impl Stocks,
    supplier: &impl Supplier,
    clock: &impl Clock,
) -> Result {
    let context = Context::new();
    let mut token = None;
    loop {
        let page = catalogue.page(token.as_deref(), &context).await?;
        let ids: Vec<&str> = page.product_ids.iter().map(String::as_str).collect();
        let ids: Vec<&str> = ids.into_iter().filter(|id| check_product_id(id).is_ok()).collect();
        let known = stocks.levels(&ids).await?;
        for id in ids.into_iter().filter(|id| !known.contains_key(*id)) {
            supplier.order(&repeated_order(id, clock.now()), id, &context).await?;
        }
        token = page.next;
        if token.is_none() {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::clock::FixedClock;

    use super::*;
    use crate::memory::{MemoryCatalogue, MemoryStocks, MemorySupplier};

    #[tokio::test]
    async fn what_is_unknown_on_any_page_is_ordered_once_an_hour() {
        let pages = [["LATTE", "TEA"], ["MILK", "SUGAR"]];
        let pages = pages.map(|page| page.map(str::to_owned).to_vec()).to_vec();
        let catalogue = MemoryCatalogue(pages);
        let stocks = MemoryStocks::with(&[("LATTE", 1), ("SUGAR", 1)]);
        let supplier = MemorySupplier::default();
        let clock = FixedClock("2026-11-21T10:11:12Z".parse().unwrap());
        for _ in 0..2 {
            handle(&catalogue, &stocks, &supplier, &clock).await.unwrap();
        }
        let ordered: Vec<_> = supplier.0.into_inner().into_iter().collect();
        let expected = [("MILK-2026112110", "MILK"), ("TEA-2026112110", "TEA")];
        assert_eq!(ordered, expected.map(|(name, id)| (name.to_owned(), id.to_owned())));
    }

    #[tokio::test]
    async fn an_empty_catalogue_is_nothing_to_order() {
        let supplier = MemorySupplier::default();
        let clock = FixedClock("2026-11-21T10:11:12Z".parse().unwrap());
        let catalogue = MemoryCatalogue(vec![vec![]]);
        handle(&catalogue, &MemoryStocks::default(), &supplier, &clock).await.unwrap();
        assert!(supplier.0.borrow().is_empty());
    }
}
