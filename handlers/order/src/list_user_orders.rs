//! `list-user-orders`: lists the orders of a user, the last number first: the caller's own, or to an
//! administrator any.
//!
//! Orders are stored by number and not by time, so a request that names a time reads orders until it
//! has a page of those that match, or has read as many as one request may.

use contracts::{
    Json,
    order::{BasketOrders, ListUserOrders, OrderDateQuery},
};
use jiff::Timestamp;
use platform::{Handler, Lambda, Request, Result};

use crate::{
    basket_orders::basket_orders, dynamo::DynamoOrders, order::Order, page_token::LastOrder,
    ports::reading::UserOrders, problems::no_orders_of, validation::ValidationErrors,
};

/// Orders that are read at once.
const PAGE: u32 = 100;

/// Pages that are read for one response.
const MOST_PAGES: usize = 10;

impl Handler<ListUserOrders> for crate::Order {
    async fn run(lambda: Lambda<ListUserOrders>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |request| handle(request, &orders).await).await
    }
}

pub async fn handle(
    request: Request<ListUserOrders>,
    orders: &impl UserOrders,
) -> Result<Json<BasketOrders>> {
    let (caller, user_id) = (&request.caller, &request.path.user_name);
    if *user_id != caller.user_id && !caller.is_admin() {
        return Err(no_orders_of(user_id));
    }
    let mut errors = ValidationErrors::default();
    errors.require_user_id("UserName", user_id);
    let times = Times::read(&request.content, &mut errors);
    errors.check()?;
    let mut last =
        LastOrder::of_token(request.content.page_token.as_deref())?.map(|last| last.order_number);
    let mut found: Vec<Order> = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = orders.orders_of(user_id, last.as_deref(), PAGE).await?;
        last = page.items.last().filter(|_| page.more).map(|order| order.number.clone());
        found.extend(page.items.into_iter().filter(|order| times.contain(order.placed_at)));
        if last.is_none() || found.len() >= PAGE as usize {
            break;
        }
    }
    let last = last.map(|order_number| LastOrder { user_id: user_id.clone(), order_number });
    Ok(basket_orders(&found, last.as_ref()))
}

/// The times at which the orders were placed that a caller wants to see.
#[derive(Debug, Default, PartialEq)]
struct Times {
    exact: Option<Timestamp>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl Times {
    fn read(query: &OrderDateQuery, errors: &mut ValidationErrors) -> Self {
        let mut time = |property: &str, text: &Option<String>| {
            let text = text.as_deref().filter(|text| !text.is_empty())?;
            let time = text.parse().ok();
            if time.is_none() {
                errors.add(property, "A time has the form 2026-11-21T10:11:12Z");
            }
            time
        };
        Self {
            exact: time("OrderDate", &query.order_date),
            from: time("From", &query.from),
            to: time("To", &query.to),
        }
    }

    fn contain(&self, time: Timestamp) -> bool {
        self.exact.is_none_or(|exact| exact.as_second() == time.as_second())
            && self.from.is_none_or(|from| from <= time)
            && self.to.is_none_or(|to| time <= to)
    }
}

#[cfg(test)]
mod tests {
    use contracts::order::OrderStatus;
    use jiff::SignedDuration;
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };

    use super::*;
    use crate::{
        memory::{MemoryOrders, samples},
        ports::reading::suite,
    };

    /// So many orders of the user `u-1`, one a second, from [`samples::order`] on.
    fn orders(count: u32) -> MemoryOrders {
        let order = |index: u32| {
            let order = suite::order(1000 + index, "u-1", OrderStatus::Created);
            let placed_at = order.placed_at + SignedDuration::from_secs(index.into());
            Order { placed_at, ..order }
        };
        MemoryOrders::default().with_orders((0..count).map(order))
    }

    async fn list(
        orders: &MemoryOrders,
        (user_id, user_type): (&str, UserType),
        query: &[(&str, &str)],
    ) -> TestResponse {
        let token = token(user_id, user_type).await;
        let call = Call::to::<ListUserOrders>("GET /order/{user_name}");
        let call = call.path("user_name", "u-1").query(query).bearer(&token);
        let handle = async |request| handle(request, orders).await;
        TestResponse::of(invoke::<ListUserOrders>(call.event(), handle).await)
    }

    const OWNER: (&str, UserType) = ("u-1", UserType::Standard);

    fn body(response: &TestResponse) -> BasketOrders {
        assert_eq!(response.status(), 200, "{}", response.text());
        serde_json::from_value(response.json()).unwrap()
    }

    fn numbers(response: &TestResponse) -> Vec<String> {
        body(response).body.into_iter().map(|order| order.order_id).collect()
    }

    #[tokio::test]
    async fn users_and_administrators_see_the_orders_of_a_user() {
        for caller in [OWNER, ("u-9", UserType::Admin)] {
            let response = list(&orders(2), caller, &[]).await;
            assert_eq!(numbers(&response), ["o-1001", "o-1000"]);
            assert_eq!(body(&response).next_page_token, None);
        }
    }

    #[tokio::test]
    async fn the_orders_of_another_user_are_not_found() {
        let response = list(&orders(1), ("u-2", UserType::Premium), &[]).await;
        assert_eq!(response.status(), 404);
        assert_eq!(response.json()["errorCode"], "NOT_FOUND");
    }

    #[tokio::test]
    async fn orders_are_selected_by_time() {
        let placed_at = samples::order().placed_at;
        let time = |second| (placed_at + SignedDuration::from_secs(second)).to_string();
        let orders = orders(300);
        let exact = list(&orders, OWNER, &[("orderDate", &time(7))]).await;
        assert_eq!(numbers(&exact), ["o-1007"]);
        let range = list(&orders, OWNER, &[("from", &time(5)), ("to", &time(6))]).await;
        assert_eq!(numbers(&range), ["o-1006", "o-1005"]);
        assert_eq!(body(&range).next_page_token, None);
    }

    #[tokio::test]
    async fn every_order_is_on_one_page() {
        let orders = orders(250);
        let (mut found, mut token) = (Vec::new(), String::new());
        loop {
            let response = list(&orders, OWNER, &[("pageToken", &token)]).await;
            found.extend(numbers(&response));
            match body(&response).next_page_token {
                Some(next) => token = next,
                None => break,
            }
        }
        let expected: Vec<_> = (1000..1250).rev().map(|number| format!("o-{number}")).collect();
        assert_eq!(found, expected);
    }

    #[tokio::test]
    async fn a_request_reads_a_limited_number_of_orders() {
        let orders = orders(1001);
        let time = samples::order().placed_at.to_string();
        let first = list(&orders, OWNER, &[("orderDate", &time)]).await;
        assert_eq!(numbers(&first), [""; 0]);
        let token = body(&first).next_page_token.unwrap();
        let query = [("orderDate", time.as_str()), ("pageToken", &token)];
        assert_eq!(numbers(&list(&orders, OWNER, &query).await), ["o-1000"]);
    }

    #[tokio::test]
    async fn a_malformed_time_is_a_bad_request() {
        let response = list(&orders(1), OWNER, &[("from", "yesterday")]).await;
        assert_eq!(response.status(), 400);
        assert!(response.json()["validationErrors"]["From"].is_array());
    }
}
