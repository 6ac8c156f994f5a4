//! `get-stock`: shows how much there is of a product.

use contracts::{Json, inventory::StockReply};
use platform::{Rejection, Request, Result};

use crate::{dto::stock_reply, order::check_product_id, ports::Stocks};

pub async fn handle(request: Request<()>, stocks: &impl Stocks) -> Result<Json<StockReply>> {
    let product_id = request.path("productId")?;
    let level = match check_product_id(&product_id) {
        Ok(()) => stocks.level(&product_id).await?,
        Err(_) => None,
    };
    let level = level.ok_or_else(|| {
        let detail = format!("Inventory item not found: {product_id}");
        Rejection::new(404, detail.as_str())
            .with("data", "Not found")
            .with("message", vec![detail])
            .with("success", false)
    })?;
    Ok(stock_reply(&product_id, level))
}

#[cfg(test)]
mod tests {
    use contracts::inventory::GetStock;
    use platform::testing::{Answer, Call, invoke};
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryStocks, order::Lines, ports::Enquiry};

    async fn get(stocks: &MemoryStocks, product_id: &str) -> Answer {
        let call = Call::to("GET /inventory/{productId}").path("productId", product_id);
        let handle = async |request| handle(request, stocks).await;
        Answer::of(invoke::<GetStock>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn what_is_promised_cannot_be_ordered() {
        let stocks = MemoryStocks::with(&[("LATTE", 10)]);
        let enquiry = Enquiry {
            order_number: "o-1",
            event_id: "e-1",
            conversation_id: None,
            context: &platform::Context::new(),
        };
        stocks.reserve(&enquiry, &Lines::of(&["LATTE".to_owned()]).unwrap()).await.unwrap();
        let answer = get(&stocks, "LATTE").await;
        assert_eq!(answer.status(), 200);
        let stock =
            json!({ "productId": "LATTE", "currentStockLevel": 9, "reservedStockLevel": 1 });
        assert_eq!(answer.json(), json!({ "data": stock, "message": ["OK"], "success": true }));
    }

    #[tokio::test]
    async fn an_unknown_product_is_not_found() {
        let stocks = MemoryStocks::default();
        let problem = get(&stocks, "TEA%2FMINT").await;
        assert_eq!(problem.status(), 404);
        let problem = problem.json();
        assert_eq!(problem["data"], "Not found");
        assert_eq!(problem["message"], json!(["Inventory item not found: TEA/MINT"]));
        assert_eq!(problem["success"], false);
        assert_eq!(problem["detail"], "Inventory item not found: TEA/MINT");
    }

    #[tokio::test]
    async fn no_key_is_too_long_to_ask_for() {
        let stocks = MemoryStocks::default();
        assert_eq!(get(&stocks, &"x".repeat(3000)).await.status(), 404);
    }
}
