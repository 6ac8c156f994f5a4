//! `handle-stock-reservation-failed`: continues the workflow of an order whose products are not available.

use contracts::order::{HandleStockReservationFailed, OrderWorkflow, UnreservedStock, task_errors};
use platform::{Handler, Lambda, Message, Result};

use crate::{ports::workflow::Failures, workflow_reply::reply};

impl Handler<HandleStockReservationFailed> for crate::Order {
    async fn run(lambda: Lambda<HandleStockReservationFailed>) -> Result {
        let tasks = lambda.tasks::<OrderWorkflow>();
        lambda.serve(async |message| handle(message, &tasks).await).await
    }
}

pub async fn handle(message: Message<UnreservedStock>, tasks: &impl Failures) -> Result {
    let UnreservedStock { order_number, conversation_id } = message.data;
    let token = conversation_id.or(message.conversation_id);
    reply(order_number.as_deref(), token.as_deref(), async |token| {
        let cause = "Stock could not be reserved successfully";
        tasks.fail(token, task_errors::RESERVATION_FAILED, cause).await
    })
    .await
}

#[cfg(test)]
mod tests {
    use platform::testing::{batch, invoke, is_done};
    use serde_json::{Value, json};

    use super::*;
    use crate::memory::{MemoryTasks, TaskReply};

    async fn deliver(tasks: &MemoryTasks, detail: Value) -> bool {
        let batch = batch("inventory.stockReservationFailed.v1", &detail);
        is_done(
            invoke::<HandleStockReservationFailed>(batch, async |message| {
                handle(message, tasks).await
            })
            .await,
        )
    }

    #[tokio::test]
    async fn a_failed_reservation_fails_the_task_that_waits_for_it() {
        let tasks = MemoryTasks::default();
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        let expected = TaskReply::failed(
            "token",
            "Stock.ReservationFailed",
            "Stock could not be reserved successfully",
        );
        assert_eq!(tasks.replies(), [expected]);
    }

    #[tokio::test]
    async fn a_failed_reservation_without_a_conversation_is_acknowledged() {
        let tasks = MemoryTasks::default();
        assert!(deliver(&tasks, json!({ "data": {} })).await);
        assert_eq!(tasks.replies(), []);
    }
}
