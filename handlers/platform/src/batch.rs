//! What the batches of queues and of streams have in common: their time and their response.

use std::time::Duration;

use serde::Serialize;
use tokio::time::{Instant, timeout};

use crate::{Failure, Result};

/// Longest that one record may take, so that a slow one leaves time for the others of its batch.
pub(crate) const RECORD_TIME: Duration = Duration::from_secs(12);

/// Longest that a batch may take, a little less than the timeout of the function. The records that
/// are left are redelivered; after a timeout, the whole batch would be.
const BATCH_TIME: Duration = Duration::from_secs(26);

/// When a batch has no time left.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// That of a batch that begins now.
    pub(crate) fn of_batch() -> Self {
        Self(Instant::now() + BATCH_TIME)
    }

    /// Longest that a record which begins now may take. None if the batch has no time left.
    pub(crate) fn limit(self) -> Option<Duration> {
        let left = self.0.saturating_duration_since(Instant::now());
        (!left.is_zero()).then(|| left.min(RECORD_TIME))
    }
}

/// Stops the handling of a record that takes longer than `limit`. `record` begins the error, as in
/// "the message".
pub(crate) async fn within(
    limit: Duration,
    record: &str,
    handled: impl Future<Output = Result>,
) -> Result {
    let too_slow =
        |_| Failure::failed(format!("{record} took longer than {} ms", limit.as_millis()));
    timeout(limit, handled).await.map_err(too_slow)?
}

/// Which records of a batch are to be redelivered.
#[derive(Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchResponse {
    /// The items to redeliver.
    pub(crate) batch_item_failures: Vec<ItemFailure>,
}

/// An item to redeliver.
#[derive(Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ItemFailure {
    /// Message id, or sequence number.
    pub(crate) item_identifier: String,
}

impl BatchResponse {
    /// Requests the redelivery of one item.
    pub(crate) fn retry(&mut self, item_identifier: String) {
        self.batch_item_failures.push(ItemFailure { item_identifier });
    }
}
