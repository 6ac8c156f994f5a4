//! Requests whose writes conflict with those of others, and requests that DynamoDB throttles: neither
//! is a fault of the service, so that no response is 500.

use aws_sdk_dynamodb::{
    Client,
    error::ErrorMetadata,
    operation::{
        batch_get_item::{BatchGetItemError, BatchGetItemOutput},
        delete_item::DeleteItemError,
        get_item::GetItemError,
        put_item::PutItemError,
        query::QueryError,
        transact_write_items::TransactWriteItemsError,
        update_item::UpdateItemError,
    },
    types::{
        CancellationReason, KeysAndAttributes,
        builders::{DeleteBuilder, UpdateBuilder},
        error::{TransactionCanceledException, TransactionInProgressException},
    },
};
use aws_smithy_mocks::{Rule, mock};
use contracts::{
    BatchGet, Delete, Find, Get, Http, Json, Listed, NoBody, Public, Put, QueryItems, Update,
    product_management::{Catalogue, ProductRow, Products, SERVICE},
};
use platform::{
    Attempt, Request, Result,
    dynamo::{IndexPage, Item, Table},
    retry_conflicts,
    testing::{Call, TestResponse, invoke},
};
use serde_json::Value;

contracts::function! {
    /// Does one thing to the table.
    UseTable = SERVICE / "use-table" on Http<NoBody, Json<()>, Public> {
        routes: ["POST /use" => 200],
        may: [
            Get<ProductRow>,
            BatchGet<ProductRow>,
            QueryItems<ProductRow>,
            Find<Catalogue>,
            Put<ProductRow>,
            Update<ProductRow>,
            Delete<ProductRow>,
        ],
    }
}

impl Listed for UseTable {}

/// What the function does to the table.
#[derive(Clone, Copy, Debug)]
enum Operation {
    Get,
    BatchGet,
    QueryPage,
    Find,
    Put,
    Update,
    Delete,
    Commit,
}

const SINGLE_WRITES: [Operation; 3] = [Operation::Put, Operation::Update, Operation::Delete];
const READS: [Operation; 4] =
    [Operation::Get, Operation::BatchGet, Operation::QueryPage, Operation::Find];

impl Operation {
    async fn run(self, table: &Table<UseTable, Products>) -> Result {
        let key = ProductRow::key("LATTE");
        match self {
            Self::Get => table.get::<_, Value>(&key).await.map(drop),
            Self::BatchGet => table.batch_get::<_, Value>(&[key]).await.map(drop),
            Self::QueryPage => {
                let partition = ProductRow::partition("LATTE");
                table.query_page::<_, Value>(&partition, None, 1).await.map(drop)
            }
            Self::Find => {
                table.find::<Catalogue, Value>("all", &IndexPage::default()).await.map(drop)
            }
            Self::Put => table.put(&key, Item::new()).await,
            Self::Update => table.update(&key, update()).await.map(drop),
            Self::Delete => table.delete(&key).await,
            Self::Commit => {
                let transaction = table.transaction().put_new(&key, Item::new());
                let transaction = transaction.update(&ProductRow::key("MOCHA"), update());
                let delete = DeleteBuilder::default();
                let transaction = transaction.delete(&ProductRow::key("TEA"), delete);
                transaction.commit().await.map(drop)
            }
        }
    }

    /// A table on which every call fails with this code.
    fn failing_with(self, code: &'static str) -> Rule {
        let error = move || ErrorMetadata::builder().code(code).build();
        match self {
            Self::Get => mock!(Client::get_item).then_error(move || GetItemError::generic(error())),
            Self::BatchGet => mock!(Client::batch_get_item)
                .then_error(move || BatchGetItemError::generic(error())),
            Self::QueryPage | Self::Find => {
                mock!(Client::query).then_error(move || QueryError::generic(error()))
            }
            Self::Put => mock!(Client::put_item).then_error(move || PutItemError::generic(error())),
            Self::Update => {
                mock!(Client::update_item).then_error(move || UpdateItemError::generic(error()))
            }
            Self::Delete => {
                mock!(Client::delete_item).then_error(move || DeleteItemError::generic(error()))
            }
            Self::Commit => mock!(Client::transact_write_items)
                .then_error(move || TransactWriteItemsError::generic(error())),
        }
    }
}

