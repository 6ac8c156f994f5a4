//! `start-workflow`: starts the workflow of a new order, from the stream of the table, so that no
//! stored order can be without one.

use contracts::order::{OrderWorkflow, StartWorkflow};
use platform::{Change, ChangeKind, Handler, Lambda, Result};

use crate::{dynamo::item::StoredOrder, ports::workflow::Workflows};

impl Handler<StartWorkflow> for crate::Order {
    async fn run(lambda: Lambda<StartWorkflow>) -> Result {
        let workflows = lambda.executions::<OrderWorkflow>();
        lambda.serve(async |change| handle(change, &workflows).await).await
    }
}

/// The stream delivers new items with the type `Order` only; see the filter of the function.
pub async fn handle(change: Change, workflows: &impl Workflows) -> Result {
    if change.kind != ChangeKind::Insert {
        return Ok(());
    }
    let Some(stored) = change.new_as::<StoredOrder>()? else { return Ok(()) };
    let context = stored.context();
    let order = stored.into_order()?;
    // The name is the number, so that a change that is delivered again starts nothing.
    workflows.start(&order.number, &order, &context).await?;
    tracing::info!(order_number = order.number, "the workflow of the order was started");
    Ok(())
}

#[cfg(test)]
mod tests {
    use platform::testing::invoke;
    use serde_json::{Value, json};

    use super::*;
    use crate::memory::{MemoryWorkflows, samples};

    /// A record of the stream with the sample order.
    fn record(event_name: &str) -> Value {
        let text = |text: &str| json!({ "S": text });
        let item = json!({ "M": {
            "productId": text("LATTE"), "quantity": { "N": "2" }, "price": { "N": "4.99" },
        }});
        json!({ "eventName": event_name, "dynamodb": {
            "SequenceNumber": "7",
            "Keys": { "PK": text("u-1"), "SK": text("o-1") },
            "NewImage": {
                "PK": text("u-1"), "SK": text("o-1"), "Type": text("Order"),
                "userId": text("u-1"), "orderNumber": text("o-1"),
                "orderDate": text("20261121100000"), "orderType": { "N": "0" },
                "orderStatus": { "N": "0" }, "totalPrice": { "N": "9.98" },
                "products": { "SS": ["LATTE"] }, "items": { "L": [item] },
                "placedAt": text("2026-11-21T10:00:00Z"), "currency": text("EUR"),
                "paymentMethod": text("card"), "CorrelationId": text("c-1"),
                "Traceparent": text("00-1-2-01"), "GSI1PK": text("UNFINISHED#3"),
            },
        }})
    }

    /// The sequence numbers that are to be delivered again.
    async fn deliver(workflows: &MemoryWorkflows, record: Value) -> Value {
        let handle = async |change| handle(change, workflows).await;
        let response = invoke::<StartWorkflow>(json!({ "Records": [record] }), handle).await;
        response.unwrap()["batchItemFailures"].clone()
    }

    #[tokio::test]
    async fn the_workflow_of_a_new_order_starts_once_and_continues_its_request() {
        let workflows = MemoryWorkflows::default();
        for _ in 0..2 {
            assert_eq!(deliver(&workflows, record("INSERT")).await, json!([]));
        }
        let executions = workflows.executions();
        let [(name, order, context)] = executions.as_slice() else { panic!("{executions:?}") };
        assert_eq!((name.as_str(), order), ("o-1", &samples::order()));
        assert_eq!(context.correlation_id, "c-1");
        assert_eq!(context.traceparent.as_deref(), Some("00-1-2-01"));
    }

    #[tokio::test]
    async fn a_change_of_an_order_starts_nothing() {
        let workflows = MemoryWorkflows::default();
        for event_name in ["MODIFY", "REMOVE"] {
            assert_eq!(deliver(&workflows, record(event_name)).await, json!([]));
        }
        assert_eq!(workflows.started(), [""; 0]);
    }

    #[tokio::test]
    async fn a_workflow_that_could_not_start_is_started_again_later() {
        let workflows = MemoryWorkflows::default().without_starting("o-1");
        let failures = deliver(&workflows, record("INSERT")).await;
        assert_eq!(failures, json!([{ "itemIdentifier": "7" }]));
    }

    #[tokio::test]
    async fn an_order_that_cannot_be_read_is_a_dead_letter() {
        let mut record = record("INSERT");
        record["dynamodb"]["NewImage"]["items"] = json!({ "S": "LATTE" });
        let failures = deliver(&MemoryWorkflows::default(), record).await;
        assert_eq!(failures, json!([{ "itemIdentifier": "7" }]));
    }
}
