//! Moves dead letters of standard queues back to the queue that they come from. A message is deleted
//! after its queue has accepted it, so a command that is killed leaves at worst a duplicate, which the
//! consumer recognises by the event's id.

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
    time::Duration,
};

use aws_sdk_sqs::types::{
    MessageSystemAttributeName as System, MessageSystemAttributeNameForSends as Sent,
    MessageSystemAttributeValue, SendMessageBatchRequestEntry, SendMessageBatchResultEntry,
};
use request::RedriveDeadLetters;
use serde::Serialize;
use tokio::time::Instant;

use super::{
    advice::advice,
    consent,
    letter::Letter,
    queues::{DeadLetterQueue, NOT_FOUND, all, existing_address, find},
    reader::{MAX_MESSAGES, Message, Reader, incomplete, read, reason},
    select::{ids, nothing, select, show},
};
use crate::{
    context::Context,
    error::{Error, Result, call},
};

/// The most bytes of messages in one request. A larger message is sent alone.
const MAX_BYTES: usize = 200_000;

/// What one command does with the dead letters of a function.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    pub function: String,
    /// The ids of the messages that it may move.
    pub selected: BTreeSet<String>,
    pub moved: usize,
    /// The reasons for which messages stay, or could not be deleted after they were moved, by id.
    pub failed: BTreeMap<String, String>,
    /// What to do about the messages that have no queue to return to, and how many these are.
    pub advice: BTreeMap<String, usize>,
    /// Why the rest was not tried.
    pub error: Option<String>,
}

/// Moves the selected messages. Returns whether some could not be moved.
pub async fn run(ctx: &Context, options: &RedriveDeadLetters) -> Result<bool> {
    let (reports, done) = reports(ctx, options).await?;
    if options.json {
        println!("{:#}", serde_json::json!(reports));
    } else {
        for report in &reports {
            print!("{}", report.text(options.change.dry_run));
        }
    }
    done.map(|()| reports.iter().any(|it| it.error.is_some() || !it.failed.is_empty()))
}

/// What was done with the dead letters of each function, and whether the user let it end. An error
/// before anything is moved ends the command.
pub async fn reports(
    ctx: &Context,
    options: &RedriveDeadLetters,
) -> Result<(Vec<Report>, Result<()>)> {
    let mut plans = vec![];
    for queue in queues(ctx, options).await? {
        plans.push(plan(ctx, queue, options).await?);
    }
    let total: usize = plans.iter().map(|it| it.report.selected.len()).sum();
    let mut done = Ok(());
    if total > 0 && !options.change.dry_run {
        let question = format!("move {total} messages back to their queues?");
        consent(ctx, options.change.yes, &question, &command(options))?;
        done = execute(ctx, &mut plans, options.rate).await;
    }
    Ok((plans.into_iter().map(|it| it.report).collect(), done))
}

/// Moves the messages of one function after the other. What fails for one is in its report, and does
/// not stop the others; the user does.
async fn execute(ctx: &Context, plans: &mut [Plan<'_>], rate: NonZeroU32) -> Result<()> {
    let mut pace = Pace::new(rate);
    for plan in plans.iter_mut().filter(|it| !it.report.selected.is_empty()) {
        match plan.execute(ctx, &mut pace).await {
            Err(error @ Error::Interrupted { .. }) => return Err(error),
            result => plan.report.error = result.err().map(|it| it.report()),
        }
    }
    Ok(())
}

/// The command that the user gave, without its filters, for hints.
fn command(options: &RedriveDeadLetters) -> String {
    format!("dlq redrive {}", options.function.as_deref().unwrap_or("--all"))
}

/// The queues that the user named. Of all, those that are deployed.
async fn queues<'a>(
    ctx: &'a Context,
    options: &RedriveDeadLetters,
) -> Result<Vec<DeadLetterQueue<'a>>> {
    if let Some(function) = &options.function {
        return Ok(vec![find(ctx, function)?]);
    }
    let mut queues = vec![];
    for queue in all(&ctx.manifest) {
        if queue.address(ctx).await?.is_some() {
            queues.push(queue);
        }
    }
    Ok(queues)
}

