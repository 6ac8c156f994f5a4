//! The order in which events are sent: in batches with at most one event of an aggregate in each, so
//! that no event overtakes one that was refused.

use std::collections::{HashMap, VecDeque};

use super::bus::{Entry, MAX_BYTES};
use crate::Result;

/// Most entries of one call.
const MAX_ENTRIES: usize = 10;

/// Attempts per event, before its row is redelivered by the stream.
const ATTEMPTS: u32 = 3;

/// What one row of the outbox becomes on the bus.
#[derive(Debug)]
pub(super) struct Delivery {
    /// The aggregate, whose events keep their order.
    pub(super) aggregate: String,
    /// The entries to send, or why they cannot be made.
    pub(super) entries: Result<Vec<Entry>>,
}

/// The rows that were not sent, counted from 0.
#[derive(Debug)]
pub(super) struct Outcome {
    /// The first row that the bus refused too often: the stream is to redeliver from there.
    pub(super) refused: Option<usize>,
    /// The rows before that one that cannot be sent, in order: those without entries, and later ones
    /// about the same aggregates.
    pub(super) unpublishable: Vec<usize>,
}

/// Sends all entries. `send` returns for each entry whether it was accepted, and `pause` waits before
/// a retry.
pub(super) async fn deliver(
    deliveries: &[Delivery],
    send: impl AsyncFn(&[&Entry]) -> Vec<bool>,
    pause: impl AsyncFn(u32),
) -> Outcome {
    let mut lines = line_up(deliveries);
    loop {
        let mut batch = next_batch(&mut lines);
        if batch.is_empty() {
            break;
        }
        let entries: Vec<_> = batch.iter().map(|line| line.waiting[0].entry).collect();
        let accepted = send(&entries).await;
        let mut outcomes = accepted.into_iter().chain(std::iter::repeat(false));
        for line in &mut batch {
            line.update(outcomes.next() == Some(true));
        }
        let refusals = batch.iter().map(|line| line.refusals).max().unwrap_or_default();
        if refusals > 0 {
            pause(refusals).await;
        }
    }
    let refused = lines.iter().filter_map(|line| line.refused).min();
    let unpublishable = lines.iter().flat_map(|line| line.unpublishable.iter().copied());
    let mut unpublishable: Vec<usize> =
        unpublishable.filter(|row| refused.is_none_or(|refused| *row < refused)).collect();
    unpublishable.sort_unstable();
    Outcome { refused, unpublishable }
}

/// The events of one aggregate that are not sent yet, in order.
#[derive(Default)]
struct Line<'a> {
    waiting: VecDeque<Waiting<'a>>,
    /// How often the first of them was refused.
    refusals: u32,
    /// The row that was refused too often. Nothing after it is sent.
    refused: Option<usize>,
    /// The first row without entries, and all after it.
    unpublishable: Vec<usize>,
}

struct Waiting<'a> {
    row: usize,
    entry: &'a Entry,
}

impl<'a> Line<'a> {
    fn add(&mut self, row: usize, entries: &'a Result<Vec<Entry>>) {
        match entries {
            Ok(entries) if self.unpublishable.is_empty() => {
                self.waiting.extend(entries.iter().map(|entry| Waiting { row, entry }));
            }
            _ => self.unpublishable.push(row),
        }
    }

    /// Removes the first event if it was accepted, and all of them if it was refused too often.
    fn update(&mut self, accepted: bool) {
        if accepted {
            self.waiting.pop_front();
            self.refusals = 0;
            return;
        }
        self.refusals += 1;
        if self.refusals == ATTEMPTS {
            self.refused = self.waiting.front().map(|waiting| waiting.row);
            self.waiting.clear();
        }
    }
}

fn line_up(deliveries: &[Delivery]) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut places = HashMap::new();
    for (row, delivery) in deliveries.iter().enumerate() {
        let place = *places.entry(delivery.aggregate.as_str()).or_insert_with(|| {
            lines.push(Line::default());
            lines.len() - 1
        });
        lines[place].add(row, &delivery.entries);
    }
    lines
}

