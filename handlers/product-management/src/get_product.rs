//! `get-product`: one product, with its price brackets.

use contracts::{
    Json,
    product_management::{Envelope, ProductDto},
};
use platform::{Request, Result};

use crate::{dto, ports::Products, product::ProductId};

pub async fn handle(
    request: Request<()>,
    products: &impl Products,
) -> Result<Json<Envelope<ProductDto>>> {
    let text = request.path("productId")?;
    let id = ProductId::parse(&text).ok_or_else(|| dto::not_found(&text))?;
    let product = products.product(&id).await?.ok_or_else(|| dto::not_found(&text))?;
    Ok(Json(dto::enveloped(dto::product_dto(&product))))
}

#[cfg(test)]
mod tests {
    use contracts::product_management::GetProduct;
    use platform::testing::Call;
    use serde_json::json;

    use super::*;
    use crate::{
        calls::{Answer, send},
        memory::MemoryProducts,
        product::Product,
        samples::{bracket, plain},
    };

    async fn get(products: &MemoryProducts, id: &str) -> Answer {
        let handle = async |request| handle(request, products).await;
        let call = Call::to("GET /product/{productId}").path("productId", id);
        send::<GetProduct>(call, handle).await
    }

    #[tokio::test]
    async fn a_product_is_shown_with_its_brackets() {
        let product = Product {
            brackets: Some(vec![bracket(5, "4.74"), bracket(10, "4.49")]),
            stock_level: 70,
            ..plain("Latte", "4.99")
        };
        let data = json!({
            "productId": "LATTE",
            "name": "Latte",
            "price": 4.99,
            "pricingBrackets": [{ "price": 4.74, "quantity": 5 }, { "price": 4.49, "quantity": 10 }],
            "stockLevel": 70,
        });
        let answer = get(&MemoryProducts::with([product]), "LATTE").await;
        let body = json!({ "data": data, "message": "OK" });
        assert_eq!(answer, Answer { status: 200, body });
    }

    #[tokio::test]
    async fn without_brackets_there_is_null() {
        let answer = get(&MemoryProducts::with([plain("Latte", "4.99")]), "LATTE").await;
        assert_eq!(answer.body["data"]["pricingBrackets"], json!(null));
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for id in ["MOCHA", "latte", "%20", &"X".repeat(256)] {
            let answer = get(&products, id).await;
            assert_eq!(answer.problem(), (404, "Not found", "Product not found"), "{id}");
        }
    }
}
