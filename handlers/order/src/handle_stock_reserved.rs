//! `handle-stock-reserved`: continues the workflow of an order whose products are reserved.

use contracts::order::{HandleStockReserved, OrderWorkflow, ReservedStock};
use platform::{Handler, Lambda, Message, Result};

use crate::{ports::workflow::Successes, workflow_reply::reply};

impl Handler<HandleStockReserved> for crate::Order {
    async fn run(lambda: Lambda<HandleStockReserved>) -> Result {
        let tasks = lambda.tasks::<OrderWorkflow>();
        lambda.serve(async |message| handle(message, &tasks).await).await
    }
}

pub async fn handle(message: Message<ReservedStock>, tasks: &impl Successes) -> Result {
    let ReservedStock { order_number, conversation_id } = message.data;
    let token = conversation_id.or(message.conversation_id);
    reply(order_number.as_deref(), token.as_deref(), async |token| {
        tasks.succeed(token, "Stock reserved successfully").await
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
        let batch = batch("inventory.stockReserved.v1", &detail);
        is_done(
            invoke::<HandleStockReserved>(batch, async |message| handle(message, tasks).await)
                .await,
        )
    }

    #[tokio::test]
    async fn a_reservation_completes_the_task_that_waits_for_it() {
        let tasks = MemoryTasks::default();
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        let expected = TaskReply::succeeded("token", "Stock reserved successfully");
        assert_eq!(tasks.replies(), [expected]);
    }

    #[tokio::test]
    async fn a_reservation_need_not_name_its_order() {
        let tasks = MemoryTasks::default();
        assert!(deliver(&tasks, json!({ "data": { "conversationId": "token" } })).await);
        assert_eq!(tasks.replies().len(), 1);
    }

    #[tokio::test]
    async fn a_reservation_without_a_conversation_is_acknowledged() {
        let tasks = MemoryTasks::default();
        assert!(deliver(&tasks, json!({ "data": { "orderNumber": "o-1" } })).await);
        assert_eq!(tasks.replies(), []);
    }
}
