//! `get-order`: shows an order, the caller's own, or to an administrator any.

use contracts::{
    Json,
    order::{GetOrder, OrderDto},
};
use platform::{Handler, Lambda, Reply, Request, Result};

use crate::{
    dynamo::DynamoOrders,
    ports::reading::{OrderLookup, Owners},
    problems::order_not_found,
    validation::ValidationErrors,
    versions::versioned,
};

impl Handler<GetOrder> for crate::Order {
    async fn run(lambda: Lambda<GetOrder>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &orders).await).await
    }
}

pub async fn handle(
    request: Request<GetOrder>,
    orders: &(impl OrderLookup + Owners),
) -> Result<Reply<Json<OrderDto>>> {
    versioned(get(request, orders).await.map(Reply::from))
}

async fn get(
    request: Request<GetOrder>,
    orders: &(impl OrderLookup + Owners),
) -> Result<Json<OrderDto>> {
    let number = &request.path.order_id;
    let mut errors = ValidationErrors::default();
    errors.require_order_number("OrderId", number);
    errors.check()?;
    let owner = if request.caller.is_admin() {
        orders.owner(number).await?
    } else {
        Some(request.caller.user_id)
    };
    let order = match owner {
        Some(user_id) => orders.order(&user_id, number).await?,
        None => None,
    };
    let order = order.ok_or_else(|| order_not_found(number))?;
    Ok(Json(order.dto()))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        memory::{MemoryOrders, samples},
        ports::reading::suite,
    };

    async fn get(user_id: &str, user_type: UserType, number: &str) -> TestResponse {
        let orders = MemoryOrders::default().with_orders(suite::orders());
        let token = token(user_id, user_type).await;
        let call = Call::to::<GetOrder>("GET /orders/{order_id}");
        let call = call.path("order_id", number).bearer(&token);
        let handle = async |request| handle(request, &orders).await;
        TestResponse::of(invoke::<GetOrder>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn callers_see_their_own_orders_and_administrators_all() {
        for (user_id, user_type) in [("u-1", UserType::Standard), ("u-9", UserType::Admin)] {
            let response = get(user_id, user_type, "o-1").await;
            assert_eq!(response.status(), 200);
            assert_eq!(response.header("X-API-Version"), "1.0");
            assert_eq!(response.json(), json!(samples::order().dto()));
        }
    }

    #[tokio::test]
    async fn the_order_of_another_user_does_not_exist_for_the_caller() {
        for (user_type, number) in
            [(UserType::Standard, "o-2"), (UserType::Premium, "o-5"), (UserType::Admin, "o-5")]
        {
            let response = get("u-1", user_type, number).await;
            assert_eq!(response.status(), 404);
            let problem = response.json();
            assert_eq!(problem["title"], "Order Not Found");
            assert_eq!(problem["errorCode"], "NOT_FOUND");
        }
    }

    #[tokio::test]
    async fn a_malformed_id_is_a_bad_request() {
        for number in ["o%201", "NUMBER%23o-1", &"x".repeat(101)] {
            let response = get("u-1", UserType::Admin, number).await;
            assert_eq!(response.status(), 400, "{number}");
            assert_eq!(response.json()["error"], "VALIDATION_ERROR");
        }
    }
}
