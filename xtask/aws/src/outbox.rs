//! Outbox messages: the events that services have published, or failed to publish, in their tables.

use manifest::{Outbox as Declared, Trigger};
use request::Outbox;

use crate::{
    closest::closest,
    context::Context,
    dlq::{self, DeadLetterQueue},
    error::{Error, Result},
    preflight,
};

mod list;
mod republish;
mod rows;

/// Runs one command. Returns whether some messages could not be published again.
pub async fn run(ctx: &Context, options: &Outbox) -> Result<bool> {
    preflight::check_account(ctx).await?;
    match options {
        Outbox::List(options) => list::run(ctx, options).await.map(|()| false),
        Outbox::Republish(options) => republish::run(ctx, options).await,
    }
}

/// The outbox of a table, and the dead letters of the function that publishes it.
#[derive(Clone, Copy, Debug)]
struct PublishedOutbox<'a> {
    outbox: &'a Declared,
    dead_letters: DeadLetterQueue<'a>,
}

/// The outboxes of a service, or of all.
fn outboxes<'a>(ctx: &'a Context, service: Option<&str>) -> Result<Vec<PublishedOutbox<'a>>> {
    let outbox = |dead_letters: DeadLetterQueue<'a>| match &dead_letters.declared.trigger {
        Trigger::Outbox(outbox) => Some(PublishedOutbox { outbox, dead_letters }),
        Trigger::Queue { .. } | Trigger::Stream { .. } | Trigger::Schedule => None,
    };
    let all: Vec<_> = dlq::all(&ctx.manifest).into_iter().filter_map(outbox).collect();
    let Some(service) = service else { return Ok(all) };
    let services = all.iter().map(|it| it.dead_letters.service.to_owned());
    let unknown = Error::usage(
        format!("no service with an outbox is called `{service}`"),
        format!("the closest names are {}", closest(service, services)),
    );
    let of_service: Vec<_> =
        all.into_iter().filter(|it| it.dead_letters.service == service).collect();
    if of_service.is_empty() { Err(unknown) } else { Ok(of_service) }
}

#[cfg(test)]
mod tests;
