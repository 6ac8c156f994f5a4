//! Dead letters: what functions failed to process for good, in the dead-letter queues of an
//! environment.
//!
//! SQS shows a message only to those who receive it, which hides it from others. Every command receives
//! the messages of a queue once to select some, and makes all of them visible again; what it then moves
//! or deletes is what it has shown, so messages that arrive or return in the meantime are left alone.

use request::Dlq;

use crate::{
    approval::ask,
    context::Context,
    error::{Error, Result},
    preflight,
};

mod advice;
mod letter;
mod list;
mod peek;
mod purge;
mod queues;
mod reader;
mod redrive;
mod select;

pub use self::{
    letter::{Content, Letter},
    purge::{Outcome, delete},
    queues::{DeadLetterQueue, all},
    select::select,
};

/// Runs one command. Returns whether it ends with exit code 1 although nothing is broken, or because
/// some of the messages could not be moved or deleted.
pub async fn run(ctx: &Context, options: &Dlq) -> Result<bool> {
    preflight::check_account(ctx).await?;
    match options {
        Dlq::List(options) => list::run(ctx, options).await,
        Dlq::Peek(options) => peek::run(ctx, options).await.map(|()| false),
        Dlq::Redrive(options) => redrive::run(ctx, options).await,
        Dlq::Purge(options) => purge::run(ctx, options).await,
    }
}

/// Asks a question that `y` answers with consent. The local environment never asks, and neither does
/// a command with `--yes`. `command` is what the user ran, without its filters.
pub fn consent(ctx: &Context, yes: bool, question: &str, command: &str) -> Result<()> {
    ctx.interrupt.check()?;
    if yes || ctx.is_local() || ask(&format!("{question} (y/N) "))? == "y" {
        return Ok(());
    }
    Err(Error::refused(
        "nothing was changed: the command was not confirmed",
        confirmation(ctx, command),
    ))
}

/// How to consent to a command, to no more than what it has shown.
fn confirmation(ctx: &Context, command: &str) -> String {
    format!("confirm with `{} --yes` and the same filters", ctx.command(command))
}

#[cfg(test)]
mod tests;
