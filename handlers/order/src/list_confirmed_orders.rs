//! `list-confirmed-orders`: lists the orders of all users that wait for their completion, for
//! administrators.

use contracts::{
    Json,
    order::{ListConfirmedOrders, OrderPage},
};
use platform::{Handler, Lambda, Reply, Request, Result};

use crate::{
    dynamo::DynamoOrders, page::RequestedPage, page_token::LastOrder,
    ports::reading::ConfirmedOrders, problems::forbidden, versions::versioned,
};

impl Handler<ListConfirmedOrders> for crate::Order {
    async fn run(lambda: Lambda<ListConfirmedOrders>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &orders).await).await
    }
}

pub async fn handle(
    request: Request<ListConfirmedOrders>,
    orders: &impl ConfirmedOrders,
) -> Result<Reply<Json<OrderPage>>> {
    versioned(list(request, orders).await.map(Reply::from))
}

async fn list(
    request: Request<ListConfirmedOrders>,
    orders: &impl ConfirmedOrders,
) -> Result<Json<OrderPage>> {
    if !request.caller.is_admin() {
        return Err(forbidden("Only administrators can access confirmed orders"));
    }
    let requested = RequestedPage::read(&request.content)?;
    let page = orders.confirmed(requested.after.as_ref(), requested.size).await?;
    Ok(Json(requested.response(&page, LastOrder::confirmed_token)))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::json;

    use super::*;
    use crate::{memory::MemoryOrders, ports::reading::suite};

    async fn list(user_type: UserType, query: &[(&str, &str)]) -> TestResponse {
        let orders = MemoryOrders::default().with_orders(suite::orders());
        let token = token("u-1", user_type).await;
        let call = Call::to::<ListConfirmedOrders>("GET /orders/confirmed");
        let call = call.query(query).bearer(&token);
        let handle = async |request| handle(request, &orders).await;
        TestResponse::of(invoke::<ListConfirmedOrders>(call.event(), handle).await)
    }

    fn numbers(response: &TestResponse) -> Vec<String> {
        let page: OrderPage = serde_json::from_value(response.json()).unwrap();
        page.items.into_iter().map(|order| order.order_id).collect()
    }

    #[tokio::test]
    async fn administrators_see_the_confirmed_orders_of_all_users_page_by_page() {
        let first = list(UserType::Admin, &[("pageSize", "1")]).await;
        assert_eq!((first.status(), numbers(&first)), (200, vec!["o-2".to_owned()]));
        let page = first.json();
        let token = page["nextPageToken"].as_str().unwrap();
        let second = list(UserType::Admin, &[("pageSize", "1"), ("pageToken", token)]).await;
        assert_eq!(numbers(&second), ["o-3"]);
        assert_eq!(second.json()["hasMorePages"], json!(false));
    }

    #[tokio::test]
    async fn other_users_may_not_see_them() {
        for user_type in [UserType::Standard, UserType::Premium] {
            let response = list(user_type, &[]).await;
            assert_eq!(response.status(), 403);
            assert_eq!(response.header("X-API-Version"), "1.0");
            let problem = response.json();
            assert_eq!(problem["title"], "Forbidden");
            assert_eq!(problem["detail"], "Only administrators can access confirmed orders");
            assert_eq!(problem["errorCode"], "FORBIDDEN");
        }
    }
}
