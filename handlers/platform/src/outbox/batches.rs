//! The order in which events are sent: in batches with at most one event of an aggregate in each, so
//! that no event overtakes one that was refused.

use std::collections::{HashMap, VecDeque};

use super::bus::Entry;

/// Most entries of one call.
const MAX_ENTRIES: usize = 10;

/// Most bytes of one call, a little less than the bus accepts.
const MAX_BYTES: usize = 240 * 1024;

/// Attempts per event, before its row is redelivered by the stream.
const ATTEMPTS: u32 = 3;

/// What one row of the outbox becomes on the bus.
#[derive(Debug)]
pub(super) struct Delivery {
    /// The aggregate, whose events keep their order.
    pub(super) aggregate: String,
    /// The row's place in the stream.
    pub(super) sequence_number: String,
    /// The entries to send; none if the row is unreadable.
    pub(super) entries: Option<Vec<Entry>>,
}

/// Sends all entries. `send` returns for each entry whether it was accepted, and `pause` waits before
/// a retry. Returns the sequence number of the first row that was not sent completely, if there is
/// one: the stream is to redeliver from there.
pub(super) async fn deliver(
    deliveries: &[Delivery],
    send: impl AsyncFn(&[&Entry]) -> Vec<bool>,
    pause: impl AsyncFn(u32),
) -> Option<String> {
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
    let failed = lines.iter().filter_map(|line| line.failed_row).min();
    failed.map(|row| deliveries[row].sequence_number.clone())
}

/// The events of one aggregate that are not sent yet, in order.
#[derive(Default)]
struct Line<'a> {
    waiting: VecDeque<Waiting<'a>>,
    /// How often the first of them was refused.
    refusals: u32,
    /// The first row that cannot be sent. Nothing after it is.
    failed_row: Option<usize>,
}

struct Waiting<'a> {
    row: usize,
    entry: &'a Entry,
}

impl<'a> Line<'a> {
    fn add(&mut self, row: usize, entries: Option<&'a [Entry]>) {
        match entries {
            _ if self.failed_row.is_some() => {}
            Some(entries) => {
                self.waiting.extend(entries.iter().map(|entry| Waiting { row, entry }));
            }
            None => self.failed_row = Some(row),
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
            self.failed_row = self.waiting.front().map(|waiting| waiting.row);
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
        lines[place].add(row, delivery.entries.as_deref());
    }
    lines
}

/// Lines whose first events fit into one call.
fn next_batch<'l, 'a>(lines: &'l mut [Line<'a>]) -> Vec<&'l mut Line<'a>> {
    let mut bytes = 0;
    let ready = lines.iter_mut().filter(|line| !line.waiting.is_empty());
    ready
        .take(MAX_ENTRIES)
        .enumerate()
        .take_while(|(position, line)| {
            bytes += line.waiting[0].entry.size();
            *position == 0 || bytes <= MAX_BYTES
        })
        .map(|(_, line)| line)
        .collect()
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, collections::HashMap};

    use futures_util::FutureExt;
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

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
            sequence_number: row.to_string(),
            entries: readable.then(|| vec![entry(&aggregate, row, size)]),
            aggregate,
        }
    }

    /// Delivers to a bus that accepts or refuses entries as `responses` says, again and again. The
    /// accepted rows by aggregate, in order, and the row from which the stream is to redeliver.
    fn run(
        deliveries: &[Delivery],
        responses: &[bool],
    ) -> (HashMap<String, Vec<usize>>, Option<usize>) {
        let responses = RefCell::new(responses.iter().copied().cycle());
        let accepted: RefCell<HashMap<String, Vec<usize>>> = RefCell::default();
        let send = async |entries: &[&Entry]| {
            assert!((1..=MAX_ENTRIES).contains(&entries.len()));
            assert!(
                entries.len() == 1 || entries.iter().map(|e| e.size()).sum::<usize>() <= MAX_BYTES
            );
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
        let restart = deliver(deliveries, send, async |_| ()).now_or_never().unwrap();
        (accepted.into_inner(), restart.map(|number| number.parse().unwrap()))
    }

    proptest! {
        #[test]
        fn events_of_an_aggregate_keep_their_order_and_none_is_lost(
            rows in prop::collection::vec((0..6_u8, prop::bool::weighted(0.95), 1..100_000_usize), 0..40),
            responses in prop::collection::vec(any::<bool>(), 1..60),
        ) {
            let deliveries: Vec<_> = rows
                .iter()
                .enumerate()
                .map(|(row, (aggregate, readable, size))| delivery(*aggregate, row, *readable, *size))
                .collect();
            let (accepted, restart) = run(&deliveries, &responses);
            for (row, delivery) in deliveries.iter().enumerate() {
                let sent = accepted.get(&delivery.aggregate).is_some_and(|rows| rows.contains(&row));
                // A row that was not sent is redelivered: the stream restarts at or before it.
                prop_assert!(sent || restart.is_some_and(|restart| restart <= row));
            }
            for (aggregate, sent) in accepted {
                let all = deliveries.iter().enumerate().filter(|(_, d)| d.aggregate == aggregate);
                let rows: Vec<_> = all.map(|(row, _)| row).collect();
                // Of an aggregate, the first events were sent, each once and in order.
                prop_assert_eq!(&rows[..sent.len()], &sent[..]);
            }
        }
    }

    #[test]
    fn a_refused_event_is_retried() {
        let deliveries = [delivery(1, 0, true, 9), delivery(1, 1, true, 9)];
        let (accepted, restart) = run(&deliveries, &[false, false, true, true]);
        assert_eq!(accepted["1"], [0, 1]);
        assert_eq!(restart, None);
    }

    #[test]
    fn an_event_that_stays_refused_holds_back_its_aggregate_only() {
        let rows = [delivery(1, 0, true, 9), delivery(2, 1, true, 9), delivery(1, 2, true, 9)];
        let (accepted, restart) = run(&rows, &[false, true, false, false]);
        assert_eq!(accepted, HashMap::from([("2".to_owned(), vec![1])]));
        assert_eq!(restart, Some(0));
    }

    #[test]
    fn an_unreadable_row_holds_back_its_aggregate_only() {
        let rows = [delivery(1, 0, false, 9), delivery(2, 1, true, 9), delivery(1, 2, true, 9)];
        let (accepted, restart) = run(&rows, &[true]);
        assert_eq!(accepted, HashMap::from([("2".to_owned(), vec![1])]));
        assert_eq!(restart, Some(0));
    }
}
