//! Shows dead letters.

use request::PeekDeadLetters;

use super::{
    advice::advice,
    letter::Letter,
    queues::{DeadLetterQueue, find},
    select::{nothing, select, select_with_bodies},
};
use crate::{context::Context, error::Result};

pub async fn run(ctx: &Context, options: &PeekDeadLetters) -> Result<()> {
    let queue = find(ctx, &options.function)?;
    let letters = letters(ctx, queue, options).await?;
    if options.json {
        println!("{:#}", serde_json::json!(letters));
        return Ok(());
    }
    for letter in &letters {
        print!("{}", letter.description());
        if let Some(advice) = advice(ctx, queue, letter) {
            println!("  {advice}");
        }
    }
    if letters.is_empty() {
        ctx.progress.line(&nothing(queue));
    }
    Ok(())
}

/// The selected dead letters, all of which stay in their queue.
pub async fn letters(
    ctx: &Context,
    queue: DeadLetterQueue<'_>,
    options: &PeekDeadLetters,
) -> Result<Vec<Letter>> {
    let (filter, limit) = (&options.filter, Some(options.limit));
    if options.body {
        select_with_bodies(ctx, queue, filter, limit).await
    } else {
        select(ctx, queue, filter, limit).await
    }
}
