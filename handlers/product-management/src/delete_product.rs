//! `delete-product`: removes a product from the catalogue. The event is published even if the product
//! does not exist, so that a retry also reaches a subscriber that missed the first event.

use contracts::{
    Json,
    product_management::{DeleteProduct, Envelope},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{
    ProductManagement, dto, dynamo::DynamoProducts, events::PrivateEvent, ports::ProductRemovals,
    product::ProductId,
};

impl Handler<DeleteProduct> for ProductManagement {
    async fn run(lambda: Lambda<DeleteProduct>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |request| handle(request, &products).await).await
    }
}

pub async fn handle(
    request: Request<DeleteProduct>,
    products: &impl ProductRemovals,
) -> Result<Json<Envelope<String>>> {
    // No product has an invalid id, so there is nothing to delete.
    if let Some(id) = ProductId::parse(&request.path.product_id) {
        products.remove(&id, &PrivateEvent::deleted(&id), &request.context).await?;
    }
    Ok(Json(dto::enveloped(dto::ok())))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{memory::MemoryProducts, ports::Products, samples::plain};

    /// Status and body of `DELETE /product/{id}`.
    async fn delete(products: &MemoryProducts, id: &str, user_type: UserType) -> (u64, Value) {
        let call = Call::to::<DeleteProduct>("DELETE /product/{product_id}")
            .path("product_id", id)
            .bearer(&token("u-1", user_type).await);
        let handle = async |request| handle(request, products).await;
        let response = TestResponse::of(invoke::<DeleteProduct>(call.event(), handle).await);
        (response.status(), response.json())
    }

    fn done() -> (u64, Value) {
        (200, json!({ "data": "OK", "message": "OK" }))
    }

    #[tokio::test]
    async fn a_product_is_deleted_and_every_request_enqueues_an_event() {
        let latte = plain("Latte", "4.99");
        let products = MemoryProducts::with([latte.clone()]);
        for _ in 0..2 {
            assert_eq!(delete(&products, "LATTE", UserType::Admin).await, done());
            assert_eq!(products.product(&latte.id).await.unwrap(), None);
        }
        let event = PrivateEvent::deleted(&latte.id);
        assert_eq!(products.outbox(), [event.clone(), event]);
    }

    #[tokio::test]
    async fn an_invalid_id_deletes_nothing_and_succeeds() {
        let products = MemoryProducts::default();
        assert_eq!(delete(&products, &"X".repeat(256), UserType::Admin).await, done());
        assert_eq!(products.outbox(), []);
    }

    #[tokio::test]
    async fn only_administrators_may_delete_products() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        assert_eq!(delete(&products, "LATTE", UserType::Standard).await.0, 401);
        assert_eq!(products.outbox(), []);
    }
}
