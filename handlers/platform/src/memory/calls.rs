//! The calls of a port in memory, and what happens to each.

use std::{cell::RefCell, collections::VecDeque, future::pending, rc::Rc, time::Duration};

use tokio::{task::yield_now, time::sleep};

use crate::Result;

/// What happens to the calls of a port in memory. Without a policy, each succeeds at once.
#[derive(Clone, Default)]
pub struct Calls(Option<Rc<dyn CallPolicy>>);

/// Decides what happens to calls.
pub trait CallPolicy {
    /// What happens to the next call. Its name is that of the port's store and method, such as
    /// `payments.settle`.
    fn next(&self, call: &'static str) -> Disturbance;

    /// The effect of the call has been made.
    fn made(&self, _call: &'static str) {}
}

/// What happens to one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Disturbance {
    /// How often others run before its effect.
    pub turns: u8,
    /// How long it takes until its effect.
    pub time: Duration,
    /// How it ends.
    pub outcome: CallOutcome,
}

/// How a call ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallOutcome {
    /// Its effect is made, and the caller gets the result.
    #[default]
    Succeed,
    /// Nothing changes, and the caller gets an error.
    FailBefore,
    /// Its effect is made, and the caller gets an error, as after a time-out.
    FailAfter,
    /// Nothing changes, and the caller never continues: its process has died.
    CrashBefore,
    /// Its effect is made, and the caller never continues.
    CrashAfter,
}

/// A call of a port failed because its policy says so.
#[derive(Debug, thiserror::Error)]
#[error("the call `{0}` failed")]
struct CallFailed(&'static str);

impl Calls {
    /// Calls to which happens what `policy` decides.
    pub fn under(policy: impl CallPolicy + 'static) -> Self {
        Self(Some(Rc::new(policy)))
    }

    /// Calls that succeed after so many turns of others, call by call, and then at once: a test
    /// decides how concurrent work interleaves.
    pub fn pausing(turns: impl IntoIterator<Item = u8>) -> Self {
        Self::under(Turns { each: RefCell::new(turns.into_iter().collect()), after: 0 })
    }

    /// Calls that let others run once before each, as a request to DynamoDB does.
    pub fn yielding() -> Self {
        Self::under(Turns { each: RefCell::default(), after: 1 })
    }

    /// Makes a call, the effect of which is atomic.
    pub async fn make<T>(&self, call: &'static str, effect: impl FnOnce() -> T) -> Result<T> {
        let Some(policy) = &self.0 else { return Ok(effect()) };
        let Disturbance { turns, time, outcome } = policy.next(call);
        for _ in 0..turns {
            yield_now().await;
        }
        if !time.is_zero() {
            sleep(time).await;
        }
        let effect = || {
            let result = effect();
            policy.made(call);
            result
        };
        match outcome {
            CallOutcome::Succeed => return Ok(effect()),
            CallOutcome::FailBefore => {}
            CallOutcome::FailAfter => drop(effect()),
            CallOutcome::CrashBefore => pending().await,
            CallOutcome::CrashAfter => {
                drop(effect());
                pending::<()>().await;
            }
        }
        Err(CallFailed(call).into())
    }
}

/// Turns of others before each call.
struct Turns {
    each: RefCell<VecDeque<u8>>,
    after: u8,
}

impl CallPolicy for Turns {
    fn next(&self, _: &'static str) -> Disturbance {
        let turns = self.each.borrow_mut().pop_front().unwrap_or(self.after);
        Disturbance { turns, ..Disturbance::default() }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use tokio::time::{Instant, timeout};

    use super::*;

    struct Always(Disturbance);

    impl CallPolicy for Always {
        fn next(&self, _: &'static str) -> Disturbance {
            self.0
        }
    }

    /// Whether the effect of a call is made, and the call's result: none if its caller never continues.
    async fn make(outcome: CallOutcome) -> (bool, Option<bool>) {
        let made = Cell::new(false);
        let calls = Calls::under(Always(Disturbance { outcome, ..Disturbance::default() }));
        let call = calls.make("shelf.add", || made.set(true));
        let result = timeout(Duration::from_mins(1), call).await;
        (made.get(), result.ok().map(|result| result.is_ok()))
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_ends_as_its_policy_says() {
        for (outcome, expected) in [
            (CallOutcome::Succeed, (true, Some(true))),
            (CallOutcome::FailBefore, (false, Some(false))),
            (CallOutcome::FailAfter, (true, Some(false))),
            (CallOutcome::CrashBefore, (false, None)),
            (CallOutcome::CrashAfter, (true, None)),
        ] {
            assert_eq!(make(outcome).await, expected, "{outcome:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_takes_the_time_that_its_policy_says() {
        let (start, time) = (Instant::now(), Duration::from_secs(3));
        let calls = Calls::under(Always(Disturbance { time, ..Disturbance::default() }));
        assert_eq!(calls.make("shelf.add", || 7).await.unwrap(), 7);
        assert_eq!(start.elapsed(), time);
    }

    #[tokio::test]
    async fn calls_let_others_run_as_often_as_a_test_says() {
        let (calls, order) = (Calls::pausing([2]), RefCell::new(Vec::new()));
        let slow = async {
            calls.make("shelf.add", || order.borrow_mut().push("first call")).await.unwrap();
        };
        let fast = async {
            calls.make("shelf.add", || order.borrow_mut().push("second call")).await.unwrap();
        };
        tokio::join!(biased; slow, fast);
        assert_eq!(order.into_inner(), ["second call", "first call"]);
    }
}
