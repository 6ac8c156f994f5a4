//! `handle-payment-failed`: continues the workflow of an order that could not be paid.

use contracts::order::{HandlePaymentFailed, OrderWorkflow, UnpaidOrder, task_errors};
use platform::{Handler, Lambda, Message, Result};

use crate::{ports::workflow::Failures, workflow_reply::reply};

/// Longest cause that the workflow receives, in characters. Step Functions accepts 32,768.
const LONGEST_CAUSE: usize = 1000;

impl Handler<HandlePaymentFailed> for crate::Order {
    async fn run(lambda: Lambda<HandlePaymentFailed>) -> Result {
        let tasks = lambda.tasks::<OrderWorkflow>();
        lambda.serve(async |message| handle(message, &tasks).await).await
    }
}

pub async fn handle(message: Message<UnpaidOrder>, tasks: &impl Failures) -> Result {
    let UnpaidOrder { order_number, reason, conversation_id } = message.data;
    let token = conversation_id.or(message.conversation_id);
    reply(order_number.as_deref(), token.as_deref(), async |token| {
        let reason = reason.as_deref().unwrap_or("Payment failed");
        let cause: String = reason.chars().take(LONGEST_CAUSE).collect();
        tasks.fail(token, task_errors::PAYMENT_FAILED, &cause).await
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
        let batch = batch("payments.paymentFailed.v1", &detail);
        is_done(
            invoke::<HandlePaymentFailed>(batch, async |message| handle(message, tasks).await)
                .await,
        )
    }

    #[tokio::test]
    async fn a_failed_payment_fails_the_task_that_waits_for_it_with_its_reason() {
        let tasks = MemoryTasks::default();
        let data = json!({ "orderNumber": "o-1", "reason": "declined", "conversationId": "token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        assert_eq!(tasks.replies(), [TaskReply::failed("token", "Payment.Failed", "declined")]);
    }

    #[tokio::test]
    async fn a_failed_payment_need_not_have_a_reason() {
        let tasks = MemoryTasks::default();
        let data = json!({ "orderNumber": "o-1", "conversationId": "token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        let expected = TaskReply::failed("token", "Payment.Failed", "Payment failed");
        assert_eq!(tasks.replies(), [expected]);
    }

    #[tokio::test]
    async fn the_cause_of_a_failure_is_no_longer_than_the_workflow_accepts() {
        let tasks = MemoryTasks::default();
        let reason = "é".repeat(40_000);
        let data = json!({ "orderNumber": "o-1", "reason": reason, "conversationId": "token" });
        assert!(deliver(&tasks, json!({ "data": data })).await);
        let TaskReply::Failed { cause, .. } = &tasks.replies()[0] else { panic!("it succeeded") };
        assert_eq!(cause.chars().count(), 1000);
    }

    #[tokio::test]
    async fn a_failed_payment_without_a_conversation_is_acknowledged() {
        let tasks = MemoryTasks::default();
        assert!(deliver(&tasks, json!({ "data": { "orderNumber": "o-1" } })).await);
        assert_eq!(tasks.replies(), []);
    }
}
