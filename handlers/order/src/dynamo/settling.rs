//! Changes of the state of orders in DynamoDB: the state, its index and the event are one transaction.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::{
    Function, May, Outbox, Put, Update,
    order::{NumberRow, OrderRow, Orders as Table},
};
use platform::{
    Context, OutboxMessage, Result,
    dynamo::{Outcome, number, text},
};

use super::{
    DynamoOrders,
    item::{place, status_number},
};
use crate::{events::PrivateEvent, order::Order, ports::settling::Moves};

impl<F> Moves for DynamoOrders<F>
where
    F: Function + May<Update<OrderRow>> + May<Put<Outbox<Table>>>,
{
    async fn apply(&self, order: &Order, event: &PrivateEvent, context: &Context) -> Result<bool> {
        // The aggregate is the order and not its user: other orders of the user are independent.
        let message = OutboxMessage::about(&NumberRow::key(&order.number), event, context)?;
        let key = OrderRow::key(&order.user_id, &order.number);
        let transaction = self.0.transaction().update(&key, change(order, event));
        Ok(transaction.enqueue(&message).commit().await? == Outcome::Committed)
    }
}

/// Changes the state of an order, and its place in the index of states, if it is still as it was.
fn change(order: &Order, event: &PrivateEvent) -> UpdateBuilder {
    let update = UpdateBuilder::default()
        .condition_expression("orderStatus = :before")
        .expression_attribute_values(":before", number(status_number(order.status)))
        .expression_attribute_values(":after", number(status_number(event.status())));
    match place(order, event.status()) {
        Some((partition, sort)) => update
            .update_expression("SET orderStatus = :after, GSI1PK = :partition, GSI1SK = :sort")
            .expression_attribute_values(":partition", text(partition))
            .expression_attribute_values(":sort", text(sort)),
        None => update.update_expression("SET orderStatus = :after REMOVE GSI1PK, GSI1SK"),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::transact_write_items::{
            TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
        },
        types::{CancellationReason, Put as PutItem, error::TransactionCanceledException},
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::order::{ConfirmOrder, OrderStatus, RejectionReason};
    use platform::dynamo;

    use super::*;
    use crate::memory::samples;

    async fn apply(rule: &Rule, event: PrivateEvent) -> bool {
        let orders = DynamoOrders::<ConfirmOrder>(dynamo::Table::mocked(rule));
        orders.apply(&samples::order(), &event, &Context::new()).await.unwrap()
    }

    /// DynamoDB that commits a transaction which is `expected`.
    fn committed(expected: fn(&TransactWriteItemsInput) -> bool) -> Rule {
        mock!(Client::transact_write_items)
            .match_requests(expected)
            .then_output(|| TransactWriteItemsOutput::builder().build())
    }

    fn message(request: &TransactWriteItemsInput) -> Option<&PutItem> {
        let [_, message] = request.transact_items() else { return None };
        message.put().filter(|put| put.item()["PK"] == text("OUTBOX#NUMBER#o-1"))
    }

    #[tokio::test]
    async fn a_confirmed_order_moves_to_the_index_of_those_that_wait_for_completion() {
        let rule = committed(|request| {
            let update = request.transact_items()[0].update().unwrap();
            let values = update.expression_attribute_values().unwrap();
            update.key()["PK"] == text("u-1")
                && update.key()["SK"] == text("o-1")
                && update.condition_expression() == Some("orderStatus = :before")
                && update.update_expression()
                    == "SET orderStatus = :after, GSI1PK = :partition, GSI1SK = :sort"
                && values[":before"] == number(0)
                && values[":after"] == number(1)
                && values[":partition"] == text("CONFIRMED")
                && values[":sort"] == text("o-1")
                && message(request).is_some()
        });
        assert!(apply(&rule, PrivateEvent::confirmed(&samples::order())).await);
    }

    #[tokio::test]
    async fn an_order_with_a_final_state_leaves_the_index() {
        let rule = committed(|request| {
            let update = request.transact_items()[0].update().unwrap();
            let values = update.expression_attribute_values().unwrap();
            update.update_expression() == "SET orderStatus = :after REMOVE GSI1PK, GSI1SK"
                && values[":after"] == number(3)
                && message(request).is_some()
        });
        let event = PrivateEvent::rejected(&samples::order(), RejectionReason::NoStock, true);
        assert_eq!(event.status(), OrderStatus::NoStock);
        assert!(apply(&rule, event).await);
    }

    #[tokio::test]
    async fn an_order_in_another_state_is_not_moved() {
        let rule = mock!(Client::transact_write_items).then_error(|| {
            let reasons = ["ConditionalCheckFailed", "None"]
                .map(|code| CancellationReason::builder().code(code).build());
            let error = TransactionCanceledException::builder()
                .set_cancellation_reasons(Some(reasons.to_vec()));
            TransactWriteItemsError::TransactionCanceledException(error.build())
        });
        assert!(!apply(&rule, PrivateEvent::confirmed(&samples::order())).await);
    }
}
