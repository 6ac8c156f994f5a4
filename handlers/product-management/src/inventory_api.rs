//! The stock of products, as the inventory API shows it.

use contracts::inventory::InventoryApi;
use platform::{ApiClient, Context, Result};
use serde::Deserialize;

use crate::{
    ports::Inventory,
    product::ProductId,
    stock_level::{BadLevel, StockLevel},
};

/// The response, with the members that are used here. Some implementations write whole numbers with
/// a fraction, and have no revisions.
#[derive(Deserialize)]
struct StockReply {
    data: Stock,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stock {
    current_stock_level: f64,
    reserved_stock_level: f64,
    revision: Option<u64>,
}

impl Inventory for ApiClient<InventoryApi> {
    async fn level(&self, id: &ProductId, context: &Context) -> Result<Option<StockLevel>> {
        let path = ["inventory", id.as_str()];
        let reply: Option<StockReply> = self.get(&path, &[], context).await?;
        Ok(reply.map(StockLevel::try_from).transpose()?)
    }
}

impl TryFrom<StockReply> for StockLevel {
    type Error = BadLevel;

    fn try_from(StockReply { data }: StockReply) -> Result<Self, BadLevel> {
        Self::new(data.current_stock_level + data.reserved_stock_level, data.revision)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn level(data: Value) -> StockLevel {
        let reply: StockReply = serde_json::from_value(json!({ "data": data })).unwrap();
        reply.try_into().unwrap()
    }

    #[test]
    fn the_level_includes_reserved_units() {
        let full = json!({
            "productId": "LATTE", "currentStockLevel": 9, "reservedStockLevel": 1, "revision": 7,
        });
        assert_eq!(level(full), StockLevel { units: 10, revision: Some(7) });
        let plain = json!({ "currentStockLevel": 9.0, "reservedStockLevel": 0.0 });
        assert_eq!(level(plain), StockLevel { units: 9, revision: None });
    }
}
