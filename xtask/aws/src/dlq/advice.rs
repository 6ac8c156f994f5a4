//! What to do about messages that have no queue to return to.

use manifest::Trigger;

use super::{
    letter::{Content, Letter},
    queues::DeadLetterQueue,
};
use crate::context::Context;

/// What to do about a message that has no queue to return to; `None` if it has one.
pub fn advice(ctx: &Context, queue: DeadLetterQueue<'_>, letter: &Letter) -> Option<String> {
    let DeadLetterQueue { service, declared } = queue;
    let republish = || {
        let command = ctx.command(&format!("outbox republish {service} --from-dlq"));
        format!("publish it again from the table with `{command}`")
    };
    let purge = format!("`{}`", ctx.command(&format!("dlq purge {queue} --id ID")));
    let invoke = || {
        let name = &declared.lambda;
        let endpoint = ctx.manifest.endpoint.as_ref();
        let endpoint = endpoint.map(|it| format!("--endpoint-url {it} ")).unwrap_or_default();
        format!(
            "its schedule invokes `{name}` again; to do it now, run `aws lambda invoke \
             {endpoint}--function-name {name} response.json`, then delete the dead letter with {purge}"
        )
    };
    match (&declared.trigger, &letter.content) {
        (Trigger::Queue { queue: own, .. }, Content::Event | Content::Other) => {
            let other = letter.source.as_ref().filter(|it| *it != own)?;
            Some(format!("it comes from the queue `{other}`, not from that of the function"))
        }
        (Trigger::Queue { .. }, _) => {
            Some("it does not come from the function's queue; look at it with `--body`".to_owned())
        }
        (Trigger::Outbox(_), _) => Some(republish()),
        (Trigger::Stream { table, remedy }, _) => Some(format!(
            "changes of the table `{table}`: {remedy}; then delete the dead letter with {purge}"
        )),
        (Trigger::Schedule, _) => Some(invoke()),
    }
}
