//! `set-stock`: sets all units of a product.
//!
//! Units that are reserved for orders stay reserved. A total that is less than those is a conflict,
//! and nothing changes.

use contracts::{
    Json,
    inventory::{SetStock, SetStockRequest, StockReply},
};
use platform::{
    Attempt, Context, Handler, Lambda, Rejection, Request, Result,
    clock::{Clock, SystemClock},
    retry_conflicts,
};

use crate::{
    Inventory,
    dto::stock_reply,
    dynamo::DynamoStock,
    order::check_product_id,
    ports::{StockLevels, StockTotals},
    stock::{Level, MOST_UNITS, StillReserved},
};

/// Fewest characters of a product's id.
const SHORTEST_ID: usize = 4;

impl Handler<SetStock> for Inventory {
    async fn run(lambda: Lambda<SetStock>) -> Result {
        let stock = DynamoStock(lambda.table());
        lambda.serve(async |request| handle(request, &stock, &SystemClock).await).await
    }
}

pub async fn handle(
    request: Request<SetStock>,
    stock: &(impl StockLevels + StockTotals),
    clock: &impl Clock,
) -> Result<Json<StockReply>> {
    let SetStockRequest { product_id, stock_level } = &request.content;
    let total = check(product_id, *stock_level)?;
    let level = set(product_id, total, stock, clock, &request.context).await?;
    Ok(stock_reply(product_id, level))
}

/// Makes `total` all units of the product. Returns the level after that.
pub async fn set(
    product_id: &str,
    total: u32,
    stock: &(impl StockLevels + StockTotals),
    clock: &impl Clock,
    context: &Context,
) -> Result<Level> {
    retry_conflicts(format_args!("set the stock of `{product_id}`"), async || {
        let before = stock.level(product_id).await?;
        let after = match before {
            None => Level::first(total, clock.now()),
            Some(before) => before.with_total(total).map_err(conflict)?,
        };
        let is_set = stock.set_total(product_id, before, after, context).await?;
        Ok(if is_set { Attempt::Done(after) } else { Attempt::Conflict })
    })
    .await
}

/// The level as units, if the request is valid.
fn check(product_id: &str, stock_level: f64) -> Result<u32, Rejection> {
    let mut problems = Vec::new();
    if product_id.chars().count() < SHORTEST_ID {
        problems.push("ProductID must be at least 3 characters".to_owned());
    } else if let Err(error) = check_product_id(product_id) {
        problems.push(error.to_string());
    }
    match units(stock_level) {
        Ok(units) if problems.is_empty() => return Ok(units),
        Ok(_) => {}
        Err(problem) => problems.push(problem),
    }
    Err(rejection(400, problems))
}

fn units(stock_level: f64) -> Result<u32, String> {
    if stock_level <= 0.0 {
        return Err("Stock level be greater than 0".to_owned());
    }
    if stock_level > f64::from(MOST_UNITS) {
        return Err(format!("Stock level must be at most {MOST_UNITS}"));
    }
    // Without a fraction it is written like an integer.
    stock_level.to_string().parse().map_err(|_| "Stock level must be a whole number".to_owned())
}

fn conflict(error: StillReserved) -> Rejection {
    rejection(409, vec![format!("Stock level cannot be less than what is reserved: {error}")])
}