fn update() -> UpdateBuilder {
    UpdateBuilder::default().update_expression("REMOVE Brackets")
}

/// A transaction that is always cancelled: of its second operation for this reason.
fn cancelled(code: &'static str) -> Rule {
    mock!(Client::transact_write_items).then_error(move || {
        let reason = |code| CancellationReason::builder().code(code).build();
        let error = TransactionCanceledException::builder()
            .cancellation_reasons(reason("None"))
            .cancellation_reasons(reason(code));
        TransactWriteItemsError::TransactionCanceledException(error.build())
    })
}

/// The response to `POST /use`.
async fn respond(work: impl AsyncFn() -> Result) -> TestResponse {
    let handle = async |_: Request<UseTable>| work().await.map(Json);
    let call = Call::to::<UseTable>("POST /use").event();
    TestResponse::of(invoke::<UseTable>(call, handle).await)
}

async fn check(operation: Operation, rule: &Rule, status: u64) {
    let table = Table::<UseTable, Products>::mocked(rule);
    check_response(&respond(async || operation.run(&table).await).await, status);
}

fn check_response(response: &TestResponse, status: u64) {
    assert_eq!((response.status(), response.header("Retry-After")), (status, "1"));
    assert_eq!(response.header("Content-Type"), "application/problem+json");
    assert_eq!(response.json()["status"], status);
}

#[tokio::test(start_paused = true)]
async fn a_write_of_one_item_that_always_conflicts_is_409() {
    for operation in SINGLE_WRITES {
        let rule = operation.failing_with("TransactionConflictException");
        check(operation, &rule, 409).await;
        assert_eq!(rule.num_calls(), 10, "{operation:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_transaction_that_always_conflicts_or_never_ends_is_409() {
    check(Operation::Commit, &cancelled("TransactionConflict"), 409).await;
    let in_progress = mock!(Client::transact_write_items).then_error(|| {
        let error = TransactionInProgressException::builder().build();
        TransactWriteItemsError::TransactionInProgressException(error)
    });
    check(Operation::Commit, &in_progress, 409).await;
}

#[tokio::test(start_paused = true)]
async fn a_change_that_always_conflicts_is_409() {
    let work = async || retry_conflicts("change it", async || Ok(Attempt::Conflict)).await;
    check_response(&respond(work).await, 409);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_throttled_after_all_retries_is_503() {
    let codes =
        ["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"];
    for code in codes {
        for operation in READS.into_iter().chain(SINGLE_WRITES).chain([Operation::Commit]) {
            check(operation, &operation.failing_with(code), 503).await;
        }
    }
    for reason in ["ProvisionedThroughputExceeded", "ThrottlingError"] {
        check(Operation::Commit, &cancelled(reason), 503).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_that_is_never_processed_completely_is_503() {
    let rule = mock!(Client::batch_get_item).then_output(|| {
        let rest = KeysAndAttributes::builder().keys(Item::new()).build().unwrap();
        BatchGetItemOutput::builder().unprocessed_keys("mocked", rest).build()
    });
    check(Operation::BatchGet, &rule, 503).await;
}

#[tokio::test(start_paused = true)]
async fn another_error_of_dynamodb_is_500() {
    for operation in READS.into_iter().chain(SINGLE_WRITES).chain([Operation::Commit]) {
        let rule = operation.failing_with("ValidationException");
        let table = Table::<UseTable, Products>::mocked(&rule);
        let response = respond(async || operation.run(&table).await).await;
        assert_eq!((response.status(), response.header("Retry-After")), (500, ""));
    }
}
