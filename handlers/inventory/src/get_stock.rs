//! `get-stock`: shows the stock of a product.

use contracts::{
    Json,
    inventory::{GetStock, StockReply},
};
use platform::{Handler, Lambda, Rejection, Request, Result};

use crate::{
    Inventory, dto::stock_reply, dynamo::DynamoStock, order::check_product_id, ports::StockLevels,
};

impl Handler<GetStock> for Inventory {
    async fn run(lambda: Lambda<GetStock>) -> Result {
        let stock = DynamoStock(lambda.table());
        lambda.serve(async |request| handle(request, &stock).await).await
    }
}

pub async fn handle(
    request: Request<GetStock>,
    stock: &impl StockLevels,
) -> Result<Json<StockReply>> {
    let product_id = &request.path.product_id;
    let level = match check_product_id(product_id) {
        Ok(()) => stock.level(product_id).await?,
        Err(_) => None,
    };
    let level = level.ok_or_else(|| {
        let detail = format!("Inventory item not found: {product_id}");
        Rejection::new(404, detail.as_str())
            .with("data", "Not found")
            .with("message", vec![detail])
            .with("success", false)
    })?;
    Ok(stock_reply(product_id, level))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::json;

    use super::*;
    use crate::memory::MemoryStock;

    async fn get(stock: &MemoryStock, product_id: &str) -> TestResponse {
        let call = Call::to::<GetStock>("GET /inventory/{product_id}");
        let call = call.path("product_id", product_id);
        let handle = async |request| handle(request, stock).await;
        TestResponse::of(invoke::<GetStock>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn reserved_units_are_not_in_the_current_stock_level() {
        let stock = MemoryStock::with(&[("LATTE", 10)]).with_order("o-1", &["LATTE"]).await;
        let response = get(&stock, "LATTE").await;
        assert_eq!(response.status(), 200);
        let data = json!({
            "productId": "LATTE",
            "currentStockLevel": 9,
            "reservedStockLevel": 1,
            "revision": 1,
        });
        assert_eq!(response.json(), json!({ "data": data, "message": ["OK"], "success": true }));
    }

    #[tokio::test]
    async fn an_unknown_product_is_not_found() {
        let stock = MemoryStock::default();
        let problem = get(&stock, "TEA%2FMINT").await;
        assert_eq!(problem.status(), 404);
        let problem = problem.json();
        assert_eq!(problem["data"], "Not found");
        assert_eq!(problem["message"], json!(["Inventory item not found: TEA/MINT"]));
        assert_eq!(problem["success"], false);
        assert_eq!(problem["detail"], "Inventory item not found: TEA/MINT");
    }

    #[tokio::test]
    async fn a_product_id_too_long_for_a_key_is_not_found() {
        let stock = MemoryStock::default();
        assert_eq!(get(&stock, &"x".repeat(3000)).await.status(), 404);
    }
}