/// A problem with the members that clients of this API read.
fn rejection(status: u16, problems: Vec<String>) -> Rejection {
    Rejection::new(status, problems.join("; "))
        .with("data", ())
        .with("message", problems)
        .with("success", false)
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        clock::FixedClock,
        testing::{Call, TestResponse, invoke, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{events::PrivateEvent, memory::MemoryStock};

    const ROUTE: &str = "POST /inventory";

    /// The revision of stock that is set for the first time.
    const FIRST: u64 = 1_795_255_200_000;

    async fn send(stock: &(impl StockLevels + StockTotals), call: Call) -> TestResponse {
        let clock = FixedClock("2026-11-21T10:00:00Z".parse().unwrap());
        let handle = async |request| handle(request, stock, &clock).await;
        TestResponse::of(invoke::<SetStock>(call.event(), handle).await)
    }

    async fn send_as_admin(stock: &(impl StockLevels + StockTotals), call: Call) -> TestResponse {
        send(stock, call.bearer(&token("u-1", UserType::Admin).await)).await
    }

    async fn set(
        stock: &(impl StockLevels + StockTotals),
        product_id: &str,
        stock_level: Value,
    ) -> TestResponse {
        let body = json!({ "productId": product_id, "stockLevel": stock_level });
        send_as_admin(stock, Call::to::<SetStock>(ROUTE).json(&body)).await
    }

    fn stock_set(product_id: &str, previous: u32, new: u32, revision: u64) -> PrivateEvent {
        PrivateEvent::StockSet { product_id: product_id.to_owned(), previous, new, revision }
    }

    #[tokio::test]
    async fn a_new_product_is_stocked_and_published() {
        let stock = MemoryStock::default();
        let response = set(&stock, "LATTE", json!(10.0)).await;
        assert_eq!(response.status(), 200);
        let data = json!({
            "productId": "LATTE",
            "currentStockLevel": 10,
            "reservedStockLevel": 0,
            "revision": FIRST,
        });
        assert_eq!(response.json(), json!({ "data": data, "message": ["OK"], "success": true }));
        assert_eq!(stock.events(), [stock_set("LATTE", 10, 10, FIRST)]);
    }

    #[tokio::test]
    async fn the_changed_stock_of_a_product_is_published() {
        let stock = MemoryStock::with(&[("LATTE", 10)]);
        for (total, revision) in [(7, 2), (7, 3)] {
            let response = set(&stock, "LATTE", json!(total)).await;
            assert_eq!(response.status(), 200);
            assert_eq!(response.json()["data"]["revision"], revision);
        }
        assert_eq!(stock.events(), [stock_set("LATTE", 10, 7, 2), stock_set("LATTE", 7, 7, 3)]);
    }

    /// Stock that another request changes between every read and the write after it.
    struct Contested;

    impl StockLevels for Contested {
        async fn level(&self, _: &str) -> Result<Option<Level>> {
            Ok(Level::stored(1, 1, 1))
        }
    }

    impl StockTotals for Contested {
        async fn set_total(
            &self,
            _: &str,
            _: Option<Level>,
            _: Level,
            _: &Context,
        ) -> Result<bool> {
            Ok(false)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn stock_that_others_change_all_the_time_is_a_conflict_to_retry() {
        let problem = set(&Contested, "LATTE", json!(7)).await;
        assert_eq!((problem.status(), problem.header("Retry-After")), (409, "1"));
    }

    #[tokio::test]
    async fn reserved_units_stay_reserved() {
        let stock = MemoryStock::with(&[("LATTE", 10)]).with_order("o-1", &["LATTE"; 4]).await;
        let problem = set(&stock, "LATTE", json!(3)).await;
        assert_eq!(problem.status(), 409);
        let message = "Stock level cannot be less than what is reserved: \
                       4 units are reserved for orders";
        assert_eq!(problem.json()["message"], json!([message]));
        let response = set(&stock, "LATTE", json!(4)).await.json();
        assert_eq!(response["data"]["currentStockLevel"], 0);
        assert_eq!(response["data"]["reservedStockLevel"], 4);
    }

    #[tokio::test]
    async fn an_invalid_request_names_every_problem_and_changes_nothing() {
        let stock = MemoryStock::default();
        let id = "ProductID must be at least 3 characters";
        let positive = "Stock level be greater than 0";
        for (product_id, stock_level, expected) in [
            ("LATTE", json!(0), json!([positive])),
            ("LATTE", json!(-1), json!([positive])),
            ("LATTE", json!(-0.5), json!([positive])),
            ("LATTE", json!(10.5), json!(["Stock level must be a whole number"])),
            ("LATTE", json!(1e-9), json!(["Stock level must be a whole number"])),
            ("LATTE", json!(1e10), json!(["Stock level must be at most 1000000000"])),
            ("TEA", json!(10), json!([id])),
            ("", json!(0), json!([id, positive])),
        ] {
            let problem = set(&stock, product_id, stock_level).await;
            assert_eq!(problem.status(), 400);
            let problem = problem.json();
            assert_eq!(problem["message"], expected);
            assert_eq!((&problem["data"], &problem["success"]), (&Value::Null, &json!(false)));
        }
        assert_eq!(set(&stock, &"x".repeat(257), json!(1)).await.status(), 400);
        assert_eq!(set(&stock, "LATTE", json!("ten")).await.status(), 400);
        assert_eq!(stock.events(), []);
    }

    #[tokio::test]
    async fn the_path_with_a_final_slash_sets_stock() {
        let stock = MemoryStock::default();
        let body = json!({ "productId": "LATTE", "stockLevel": 10 });
        let call = Call::to_default_route("POST /inventory/").json(&body);
        assert_eq!(send_as_admin(&stock, call).await.status(), 200);
        assert_eq!(stock.events(), [stock_set("LATTE", 10, 10, FIRST)]);
    }

    #[tokio::test]
    async fn another_request_on_the_default_route_is_not_found() {
        let stock = MemoryStock::default();
        let body = json!({ "productId": "LATTE", "stockLevel": 10 });
        for request in ["POST /", "POST /inventory/LATTE/", "PUT /inventory/", "GET /inventory/"] {
            let call = Call::to_default_route(request).json(&body);
            assert_eq!(send_as_admin(&stock, call).await.status(), 404, "{request}");
        }
        assert_eq!(stock.events(), []);
    }

    #[tokio::test]
    async fn an_empty_request_is_invalid() {
        let call = Call::to_default_route("POST /inventory/").json(&json!({}));
        let problem = send_as_admin(&MemoryStock::default(), call).await;
        assert_eq!(problem.status(), 400);
        assert_eq!(problem.json()["message"].as_array().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn only_administrators_may_set_stock() {
        let stock = MemoryStock::default();
        let body = json!({ "productId": "LATTE", "stockLevel": 10 });
        let call = || Call::to::<SetStock>(ROUTE).json(&body);
        assert_eq!(send(&stock, call()).await.status(), 401);
        let bearer = token("u-1", UserType::Premium).await;
        assert_eq!(send(&stock, call().bearer(&bearer)).await.status(), 401);
        assert_eq!(stock.events(), []);
    }
}