/// The messages of a function to move, and what has happened so far.
struct Plan<'a> {
    queue: DeadLetterQueue<'a>,
    report: Report,
}

async fn plan<'a>(
    ctx: &Context,
    queue: DeadLetterQueue<'a>,
    options: &RedriveDeadLetters,
) -> Result<Plan<'a>> {
    let letters = select(ctx, queue, &options.filter, options.limit).await?;
    if letters.is_empty() && !options.all {
        ctx.progress.line(&nothing(queue));
    }
    let mut report = Report { function: queue.to_string(), ..Report::default() };
    let mut movable: Vec<Letter> = vec![];
    for letter in letters {
        match advice(ctx, queue, &letter) {
            Some(advice) => *report.advice.entry(advice).or_default() += 1,
            None => movable.push(letter),
        }
    }
    show(ctx, queue, &movable);
    report.selected = ids(&movable);
    Ok(Plan { queue, report })
}

impl Plan<'_> {
    /// Moves the messages, batch by batch.
    async fn execute(&mut self, ctx: &Context, pace: &mut Pace) -> Result<()> {
        let Self { queue, report } = self;
        let (mut ids, total) = (report.selected.clone(), report.selected.len());
        let Some(source) = queue.source() else { return Ok(()) };
        let mover = Mover { ctx, source, address: existing_address(ctx, source).await? };
        let task = ctx.progress.task(&report.function);
        let result = read(ctx, &queue.declared.queue, async |reader| {
            while !ids.is_empty() {
                let messages = reader.next().await?;
                if messages.is_empty() {
                    break;
                }
                let selected = messages.into_iter().filter(|it| ids.remove(&it.id)).collect();
                for batch in batches(selected, pace.batch_size()) {
                    pace.wait(batch.len()).await;
                    mover.move_batch(reader, &batch, report).await?;
                    if task.is_live() {
                        task.now(&format!("{} of {total} moved", report.moved));
                    }
                }
            }
            Ok(())
        })
        .await;
        task.end(&format!("{} of {total} moved", report.moved));
        result?;
        report.failed.extend(ids.into_iter().map(|id| (id, NOT_FOUND.to_owned())));
        Ok(())
    }
}

/// The queue to which messages return.
struct Mover<'a> {
    ctx: &'a Context,
    source: &'a str,
    address: String,
}

impl Mover<'_> {
    /// Sends the messages to their queue, then deletes those that it has accepted.
    async fn move_batch(
        &self,
        reader: &mut Reader<'_>,
        batch: &[Message],
        report: &mut Report,
    ) -> Result<()> {
        let refused = self.send(batch).await?;
        let accepted: Vec<_> =
            batch.iter().map(|it| it.id.as_str()).filter(|it| !refused.contains_key(*it)).collect();
        report.moved += accepted.len();
        report.failed.extend(refused);
        if accepted.is_empty() {
            return Ok(());
        }
        let undeleted = reader.delete(&accepted).await.map_err(|error| {
            error.with_hint(
                "run the same command again: it moves up to ten messages a second time, which \
                 consumers recognise",
            )
        })?;
        for (id, reason) in undeleted {
            let text = format!("moved, but its dead letter could not be deleted: {reason}");
            report.failed.insert(id, text);
        }
        Ok(())
    }

    /// Sends messages with their attributes. Returns the reasons for which SQS refused some, by id.
    async fn send(&self, batch: &[Message]) -> Result<BTreeMap<String, String>> {
        let entries: Result<Vec<_>> =
            batch.iter().enumerate().map(|(index, it)| entry(index, it)).collect();
        let request = self.ctx.sqs.send_message_batch().queue_url(&self.address);
        let response = request.set_entries(Some(entries?)).send().await;
        let action = format!("send messages to the queue `{}`", self.source);
        let response = response.map_err(|error| {
            call(action)(error).with_hint("no message is lost; run the same command again")
        })?;
        let accepted: BTreeSet<_> =
            response.successful().iter().map(SendMessageBatchResultEntry::id).collect();
        let refused = |(index, message): (usize, &Message)| {
            let is_accepted = accepted.contains(index.to_string().as_str());
            (!is_accepted).then(|| (message.id.clone(), reason(response.failed(), index)))
        };
        Ok(batch.iter().enumerate().filter_map(refused).collect())
    }
}

