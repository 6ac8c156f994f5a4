//! `get-product`: shows one product with its price brackets.

use contracts::{
    Json,
    product_management::{Envelope, GetProduct, ProductDto},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{ProductManagement, dto, dynamo::DynamoProducts, ports::Products, product::ProductId};

impl Handler<GetProduct> for ProductManagement {
    async fn run(lambda: Lambda<GetProduct>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |request| handle(request, &products).await).await
    }
}

pub async fn handle(
    request: Request<GetProduct>,
    products: &impl Products,
) -> Result<Json<Envelope<ProductDto>>> {
    let text = &request.path.product_id;
    let id = ProductId::parse(text).ok_or_else(|| dto::not_found(text))?;
    let product = products.product(&id).await?.ok_or_else(|| dto::not_found(text))?;
    Ok(Json(dto::enveloped(dto::product_dto(&product))))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::MemoryProducts,
        product::Product,
        samples::{bracket, plain},
    };

    /// Status and body of `GET /product/{id}`.
    async fn get(products: &MemoryProducts, id: &str) -> (u64, Value) {
        let call =
            Call::to::<GetProduct>("GET /product/{product_id}").path("product_id", id).event();
        let handle = async |request| handle(request, products).await;
        let response = TestResponse::of(invoke::<GetProduct>(call, handle).await);
        (response.status(), response.json())
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
        let response = get(&MemoryProducts::with([product]), "LATTE").await;
        assert_eq!(response, (200, json!({ "data": data, "message": "OK" })));
    }

    #[tokio::test]
    async fn the_brackets_of_a_product_without_brackets_are_null() {
        let (_, body) = get(&MemoryProducts::with([plain("Latte", "4.99")]), "LATTE").await;
        assert_eq!(body["data"]["pricingBrackets"], json!(null));
    }

    #[tokio::test]
    async fn an_unknown_or_invalid_id_is_not_found() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        for id in ["MOCHA", "latte", "%20", &"X".repeat(256)] {
            let (status, problem) = get(&products, id).await;
            let expected = json!([404, "Not found", "Product not found"]);
            assert_eq!(json!([status, problem["data"], problem["message"]]), expected, "{id}");
        }
    }
}
