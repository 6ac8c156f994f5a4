//! Publishes outbox messages again. Their rows get a new time, the table's stream delivers them, and
//! the service publishes them with the ids that they had.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use request::{Filter, RepublishOutbox};
use serde_json::json;

use super::{
    PublishedOutbox,
    list::table,
    outboxes,
    rows::{self, Row},
};
use crate::{
    context::Context,
    dlq::{self, Content, Letter, consent},
    error::{Error, Result},
};

/// How much earlier than in the stream a message may have been created: as long as a request takes,
/// with its retries.
const BEFORE: SignedDuration = SignedDuration::from_mins(2);

/// How much later, because clocks differ and the stream gives its times in seconds.
const AFTER: SignedDuration = SignedDuration::from_mins(1);

/// The messages of one outbox to publish again, and the dead letters that name them.
struct Plan<'a> {
    of: PublishedOutbox<'a>,
    rows: Vec<Row>,
    letters: Vec<Letter>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    pub marked: usize,
    /// How many dead letters were deleted.
    pub deleted: usize,
    /// Rows and dead letters that were left, with reasons.
    pub failed: Vec<String>,
}

/// Marks the selected messages. Returns whether something was left.
pub async fn run(ctx: &Context, options: &RepublishOutbox) -> Result<bool> {
    let mut plans = vec![];
    for of in outboxes(ctx, Some(&options.service))? {
        plans.push(plan(ctx, of, options).await?);
    }
    let rows: Vec<_> = plans.iter().flat_map(|it| it.rows.iter().cloned()).collect();
    let letters: usize = plans.iter().map(|it| it.letters.len()).sum();
    if rows.is_empty() {
        nothing(ctx, options, letters)?;
    } else {
        ctx.progress.line(table(&rows).trim_end());
    }
    let (mut outcome, mut done) = (Outcome::default(), Ok(()));
    if !options.change.dry_run {
        if !rows.is_empty() {
            let question = format!("publish {} messages again?", rows.len());
            consent(ctx, options.change.yes, &question, &command(options))?;
        }
        done = execute_all(ctx, &plans, &mut outcome).await;
    }
    report(options, &rows, &outcome);
    done.map(|()| !outcome.failed.is_empty())
}

/// Executes one plan after the other. What fails for one does not stop the others; the user does.
async fn execute_all(ctx: &Context, plans: &[Plan<'_>], outcome: &mut Outcome) -> Result<()> {
    for plan in plans {
        match execute(ctx, plan, outcome).await {
            Err(error @ Error::Interrupted { .. }) => return Err(error),
            result => outcome.failed.extend(result.err().map(|it| it.report())),
        }
    }
    Ok(())
}

fn command(options: &RepublishOutbox) -> String {
    let which = match &options.aggregate {
        Some(aggregate) => format!("--aggregate '{aggregate}'"),
        None => "--from-dlq".to_owned(),
    };
    format!("outbox republish {} {which}", options.service)
}

/// That no message was selected is an error if the user named one.
fn nothing(ctx: &Context, options: &RepublishOutbox, letters: usize) -> Result<()> {
    let service = &options.service;
    let Some(aggregate) = &options.aggregate else {
        ctx.progress.line(&match letters {
            0 => format!("`{service}` has no such dead letters of its outbox"),
            _ => format!(
                "the messages of {letters} dead letters are not in the outbox of `{service}`"
            ),
        });
        return Ok(());
    };
    Err(Error::wrong(
        format!("the outbox of `{service}` has no such message about `{aggregate}`"),
        format!("`{}` shows all", ctx.command(&format!("outbox list {service}"))),
    ))
}

async fn plan<'a>(
    ctx: &Context,
    of: PublishedOutbox<'a>,
    options: &RepublishOutbox,
) -> Result<Plan<'a>> {
    if let Some(aggregate) = &options.aggregate {
        let mut rows = rows::about(ctx, of.outbox, aggregate).await?;
        rows.retain(|it| options.id.is_empty() || options.id.contains(&it.id));
        return Ok(Plan { of, rows, letters: vec![] });
    }
    let filter = Filter { id: options.id.clone(), ..Filter::default() };
    let letters = dlq::select(ctx, of.dead_letters, &filter, None).await?;
    let mut rows = named(ctx, of, &letters).await?;
    if letters.iter().any(|it| matches!(it.content, Content::StreamBatch { .. })) {
        let all = rows::all(ctx, of.outbox).await?;
        let is_named = |row: &Row| letters.iter().any(|letter| is_in_batch(row, letter));
        rows.extend(all.into_iter().filter(is_named));
    }
    // In the order of their ids, which is that of their changes.
    Ok(Plan { of, rows: rows.into_iter().collect(), letters })
}

