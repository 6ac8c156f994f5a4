//! Headers that state the version of the API, as clients of `/orders` expect them.

use platform::{Failure, Reply, Result};

const VERSION: &str = "1.0";

const HEADERS: [&str; 5] = [
    "X-API-Version",
    "X-API-Supported-Versions",
    "X-API-Latest-Version",
    "X-API-Current-Version",
    "api-supported-versions",
];

/// The same outcome with the headers. Our own failures have none.
pub fn versioned<O>(outcome: Result<Reply<O>>) -> Result<Reply<O>> {
    match outcome {
        Ok(reply) => Ok(HEADERS.iter().fold(reply, |reply, name| reply.header(name, VERSION))),
        Err(Failure::Rejected(rejection)) => Err(HEADERS
            .iter()
            .fold(rejection, |rejection, name| rejection.header(name, VERSION))
            .into()),
        Err(failure) => Err(failure),
    }
}

#[cfg(test)]
mod tests {
    use contracts::{
        Json,
        order::{ListOrders, OrderPage},
    };
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token},
    };

    use super::*;

    /// The response of a function with this outcome.
    async fn response(outcome: fn() -> Result<OrderPage>) -> TestResponse {
        let token = token("u-1", UserType::Standard).await;
        let call = Call::to::<ListOrders>("GET /orders").bearer(&token);
        let handle = async |_| versioned(outcome().map(|page| Reply::new(Json(page))));
        TestResponse::of(invoke::<ListOrders>(call.event(), handle).await)
    }

    fn page() -> OrderPage {
        OrderPage { items: vec![], page_size: 20, has_more_pages: false, next_page_token: None }
    }

    #[tokio::test]
    async fn replies_and_rejections_state_the_version() {
        for (outcome, status) in [
            ((|| Ok(page())) as fn() -> Result<OrderPage>, 200),
            (|| Err(Failure::not_found("there is no such order")), 404),
        ] {
            let response = response(outcome).await;
            assert_eq!(response.status(), status);
            for name in HEADERS {
                assert_eq!(response.header(name), "1.0", "{name}");
            }
        }
    }
}
