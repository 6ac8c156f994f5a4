//! The world of a run: its time, its chances, the processes that die, and what happened.

use std::{
    cell::{Cell, RefCell},
    fmt::Display,
    future::poll_fn,
    pin::pin,
    rc::Rc,
    task::Poll,
    time::Duration,
};

use fastrand::Rng;
use tokio::time::timeout;

use crate::{clock::VirtualClock, plan::Plan};

/// Longest time of an invocation, as the stacks deploy it.
const FUNCTION_TIMEOUT: Duration = Duration::from_secs(29);

/// What all parts of a run share.
pub struct World {
    pub plan: Plan,
    pub clock: VirtualClock,
    random: RefCell<Rng>,
    /// Whether faults may still happen.
    is_faulty: Cell<bool>,
    /// Whether the process that is running now dies.
    is_dying: Cell<bool>,
    /// Messages and clients that are on their way.
    unfinished: Cell<usize>,
    trace: Option<RefCell<Vec<String>>>,
    problems: RefCell<Vec<String>>,
}

/// Something that is on its way until it is dropped.
pub struct Work(Rc<World>);

impl World {
    pub fn new(plan: &Plan, has_trace: bool) -> Self {
        Self {
            plan: plan.clone(),
            clock: VirtualClock::start(),
            random: RefCell::new(Rng::with_seed(plan.seed)),
            is_faulty: Cell::new(true),
            is_dying: Cell::new(false),
            unfinished: Cell::new(0),
            trace: has_trace.then(RefCell::default),
            problems: RefCell::default(),
        }
    }

    /// Whether a fault that happens on so many of 1,000 occasions happens on this one.
    pub fn is_struck(&self, of_thousand: u16) -> bool {
        of_thousand > 0
            && self.is_faulty.get()
            && self.random.borrow_mut().u16(0..1000) < of_thousand
    }

    /// A random number below `end`.
    pub fn below(&self, end: u32) -> u32 {
        self.random.borrow_mut().u32(0..end)
    }

    /// A random time of at most so many milliseconds.
    pub fn milliseconds(&self, most: u32) -> Duration {
        Duration::from_millis(self.random.borrow_mut().u32(0..=most).into())
    }

    /// A random time of at most so many seconds.
    pub fn seconds(&self, most: u32) -> Duration {
        self.milliseconds(most * 1000)
    }

    /// Ends the faults.
    pub fn calm(&self) {
        self.is_faulty.set(false);
        self.record(|| "no more faults happen".to_owned());
    }

    /// Runs a process. None if it died, or was stopped because it took too long.
    pub async fn process<T>(&self, name: &str, process: impl Future<Output = T>) -> Option<T> {
        let mut process = pin!(timeout(FUNCTION_TIMEOUT, process));
        let ended = poll_fn(|context| {
            self.is_dying.set(false);
            match process.as_mut().poll(context) {
                Poll::Ready(ended) => Poll::Ready(ended.ok()),
                Poll::Pending if self.is_dying.take() => Poll::Ready(None),
                Poll::Pending => Poll::Pending,
            }
        });
        let ended = ended.await;
        if ended.is_none() {
            self.record(|| format!("{name} died"));
        }
        ended
    }

    /// Makes the process that is running now die at its next pause.
    pub fn die(&self) {
        self.is_dying.set(true);
    }

    /// Something that is on its way, so that the run does not end before.
    pub fn work(self: &Rc<Self>) -> Work {
        self.unfinished.set(self.unfinished.get() + 1);
        Work(Rc::clone(self))
    }

    /// Whether anything is on its way.
    pub fn is_working(&self) -> bool {
        self.unfinished.get() > 0
    }

    /// Adds a line to the trace.
    pub fn record(&self, line: impl FnOnce() -> String) {
        if let Some(trace) = &self.trace {
            let seconds = self.clock.elapsed().as_secs_f64();
            trace.borrow_mut().push(format!("{seconds:9.3} {}", line()));
        }
    }

    /// Adds something that must not happen.
    pub fn problem(&self, problem: impl Display) {
        self.problems.borrow_mut().push(problem.to_string());
    }

    /// The trace and the problems.
    pub fn end(&self) -> (Vec<String>, Vec<String>) {
        let trace = self.trace.as_ref().map(RefCell::take).unwrap_or_default();
        (trace, self.problems.take())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.unfinished.set(self.0.unfinished.get() - 1);
    }
}
