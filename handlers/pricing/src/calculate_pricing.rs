//! `calculate-pricing`: calculates the price brackets of any price, of a product or not.

use contracts::{
    Json, Money, PricingIssues,
    pricing::{CalculatePricing, QuantityPrice},
};
use platform::{Failure, Handler, Lambda, Rejection, Request, Result};
use rust_decimal::Decimal;

use crate::{
    Pricing,
    brackets::{self, Bracket, MAX_PRICE},
    issues::Simulator,
};

impl Handler<CalculatePricing> for Pricing {
    async fn run(lambda: Lambda<CalculatePricing>) -> Result {
        let simulator = Simulator::from(lambda.setting::<PricingIssues>()?);
        lambda.serve(async |request| handle(request, simulator).await).await
    }
}

pub async fn handle(
    request: Request<CalculatePricing>,
    simulator: Simulator,
) -> Result<Json<Vec<QuantityPrice>>> {
    let price = check(request.content.price)?;
    simulator.run(price).await?;
    Ok(Json(brackets::of_price(price).map(quantity_price).into()))
}

fn check(price: Option<Money>) -> Result<Decimal> {
    match price {
        None => Err(refuse("price is required")),
        Some(Money(price)) if price <= Decimal::ZERO => Err(refuse("price must be greater than 0")),
        Some(Money(price)) if price > MAX_PRICE => {
            Err(refuse(format!("price must be at most {MAX_PRICE}")))
        }
        Some(Money(price)) => Ok(price),
    }
}

/// Reference clients read the reason from `message`.
fn refuse(reason: impl Into<String>) -> Failure {
    let reason = reason.into();
    Rejection::new(400, reason.clone()).with("message", reason).into()
}

fn quantity_price(bracket: Bracket) -> QuantityPrice {
    QuantityPrice { quantity_to_order: bracket.quantity, price: Money(bracket.price) }
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::{Value, json};

    use super::*;

    /// Status and body of `POST /pricing`.
    async fn post(body: &str, simulator: Simulator) -> (u64, Value) {
        let call = Call::to::<CalculatePricing>("POST /pricing").body(body);
        let handle = async |request| handle(request, simulator).await;
        let response = TestResponse::of(invoke::<CalculatePricing>(call.event(), handle).await);
        (response.status(), response.json())
    }

    async fn check_refused(body: &str, message: &str) {
        let (status, problem) = post(body, Simulator::Off).await;
        assert_eq!((status, &problem["message"]), (400, &message.into()), "{body}");
        assert_eq!(problem["detail"], message);
    }

    #[tokio::test]
    async fn the_response_is_a_plain_list() {
        let body = r#"{"name":"Flat White","price":12.99}"#;
        let expected = json!([
            { "quantityToOrder": 5, "price": 12.34 },
            { "quantityToOrder": 10, "price": 11.69 },
            { "quantityToOrder": 25, "price": 10.39 },
            { "quantityToOrder": 50, "price": 9.74 },
            { "quantityToOrder": 100, "price": 9.09 },
        ]);
        assert_eq!(post(body, Simulator::Off).await, (200, expected));
    }

    #[tokio::test]
    async fn a_missing_price_is_refused() {
        for body in ["", "{}", r#"{"name":"Latte"}"#, r#"{"price":null}"#] {
            check_refused(body, "price is required").await;
        }
    }

    #[tokio::test]
    async fn a_price_outside_the_limits_is_refused() {
        for price in ["0", "-0.01", "-1e27"] {
            let body = format!(r#"{{"price":{price}}}"#);
            check_refused(&body, "price must be greater than 0").await;
        }
        for price in ["1000000.01", "7e28"] {
            let body = format!(r#"{{"price":{price}}}"#);
            check_refused(&body, "price must be at most 1000000").await;
        }
        assert_eq!(post(r#"{"price":1000000}"#, Simulator::Off).await.0, 200);
    }

    #[tokio::test]
    async fn a_body_that_is_not_a_price_is_a_bad_request() {
        for body in ["{", "nonsense", "[]", r#"{"price":"1"}"#, r#"{"price":1e999}"#] {
            assert_eq!(post(body, Simulator::Off).await.0, 400, "{body}");
        }
    }

    #[tokio::test]
    async fn a_simulated_issue_is_a_server_error() {
        assert_eq!(post(r#"{"price":92}"#, Simulator::On).await.0, 500);
        assert_eq!(post(r#"{"price":92}"#, Simulator::Off).await.0, 200);
    }
}
