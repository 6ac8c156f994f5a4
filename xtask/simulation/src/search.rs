//! The search for a seed whose run fails, on several threads.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread,
};

use crate::{
    plan::Plan,
    run::{Report, run},
};

/// The stack of a thread, in bytes. With debug assertions, the evaluator of JSONata allocates another
/// stack for each evaluation that begins with less than 2 MiB of one.
const STACK: usize = 8 * 1024 * 1024;

/// Which seeds are run.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    pub first: u64,
    pub seeds: u64,
    pub threads: usize,
}

/// Runs the seeds until one fails. Returns the failure with the smallest seed. `progress` is called
/// after each run.
pub fn search(search: Search, progress: impl Fn() + Sync) -> Option<Report> {
    let Search { first, seeds, threads } = search;
    let (next, has_failed, failure) =
        (AtomicU64::new(0), AtomicBool::new(false), Mutex::new(None::<Report>));
    let work = || {
        while !has_failed.load(Ordering::Relaxed) {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= seeds {
                break;
            }
            let report = run(&Plan::of_seed(first + number), false);
            progress();
            if !report.problems.is_empty() {
                has_failed.store(true, Ordering::Relaxed);
                let mut failure = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                if failure.as_ref().is_none_or(|earlier| report.plan.seed < earlier.plan.seed) {
                    *failure = Some(report);
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..threads {
            let thread = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
            thread.expect("a thread starts");
        }
    });
    failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}
