//! New orders in DynamoDB: the order, its number and the request or checkout that made it are one
//! transaction.

use contracts::{
    Function, Get, IdempotencyKey, May, Put,
    order::{NumberRow, OrderRow, Orders as Table, RequestRow},
};
use platform::{
    Context, Result,
    dynamo::{Outcome, Transaction, described, text},
    idempotency::{AcceptedRequest, IdempotentRequest},
};

use super::{DynamoOrders, item::attributes};
use crate::{
    order::Order,
    ports::placing::{CheckoutOrders, Placed, RequestedOrders},
};

/// The index of the request in the transaction that stores a requested order.
const REQUEST: usize = 2;

impl<F> RequestedOrders for DynamoOrders<F>
where
    F: Function + May<Get<RequestRow>> + May<Put<RequestRow>>,
    F: May<Put<OrderRow>> + May<Put<NumberRow>>,
{
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<String>>> {
        self.0.get(&RequestRow::key(user_id, key)).await
    }

    async fn place(
        &self,
        order: &Order,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> Result<Placed> {
        let mut transaction = with_order(self.0.transaction(), order, context)?;
        if let Some(request) = request {
            let key = RequestRow::key(&order.user_id, &request.key);
            let accepted = AcceptedRequest::new(request, &order.number, order.placed_at);
            transaction = transaction.accept(&key, &accepted, context)?;
        }
        Ok(match transaction.commit().await? {
            Outcome::Committed => Placed::Done,
            Outcome::Duplicate | Outcome::Refused { index: REQUEST } => Placed::Repeated,
            Outcome::Refused { .. } => Placed::NumberTaken,
        })
    }
}

impl<F> CheckoutOrders for DynamoOrders<F>
where
    F: Function + May<Put<OrderRow>> + May<Put<NumberRow>> + May<Put<IdempotencyKey<Table>>>,
{
    async fn place_checkout(
        &self,
        order: &Order,
        checkout: &str,
        context: &Context,
    ) -> Result<Placed> {
        let transaction = with_order(self.0.transaction().idempotent(checkout), order, context)?;
        Ok(match transaction.commit().await? {
            Outcome::Committed => Placed::Done,
            Outcome::Duplicate => Placed::Repeated,
            Outcome::Refused { .. } => Placed::NumberTaken,
        })
    }
}

/// Stores an order and its number, on the condition that both are new.
fn with_order<'a, F>(
    transaction: Transaction<'a, F, Table>,
    order: &Order,
    context: &Context,
) -> Result<Transaction<'a, F, Table>>
where
    F: Function + May<Put<OrderRow>> + May<Put<NumberRow>>,
{
    let owner = [("UserId".to_owned(), text(&order.user_id))];
    let owner = described(owner.into(), "OrderNumber", &context.correlation_id);
    Ok(transaction
        .put_new(&OrderRow::key(&order.user_id, &order.number), attributes(order, context)?)
        .put_new(&NumberRow::key(&order.number), owner))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{
            get_item::GetItemOutput,
            transact_write_items::{
                TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
            },
        },
        types::{CancellationReason, error::TransactionCanceledException},
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::order::{CreateOrder, HandleCheckoutBasket};
    use platform::{
        dynamo::{self, number, to_item},
        idempotency::digest,
    };

    use super::*;
    use crate::memory::samples;

    const TAKEN: &str = "ConditionalCheckFailed";

    fn orders<F: Function>(rule: &Rule) -> DynamoOrders<F> {
        DynamoOrders(dynamo::Table::mocked(rule))
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

    async fn place(rule: &Rule) -> Placed {
        let request = IdempotentRequest::new("key", &"content").unwrap();
        let orders = orders::<CreateOrder>(rule);
        orders.place(&samples::order(), Some(&request), &Context::new()).await.unwrap()
    }

    async fn place_checkout(rule: &Rule) -> Placed {
        let orders = orders::<HandleCheckoutBasket>(rule);
        orders.place_checkout(&samples::order(), "c-1", &Context::new()).await.unwrap()
    }

    /// Whether a transaction has three operations, of which the one at `index` and the next one add a
    /// new order and its number.
    fn adds_order(request: &TransactWriteItemsInput, index: usize) -> bool {
        let is_new = |index: usize, partition: &str, sort: &str| {
            let put = request.transact_items()[index].put().unwrap();
            put.condition_expression() == Some("attribute_not_exists(PK)")
                && put.item()["PK"] == text(partition)
                && put.item()["SK"] == text(sort)
        };
        request.transact_items().len() == 3
            && is_new(index, "u-1", "o-1")
            && is_new(index + 1, "NUMBER#o-1", "NUMBER")
    }

    #[tokio::test]
    async fn an_order_its_number_and_its_request_are_one_transaction() {
        let rule = committed(|request| {
            let put = request.transact_items()[REQUEST].put().unwrap();
            let expires = samples::order().placed_at.as_second() + 7 * 24 * 60 * 60;
            let partition = format!("REQUEST#u-1#{}", digest("key"));
            adds_order(request, 0)
                && put.item()["PK"] == text(partition)
                && put.item()["Outcome"] == text("o-1")
                && put.item()["Expires"] == number(expires)
                && put.condition_expression() == Some("attribute_not_exists(PK) OR Expires <= :now")
        });
        assert_eq!(place(&rule).await, Placed::Done);
    }

    #[tokio::test]
    async fn an_order_its_number_and_its_checkout_are_one_transaction() {
        let rule = committed(|request| {
            let mark = request.transact_items()[0].put().unwrap();
            adds_order(request, 1)
                && mark.item()["PK"] == text("IDEMPOTENCY#handle-checkout-basket#c-1")
        });
        assert_eq!(place_checkout(&rule).await, Placed::Done);
    }

    #[tokio::test]
    async fn a_refusal_states_whether_the_request_was_repeated_or_the_number_is_taken() {
        assert_eq!(place(&cancelled(["None", "None", TAKEN])).await, Placed::Repeated);
        assert_eq!(place(&cancelled(["None", TAKEN, "None"])).await, Placed::NumberTaken);
        assert_eq!(place_checkout(&cancelled([TAKEN, TAKEN, TAKEN])).await, Placed::Repeated);
        assert_eq!(place_checkout(&cancelled(["None", "None", TAKEN])).await, Placed::NumberTaken);
    }

    #[tokio::test]
    async fn an_accepted_request_is_read_as_it_was_written() {
        let accepted = || {
            let request = IdempotentRequest::new("key", &"content").unwrap();
            AcceptedRequest::new(&request, "o-1".to_owned(), samples::order().placed_at)
        };
        let rule = mock!(Client::get_item)
            .match_requests(|request| request.key().unwrap()["PK"] == text("REQUEST#u-1#key"))
            .then_output(move || {
                GetItemOutput::builder().set_item(Some(to_item(&accepted()).unwrap())).build()
            });
        let read = orders::<CreateOrder>(&rule).accepted("u-1", "key").await.unwrap();
        assert_eq!(read, Some(accepted()));
    }
}
