//! Selects dead letters, and leaves all of them in their queue.

use std::collections::BTreeSet;

use manifest::Trigger;
use request::Filter;

use super::{
    letter::Letter,
    queues::{DeadLetterQueue, counts, existing_address},
    reader::{Message, read},
};
use crate::{context::Context, error::Result};

/// The dead letters that the filter selects, at most `limit`, those sent first in front.
pub async fn select(
    ctx: &Context,
    queue: DeadLetterQueue<'_>,
    filter: &Filter,
    limit: Option<usize>,
) -> Result<Vec<Letter>> {
    select_with(ctx, queue, filter, limit, |_, letter| letter).await
}

/// The same with their bodies.
pub async fn select_with_bodies(
    ctx: &Context,
    queue: DeadLetterQueue<'_>,
    filter: &Filter,
    limit: Option<usize>,
) -> Result<Vec<Letter>> {
    let with_body = |message: Message, letter| Letter { body: Some(message.body), ..letter };
    select_with(ctx, queue, filter, limit, with_body).await
}

async fn select_with(
    ctx: &Context,
    queue: DeadLetterQueue<'_>,
    filter: &Filter,
    limit: Option<usize>,
    finish: impl Fn(Message, Letter) -> Letter,
) -> Result<Vec<Letter>> {
    warn_of_hidden(ctx, queue).await?;
    let limit = limit.unwrap_or(usize::MAX);
    let task = ctx.progress.task(&queue.to_string());
    let (mut selected, mut read_so_far) = (vec![], 0);
    let result = read(ctx, &queue.declared.queue, async |reader| {
        while selected.len() < limit {
            let messages = reader.next().await?;
            if messages.is_empty() {
                break;
            }
            read_so_far += messages.len();
            if task.is_live() {
                task.now(&format!("messages read: {read_so_far}, selected: {}", selected.len()));
            }
            for message in messages {
                let letter = Letter::of(&message);
                if letter.matches(filter, &message.body) {
                    selected.push(finish(message, letter));
                }
            }
        }
        Ok(selected)
    })
    .await;
    task.end(&format!("messages read: {read_so_far}"));
    let mut letters = result?;
    letters.truncate(limit);
    letters.sort_by_key(|it| it.sent);
    Ok(letters)
}

/// Reports messages that this command cannot see.
async fn warn_of_hidden(ctx: &Context, queue: DeadLetterQueue<'_>) -> Result<()> {
    let name = &queue.declared.queue;
    let address = existing_address(ctx, name).await?;
    let hidden = counts(ctx, name, &address).await?.in_flight;
    if hidden > 0 {
        ctx.progress.line(&format!(
            "{queue}: {hidden} messages are hidden, because another command reads them or was killed \
             less than two minutes ago; run this command again then"
        ));
    }
    Ok(())
}

/// How many messages of many are shown.
const SHOWN: usize = 20;

/// Shows what a command will change, before it asks.
pub fn show(ctx: &Context, queue: DeadLetterQueue<'_>, letters: &[Letter]) {
    if !letters.is_empty() {
        ctx.progress.line(&format!("{queue}: {} messages:", letters.len()));
    }
    for letter in letters.iter().take(SHOWN) {
        ctx.progress.line(letter.description().trim_end());
    }
    if letters.len() > SHOWN {
        ctx.progress.line(&format!("and {} more", letters.len() - SHOWN));
    }
}

/// The ids of messages, in the order of the ids.
pub fn ids(letters: &[Letter]) -> BTreeSet<String> {
    letters.iter().map(|it| it.message_id.clone()).collect()
}

/// That no message was selected, with the values that `--type` may have.
pub fn nothing(queue: DeadLetterQueue<'_>) -> String {
    match &queue.declared.trigger {
        Trigger::Queue { events, .. } => {
            format!("{queue}: no such message; it subscribes to {}", events.join(", "))
        }
        _ => format!("{queue}: no such message"),
    }
}