fn entry(index: usize, message: &Message) -> Result<SendMessageBatchRequestEntry> {
    let attributes = (!message.attributes.is_empty()).then(|| message.attributes.clone());
    let entry = SendMessageBatchRequestEntry::builder()
        .id(index.to_string())
        .message_body(&message.body)
        .set_message_attributes(attributes)
        .set_message_group_id(message.system.get(&System::MessageGroupId).cloned());
    let entry = match message.system.get(&System::AwsTraceHeader) {
        None => entry,
        Some(trace) => {
            let value = MessageSystemAttributeValue::builder().data_type("String");
            let value = value.string_value(trace).build().map_err(incomplete)?;
            entry.message_system_attributes(Sent::AwsTraceHeader, value)
        }
    };
    entry.build().map_err(|error| Error::call("make a request to SQS", error))
}

/// Splits messages so that each request has at most so many, and at most [`MAX_BYTES`].
fn batches(messages: Vec<Message>, size: usize) -> Vec<Vec<Message>> {
    let mut batches: Vec<Vec<Message>> = vec![];
    let mut bytes = 0;
    for message in messages {
        let added = bytes_of(&message);
        bytes += added;
        match batches.last_mut() {
            Some(batch) if batch.len() < size && bytes <= MAX_BYTES => batch.push(message),
            _ => {
                bytes = added;
                batches.push(vec![message]);
            }
        }
    }
    batches
}

/// The size of a message as SQS counts it: its body, and the names, types and values of its attributes.
fn bytes_of(message: &Message) -> usize {
    let attributes = message.attributes.iter().map(|(name, value)| {
        let text = value.string_value().map_or(0, str::len);
        let binary = value.binary_value().map_or(0, |it| it.as_ref().len());
        name.len() + value.data_type().len() + text + binary
    });
    message.body.len() + attributes.sum::<usize>()
}

/// Limits how many messages are sent per second.
struct Pace {
    rate: u32,
    /// When the next messages may be sent.
    next: Instant,
}

impl Pace {
    fn new(rate: NonZeroU32) -> Self {
        Self { rate: rate.get(), next: Instant::now() }
    }

    /// Most messages in one request.
    fn batch_size(&self) -> usize {
        usize::try_from(self.rate).unwrap_or(MAX_MESSAGES).min(MAX_MESSAGES)
    }

    /// Waits until so many messages may be sent.
    async fn wait(&mut self, messages: usize) {
        tokio::time::sleep_until(self.next).await;
        let messages = u32::try_from(messages).unwrap_or(u32::MAX);
        self.next = Instant::now() + Duration::from_secs(1) * messages / self.rate;
    }
}

impl Report {
    fn text(&self, dry_run: bool) -> String {
        let Self { function, selected, moved, failed, advice, error } = self;
        let mut text = match (selected.len(), dry_run) {
            (0, _) if advice.is_empty() => String::new(),
            (0, _) => format!("{function}: no messages to move\n"),
            (total, true) => format!("{function}: {total} messages would be moved\n"),
            (total, false) => format!("{function}: {moved} of {total} messages moved\n"),
        };
        text.extend(error.iter().map(|it| format!("  {}\n", it.replace('\n', "\n  "))));
        text.extend(failed.iter().map(|(id, reason)| format!("  failed: `{id}`: {reason}\n")));
        text.extend(
            advice.iter().map(|(advice, count)| format!("  {count} not moved: {advice}\n")),
        );
        text
    }
}