/// Lines whose first events fit into one call. Each event fits into a call alone.
fn next_batch<'l, 'a>(lines: &'l mut [Line<'a>]) -> Vec<&'l mut Line<'a>> {
    let mut bytes = 0;
    let ready = lines.iter_mut().filter(|line| !line.waiting.is_empty());
    ready
        .take(MAX_ENTRIES)
        .take_while(|line| {
            bytes += line.waiting[0].entry.size();
            bytes <= MAX_BYTES
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::HashMap};

    use futures_util::FutureExt;
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::Failure;

    fn entry(aggregate: &str, number: usize, size: usize) -> Entry {
        Entry {
            id: number.to_string(),
            aggregate: aggregate.to_owned(),
            source: "test.orders".to_owned(),
            detail_type: "orders.orderCreated.v1",
            time: Timestamp::UNIX_EPOCH,
            detail: "x".repeat(size),
            correlation_id: String::new(),
        }
    }

    fn delivery(aggregate: u8, row: usize, readable: bool, size: usize) -> Delivery {
        let aggregate = aggregate.to_string();
        Delivery {
            entries: if readable {
                Ok(vec![entry(&aggregate, row, size)])
            } else {
                Err(Failure::failed("unreadable"))
            },
            aggregate,
        }
    }

    /// Delivers to a bus that accepts or refuses entries as `responses` says, again and again. The
    /// accepted rows by aggregate, in order, and the outcome.
    fn run(deliveries: &[Delivery], responses: &[bool]) -> (HashMap<String, Vec<usize>>, Outcome) {
        let responses = RefCell::new(responses.iter().copied().cycle());
        let accepted: RefCell<HashMap<String, Vec<usize>>> = RefCell::default();
        let send = async |entries: &[&Entry]| {
            assert!((1..=MAX_ENTRIES).contains(&entries.len()));
            assert!(entries.iter().map(|entry| entry.size()).sum::<usize>() <= MAX_BYTES);
            let mut seen = std::collections::HashSet::new();
            assert!(entries.iter().all(|entry| seen.insert(entry.aggregate.clone())));
            let outcome = |entry: &&Entry| {
                let accept = responses.borrow_mut().next().unwrap_or(true);
                if accept {
                    let number = entry.id.parse().unwrap();
                    accepted.borrow_mut().entry(entry.aggregate.clone()).or_default().push(number);
                }
                accept
            };
            entries.iter().map(outcome).collect()
        };
        let outcome = deliver(deliveries, send, async |_| ()).now_or_never().unwrap();
        (accepted.into_inner(), outcome)
    }

    fn rows_by_aggregate(deliveries: &[Delivery]) -> HashMap<&str, Vec<usize>> {
        let mut rows: HashMap<&str, Vec<usize>> = HashMap::new();
        for (row, delivery) in deliveries.iter().enumerate() {
            rows.entry(&delivery.aggregate).or_default().push(row);
        }
        rows
    }

    proptest! {
        #[test]
        fn events_of_an_aggregate_keep_their_order_and_none_is_lost(
            rows in prop::collection::vec((0..6_u8, prop::bool::weighted(0.95), 1..400_000_usize), 0..40),
            responses in prop::collection::vec(any::<bool>(), 1..60),
        ) {
            let deliveries: Vec<_> = rows
                .iter()
                .enumerate()
                .map(|(row, (aggregate, readable, size))| delivery(*aggregate, row, *readable, *size))
                .collect();
            let (accepted, Outcome { refused, unpublishable }) = run(&deliveries, &responses);
            let is_redelivered = |row: usize| refused.is_some_and(|refused| refused <= row);
            prop_assert!(unpublishable.is_sorted());
            prop_assert!(!unpublishable.iter().any(|row| is_redelivered(*row)));
            for (aggregate, rows) in rows_by_aggregate(&deliveries) {
                let sent = accepted.get(aggregate).cloned().unwrap_or_default();
                // The first events of an aggregate were sent, each once and in order.
                prop_assert_eq!(&rows[..sent.len()], &sent[..]);
                // The others are dead letters, the first of them unreadable, or are redelivered.
                let rest = &rows[sent.len()..];
                let dead: Vec<_> = rest.iter().filter(|row| unpublishable.contains(row)).collect();
                prop_assert!(dead.first().is_none_or(|row| deliveries[**row].entries.is_err()));
                prop_assert!(rest.iter().all(|row| dead.contains(&row) || is_redelivered(*row)));
            }
        }
    }

    #[test]
    fn a_refused_event_is_retried() {
        let deliveries = [delivery(1, 0, true, 9), delivery(1, 1, true, 9)];
        let (accepted, outcome) = run(&deliveries, &[false, false, true, true]);
        assert_eq!(accepted["1"], [0, 1]);
        assert_eq!(outcome.refused, None);
    }

    #[test]
    fn an_event_that_stays_refused_holds_back_its_aggregate_only() {
        let rows = [delivery(1, 0, true, 9), delivery(2, 1, true, 9), delivery(1, 2, true, 9)];
        let (accepted, outcome) = run(&rows, &[false, true, false, false]);
        assert_eq!(accepted, HashMap::from([("2".to_owned(), vec![1])]));
        assert_eq!(outcome.refused, Some(0));
    }

    #[test]
    fn an_unreadable_row_holds_back_its_aggregate_only() {
        let rows = [delivery(1, 0, false, 9), delivery(2, 1, true, 9), delivery(1, 2, true, 9)];
        let (accepted, outcome) = run(&rows, &[true]);
        assert_eq!(accepted, HashMap::from([("2".to_owned(), vec![1])]));
        assert_eq!(outcome.refused, None);
        assert_eq!(outcome.unpublishable, [0, 2]);
    }
}
