//! The messages of queues. An empty queue may be deleted, so losses depend on what SQS counts.

use std::collections::HashMap;

use aws_sdk_sqs::{
    error::ProvideErrorMetadata,
    types::QueueAttributeName::{
        self, ApproximateNumberOfMessages as Visible,
        ApproximateNumberOfMessagesDelayed as Delayed,
        ApproximateNumberOfMessagesNotVisible as InFlight,
    },
};
use cfn::Contents;

use crate::{
    changes::{Loss, StackChanges},
    context::Context,
    error::{Result, call},
};

/// Fills in the losses of the queues that a deployment would remove or replace.
pub async fn count(ctx: &Context, changes: &mut StackChanges) -> Result<()> {
    for change in changes.resources.iter_mut().filter(|it| it.is_removed()) {
        if cfn::contents(&change.kind) == Some(Contents::Messages) {
            let count = messages(ctx, &changes.stack, &change.id).await?;
            change.loss = (count > 0).then_some(Loss::Messages(count));
        }
    }
    Ok(())
}

/// The number of messages in a queue of a deployed stack: visible, in flight and delayed.
async fn messages(ctx: &Context, stack: &str, id: &str) -> Result<u64> {
    let described = ctx
        .cloudformation
        .describe_stack_resource()
        .stack_name(stack)
        .logical_resource_id(id)
        .send()
        .await
        .map_err(call(format!("describe the queue `{id}` of `{stack}`")))?;
    let url = described.stack_resource_detail().and_then(|it| it.physical_resource_id());
    let answer = ctx
        .sqs
        .get_queue_attributes()
        .set_queue_url(url.map(str::to_owned))
        .set_attribute_names(Some(vec![Visible, InFlight, Delayed]))
        .send()
        .await;
    match answer {
        Ok(answer) => Ok(answer.attributes().map_or(0, sum)),
        Err(error) if is_absent(error.code()) => Ok(0),
        Err(error) => Err(call(format!("count the messages of `{id}` in `{stack}`"))(error)),
    }
}

/// A queue that was deleted by other means than its stack holds nothing.
pub fn is_absent(code: Option<&str>) -> bool {
    code.is_some_and(|it| it.contains("NonExistentQueue") || it.contains("QueueDoesNotExist"))
}

fn sum(attributes: &HashMap<QueueAttributeName, String>) -> u64 {
    attributes.values().filter_map(|it| it.parse::<u64>().ok()).sum()
}
