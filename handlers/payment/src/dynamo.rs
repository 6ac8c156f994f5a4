//! Payments in one DynamoDB table, found by key only: no index, no scan.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `PaymentRow` | `ORDER#{order_number}` | `PAYMENT` | `PaymentState`, `Reason`, and the `Charge` | handle-payment-requested, handle-refund-requested | the same |
//! | `SimulatedChargeRow` | `GATEWAY#{order_number}` | `CHARGE` | what the simulated gateway did | the same | the same |
//! | `Outbox` | `OUTBOX#ORDER#{order_number}` | message id | the reply to a request, or a refund | the same | publish-events (stream) |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-payment-requested#{digest}` | `IDEMPOTENCY` | that the reply to this event was sent in this conversation | handle-payment-requested | its own condition |
//!
//! Payments and charges stay: a repeated request gets its original outcome. Idempotency keys and
//! outbox messages expire.

use aws_sdk_dynamodb::types::{
    AttributeValue,
    builders::{ConditionCheckBuilder, UpdateBuilder},
};
use contracts::{
    Check, Function, Get, IdempotencyKey, Key, May, Money, Outbox, Put, Update,
    payment::{PaymentRow, Payments as Table},
};
use platform::{
    Context, OutboxMessage, ReplyRequest, Result,
    dynamo::{self, Outcome, Transaction, described, text, to_item},
};
use serde::{Deserialize, Serialize};

use crate::{
    events::PrivateEvent,
    order_payment::{Charge, OrderPayment, State},
    ports::{Charges, Payments, Refunds},
};

/// The table of payments.
pub struct DynamoPayments<F>(pub dynamo::Table<F, Table>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct PaymentItem {
    order_number: String,
    payment_state: StateName,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charge: Option<Charge>,
}

/// A [`State`] without its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum StateName {
    Pending,
    Charged,
    Declined,
    Refunding,
    Refunded,
}

impl From<&State> for StateName {
    fn from(state: &State) -> Self {
        match state {
            State::Pending => Self::Pending,
            State::Charged => Self::Charged,
            State::Declined { .. } => Self::Declined,
            State::Refunding => Self::Refunding,
            State::Refunded => Self::Refunded,
        }
    }
}

impl From<&OrderPayment> for PaymentItem {
    fn from(payment: &OrderPayment) -> Self {
        Self {
            order_number: payment.order_number.clone(),
            payment_state: StateName::from(&payment.state),
            reason: reason(&payment.state).map(str::to_owned),
            charge: payment.charge.clone(),
        }
    }
}

impl From<PaymentItem> for OrderPayment {
    fn from(item: PaymentItem) -> Self {
        let state = match item.payment_state {
            StateName::Pending => State::Pending,
            StateName::Charged => State::Charged,
            StateName::Declined => State::Declined { reason: item.reason.unwrap_or_default() },
            StateName::Refunding => State::Refunding,
            StateName::Refunded => State::Refunded,
        };
        Self { order_number: item.order_number, charge: item.charge, state }
    }
}

fn reason(state: &State) -> Option<&str> {
    match state {
        State::Declined { reason } => Some(reason),
        _ => None,
    }
}

impl<F: Function + May<Get<PaymentRow>>> Payments for DynamoPayments<F> {
    async fn payment(&self, order_number: &str) -> Result<Option<OrderPayment>> {
        let item: Option<PaymentItem> = self.0.get(&PaymentRow::key(order_number)).await?;
        Ok(item.map(OrderPayment::from))
    }
}

impl<F: Function + May<Put<PaymentRow>>> DynamoPayments<F> {
    async fn put_new(&self, payment: &OrderPayment, context: &Context) -> Result<bool> {
        let item =
            described(to_item(&PaymentItem::from(payment))?, "Payment", &context.correlation_id);
        let key = PaymentRow::key(&payment.order_number);
        let outcome = self.0.transaction().put_new(&key, item).commit().await?;
        Ok(outcome == Outcome::Committed)
    }
}

