//! `list-orders`: lists the caller's orders, the last number first. Numbers are in the order of time.

use contracts::{
    Json,
    order::{ListOrders, OrderPage},
};
use platform::{Handler, Lambda, Reply, Request, Result};

use crate::{
    dynamo::DynamoOrders, page::RequestedPage, page_token::LastOrder, ports::reading::UserOrders,
    versions::versioned,
};

impl Handler<ListOrders> for crate::Order {
    async fn run(lambda: Lambda<ListOrders>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &orders).await).await
    }
}

pub async fn handle(
    request: Request<ListOrders>,
    orders: &impl UserOrders,
) -> Result<Reply<Json<OrderPage>>> {
    versioned(list(request, orders).await.map(Reply::from))
}

async fn list(request: Request<ListOrders>, orders: &impl UserOrders) -> Result<Json<OrderPage>> {
    let requested = RequestedPage::read(&request.content)?;
    // The token may come from another user: it states where to continue in the caller's own orders.
    let after = requested.after.as_ref().map(|last| last.order_number.as_str());
    let page = orders.orders_of(&request.caller.user_id, after, requested.size).await?;
    Ok(Json(requested.response(&page, LastOrder::token)))
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

    async fn list(user_id: &str, query: &[(&str, &str)]) -> TestResponse {
        let orders = MemoryOrders::default().with_orders(suite::orders());
        let token = token(user_id, UserType::Standard).await;
        let call = Call::to::<ListOrders>("GET /orders").query(query).bearer(&token);
        let handle = async |request| handle(request, &orders).await;
        TestResponse::of(invoke::<ListOrders>(call.event(), handle).await)
    }

    fn numbers(response: &TestResponse) -> Vec<String> {
        let page: OrderPage = serde_json::from_value(response.json()).unwrap();
        page.items.into_iter().map(|order| order.order_id).collect()
    }

    #[tokio::test]
    async fn callers_see_their_own_orders_page_by_page() {
        let first = list("u-1", &[("pageSize", "2")]).await;
        assert_eq!((first.status(), numbers(&first)), (200, vec!["o-4".into(), "o-3".into()]));
        assert_eq!(first.header("X-API-Version"), "1.0");
        let page = first.json();
        assert_eq!((&page["pageSize"], &page["hasMorePages"]), (&json!(2), &json!(true)));
        let token = page["nextPageToken"].as_str().unwrap();
        let second = list("u-1", &[("pageSize", "2"), ("pageToken", token)]).await;
        assert_eq!(numbers(&second), ["o-1"]);
        let page = second.json();
        assert_eq!((&page["hasMorePages"], &page["nextPageToken"]), (&json!(false), &json!(null)));
    }

    #[tokio::test]
    async fn the_token_of_another_user_shows_no_order_of_that_user() {
        let user_id = "u-1".to_owned();
        let token = LastOrder { user_id, order_number: "o-4".to_owned() }.token();
        let page = list("u-2", &[("pageToken", &token)]).await;
        assert_eq!(numbers(&page), ["o-2"]);
        assert_eq!(numbers(&list("u-3", &[("pageToken", &token)]).await), [""; 0]);
    }

    #[tokio::test]
    async fn a_bad_page_size_or_token_is_a_bad_request() {
        let response = list("u-1", &[("pageSize", "101")]).await;
        assert_eq!(response.status(), 400);
        let expected = json!({ "PageSize": ["Page size must be between 1 and 100"] });
        assert_eq!(response.json()["validationErrors"], expected);
        assert_eq!(list("u-1", &[("pageToken", "%%%")]).await.status(), 400);
        assert_eq!(list("u-1", &[("pageSize", "many")]).await.status(), 400);
    }
}
