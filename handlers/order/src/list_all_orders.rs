//! `list-all-orders`: lists the orders of all users, the last number first, for administrators.

use contracts::{
    Json,
    order::{BasketOrders, ListAllOrders},
};
use platform::{Handler, Lambda, Request, Result};

use crate::{
    basket_orders::basket_orders, dynamo::DynamoOrders, page::RequestedPage, page_token::LastOrder,
    ports::reading::AllOrders,
};

impl Handler<ListAllOrders> for crate::Order {
    async fn run(lambda: Lambda<ListAllOrders>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &orders).await).await
    }
}

pub async fn handle(
    request: Request<ListAllOrders>,
    orders: &impl AllOrders,
) -> Result<Json<BasketOrders>> {
    let requested = RequestedPage::read(&request.content)?;
    let page = orders.all(requested.after.as_ref(), requested.size).await?;
    let last = page.items.last().filter(|_| page.more);
    Ok(basket_orders(&page.items, last.map(LastOrder::of).as_ref()))
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
        let token = token("u-9", user_type).await;
        let call = Call::to::<ListAllOrders>("GET /order").query(query).bearer(&token);
        let handle = async |request| handle(request, &orders).await;
        TestResponse::of(invoke::<ListAllOrders>(call.event(), handle).await)
    }

    fn numbers(response: &TestResponse) -> Vec<String> {
        let orders: BasketOrders = serde_json::from_value(response.json()).unwrap();
        orders.body.into_iter().map(|order| order.order_id).collect()
    }

    #[tokio::test]
    async fn administrators_see_the_orders_of_all_users_page_by_page() {
        let first = list(UserType::Admin, &[("pageSize", "3")]).await;
        assert_eq!(first.status(), 200);
        assert_eq!(numbers(&first), ["o-4", "o-3", "o-2"]);
        assert_eq!(first.json()["message"], "Successfully finished operation: \"GET\"");
        let token = first.json()["nextPageToken"].as_str().unwrap().to_owned();
        let second = list(UserType::Admin, &[("pageSize", "3"), ("pageToken", &token)]).await;
        assert_eq!(numbers(&second), ["o-1"]);
        assert_eq!(second.json().get("nextPageToken"), None);
        let [order, ..] = suite::orders();
        assert_eq!(second.json()["body"], json!([order.basket_order()]));
    }

    #[tokio::test]
    async fn other_users_may_not_see_them() {
        assert_eq!(list(UserType::Premium, &[]).await.status(), 401);
    }
}