/// The existing rows whose messages the dead letters contain.
async fn named(
    ctx: &Context,
    of: PublishedOutbox<'_>,
    letters: &[Letter],
) -> Result<BTreeSet<Row>> {
    let keys: BTreeSet<_> = letters.iter().filter_map(|it| key(of, it)).collect();
    let aggregates: BTreeSet<_> = keys.iter().map(|(aggregate, _)| aggregate).collect();
    let mut rows = BTreeSet::new();
    for aggregate in aggregates {
        let all = rows::about(ctx, of.outbox, aggregate).await?;
        rows.extend(all.into_iter().filter(|it| keys.contains(&it.key())));
    }
    Ok(rows)
}

/// The aggregate and the id of the message that a dead letter contains.
fn key(of: PublishedOutbox<'_>, letter: &Letter) -> Option<(String, String)> {
    let Content::OutboxMessage { partition, sort } = &letter.content else { return None };
    Some((partition.strip_prefix(&of.outbox.prefix)?.to_owned(), sort.clone()))
}

/// Whether a row may be in the batch of the stream that Lambda gave up: it was created, or marked to be
/// published again, at the time of the batch, or it is unknown when it was created.
fn is_in_batch(row: &Row, letter: &Letter) -> bool {
    let Content::StreamBatch { first: Some(first), last: Some(last), .. } = letter.content else {
        return false;
    };
    let is_in = |time: Timestamp| first - BEFORE <= time && time <= last + AFTER;
    row.created_at.is_none_or(is_in) || row.republished_at.is_some_and(is_in)
}

/// Marks all rows, then deletes the dead letters whose rows were marked.
async fn execute(ctx: &Context, plan: &Plan<'_>, outcome: &mut Outcome) -> Result<()> {
    let Plan { of, rows, letters } = plan;
    let mut marked = vec![];
    for row in rows {
        if rows::mark(ctx, of.outbox, row, Timestamp::now()).await? {
            outcome.marked += 1;
            marked.push(row);
        } else {
            let Row { id, aggregate, .. } = row;
            let text = format!("the row of `{id}` about `{aggregate}` does not exist any more");
            outcome.failed.push(text);
        }
    }
    let mut done = BTreeSet::new();
    for letter in letters {
        match remainder(*of, letter, &marked) {
            Some(reason) => outcome.failed.push(stays(ctx, *of, letter, &reason)),
            None => drop(done.insert(letter.message_id.clone())),
        }
    }
    if done.is_empty() {
        return Ok(());
    }
    let deleted = dlq::delete(ctx, of.dead_letters, done).await;
    outcome.deleted += deleted.deleted;
    let failed = |(id, reason)| format!("the dead letter `{id}` was not deleted: {reason}");
    outcome.failed.extend(deleted.failed.into_iter().map(failed));
    deleted.error.map_or(Ok(()), Err)
}

/// Why a dead letter is still needed after these rows were marked; `None` if it is not.
fn remainder(of: PublishedOutbox<'_>, letter: &Letter, marked: &[&Row]) -> Option<String> {
    match &letter.content {
        Content::OutboxMessage { partition, sort } => {
            let key = key(of, letter);
            let is_marked = marked.iter().any(|row| Some(row.key()) == key);
            (!is_marked)
                .then(|| format!("the row of `{sort}` in `{partition}` does not exist any more"))
        }
        Content::StreamBatch { size: Some(size), .. } => {
            let found = marked.iter().filter(|row| is_in_batch(row, letter)).count();
            (found < *size).then(|| {
                format!("of the {size} messages of its batch, only {found} are in the table")
            })
        }
        Content::StreamBatch { size: None, .. }
        | Content::Event
        | Content::Invocation
        | Content::Other => Some("it names no message".to_owned()),
    }
}

/// That a dead letter was not deleted.
fn stays(ctx: &Context, of: PublishedOutbox<'_>, letter: &Letter, reason: &str) -> String {
    let id = &letter.message_id;
    let command = ctx.command(&format!("dlq peek {} --id {id} --body", of.dead_letters));
    format!("the dead letter `{id}` stays, because {reason}; look at it with `{command}`")
}

fn report(options: &RepublishOutbox, rows: &[Row], outcome: &Outcome) {
    let Outcome { marked, deleted, failed } = outcome;
    if options.json {
        let report = json!({
            "selected": rows, "marked": marked, "deletedDeadLetters": deleted, "failed": failed,
        });
        println!("{report:#}");
        return;
    }
    if options.change.dry_run {
        println!("{} messages would be published again", rows.len());
        return;
    }
    println!(
        "{marked} of {} messages are published again; {deleted} dead letters deleted",
        rows.len()
    );
    for it in failed {
        println!("  failed: {it}");
    }
}
