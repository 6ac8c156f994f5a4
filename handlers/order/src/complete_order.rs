//! `complete-order`: completes a confirmed order, for administrators.

use contracts::{
    Json,
    order::{CompleteOrder, CompleteOrderRequest, OrderDto},
};
use platform::{Failure, Handler, Lambda, Reply, Request, Result};

use crate::{
    dynamo::DynamoOrders,
    events::PrivateEvent,
    ports::{
        reading::{OrderLookup, Owners},
        settling::Moves,
    },
    problems::{forbidden, not_confirmed, order_not_found},
    settling::settle,
    validation::{ValidationErrors, readable},
    versions::versioned,
};

impl Handler<CompleteOrder> for crate::Order {
    async fn run(lambda: Lambda<CompleteOrder>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &orders).await).await
    }
}

pub async fn handle(
    request: Request<CompleteOrder>,
    orders: &(impl Owners + OrderLookup + Moves),
) -> Result<Reply<Json<OrderDto>>> {
    versioned(complete(request, orders).await.map(Reply::from))
}

async fn complete(
    request: Request<CompleteOrder>,
    orders: &(impl Owners + OrderLookup + Moves),
) -> Result<Json<OrderDto>> {
    if !request.caller.is_admin() {
        return Err(forbidden("Only administrators can complete orders"));
    }
    let content = readable(&request.content)?;
    check(&request.path.order_id, content)?;
    let CompleteOrderRequest { order_id: number, user_id } = content;
    let owner = orders.owner(number).await?;
    let owner = owner.filter(|owner| owner == user_id || is_email_address(user_id));
    let owner = owner.ok_or_else(|| order_not_found(number))?;
    let event = PrivateEvent::completed;
    let settled = settle(orders, &owner, number, event, &request.context).await?;
    let settled = settled.ok_or_else(|| order_not_found(number))?;
    if settled.moved { Ok(Json(settled.order.dto())) } else { Err(not_confirmed()) }
}

fn check(path: &str, body: &CompleteOrderRequest) -> Result {
    let mut errors = ValidationErrors::default();
    errors.require_order_number("OrderId", &body.order_id);
    errors.require_user_id("UserId", &body.user_id);
    errors.check()?;
    if path == body.order_id {
        return Ok(());
    }
    let body = &body.order_id;
    Err(Failure::bad_request(format!("the path names another order than the body's `{body}`")))
}

/// Some clients know of a user the e-mail address only, and this service the id only.
fn is_email_address(user_id: &str) -> bool {
    user_id.contains('@')
}

#[cfg(test)]
mod tests {
    use contracts::order::OrderStatus;
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryOrders, samples},
        order::Order,
    };

    fn orders(status: OrderStatus) -> MemoryOrders {
        MemoryOrders::default().with_orders([Order { status, ..samples::order() }])
    }

    async fn call(orders: &MemoryOrders, user_type: UserType, body: Value) -> TestResponse {
        let token = token("u-9", user_type).await;
        let call = Call::to::<CompleteOrder>("POST /orders/{order_id}/complete");
        let call = call.path("order_id", "o-1").json(&body).bearer(&token);
        let handle = async |request| handle(request, orders).await;
        TestResponse::of(invoke::<CompleteOrder>(call.event(), handle).await)
    }

    async fn complete(orders: &MemoryOrders, user_id: &str) -> TestResponse {
        let body = json!({ "orderId": "o-1", "userId": user_id });
        call(orders, UserType::Admin, body).await
    }

    #[tokio::test]
    async fn a_confirmed_order_is_completed_and_published_with_the_id_of_its_user() {
        for user_id in ["u-1", "ada@example.com"] {
            let orders = orders(OrderStatus::Confirmed);
            let response = complete(&orders, user_id).await;
            assert_eq!(response.status(), 200);
            assert_eq!(response.header("X-API-Version"), "1.0");
            let completed = Order { status: OrderStatus::Completed, ..samples::order() };
            assert_eq!(response.json(), json!(completed.dto()));
            assert_eq!(orders.events(), [PrivateEvent::completed(&completed)]);
            assert_eq!(orders.all_orders(), [completed]);
        }
    }

    #[tokio::test]
    async fn an_order_that_is_not_confirmed_is_a_conflict() {
        for status in [
            OrderStatus::Created,
            OrderStatus::Completed,
            OrderStatus::NoStock,
            OrderStatus::PaymentFailed,
        ] {
            let orders = orders(status);
            let response = complete(&orders, "u-1").await;
            assert_eq!(response.status(), 409, "{status:?}");
            let problem = response.json();
            assert_eq!(problem["error"], "INVALID_STATE");
            assert_eq!(problem["message"], "Order must be confirmed before it can be completed");
            assert_eq!(problem["details"], "Only confirmed orders can be marked as complete");
            assert_eq!(problem["validationErrors"], json!(null));
            assert!(problem["correlationId"].is_string());
            assert_eq!(orders.events(), []);
        }
    }

    #[tokio::test]
    async fn a_second_completion_is_a_conflict() {
        let orders = orders(OrderStatus::Confirmed);
        assert_eq!(complete(&orders, "u-1").await.status(), 200);
        assert_eq!(complete(&orders, "u-1").await.status(), 409);
        assert_eq!(orders.events().len(), 1);
    }

    #[tokio::test]
    async fn an_order_of_another_user_is_not_found() {
        let orders = orders(OrderStatus::Confirmed);
        let response = complete(&orders, "u-2").await;
        assert_eq!((response.status(), &response.json()["errorCode"]), (404, &json!("NOT_FOUND")));
        assert_eq!(complete(&MemoryOrders::default(), "u-1").await.status(), 404);
        assert_eq!(orders.events(), []);
    }

    #[tokio::test]
    async fn a_bad_body_is_a_bad_request() {
        let orders = orders(OrderStatus::Confirmed);
        let body = json!({ "orderId": "o 1", "userId": "" });
        let response = call(&orders, UserType::Admin, body).await;
        assert_eq!(response.status(), 400);
        let errors = &response.json()["validationErrors"];
        assert!(errors["OrderId"].is_array() && errors["UserId"].is_array(), "{errors}");
        let other = json!({ "orderId": "o-2", "userId": "u-1" });
        assert_eq!(call(&orders, UserType::Admin, other).await.status(), 400);
        assert_eq!(call(&orders, UserType::Admin, json!({})).await.status(), 400);
        let unreadable = call(&orders, UserType::Admin, json!("o-1")).await;
        assert_eq!((unreadable.status(), unreadable.header("X-API-Version")), (400, "1.0"));
        assert!(unreadable.json()["validationErrors"]["Body"].is_array());
        assert_eq!(orders.events(), []);
    }

    #[tokio::test]
    async fn other_users_may_not_complete_orders() {
        for user_type in [UserType::Standard, UserType::Premium] {
            let orders = orders(OrderStatus::Confirmed);
            let body = json!({ "orderId": "o-1", "userId": "u-1" });
            let response = call(&orders, user_type, body).await;
            assert_eq!(response.status(), 403);
            assert_eq!(response.json()["errorCode"], "FORBIDDEN");
            assert_eq!(orders.events(), []);
        }
    }
}
