//! Baskets in one DynamoDB table.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `BasketRow` | `BASKET#{user_name}` | `BASKET` | the items with their products, `Revision`, `Listing` | put-basket, delete-basket, check-out, handle-order-rejected | get-basket, check-out; list-baskets (index) |
//! | `CheckoutRow` | `CHECKOUT#{checkout_id}` | `CHECKOUT` | the basket that the checkout emptied | check-out, handle-order-rejected | handle-order-rejected |
//! | `RequestRow` | `REQUEST#{user_name}#{key}` | `REQUEST` | the receipt of the checkout that a request with an idempotency key made, and a digest of the request; expires after 7 days | check-out | check-out |
//! | `Outbox` | `OUTBOX#BASKET#{user_name}` | message id | a checkout | check-out | publish-events (stream) |
//!
//! The index `AllBaskets` has the keys `Listing` (`BASKETS#{shard}`) and `PK`. Only baskets have the
//! attribute `Listing`.
//!
//! Each change of a basket writes a new `Revision`, and a checkout requires the one that it has read.
//! An empty basket has no row. Emptied baskets, receipts and outbox messages expire.

use aws_sdk_dynamodb::types::builders::DeleteBuilder;
use contracts::{
    Delete, Find, Function, Get, May, Outbox, Put,
    basket::{AllBaskets, BasketRow, Baskets as Table, CheckoutRow, RequestRow},
};
use jiff::SignedDuration;
use platform::{
    Context, OutboxMessage, Result,
    dynamo::{
        self, IndexPage, Item as Attributes, Outcome, described, expiring, shard, text, to_item,
    },
    idempotency::{AcceptedRequest, IdempotentRequest},
};
use serde::{Deserialize, Serialize};

use crate::{
    basket::{Basket, Checkout, Item, Receipt},
    events::PrivateEvent,
    ports::{
        BasketPages, Baskets, Checkouts, Page, PutBack, Receipts, Removals, Replacements, Returns,
        SHARDS,
    },
};

