//! A simulated payment gateway: it moves no money. It keeps an account book in the service's table,
//! so that it keeps the promises of a real one over restarts: one charge per order, and none after a
//! refund.
//!
//! It declines payment methods that begin with `decline`, and otherwise the share of the orders that
//! the environment's file states.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::{
    Function, Get, May, Money, Put, Update,
    payment::{Payments as Table, SimulatedChargeRow},
};
use platform::{
    Attempt, Context, Result,
    dynamo::{self, Item, Outcome, described, text, to_item},
    retry_conflicts,
    simulation::Rate,
};
use serde::{Deserialize, Serialize};

use crate::{
    order_payment::Charge,
    ports::{ChargeGateway, ChargeResult, RefundGateway},
};

/// The gateway, with its account book in the table. It refunds.
pub struct SimulatedGateway<F> {
    pub book: dynamo::Table<F, Table>,
}

/// The gateway as it charges: a share of the orders succeeds.
pub struct SimulatedCharges<F> {
    pub gateway: SimulatedGateway<F>,
    pub success_rate: Rate,
}

/// What the gateway did for an order.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChargeItem {
    result: BookedResult,
    amount: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum BookedResult {
    Charged,
    Declined,
    Refunded,
    /// A refund arrived before the charge.
    Cancelled,
}

impl<F: Function + May<Get<SimulatedChargeRow>> + May<Put<SimulatedChargeRow>>>
    SimulatedGateway<F>
{
    /// The entry of an order, which is `new` if it had none.
    async fn entry(
        &self,
        order_number: &str,
        new: &ChargeItem,
        context: &Context,
    ) -> Result<ChargeItem> {
        let key = SimulatedChargeRow::key(order_number);
        retry_conflicts(format!("book the charge of order `{order_number}`"), async || {
            if let Some(entry) = self.book.get(&key).await? {
                return Ok(Attempt::Done(entry));
            }
            let item = item_of(new, context)?;
            let outcome = self.book.transaction().put_new(&key, item).commit().await?;
            Ok(match outcome {
                Outcome::Committed => {
                    Attempt::Done(ChargeItem { result: new.result, amount: new.amount })
                }
                _ => Attempt::Conflict,
            })
        })
        .await
    }
}

impl<F: Function + May<Get<SimulatedChargeRow>> + May<Put<SimulatedChargeRow>>> ChargeGateway
    for SimulatedCharges<F>
{
    async fn charge(
        &self,
        order_number: &str,
        charge: &Charge,
        context: &Context,
    ) -> Result<ChargeResult> {
        let result = decide(order_number, charge, self.success_rate);
        let new = ChargeItem { result, amount: charge.amount };
        let declined = |reason: &str| ChargeResult::Declined { reason: reason.to_owned() };
        Ok(match self.gateway.entry(order_number, &new, context).await?.result {
            BookedResult::Charged => ChargeResult::Charged,
            BookedResult::Declined => declined("the simulated gateway declined the payment"),
            BookedResult::Refunded | BookedResult::Cancelled => declined("it was cancelled"),
        })
    }
}

impl<F> RefundGateway for SimulatedGateway<F>
where
    F: Function
        + May<Get<SimulatedChargeRow>>
        + May<Put<SimulatedChargeRow>>
        + May<Update<SimulatedChargeRow>>,
{
    async fn refund(&self, order_number: &str, context: &Context) -> Result<Option<Money>> {
        let new = ChargeItem { result: BookedResult::Cancelled, amount: Money::default() };
        let entry = self.entry(order_number, &new, context).await?;
        if entry.result == BookedResult::Charged {
            let key = SimulatedChargeRow::key(order_number);
            self.book.update(&key, refunded()).await?;
        }
        let was_charged = matches!(entry.result, BookedResult::Charged | BookedResult::Refunded);
        Ok(was_charged.then_some(entry.amount))
    }
}

fn item_of(entry: &ChargeItem, context: &Context) -> Result<Item> {
    Ok(described(to_item(entry)?, "SimulatedCharge", &context.correlation_id))
}

fn decide(order_number: &str, charge: &Charge, success_rate: Rate) -> BookedResult {
    if charge.method.to_ascii_lowercase().starts_with("decline")
        || !success_rate.accepts("payment", order_number)
    {
        BookedResult::Declined
    } else {
        BookedResult::Charged
    }
}

/// A second refund of the same entry changes nothing.
fn refunded() -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET #result = :refunded")
        .expression_attribute_names("#result", "Result")
        .expression_attribute_values(":refunded", text("Refunded"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::samples;

    fn check(method: &str, rate: f64, expected: BookedResult) {
        let charge = Charge { method: method.to_owned(), ..samples::charge() };
        assert_eq!(decide("o-1", &charge, Rate::new(rate).unwrap()), expected, "{method} {rate}");
    }

    #[test]
    fn a_method_that_begins_with_decline_is_declined() {
        check("card", 1.0, BookedResult::Charged);
        check("decline", 1.0, BookedResult::Declined);
        check("DeclinedCard", 1.0, BookedResult::Declined);
    }

    #[test]
    fn the_success_rate_is_that_of_the_environment() {
        check("card", 0.0, BookedResult::Declined);
    }

    #[test]
    fn entries_are_read_as_they_were_written() {
        let context = Context::new();
        let entry = ChargeItem { result: BookedResult::Refunded, amount: samples::charge().amount };
        let item = item_of(&entry, &context).unwrap();
        assert_eq!(item["Result"], text("Refunded"));
        assert_eq!(item["CorrelationId"], text(&context.correlation_id));
        let entry: ChargeItem = dynamo::from_item(item).unwrap();
        assert_eq!(
            (entry.result, entry.amount),
            (BookedResult::Refunded, samples::charge().amount)
        );
    }
}
