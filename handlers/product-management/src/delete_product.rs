//! `delete-product`: takes a product out of the catalogue. Whether it was there makes no
//! difference, not even to what is announced: whoever missed the first announcement hears this one.

use contracts::{Json, product_management::Envelope};
use platform::{Caller, Request, Result};

use crate::{dto, events::Recorded, ports::Products, product::ProductId};

pub async fn handle(
    request: Request<(), Caller>,
    products: &impl Products,
) -> Result<Json<Envelope<String>>> {
    // An id that no product can have is the id of nothing.
    if let Some(id) = ProductId::parse(&request.path("productId")?) {
        products.remove(&id, &Recorded::deleted(&id), &request.context).await?;
    }
    Ok(Json(dto::enveloped(dto::ok())))
}

#[cfg(test)]
mod tests {
    use contracts::product_management::DeleteProduct;
    use platform::{UserType, testing::Call};
    use serde_json::json;

    use super::*;
    use crate::{
        calls::{Answer, send_as},
        memory::MemoryProducts,
        samples::plain,
    };

    async fn delete(products: &MemoryProducts, id: &str, user_type: UserType) -> Answer {
        let handle = async |request| handle(request, products).await;
        let call = Call::to("DELETE /product/{productId}").path("productId", id);
        send_as::<DeleteProduct>(user_type, call, handle).await
    }

    fn done() -> Answer {
        Answer { status: 200, body: json!({ "data": "OK", "message": "OK" }) }
    }

    #[tokio::test]
    async fn a_product_is_deleted_and_every_time_that_is_announced() {
        let latte = plain("Latte", "4.99");
        let products = MemoryProducts::with([latte.clone()]);
        for _ in 0..2 {
            assert_eq!(delete(&products, "LATTE", UserType::Admin).await, done());
            assert_eq!(products.product(&latte.id).await.unwrap(), None);
        }
        let event = Recorded::deleted(&latte.id);
        assert_eq!(products.recorded(), [event.clone(), event]);
    }

    #[tokio::test]
    async fn an_impossible_id_is_the_id_of_nothing() {
        let products = MemoryProducts::default();
        assert_eq!(delete(&products, &"X".repeat(256), UserType::Admin).await, done());
        assert_eq!(products.recorded(), []);
    }

    #[tokio::test]
    async fn only_administrators_delete() {
        let products = MemoryProducts::with([plain("Latte", "4.99")]);
        assert_eq!(delete(&products, "LATTE", UserType::Standard).await.status, 401);
        assert_eq!(products.recorded(), []);
    }
}
