//! The dead-letter queues that an environment declares, and their addresses.

use std::fmt;

use aws_sdk_sqs::{
    error::ProvideErrorMetadata,
    types::QueueAttributeName::{
        self, ApproximateNumberOfMessages as Visible,
        ApproximateNumberOfMessagesNotVisible as InFlight,
    },
};
use manifest::{Manifest, Trigger};

use crate::{
    closest::closest,
    context::Context,
    error::{Error, Result, call},
    queues::is_absent,
};

/// The dead-letter queue of a function. Displayed as `service/function`.
#[derive(Clone, Copy, Debug)]
pub struct DeadLetterQueue<'a> {
    pub service: &'a str,
    pub declared: &'a manifest::DeadLetterQueue,
}

impl fmt::Display for DeadLetterQueue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.service, self.declared.function)
    }
}

impl<'a> DeadLetterQueue<'a> {
    /// The queue with the function's events, from which SQS moves dead letters.
    pub fn source(&self) -> Option<&'a str> {
        match &self.declared.trigger {
            Trigger::Queue { queue, .. } => Some(queue),
            Trigger::Outbox(_) | Trigger::Stream { .. } | Trigger::Schedule => None,
        }
    }

    /// Its address; `None` if it is not deployed.
    pub async fn address(&self, ctx: &Context) -> Result<Option<String>> {
        address(ctx, &self.declared.queue).await
    }
}

/// Why a message that was selected before cannot be found.
pub const NOT_FOUND: &str = "not found: it is gone, or another command reads it";

/// All dead-letter queues, in the order of the stacks.
pub fn all(manifest: &Manifest) -> Vec<DeadLetterQueue<'_>> {
    let stacks = manifest.stacks.iter();
    let queues = stacks.flat_map(|stack| stack.dead_letters.iter().map(move |it| (stack, it)));
    queues.map(|(stack, declared)| DeadLetterQueue { service: &stack.service, declared }).collect()
}

/// The dead-letter queue of the function `service/function`.
pub fn find<'a>(ctx: &'a Context, function: &str) -> Result<DeadLetterQueue<'a>> {
    let queues = all(&ctx.manifest);
    queues.iter().copied().find(|it| it.to_string() == function).ok_or_else(|| {
        let closest = closest(function, queues.iter().map(ToString::to_string));
        Error::usage(
            format!("no function with a dead-letter queue is called `{function}`"),
            format!(
                "the closest names are {closest}; `{}` shows all",
                ctx.command("dlq list --all")
            ),
        )
    })
}

/// The address of the queue with this name; `None` if it does not exist.
pub async fn address(ctx: &Context, queue: &str) -> Result<Option<String>> {
    match ctx.sqs.get_queue_url().queue_name(queue).send().await {
        Ok(found) => Ok(found.queue_url),
        Err(error) if is_absent(error.code()) => Ok(None),
        Err(error) => Err(call(format!("find the queue `{queue}`"))(error)),
    }
}

/// The address of a queue that must exist.
pub async fn existing_address(ctx: &Context, queue: &str) -> Result<String> {
    address(ctx, queue).await?.ok_or_else(|| {
        Error::wrong(
            format!("the queue `{queue}` does not exist"),
            format!("deploy it with `{}`", ctx.command("deploy")),
        )
    })
}

/// How many messages a queue has, as SQS counts them, which is approximately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    pub visible: u64,
    /// Received by a command that runs, or was killed less than two minutes ago.
    pub in_flight: u64,
}

/// Counts the messages of the queue with this name and address.
pub async fn counts(ctx: &Context, name: &str, address: &str) -> Result<Counts> {
    let request = ctx.sqs.get_queue_attributes().queue_url(address);
    let response = request.attribute_names(Visible).attribute_names(InFlight).send().await;
    let response = response.map_err(call(format!("count the messages of the queue `{name}`")))?;
    let count = |attribute: QueueAttributeName| {
        response.attributes().and_then(|it| it.get(&attribute)?.parse().ok()).unwrap_or_default()
    };
    Ok(Counts { visible: count(Visible), in_flight: count(InFlight) })
}
