//! In which order and company events are sent: in waves, with at most one event of an aggregate in
//! each, so that no event overtakes one that was refused.

use std::collections::{HashMap, VecDeque};

use super::bus::Entry;

/// Most entries of one call.
const MAX_ENTRIES: usize = 10;

/// Most bytes of one call, a little less than the bus accepts.
const MAX_BYTES: usize = 240 * 1024;

/// Tries per event, before the stream is asked to deliver it again.
const TRIES: u32 = 3;

/// What one row of the outbox becomes on the bus.
#[derive(Debug)]
pub(super) struct Delivery {
    /// Whose order is to be kept.
    pub(super) aggregate: String,
    /// Where the row is in the stream.
    pub(super) sequence_number: String,
    /// What to send; nothing if that could not be found out.
    pub(super) entries: Option<Vec<Entry>>,
}

/// Sends everything. `send` tells per entry whether it was accepted, and `pause` waits before a
/// try that is not the first. Returns the sequence number of the first row that was not sent in
/// full, if there is one: the stream is to start again there.
pub(super) async fn deliver(
    deliveries: &[Delivery],
    send: impl AsyncFn(&[&Entry]) -> Vec<bool>,
    pause: impl AsyncFn(u32),
) -> Option<String> {
    let mut lines = line_up(deliveries);
    loop {
        let mut wave = next_wave(&mut lines);
        if wave.is_empty() {
            break;
        }
        let entries: Vec<_> = wave.iter().map(|line| line.waiting[0].entry).collect();
        let accepted = send(&entries).await;
        let mut outcomes = accepted.into_iter().chain(std::iter::repeat(false));
        for line in &mut wave {
            line.settle(outcomes.next() == Some(true));
        }
        let refusals = wave.iter().map(|line| line.refusals).max().unwrap_or_default();
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

    /// Takes note of what became of the first event.
    fn settle(&mut self, accepted: bool) {
        if accepted {
            self.waiting.pop_front();
            self.refusals = 0;
            return;
        }
        self.refusals += 1;
        if self.refusals == TRIES {
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
fn next_wave<'l, 'a>(lines: &'l mut [Line<'a>]) -> Vec<&'l mut Line<'a>> {
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

    /// Delivers to a bus that answers as `answers` says, over and over. What was accepted, in order
    /// and by aggregate, and where the stream is to start again.
    fn run(
        deliveries: &[Delivery],
        answers: &[bool],
    ) -> (HashMap<String, Vec<usize>>, Option<usize>) {
        let answers = RefCell::new(answers.iter().copied().cycle());
        let accepted: RefCell<HashMap<String, Vec<usize>>> = RefCell::default();
        let send = async |entries: &[&Entry]| {
            assert!((1..=MAX_ENTRIES).contains(&entries.len()));
            assert!(
                entries.len() == 1 || entries.iter().map(|e| e.size()).sum::<usize>() <= MAX_BYTES
            );
            let mut seen = std::collections::HashSet::new();
            assert!(entries.iter().all(|entry| seen.insert(entry.aggregate.clone())));
            let outcome = |entry: &&Entry| {
                let yes = answers.borrow_mut().next().unwrap_or(true);
                if yes {
                    let number = entry.id.parse().unwrap();
                    accepted.borrow_mut().entry(entry.aggregate.clone()).or_default().push(number);
                }
                yes
            };
            entries.iter().map(outcome).collect()
        };
        let restart = deliver(deliveries, send, async |_| ()).now_or_never().unwrap();
        (accepted.into_inner(), restart.map(|number| number.parse().unwrap()))
    }

    proptest! {
        #[test]
        fn order_is_kept_and_nothing_is_lost(
            rows in prop::collection::vec((0..6_u8, prop::bool::weighted(0.95), 1..100_000_usize), 0..40),
            answers in prop::collection::vec(any::<bool>(), 1..60),
        ) {
            let deliveries: Vec<_> = rows
                .iter()
                .enumerate()
                .map(|(row, (aggregate, readable, size))| delivery(*aggregate, row, *readable, *size))
                .collect();
            let (accepted, restart) = run(&deliveries, &answers);
            for (row, delivery) in deliveries.iter().enumerate() {
                let sent = accepted.get(&delivery.aggregate).is_some_and(|rows| rows.contains(&row));
                // What was not sent is delivered again, because the stream starts at or before it.
                prop_assert!(sent || restart.is_some_and(|restart| restart <= row));
            }
            for (aggregate, sent) in accepted {
                let all = deliveries.iter().enumerate().filter(|(_, d)| d.aggregate == aggregate);
                let rows: Vec<_> = all.map(|(row, _)| row).collect();
                // What was sent of an aggregate is the beginning of its events, once and in order.
                prop_assert_eq!(&rows[..sent.len()], &sent[..]);
            }
        }
    }

    #[test]
    fn a_refused_event_is_tried_again() {
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
    fn an_unreadable_row_does_not_stop_its_neighbours() {
        let rows = [delivery(1, 0, false, 9), delivery(2, 1, true, 9), delivery(1, 2, true, 9)];
        let (accepted, restart) = run(&rows, &[true]);
        assert_eq!(accepted, HashMap::from([("2".to_owned(), vec![1])]));
        assert_eq!(restart, Some(0));
    }
}
