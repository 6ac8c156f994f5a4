//! Inventory: one table, the stock routes, the events about products and orders, and the workflow that
//! orders a new product from the supplier.

use cfn::asl::{Catch, Delay, Next, Pass, Retry, StateMachine, Succeed, Task, Wait, jsonata};
use contracts::{
    Row,
    inventory::{
        GetHealth, GetStock, HandleOrderCompleted, HandleOrderCreated, HandleOrderRejected,
        HandleProductCreated, InventoryApi, OrderingWorkflow, PublishEvents, RefreshCatalogue,
        SetStock, Stock, StockRow, contract,
    },
    prefix,
};
use serde_json::json;

use crate::{Environment, Stack, StackBuilder};

/// The error of Step Functions for a put whose condition does not hold: the item exists.
const ALREADY_STOCKED: &str = "DynamoDB.ConditionalCheckFailedException";

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Stock, reservations and new products.");
    s.table::<Stock>();
    s.api::<InventoryApi>();
    s.http_function::<GetStock>();
    s.http_function::<SetStock>();
    s.http_function::<GetHealth>();
    s.queue_function::<HandleOrderCreated>();
    s.queue_function::<HandleOrderCompleted>();
    s.queue_function::<HandleOrderRejected>();
    let ordering = ordering(environment.simulation.supplier_seconds);
    s.workflow::<OrderingWorkflow>("InventoryOrderingService", ordering);
    s.queue_function::<HandleProductCreated>();
    s.scheduled_function::<RefreshCatalogue>("5 minutes");
    s.outbox_function::<PublishEvents>();
    s.finish()
}

/// Waits for the supplier and stocks what arrives, unless an administrator has set the stock in the
/// meantime. Its input is `{productId, correlationId}`.
fn ordering(supplier_seconds: u32) -> StateMachine {
    let partition = prefix(StockRow::PARTITION);
    let item = json!({
        "PK": { "S": jsonata(&format!("'{partition}' & $states.input.productId")) },
        "SK": { "S": StockRow::SORT },
        "Type": { "S": "Stock" },
        "ProductId": { "S": jsonata("$states.input.productId") },
        "StockLevel": { "N": jsonata("$string($units)") },
        "Available": { "N": jsonata("$string($units)") },
        // As `Level::first` of the handlers.
        "Revision": { "N": jsonata("$string($millis())") },
        "CorrelationId": { "S": jsonata("$states.input.correlationId") },
    });
    let put = json!({
        "TableName": "${STOCK_TABLE}",
        "Item": item,
        "ConditionExpression": "attribute_not_exists(PK)",
    });
    StateMachine::new("WaitForSupplier")
        .state(
            "WaitForSupplier",
            Wait { delay: Delay::Seconds(supplier_seconds.into()), next: "CountUnits".into() },
        )
        .state(
            "CountUnits",
            Pass {
                assign: Some(json!({ "units": jsonata("50 + $floor($random() * 50)") })),
                ..Pass::new("Stock")
            },
        )
        .state(
            "Stock",
            Task {
                retry: vec![without_retry(ALREADY_STOCKED), with_backoff("States.TaskFailed")],
                catch: vec![Catch {
                    errors: vec![ALREADY_STOCKED.to_owned()],
                    assign: None,
                    output: None,
                    next: "StockedByHand".to_owned(),
                }],
                ..Task::put_item(put, Next::End)
            },
        )
        .state("StockedByHand", Succeed::default())
}

/// Step Functions takes the first retrier that matches an error, so that this one excludes it from
/// the next.
fn without_retry(error: &str) -> Retry {
    Retry { max_attempts: 0, max_delay_seconds: None, ..with_backoff(error) }
}

fn with_backoff(error: &str) -> Retry {
    Retry {
        errors: vec![error.to_owned()],
        interval_seconds: 1,
        max_attempts: 8,
        backoff_rate: 2.0,
        max_delay_seconds: Some(60),
        full_jitter: true,
    }
}
