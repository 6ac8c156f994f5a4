//! Deletes dead letters.

use std::collections::{BTreeMap, BTreeSet};

use request::PurgeDeadLetters;
use serde_json::json;

use super::{
    confirmation,
    queues::{DeadLetterQueue, NOT_FOUND, find},
    reader::read,
    select::{ids, nothing, select, show},
};
use crate::{
    approval::ask,
    context::Context,
    error::{Error, Result},
};

/// What happened to messages that were to be deleted.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many are deleted.
    pub deleted: usize,
    /// The reasons for which others are not, by message id.
    pub failed: BTreeMap<String, String>,
    /// Why the rest was not tried.
    pub error: Option<Error>,
}

/// Deletes the selected messages after showing them. Returns whether some could not be deleted.
pub async fn run(ctx: &Context, options: &PurgeDeadLetters) -> Result<bool> {
    let queue = find(ctx, &options.function)?;
    let letters = select(ctx, queue, &options.filter, options.limit).await?;
    show(ctx, queue, &letters);
    let mut outcome = Outcome::default();
    if letters.is_empty() {
        ctx.progress.line(&nothing(queue));
    } else if !options.change.dry_run {
        confirm(ctx, options, letters.len())?;
        outcome = delete(ctx, queue, ids(&letters)).await;
    }
    report(options, &ids(&letters), &outcome);
    match outcome.error {
        Some(error) => Err(error),
        None => Ok(!outcome.failed.is_empty()),
    }
}

fn report(options: &PurgeDeadLetters, selected: &BTreeSet<String>, outcome: &Outcome) {
    let (function, Outcome { deleted, failed, error }) = (&options.function, outcome);
    if options.json {
        let report = json!({
            "function": function, "selected": selected, "deleted": deleted, "failed": failed,
            "error": error.as_ref().map(Error::report),
        });
        println!("{report:#}");
        return;
    }
    println!("{function}: {deleted} of {} messages deleted", selected.len());
    for (id, reason) in failed {
        println!("  failed: `{id}`: {reason}");
    }
}

/// Asks for the environment's name, because nothing brings deleted messages back. A protected
/// environment asks even with `--yes`.
fn confirm(ctx: &Context, options: &PurgeDeadLetters, count: usize) -> Result<()> {
    ctx.interrupt.check()?;
    let environment = &ctx.manifest.environment;
    if ctx.is_local() || (options.change.yes && !ctx.manifest.protected) {
        return Ok(());
    }
    ctx.progress.line(&format!("this deletes {count} messages for good"));
    if ask(&format!("type `{environment}` to continue: "))? == *environment {
        return Ok(());
    }
    let hint = if ctx.manifest.protected {
        format!("`{environment}` is protected: run the command on a terminal and type its name")
    } else {
        confirmation(ctx, &format!("dlq purge {}", options.function))
    };
    Err(Error::refused("nothing was deleted: the environment's name was not typed", hint))
}

/// Deletes the messages with these ids, and makes all others visible again.
pub async fn delete(
    ctx: &Context,
    queue: DeadLetterQueue<'_>,
    mut ids: BTreeSet<String>,
) -> Outcome {
    let mut outcome = Outcome::default();
    let result = read(ctx, &queue.declared.queue, async |reader| {
        while !ids.is_empty() {
            let messages = reader.next().await?;
            if messages.is_empty() {
                break;
            }
            let selected = messages.iter().map(|it| it.id.as_str()).filter(|it| ids.remove(*it));
            let selected: Vec<_> = selected.collect();
            if !selected.is_empty() {
                let refused = reader.delete(&selected).await?;
                outcome.deleted += selected.len() - refused.len();
                outcome.failed.extend(refused);
            }
        }
        Ok(())
    })
    .await;
    match result {
        Ok(()) => outcome.failed.extend(ids.into_iter().map(|id| (id, NOT_FOUND.to_owned()))),
        Err(error) => outcome.error = Some(error),
    }
    outcome
}
