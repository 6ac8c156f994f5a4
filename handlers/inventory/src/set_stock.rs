//! `set-stock`: an administrator says how much there is of a product.
//!
//! What is said is all units. Those set aside for orders stay set aside, so that fewer than those
//! cannot be said: that is a conflict, and nothing changes.

use contracts::{
    Json,
    inventory::{SetStockRequest, StockReply},
};
use platform::{Caller, Context, Failure, Rejection, Request, Result};

use crate::{
    dto::stock_reply,
    order::check_product_id,
    ports::Stocks,
    stock::{Level, MOST_UNITS, StillReserved},
};

/// Fewest characters of a product's id.
const SHORTEST_ID: usize = 4;
/// How often setting is tried while orders and others change the same stock.
const MAX_RACES: u32 = 10;

pub async fn handle(
    request: Request<SetStockRequest, Caller>,
    stocks: &impl Stocks,
) -> Result<Json<StockReply>> {
    let SetStockRequest { product_id, stock_level } = &request.content;
    let total = check(product_id, *stock_level)?;
    let level = set(product_id, total, stocks, &request.context).await?;
    Ok(stock_reply(product_id, level))
}

/// Makes `total` all the units there are. Gives back the level after that.
pub async fn set(
    product_id: &str,
    total: u32,
    stocks: &impl Stocks,
    context: &Context,
) -> Result<Level> {
    for _ in 0..MAX_RACES {
        let before = stocks.level(product_id).await?;
        let after = match before {
            None => Level::unreserved(total),
            Some(before) => before.with_total(total).map_err(conflict)?,
        };
        if stocks.set_total(product_id, before, total, context).await? {
            return Ok(after);
        }
    }
    Err(Failure::failed(format!("failed to set the stock of `{product_id}`: it keeps changing")))
}

/// The level as units, if everything is right.
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
    rejection(409, vec![format!("Stock level cannot be less than what is promised: {error}")])
}

/// A problem with the members that clients of this API look for.
fn rejection(status: u16, problems: Vec<String>) -> Rejection {
    Rejection::new(status, problems.join("; "))
        .with("data", ())
        .with("message", problems)
        .with("success", false)
}

#[cfg(test)]
mod tests {
    use contracts::inventory::SetStock;
    use platform::{
        Authority, UserType,
        testing::{Answer, Call, invoke_secured, token},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::{events::Recorded, memory::MemoryStocks, order::Lines, ports::Enquiry};

    fn authority() -> Authority {
        Authority::fixed("a secret of at least thirty-two bytes")
    }

    async fn send(stocks: &MemoryStocks, call: Call) -> Answer {
        let handle = async |request| handle(request, stocks).await;
        Answer::of(invoke_secured::<SetStock>(call.event(), &authority(), handle).await)
    }

    async fn set(stocks: &MemoryStocks, product_id: &str, stock_level: Value) -> Answer {
        let body = json!({ "productId": product_id, "stockLevel": stock_level });
        let bearer = token(&authority(), "u-1", UserType::Admin).await;
        send(stocks, Call::to("POST /inventory").json(&body).bearer(&bearer)).await
    }

    #[tokio::test]
    async fn a_new_product_is_stocked_and_announced() {
        let stocks = MemoryStocks::default();
        let answer = set(&stocks, "LATTE", json!(10.0)).await;
        assert_eq!(answer.status(), 200);
        let stock =
            json!({ "productId": "LATTE", "currentStockLevel": 10, "reservedStockLevel": 0 });
        assert_eq!(answer.json(), json!({ "data": stock, "message": ["OK"], "success": true }));
        let set = Recorded::StockSet { product_id: "LATTE".to_owned(), previous: 10, new: 10 };
        assert_eq!(stocks.recorded(), [set]);
    }

    #[tokio::test]
    async fn a_known_product_is_counted_anew_and_the_change_announced() {
        let stocks = MemoryStocks::with(&[("LATTE", 10)]);
        assert_eq!(set(&stocks, "LATTE", json!(7)).await.status(), 200);
        let set = Recorded::StockSet { product_id: "LATTE".to_owned(), previous: 10, new: 7 };
        assert_eq!(stocks.recorded(), [set]);
    }

    #[tokio::test]
    async fn what_is_promised_stays_promised() {
        let stocks = MemoryStocks::with(&[("LATTE", 10)]);
        let enquiry = Enquiry {
            order_number: "o-1",
            event_id: "e-1",
            conversation_id: None,
            context: &Context::new(),
        };
        let lines = Lines::of(&vec!["LATTE".to_owned(); 4]).unwrap();
        stocks.reserve(&enquiry, &lines).await.unwrap();
        let problem = set(&stocks, "LATTE", json!(3)).await;
        assert_eq!(problem.status(), 409);
        let told = "Stock level cannot be less than what is promised: \
                    4 units are set aside for orders";
        assert_eq!(problem.json()["message"], json!([told]));
        let answer = set(&stocks, "LATTE", json!(4)).await.json();
        assert_eq!(answer["data"]["currentStockLevel"], 0);
        assert_eq!(answer["data"]["reservedStockLevel"], 4);
    }

    #[tokio::test]
    async fn what_is_wrong_is_said_and_nothing_changes() {
        let stocks = MemoryStocks::default();
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
            let problem = set(&stocks, product_id, stock_level).await;
            assert_eq!(problem.status(), 400);
            let problem = problem.json();
            assert_eq!(problem["message"], expected);
            assert_eq!((&problem["data"], &problem["success"]), (&Value::Null, &json!(false)));
        }
        assert_eq!(set(&stocks, &"x".repeat(257), json!(1)).await.status(), 400);
        assert_eq!(set(&stocks, "LATTE", json!("ten")).await.status(), 400);
        assert_eq!(stocks.recorded(), []);
    }

    #[tokio::test]
    async fn what_is_missing_is_not_valid() {
        let bearer = token(&authority(), "u-1", UserType::Admin).await;
        let call = Call::to("POST /inventory/").json(&json!({})).bearer(&bearer);
        let problem = send(&MemoryStocks::default(), call).await;
        assert_eq!(problem.status(), 400);
        assert_eq!(problem.json()["message"].as_array().unwrap().len(), 2);
    }

    #[tokio::test]
    async fn only_administrators_may() {
        let stocks = MemoryStocks::default();
        let body = json!({ "productId": "LATTE", "stockLevel": 10 });
        let call = || Call::to("POST /inventory").json(&body);
        assert_eq!(send(&stocks, call()).await.status(), 401);
        let bearer = token(&authority(), "u-1", UserType::Premium).await;
        assert_eq!(send(&stocks, call().bearer(&bearer)).await.status(), 401);
        assert_eq!(stocks.recorded(), []);
    }
}
