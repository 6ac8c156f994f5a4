//! Inventory: one table, the stock routes, what happens when products and orders come and go, and
//! the workflow that orders a new product from the supplier.

use cfn::asl::{Catch, Delay, Next, Pass, Retry, StateMachine, Succeed, Task, Wait, jsonata};
use contracts::{
    inventory::{
        API, GetHealth, GetStock, HandleOrderCompleted, HandleOrderCreated, HandleOrderRejected,
        HandleProductCreated, OrderingWorkflow, PublishEvents, RefreshCatalogue, SERVICE, STOCK_PK,
        STOCK_SK, SetStock,
    },
    product_management,
    shared_infra::JWT_SECRET,
};
use serde_json::json;

use crate::{
    Environment, Stack, StackBuilder, iam,
    service::{Sources, TableRef, WorkflowRef},
};

/// What Step Functions calls it when a put finds that its item is there.
const ALREADY_STOCKED: &str = "DynamoDB.ConditionalCheckFailedException";

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(SERVICE, environment, "Stock, reservations and new products.");
    let stock = s.table("InventoryService-Stock");
    s.api(API);
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(GetStock { stock: stock.read() });
    s.http_function(SetStock { stock: stock.read_write(), jwt_secret });
    s.http_function(GetHealth::default());

    let queue = Sources::Publishers;
    let availability_rate =
        s.setting(|environment| environment.simulation.inventory_availability_rate);
    s.queue_function(queue, HandleOrderCreated { stock: stock.read_write(), availability_rate });
    s.queue_function(queue, HandleOrderCompleted { stock: stock.read_write() });
    s.queue_function(queue, HandleOrderRejected { stock: stock.read_write() });

    let seconds = environment.simulation.supplier_seconds;
    let ordering = ordering_workflow(&mut s, &stock, seconds);
    s.queue_function(queue, HandleProductCreated { ordering: ordering.start() });
    let products = s.lookup(product_management::API);
    s.scheduled_function(
        "5 minutes",
        RefreshCatalogue { products, stock: stock.read(), ordering: ordering.start() },
    );
    let bus = s.bus();
    s.outbox_function(&stock, PublishEvents { bus });
    s.finish()
}

fn ordering_workflow(
    s: &mut StackBuilder,
    stock: &TableRef,
    supplier_seconds: u32,
) -> WorkflowRef<OrderingWorkflow> {
    let definition = ordering(supplier_seconds).substitution("TableName", stock.name());
    s.workflow("InventoryOrderingService", &definition, &[iam::put_items(stock.arn())])
}

/// Waits for the supplier, and puts what arrives into stock unless somebody did that by hand. Its
/// input is `{productId, correlationId}`.
fn ordering(supplier_seconds: u32) -> StateMachine {
    let item = json!({
        "PK": { "S": jsonata(&format!("'{STOCK_PK}' & $states.input.productId")) },
        "SK": { "S": STOCK_SK },
        "Type": { "S": "Stock" },
        "ProductId": { "S": jsonata("$states.input.productId") },
        "StockLevel": { "N": jsonata("$string($units)") },
        "Available": { "N": jsonata("$string($units)") },
        "CorrelationId": { "S": jsonata("$states.input.correlationId") },
    });
    let put = json!({
        "TableName": "${TableName}",
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
                retry: vec![never(ALREADY_STOCKED), patiently("States.TaskFailed")],
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

/// The first retrier that matches counts, so this one keeps an error from the next.
fn never(error: &str) -> Retry {
    Retry { max_attempts: 0, max_delay_seconds: None, ..patiently(error) }
}

fn patiently(error: &str) -> Retry {
    Retry {
        errors: vec![error.to_owned()],
        interval_seconds: 1,
        max_attempts: 8,
        backoff_rate: 2.0,
        max_delay_seconds: Some(60),
        full_jitter: true,
    }
}