/// How long an emptied basket is kept. Its order is settled within minutes, and an event about it is
/// redelivered for 18 days at most.
const EMPTIED_BASKET_LIFETIME: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The table of baskets.
pub struct DynamoBaskets<F>(pub dynamo::Table<F, Table>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BasketItem {
    user_name: String,
    revision: String,
    items: Vec<Item>,
}

impl From<BasketItem> for Basket {
    fn from(item: BasketItem) -> Self {
        Self { user_id: item.user_name, revision: item.revision, items: item.items }
    }
}

/// The attributes of a basket in a row of this kind.
fn attributes(basket: &Basket, kind: &str, context: &Context) -> Result<Attributes> {
    let Basket { user_id, revision, items } = basket.clone();
    let item = BasketItem { user_name: user_id, revision, items };
    Ok(described(to_item(&item)?, kind, &context.correlation_id))
}

/// The attributes of the user's basket, which is listed.
fn listed(basket: &Basket, context: &Context) -> Result<Attributes> {
    let mut attributes = attributes(basket, "Basket", context)?;
    let listing = listing(shard(&basket.user_id, SHARDS));
    attributes.insert("Listing".to_owned(), text(listing));
    Ok(attributes)
}

/// A partition of the list of all baskets.
fn listing(shard: u32) -> String {
    format!("BASKETS#{shard}")
}

impl<F: Function + May<Get<BasketRow>>> Baskets for DynamoBaskets<F> {
    async fn basket(&self, user_id: &str) -> Result<Option<Basket>> {
        let item: Option<BasketItem> = self.0.get(&BasketRow::key(user_id)).await?;
        Ok(item.map(Basket::from))
    }
}

impl<F: Function + May<Find<AllBaskets>>> BasketPages for DynamoBaskets<F> {
    async fn page(&self, shard: u32, after: Option<&str>, limit: u32) -> Result<Page> {
        let after = after.map(BasketRow::key);
        let after = after.as_ref().map(|key| (key, key.partition()));
        let wanted = IndexPage { after, limit: Some(limit), ..IndexPage::default() };
        let page: dynamo::Page<BasketItem> =
            self.0.find::<AllBaskets, _>(&listing(shard), &wanted).await?;
        let baskets = page.items.into_iter().map(Basket::from).collect();
        Ok(Page { baskets, more: page.more })
    }
}

impl<F: Function + May<Put<BasketRow>>> Replacements for DynamoBaskets<F> {
    async fn replace(&self, basket: &Basket, context: &Context) -> Result {
        self.0.put(&BasketRow::key(&basket.user_id), listed(basket, context)?).await
    }
}

impl<F: Function + May<Delete<BasketRow>>> Removals for DynamoBaskets<F> {
    async fn remove(&self, user_id: &str) -> Result {
        self.0.delete(&BasketRow::key(user_id)).await
    }
}

impl<F> Checkouts for DynamoBaskets<F>
where
    F: Function + May<Delete<BasketRow>> + May<Put<CheckoutRow>> + May<Put<RequestRow>>,
    F: May<Put<Outbox<Table>>>,
{
    async fn check_out(
        &self,
        checkout: &Checkout,
        request: Option<&IdempotentRequest>,
        context: &Context,
    ) -> Result<bool> {
        let Checkout { receipt, basket, time, .. } = checkout;
        let row = BasketRow::key(&basket.user_id);
        let emptied = attributes(basket, "Checkout", context)?;
        let emptied = expiring(emptied, *time + EMPTIED_BASKET_LIFETIME);
        let event = PrivateEvent::checked_out(checkout);
        let mut transaction = self
            .0
            .transaction()
            .delete(&row, of_revision(&basket.revision))
            .put_new(&CheckoutRow::key(&receipt.checkout_id), emptied)
            .enqueue(&OutboxMessage::about(&row, &event, context)?);
        if let Some(request) = request {
            let key = RequestRow::key(&basket.user_id, &request.key);
            let accepted = AcceptedRequest::new(request, receipt, *time);
            transaction = transaction.accept(&key, &accepted, context)?;
        }
        Ok(transaction.commit().await? == Outcome::Committed)
    }
}

/// Deletes a basket on the condition that it has this revision.
fn of_revision(revision: &str) -> DeleteBuilder {
    DeleteBuilder::default()
        .condition_expression("Revision = :revision")
        .expression_attribute_values(":revision", text(revision))
}

impl<F: Function + May<Get<RequestRow>>> Receipts for DynamoBaskets<F> {
    async fn accepted(&self, user_id: &str, key: &str) -> Result<Option<AcceptedRequest<Receipt>>> {
        self.0.get(&RequestRow::key(user_id, key)).await
    }
}

impl<F> Returns for DynamoBaskets<F>
where
    F: Function + May<Get<CheckoutRow>> + May<Delete<CheckoutRow>> + May<Put<BasketRow>>,
{
    async fn emptied_basket(&self, checkout_id: &str) -> Result<Option<Basket>> {
        let item: Option<BasketItem> = self.0.get(&CheckoutRow::key(checkout_id)).await?;
        Ok(item.map(Basket::from))
    }

    async fn put_back(
        &self,
        checkout_id: &str,
        basket: &Basket,
        context: &Context,
    ) -> Result<PutBack> {
        let exists = DeleteBuilder::default().condition_expression("attribute_exists(PK)");
        let transaction = self
            .0
            .transaction()
            .delete(&CheckoutRow::key(checkout_id), exists)
            .put_new(&BasketRow::key(&basket.user_id), listed(basket, context)?);
        Ok(match transaction.commit().await? {
            Outcome::Committed => PutBack::Done,
            Outcome::Duplicate | Outcome::Refused { index: 0 } => PutBack::Forgotten,
            Outcome::Refused { .. } => PutBack::HasBasket,
        })
    }

    async fn forget(&self, checkout_id: &str) -> Result {
        self.0.delete(&CheckoutRow::key(checkout_id)).await
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{
            get_item::GetItemOutput,
            put_item::PutItemOutput,
            query::{QueryInput, QueryOutput},
            transact_write_items::{
                TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
            },
        },
        types::{CancellationReason, error::TransactionCanceledException},
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::basket::{
        CheckOut, HandleOrderRejected as RejectedOrders, ListBaskets, PutBasket,
    };
    use platform::dynamo::{from_item, number};

    use super::*;
    use crate::samples::{basket, checkout};

    const TAKEN: &str = "ConditionalCheckFailed";

    /// The seconds of the samples' time, and those of a day.
    const TIME: i64 = 1_795_255_200;
    const DAY: i64 = 24 * 60 * 60;

    /// The table as `F` may use it, which responds as `rule` says.
    fn baskets<F: Function>(rule: &Rule) -> DynamoBaskets<F> {
        DynamoBaskets(dynamo::Table::mocked(rule))
    }

    fn request() -> IdempotentRequest {
        IdempotentRequest::new("key", &"content").unwrap()
    }

    /// DynamoDB that commits a transaction which is `expected`.
    fn committed(expected: fn(&TransactWriteItemsInput) -> bool) -> Rule {
        mock!(Client::transact_write_items)
            .match_requests(expected)
            .then_output(|| TransactWriteItemsOutput::builder().build())
    }

    /// DynamoDB that cancels a transaction for these reasons, one per operation.
    fn cancelled<const N: usize>(codes: [&'static str; N]) -> Rule {
        let reasons = codes.map(|code| CancellationReason::builder().code(code).build());
        mock!(Client::transact_write_items).then_error(move || {
            let error = TransactionCanceledException::builder()
                .set_cancellation_reasons(Some(reasons.to_vec()));
            TransactWriteItemsError::TransactionCanceledException(error.build())
        })
    }

    async fn check_out(rule: &Rule, request: Option<&IdempotentRequest>) -> bool {
        let checkout = checkout("c-1", basket("u-1", "r-1"));
        baskets::<CheckOut>(rule).check_out(&checkout, request, &Context::new()).await.unwrap()
    }

    async fn put_back(rule: &Rule) -> PutBack {
        let (basket, context) = (basket("u-1", "r-2"), Context::new());
        baskets::<RejectedOrders>(rule).put_back("c-1", &basket, &context).await.unwrap()
    }

    /// The item that an operation of a transaction puts, on the condition that it is new.
    fn new_item(request: &TransactWriteItemsInput, index: usize) -> &Attributes {
        let put = request.transact_items()[index].put().unwrap();
        assert_eq!(put.condition_expression(), Some("attribute_not_exists(PK)"));
        put.item()
    }

    fn has_a_checkout(request: &TransactWriteItemsInput) -> bool {
        let delete = request.transact_items()[0].delete().unwrap();
        let values = delete.expression_attribute_values().unwrap();
        let (emptied, message) = (new_item(request, 1), new_item(request, 2));
        delete.key()["PK"] == text("BASKET#u-1")
            && delete.condition_expression() == Some("Revision = :revision")
            && values[":revision"] == text("r-1")
            && emptied["PK"] == text("CHECKOUT#c-1")
            && emptied["Expires"] == number(TIME + 30 * DAY)
            && !emptied.contains_key("Listing")
            && message["PK"] == text("OUTBOX#BASKET#u-1")
    }

    #[tokio::test]
    async fn a_checkout_is_one_transaction_with_its_event() {
        let rule =
            committed(|request| request.transact_items().len() == 3 && has_a_checkout(request));
        assert!(check_out(&rule, None).await);
    }

    #[tokio::test]
    async fn a_checkout_with_a_key_stores_its_request_unless_a_valid_one_has_the_key() {
        let rule = committed(|input| {
            let put = input.transact_items()[3].put().unwrap();
            let values = put.expression_attribute_values().unwrap();
            input.transact_items().len() == 4
                && has_a_checkout(input)
                && put.condition_expression() == Some("attribute_not_exists(PK) OR Expires <= :now")
                && values[":now"] == number(TIME)
                && put.item()["PK"] == text(format!("REQUEST#u-1#{}", request().key))
                && put.item()["Expires"] == number(TIME + 7 * DAY)
        });
        assert!(check_out(&rule, Some(&request())).await);
    }

    #[tokio::test]
    async fn an_accepted_request_is_read_as_it_was_written() {
        let accepted = || {
            let Checkout { receipt, time, .. } = checkout("c-1", basket("u-1", "r-1"));
            AcceptedRequest::new(&request(), receipt, time)
        };
        let rule = mock!(Client::get_item)
            .match_requests(|request| request.key().unwrap()["PK"] == text("REQUEST#u-1#key"))
            .then_output(move || {
                GetItemOutput::builder().set_item(Some(to_item(&accepted()).unwrap())).build()
            });
        let read = baskets::<CheckOut>(&rule).accepted("u-1", "key").await.unwrap();
        assert_eq!(read, Some(accepted()));
    }

    #[tokio::test]
    async fn a_checkout_whose_basket_changed_or_whose_key_is_known_is_refused() {
        assert!(!check_out(&cancelled([TAKEN, "None", "None"]), None).await);
        assert!(!check_out(&cancelled(["None", "None", "None", TAKEN]), Some(&request())).await);
    }

    #[tokio::test]
    async fn a_basket_is_put_back_in_the_transaction_that_forgets_it() {
        let rule = committed(|request| {
            let delete = request.transact_items()[0].delete().unwrap();
            let basket = new_item(request, 1);
            delete.key()["PK"] == text("CHECKOUT#c-1")
                && delete.condition_expression() == Some("attribute_exists(PK)")
                && basket["PK"] == text("BASKET#u-1")
                && basket["Revision"] == text("r-2")
                && basket.contains_key("Listing")
                && !basket.contains_key("Expires")
        });
        assert_eq!(put_back(&rule).await, PutBack::Done);
        assert_eq!(put_back(&cancelled([TAKEN, "None"])).await, PutBack::Forgotten);
        assert_eq!(put_back(&cancelled([TAKEN, TAKEN])).await, PutBack::Forgotten);
        assert_eq!(put_back(&cancelled(["None", TAKEN])).await, PutBack::HasBasket);
    }

    #[tokio::test]
    async fn a_basket_is_replaced_whatever_there_was() {
        let rule = mock!(Client::put_item)
            .match_requests(|request| {
                let item = request.item().unwrap();
                request.condition_expression().is_none()
                    && item["PK"] == text("BASKET#u-1")
                    && item["SK"] == text("BASKET")
                    && item["Listing"] == text(listing(shard("u-1", 16)))
            })
            .then_output(|| PutItemOutput::builder().build());
        let replaced =
            baskets::<PutBasket>(&rule).replace(&basket("u-1", "r-1"), &Context::new()).await;
        assert!(replaced.is_ok());
    }

    /// DynamoDB with two baskets after a query which is `expected`.
    fn found(expected: fn(&QueryInput) -> bool) -> Rule {
        mock!(Client::query).match_requests(expected).then_output(|| {
            let item = |user| listed(&basket(user, "r-1"), &Context::new()).unwrap();
            QueryOutput::builder().items(item("u-3")).items(item("u-4")).build()
        })
    }

    #[tokio::test]
    async fn a_page_of_a_shard_begins_after_the_last_user_of_the_page_before() {
        let rule = found(|request| {
            let start = request.exclusive_start_key().unwrap();
            let values = request.expression_attribute_values().unwrap();
            let key = ["Listing", "PK", "SK"].map(|name| start.get(name));
            request.index_name() == Some("AllBaskets")
                && values[":partition"] == text("BASKETS#7")
                && key
                    == [Some(&text("BASKETS#7")), Some(&text("BASKET#u-2")), Some(&text("BASKET"))]
        });
        let page = baskets::<ListBaskets>(&rule).page(7, Some("u-2"), 1).await.unwrap();
        assert_eq!(page, Page { baskets: vec![basket("u-3", "r-1")], more: true });
    }

    #[test]
    fn a_basket_is_read_as_it_was_written() {
        let (context, basket) = (Context::new(), basket("u-1", "r-1"));
        for item in [listed(&basket, &context), attributes(&basket, "Checkout", &context)] {
            let read: BasketItem = from_item(item.unwrap()).unwrap();
            assert_eq!(Basket::from(read), basket);
        }
    }
}
