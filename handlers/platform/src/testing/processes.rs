//! Runs processes that may die, and tests that have no runtime.

use std::{future::poll_fn, task::Poll};

use tokio::{runtime::Builder, task::yield_now};

/// Runs a future to its end on a new runtime whose time is paused: for tests that proptest calls.
///
/// # Panics
/// If the runtime does not start.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime without input and output starts").block_on(future)
}

/// Runs `work` in a process that begins after `delay` turns of others, and dies after it was polled
/// `polls` times.
pub fn run_process(delay: usize, polls: usize, work: impl Future) -> impl Future<Output = ()> {
    let mut left = polls;
    // Processes are large, and a test has several of them.
    let mut work = Box::pin(work);
    async move {
        for _ in 0..delay {
            yield_now().await;
        }
        poll_fn(|context| {
            if left == 0 || work.as_mut().poll(context).is_ready() {
                return Poll::Ready(());
            }
            left -= 1;
            Poll::Pending
        })
        .await;
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, time::Duration};

    use tokio::time::{Instant, sleep};

    use super::*;

    /// The steps that a process takes of three, between which others run.
    fn steps(polls: usize) -> usize {
        let steps = Cell::new(0);
        let work = async {
            for _ in 0..3 {
                steps.set(steps.get() + 1);
                yield_now().await;
            }
        };
        block_on(run_process(0, polls, work));
        steps.get()
    }

    #[test]
    fn a_process_dies_after_it_was_polled_so_many_times() {
        for (polls, expected) in [(0, 0), (1, 1), (2, 2), (3, 3), (usize::MAX, 3)] {
            assert_eq!(steps(polls), expected, "{polls} polls");
        }
    }

    #[test]
    fn a_process_begins_after_so_many_turns_of_others() {
        let turns = Cell::new(0);
        let others = async {
            for _ in 0..9 {
                turns.set(turns.get() + 1);
                yield_now().await;
            }
        };
        let process = run_process(5, 1, async { assert_eq!(turns.get(), 5) });
        block_on(async { tokio::join!(biased; process, others) });
        assert_eq!(turns.get(), 9);
    }

    #[test]
    fn time_that_a_test_waits_passes_at_once() {
        let minute = Duration::from_mins(1);
        let passed = block_on(async {
            let begun = Instant::now();
            sleep(minute).await;
            begun.elapsed()
        });
        assert_eq!(passed, minute);
    }
}
