//! `handle-payment-processed`: continues the workflow of an order that was paid.

use contracts::order::{HandlePaymentProcessed, OrderWorkflow, PaidOrder};
use platform::{Handler, Lambda, Message, Result};

use crate::{ports::workflow::Successes, workflow_reply::reply};

impl Handler<HandlePaymentProcessed> for crate::Order {
    async fn run(lambda: Lambda<HandlePaymentProcessed>) -> Result {
        let tasks = lambda.tasks::<OrderWorkflow>();
        lambda.serve(async |message| handle(message, &tasks).await).await
    }
}

pub async fn handle(message: Message<PaidOrder>, tasks: &impl Successes) -> Result {
    let PaidOrder { order_number, conversation_id } = message.data;
    let token = conversation_id.or(message.conversation_id);
    reply(order_number.as_deref(), token.as_deref(), async |token| {
        tasks.succeed(token, "Payment processed successfully").await
    })
    .await
}

#[cfg(test)]
mod tests {
    use platform::{
        Completion,
        testing::{batch, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::memory::{MemoryTasks, TaskReply};

    async fn deliver(tasks: &MemoryTasks, detail: Value) -> bool {
        let batch = batch("payments.paymentProcessed.v1", &detail);
        is_done(
            invoke::<HandlePaymentProcessed>(batch, async |message| handle(message, tasks).await)
                .await,
        )
    }

    #[tokio::test]
    async fn a_payment_completes_the_task_that_waits_for_it() {
        let tasks = MemoryTasks::default();
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        let data = json!({ "orderNumber": "o-2" });
        let detail = json!({ "data": data, "conversationId": "other token" });
        assert!(deliver(&tasks, detail).await);
        // The workflow is found by the token. The number of the order is only logged.
        let data = json!({ "conversationId": "third token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        let result = |token| TaskReply::succeeded(token, "Payment processed successfully");
        let expected = ["token", "other token", "third token"].map(result);
        assert_eq!(tasks.replies(), expected);
    }

    #[tokio::test]
    async fn a_late_reply_and_one_with_an_unknown_token_are_acknowledged() {
        for completion in [Completion::TooLate, Completion::UnknownToken] {
            let tasks = MemoryTasks::responding(completion);
            let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
            assert!(deliver(&tasks, json!({ "data": data })).await);
            assert_eq!(tasks.replies().len(), 1);
        }
    }

    #[tokio::test]
    async fn a_payment_without_a_conversation_is_acknowledged_and_replies_to_nothing() {
        let tasks = MemoryTasks::default();
        assert!(deliver(&tasks, json!({ "data": { "orderNumber": "o-1" } })).await);
        assert_eq!(tasks.replies(), []);
    }

    #[tokio::test]
    async fn a_reply_that_could_not_be_sent_is_redelivered() {
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        assert!(!deliver(&MemoryTasks::unavailable(), json!({ "data": data })).await);
    }
}
