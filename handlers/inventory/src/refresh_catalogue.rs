//! `refresh-catalogue`: orders every product of the catalogue that has no stock item, in case the
//! event of its creation was lost or its first order failed.

use contracts::{
    inventory::{OrderingWorkflow, RefreshCatalogue},
    product_management::ProductApi,
};
use platform::{
    Context, Handler, Lambda, Result,
    clock::{Clock, SystemClock},
};

use crate::{
    Inventory,
    dynamo::DynamoStock,
    order::check_product_id,
    ordering::repeated_order,
    ports::{Catalogue, StockLevelBatches, Supplier},
};

impl Handler<RefreshCatalogue> for Inventory {
    async fn run(lambda: Lambda<RefreshCatalogue>) -> Result {
        let catalogue = lambda.api_client::<ProductApi>()?;
        let stock = DynamoStock(lambda.table());
        let supplier = lambda.executions::<OrderingWorkflow>();
        lambda.serve(async |()| handle(&catalogue, &stock, &supplier, &SystemClock).await).await
    }
}

pub async fn handle(
    catalogue: &impl Catalogue,
    stock: &impl StockLevelBatches,
    supplier: &impl Supplier,
    clock: &impl Clock,
) -> Result {
    let context = Context::new();
    let mut token = None;
    loop {
        let page = catalogue.page(token.as_deref(), &context).await?;
        let ids = page.product_ids.iter().map(String::as_str);
        let ids: Vec<&str> = ids.filter(|id| check_product_id(id).is_ok()).collect();
        let stocked = stock.levels(&ids).await?;
        for id in ids.into_iter().filter(|id| !stocked.contains_key(*id)) {
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
    use crate::memory::{MemoryCatalogue, MemoryStock, MemorySupplier};

    #[tokio::test]
    async fn products_without_stock_on_any_page_are_ordered_once_an_hour() {
        let pages = [["LATTE", "TEA"], ["MILK", "SUGAR"]];
        let pages = pages.map(|page| page.map(str::to_owned).to_vec()).to_vec();
        let catalogue = MemoryCatalogue(pages);
        let stock = MemoryStock::with(&[("LATTE", 1), ("SUGAR", 1)]);
        let supplier = MemorySupplier::default();
        let clock = FixedClock("2026-11-21T10:11:12Z".parse().unwrap());
        for _ in 0..2 {
            handle(&catalogue, &stock, &supplier, &clock).await.unwrap();
        }
        let ordered: Vec<_> = supplier.0.into_inner().into_iter().collect();
        let expected = [("MILK-2026112110", "MILK"), ("TEA-2026112110", "TEA")];
        assert_eq!(ordered, expected.map(|(name, id)| (name.to_owned(), id.to_owned())));
    }

    #[tokio::test]
    async fn an_empty_catalogue_orders_nothing() {
        let supplier = MemorySupplier::default();
        let clock = FixedClock("2026-11-21T10:11:12Z".parse().unwrap());
        let catalogue = MemoryCatalogue(vec![vec![]]);
        handle(&catalogue, &MemoryStock::default(), &supplier, &clock).await.unwrap();
        assert!(supplier.0.borrow().is_empty());
    }
}
