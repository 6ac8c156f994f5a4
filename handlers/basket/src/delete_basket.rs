//! `delete-basket`: empties the caller's basket.

use contracts::{
    Json,
    basket::{BasketReply, DeleteBasket},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{BasketService, dto::reply, dynamo::DynamoBaskets, owner, ports::Removals};

impl Handler<DeleteBasket> for BasketService {
    async fn run(lambda: Lambda<DeleteBasket>) -> Result {
        let baskets = DynamoBaskets(lambda.table());
        lambda.serve(async |request| handle(request, &baskets).await).await
    }
}

pub async fn handle(
    request: Request<DeleteBasket>,
    baskets: &impl Removals,
) -> Result<Json<BasketReply<()>>> {
    owner::check_path(&request.caller, &request.path.user_name)?;
    baskets.remove(&request.path.user_name).await?;
    Ok(Json(reply(request.method(), ())))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryBaskets, samples::basket};

    async fn delete(baskets: &MemoryBaskets, user_type: UserType, user_name: &str) -> TestResponse {
        let call = Call::to::<DeleteBasket>("DELETE /basket/{user_name}");
        let call = call.path("user_name", user_name).bearer(&token("u-1", user_type).await);
        let handle = async |request| handle(request, baskets).await;
        TestResponse::of(invoke::<DeleteBasket>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_basket_is_emptied_however_often_that_is_requested() {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        for _ in 0..2 {
            let response = delete(&baskets, UserType::Standard, "u-1").await;
            let message = "Successfully finished operation: \"DELETE\"";
            assert_eq!(response.status(), 200);
            assert_eq!(response.json(), json!({ "message": message, "body": null }));
            assert_eq!(baskets.basket_of("u-1"), None);
        }
    }

    #[tokio::test]
    async fn the_basket_of_another_user_is_not_found() {
        let baskets = MemoryBaskets::with([basket("u-2", "r-2")]);
        for user_type in [UserType::Standard, UserType::Admin] {
            assert_eq!(delete(&baskets, user_type, "u-2").await.status(), 404);
        }
        assert_eq!(baskets.basket_of("u-2"), Some(basket("u-2", "r-2")));
    }
}