impl<F> Charges for DynamoPayments<F>
where
    F: Function + May<Put<PaymentRow>> + May<Update<PaymentRow>> + May<Check<PaymentRow>>,
    F: May<Put<IdempotencyKey<Table>>> + May<Put<Outbox<Table>>>,
{
    async fn add(&self, payment: &OrderPayment, context: &Context) -> Result<bool> {
        self.put_new(payment, context).await
    }

    async fn settle(
        &self,
        request: &ReplyRequest<'_>,
        payment: &OrderPayment,
        state: &State,
    ) -> Result<bool> {
        let settled = OrderPayment { state: state.clone(), ..payment.clone() };
        let key = PaymentRow::key(&payment.order_number);
        let transaction = self.0.transaction().update(&key, change(&State::Pending, state));
        let transaction = with_reply(transaction, request, &settled)?;
        Ok(!matches!(transaction.commit().await?, Outcome::Refused { .. }))
    }

    async fn reply(&self, request: &ReplyRequest<'_>, payment: &OrderPayment) -> Result<bool> {
        let key = PaymentRow::key(&payment.order_number);
        let transaction = self.0.transaction().check(&key, is_in(&payment.state));
        let transaction = with_reply(transaction, request, payment)?;
        Ok(!matches!(transaction.commit().await?, Outcome::Refused { .. }))
    }
}

