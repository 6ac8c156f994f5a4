//! Receives the messages of a dead-letter queue, each once, and makes those that are not deleted
//! visible again.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use aws_sdk_sqs::types::{
    ChangeMessageVisibilityBatchRequestEntry, DeleteMessageBatchRequestEntry,
    DeleteMessageBatchResultEntry, MessageAttributeValue, MessageSystemAttributeName as System,
};
use jiff::Timestamp;

use super::queues::existing_address;
use crate::{
    context::Context,
    error::{Error, Result, call},
};

/// The most messages in one request.
pub const MAX_MESSAGES: usize = 10;

/// Seconds for which a received message is hidden from others, and so the longest time until it is
/// visible again if this process is killed.
const HIDDEN: i32 = 120;

/// Seconds to wait for messages. If it is not zero, SQS asks all of its servers, so a queue without
/// an answer has no visible messages.
const WAIT: i32 = 1;

/// A message in a dead-letter queue.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: String,
    pub body: String,
    pub attributes: HashMap<String, MessageAttributeValue>,
    pub system: HashMap<System, String>,
}

impl Message {
    /// When it was sent to the queue that it comes from.
    pub fn sent(&self) -> Option<Timestamp> {
        let milliseconds = self.system.get(&System::SentTimestamp)?.parse().ok()?;
        Timestamp::from_millisecond(milliseconds).ok()
    }

    /// How often it was received, from either queue.
    pub fn receives(&self) -> u32 {
        let count = self.system.get(&System::ApproximateReceiveCount);
        count.and_then(|it| it.parse().ok()).unwrap_or_default()
    }
}

/// The messages of a queue that are received, and hidden, so far.
pub struct Reader<'a> {
    ctx: &'a Context,
    queue: &'a str,
    address: String,
    /// Ids of all messages that were received.
    known: HashSet<String>,
    /// The last receipts of those that are hidden, by id.
    hidden: BTreeMap<String, String>,
    /// How many known messages were received again since the last new one.
    repeats: usize,
}

/// Runs `work` with the messages of a queue. Those that it does not delete become visible again, also
/// if it fails or the user interrupts it; if that fails, by themselves after [`HIDDEN`] seconds.
pub async fn read<T>(
    ctx: &Context,
    queue: &str,
    work: impl AsyncFnOnce(&mut Reader<'_>) -> Result<T>,
) -> Result<T> {
    let address = existing_address(ctx, queue).await?;
    let (known, hidden) = (HashSet::new(), BTreeMap::new());
    let mut reader = Reader { ctx, queue, address, known, hidden, repeats: 0 };
    let mut cleanup = ctx.interrupt.cleanup();
    let result = tokio::select! {
        biased;
        () = cleanup.interrupted() => Err(interrupted()),
        result = work(&mut reader) => result,
    };
    if let Err(error) = reader.release().await {
        ctx.progress.line(&error.report());
    }
    result
}

fn interrupted() -> Error {
    Error::interrupted("no message is lost", "run the same command again to continue")
}

impl Reader<'_> {
    /// Messages that were not received before; none if there are no more.
    ///
    /// A hidden message becomes visible again if the command takes longer than [`HIDDEN`]. That is why
    /// this also ends when as many known messages as there are were received without a new one.
    pub async fn next(&mut self) -> Result<Vec<Message>> {
        loop {
            let received = self.receive().await?;
            let count = received.len();
            let new: Vec<_> =
                received.into_iter().filter(|it| self.known.insert(it.id.clone())).collect();
            self.repeats = if new.is_empty() { self.repeats + count } else { 0 };
            if count == 0 || !new.is_empty() || self.repeats > self.known.len() {
                return Ok(new);
            }
        }
    }

    async fn receive(&mut self) -> Result<Vec<Message>> {
        let request = self.ctx.sqs.receive_message().queue_url(&self.address);
        let request = request.max_number_of_messages(10).visibility_timeout(HIDDEN);
        let request = request.wait_time_seconds(WAIT).message_attribute_names("All");
        let response = request.message_system_attribute_names(System::All).send().await;
        let response = response.map_err(call(format!("read the queue `{}`", self.queue)))?;
        let messages = response.messages.unwrap_or_default().into_iter().map(|it| {
            let id = it.message_id.unwrap_or_default();
            self.hidden.insert(id.clone(), it.receipt_handle.unwrap_or_default());
            Message {
                id,
                body: it.body.unwrap_or_default(),
                attributes: it.message_attributes.unwrap_or_default(),
                system: it.attributes.unwrap_or_default(),
            }
        });
        Ok(messages.collect())
    }

    /// Deletes received messages, at most [`MAX_MESSAGES`]. Returns the reasons for which SQS refused
    /// some, by their ids.
    pub async fn delete(&mut self, ids: &[&str]) -> Result<BTreeMap<String, String>> {
        let mut entries = vec![];
        for (index, id) in ids.iter().enumerate() {
            let entry = DeleteMessageBatchRequestEntry::builder().id(index.to_string());
            let receipt = self.hidden.get(*id).cloned().unwrap_or_default();
            entries.push(entry.receipt_handle(receipt).build().map_err(incomplete)?);
        }
        let request = self.ctx.sqs.delete_message_batch().queue_url(&self.address);
        let response = request.set_entries(Some(entries)).send().await;
        let action = format!("delete messages of the queue `{}`", self.queue);
        let response = response.map_err(call(action))?;
        let deleted: BTreeSet<_> =
            response.successful().iter().map(DeleteMessageBatchResultEntry::id).collect();
        let mut refused = BTreeMap::new();
        for (index, id) in ids.iter().enumerate() {
            if deleted.contains(index.to_string().as_str()) {
                self.hidden.remove(*id);
            } else {
                refused.insert((*id).to_owned(), reason(response.failed(), index));
            }
        }
        Ok(refused)
    }

    /// Makes all hidden messages visible. A message whose receipt is not valid any more is visible, or
    /// hidden by another process.
    async fn release(&mut self) -> Result<()> {
        let receipts: Vec<_> = std::mem::take(&mut self.hidden).into_values().collect();
        for receipts in receipts.chunks(MAX_MESSAGES) {
            let mut entries = vec![];
            for (index, receipt) in receipts.iter().enumerate() {
                let entry =
                    ChangeMessageVisibilityBatchRequestEntry::builder().id(index.to_string());
                let entry = entry.receipt_handle(receipt).visibility_timeout(0);
                entries.push(entry.build().map_err(incomplete)?);
            }
            let request = self.ctx.sqs.change_message_visibility_batch().queue_url(&self.address);
            let action = format!(
                "make messages of the queue `{}` visible, which happens by itself in {HIDDEN} s",
                self.queue
            );
            request.set_entries(Some(entries)).send().await.map_err(call(action))?;
        }
        Ok(())
    }
}

/// Why SQS refused an entry of a batch.
pub fn reason(failed: &[aws_sdk_sqs::types::BatchResultErrorEntry], index: usize) -> String {
    let index = index.to_string();
    match failed.iter().find(|it| it.id() == index) {
        Some(entry) => format!("{}: {}", entry.code(), entry.message().unwrap_or("no message")),
        None => "SQS did not confirm it".to_owned(),
    }
}

/// A request without a required field.
pub fn incomplete(error: aws_sdk_sqs::error::BuildError) -> Error {
    Error::call("make a request to SQS", error)
}
