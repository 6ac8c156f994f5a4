//! The metrics of dead-letter queues, in the log, from which `CloudWatch` makes metrics.

use jiff::SignedDuration;
use platform::metrics::record;

use crate::ports::Metrics;

const NAMESPACE: &str = "DeadLetters";

/// Metrics of the queues of one environment.
pub struct LoggedMetrics<'a> {
    pub environment: &'a str,
}

impl Metrics for LoggedMetrics<'_> {
    fn queue(&self, queue: &str, depth: u64, age: SignedDuration) {
        let values = [("Depth", count(depth), "Count"), ("Age", age.as_secs_f64(), "Seconds")];
        record(NAMESPACE, &[("Queue", queue)], &values);
    }

    fn total(&self, depth: u64) {
        let values = [("Depth", count(depth), "Count")];
        record(NAMESPACE, &[("Environment", self.environment)], &values);
    }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 messages")]
fn count(messages: u64) -> f64 {
    messages as f64
}