impl<F> Refunds for DynamoPayments<F>
where
    F: Function + May<Put<PaymentRow>> + May<Update<PaymentRow>> + May<Put<Outbox<Table>>>,
{
    async fn add_cancelled(&self, payment: &OrderPayment, context: &Context) -> Result<bool> {
        self.put_new(payment, context).await
    }

    async fn begin_refund(&self, payment: &OrderPayment) -> Result<bool> {
        let key = PaymentRow::key(&payment.order_number);
        let update = change(&payment.state, &State::Refunding);
        let outcome = self.0.transaction().update(&key, update).commit().await?;
        Ok(outcome == Outcome::Committed)
    }

    async fn finish_refund(
        &self,
        payment: &OrderPayment,
        refunded: Option<Money>,
        context: &Context,
    ) -> Result<bool> {
        let key = PaymentRow::key(&payment.order_number);
        let update = change(&State::Refunding, &State::Refunded);
        let transaction = self.0.transaction().update(&key, update);
        let transaction = match PrivateEvent::refund(payment, refunded) {
            Some(event) => transaction.enqueue(&OutboxMessage::about(&key, &event, context)?),
            None => transaction,
        };
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

/// Replies to a request, once per event and conversation.
fn with_reply<'a, F>(
    transaction: Transaction<'a, F, Table>,
    request: &ReplyRequest<'_>,
    payment: &OrderPayment,
) -> Result<Transaction<'a, F, Table>>
where
    F: Function + May<Put<IdempotencyKey<Table>>> + May<Put<Outbox<Table>>>,
{
    let event = PrivateEvent::reply(payment, request.conversation_id);
    let key: Key<PaymentRow> = PaymentRow::key(&payment.order_number);
    let message = OutboxMessage::about(&key, &event, request.context)?;
    Ok(transaction.idempotent_reply(&payment.order_number, request).enqueue(&message))
}

fn name(state: &State) -> AttributeValue {
    text(format!("{:?}", StateName::from(state)))
}

/// The condition that a payment is in this state.
fn is_in(state: &State) -> ConditionCheckBuilder {
    ConditionCheckBuilder::default()
        .condition_expression("PaymentState = :state")
        .expression_attribute_values(":state", name(state))
}

/// Changes the state of a payment that is in the state `before`.
fn change(before: &State, after: &State) -> UpdateBuilder {
    let update = UpdateBuilder::default()
        .condition_expression("PaymentState = :before")
        .expression_attribute_values(":before", name(before))
        .expression_attribute_values(":after", name(after));
    match reason(after) {
        Some(reason) => update
            .update_expression("SET PaymentState = :after, Reason = :reason")
            .expression_attribute_values(":reason", text(reason)),
        None => update.update_expression("SET PaymentState = :after"),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::transact_write_items::{
            TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
        },
        types::{CancellationReason, error::TransactionCanceledException},
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::payment::HandlePaymentRequested;
    use platform::dynamo::{Item, from_item};

    use super::*;
    use crate::memory::samples;

    const TAKEN: &str = "ConditionalCheckFailed";

    fn payments(rule: &Rule) -> DynamoPayments<HandlePaymentRequested> {
        DynamoPayments(dynamo::Table::mocked(rule))
    }

    /// DynamoDB that commits a transaction which is `expected`.
    fn committed(expected: fn(&TransactWriteItemsInput) -> bool) -> Rule {
        mock!(Client::transact_write_items)
            .match_requests(expected)
            .then_output(|| TransactWriteItemsOutput::builder().build())
    }

    /// DynamoDB that cancels a transaction for these reasons, one per operation.
    fn cancelled(codes: [&'static str; 3]) -> Rule {
        let reasons = codes.map(|code| CancellationReason::builder().code(code).build());
        mock!(Client::transact_write_items).then_error(move || {
            let error = TransactionCanceledException::builder()
                .set_cancellation_reasons(Some(reasons.to_vec()));
            TransactWriteItemsError::TransactionCanceledException(error.build())
        })
    }

    /// Whether the sample's charge is confirmed.
    async fn settle(rule: &Rule) -> bool {
        let (context, payment) = (Context::new(), samples::payment("o-1"));
        let request = samples::request(&context, "token");
        payments(rule).settle(&request, &payment, &State::Charged).await.unwrap()
    }

    /// Whether the reply says that the sample was charged.
    async fn reply(rule: &Rule) -> bool {
        let context = Context::new();
        let payment = OrderPayment { state: State::Charged, ..samples::payment("o-1") };
        payments(rule).reply(&samples::request(&context, "token"), &payment).await.unwrap()
    }

    /// Whether a transaction ends with the mark of a reply and the reply itself.
    fn replies(request: &TransactWriteItemsInput) -> bool {
        let put = |index: usize| request.transact_items()[index].put().unwrap();
        let is_in = |index: usize, partition: &str| {
            put(index).item()["PK"].as_s().unwrap().starts_with(partition)
        };
        request.transact_items().len() == 3
            && is_in(1, "IDEMPOTENCY#handle-payment-requested#")
            && is_in(2, "OUTBOX#ORDER#o-1")
    }

    #[tokio::test]
    async fn a_pending_payment_is_settled_together_with_its_reply() {
        let rule = committed(|request| {
            let update = request.transact_items()[0].update().unwrap();
            let values = update.expression_attribute_values().unwrap();
            update.key()["PK"] == text("ORDER#o-1")
                && update.condition_expression() == Some("PaymentState = :before")
                && values[":before"] == text("Pending")
                && values[":after"] == text("Charged")
                && replies(request)
        });
        assert!(settle(&rule).await);
    }

    #[tokio::test]
    async fn a_payment_whose_reply_was_sent_is_settled() {
        assert!(settle(&cancelled([TAKEN, TAKEN, "None"])).await);
    }

    #[tokio::test]
    async fn a_payment_that_is_no_longer_pending_is_not_settled() {
        assert!(!settle(&cancelled([TAKEN, "None", "None"])).await);
    }

    #[tokio::test]
    async fn a_reply_is_sent_if_the_payment_is_still_in_the_state_that_it_names() {
        let rule = committed(|request| {
            let check = request.transact_items()[0].condition_check().unwrap();
            check.key()["PK"] == text("ORDER#o-1")
                && check.condition_expression() == "PaymentState = :state"
                && check.expression_attribute_values().unwrap()[":state"] == text("Charged")
                && replies(request)
        });
        assert!(reply(&rule).await);
        assert!(reply(&cancelled([TAKEN, TAKEN, "None"])).await);
        assert!(!reply(&cancelled([TAKEN, "None", "None"])).await);
    }

    #[test]
    fn payments_are_read_as_they_were_written() {
        let declined = State::Declined { reason: "declined".to_owned() };
        for state in [State::Pending, State::Charged, declined, State::Refunding, State::Refunded] {
            let payment = OrderPayment { state, ..samples::payment("o-1") };
            let item: Item = to_item(&PaymentItem::from(&payment)).unwrap();
            assert_eq!(item["PaymentState"], name(&payment.state));
            assert_eq!(OrderPayment::from(from_item::<PaymentItem>(item).unwrap()), payment);
        }
        let anonymous = Charge { user_id: String::new(), ..samples::charge() };
        let payment = OrderPayment { charge: Some(anonymous), ..samples::payment("o-1") };
        let item = to_item(&PaymentItem::from(&payment)).unwrap();
        assert!(!item["Charge"].as_m().unwrap().contains_key("user_id"), "as before it was stored");
        assert_eq!(OrderPayment::from(from_item::<PaymentItem>(item).unwrap()), payment);
        let cancelled = OrderPayment::cancelled("o-2");
        let item = to_item(&PaymentItem::from(&cancelled)).unwrap();
        assert_eq!(OrderPayment::from(from_item::<PaymentItem>(item).unwrap()), cancelled);
    }
}
