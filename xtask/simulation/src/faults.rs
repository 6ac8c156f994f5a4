//! What happens to the calls of stores and services.

use std::{rc::Rc, time::Duration};

use platform::memory::{CallOutcome, CallPolicy, Calls, Disturbance};
use tokio::sync::Notify;

use crate::world::World;

/// How long a slow call takes: longer than the platform lets a message take.
const SLOW: Duration = Duration::from_secs(15);

/// The most frequent calls that change nothing, so that no stream looks for changes after them.
const READS: [&str; 14] = [
    "accounts.accepted",
    "accounts.account",
    "baskets.accepted",
    "baskets.basket",
    "baskets.emptied_basket",
    "notifications.state",
    "orders.accepted",
    "orders.listed",
    "orders.order",
    "orders.owner",
    "orders.unfinished",
    "payments.payment",
    "stock.levels",
    "stock.order",
];

/// The calls of one store. A change wakes the streams of its tables.
pub struct FaultyCalls {
    world: Rc<World>,
    streams: Vec<Rc<Notify>>,
}

impl FaultyCalls {
    /// The calls of a store with these streams.
    pub fn of(world: &Rc<World>, streams: &[&Rc<Notify>]) -> Calls {
        let streams = streams.iter().map(|stream| Rc::clone(stream)).collect();
        Calls::under(Self { world: Rc::clone(world), streams })
    }

    fn disturbance(&self) -> Disturbance {
        let (world, faults) = (&self.world, &self.world.plan.faults);
        // A process dies within a turn: its other futures must not run after its death.
        if world.is_struck(faults.crashes) {
            world.die();
            let before = world.below(2) == 0;
            let outcome = if before { CallOutcome::CrashBefore } else { CallOutcome::CrashAfter };
            return Disturbance { outcome, ..Disturbance::default() };
        }
        let outcome = if world.is_struck(faults.failed_calls) {
            CallOutcome::FailBefore
        } else if world.is_struck(faults.lost_responses) {
            CallOutcome::FailAfter
        } else {
            CallOutcome::Succeed
        };
        let is_slow = world.is_struck(faults.slow_calls);
        let time = if is_slow { SLOW } else { world.milliseconds(faults.call_milliseconds) };
        Disturbance { time, outcome, turns: 0 }
    }
}

impl CallPolicy for FaultyCalls {
    fn next(&self, call: &'static str) -> Disturbance {
        let disturbance = self.disturbance();
        self.world.record(|| match disturbance.outcome {
            CallOutcome::Succeed => format!("  {call}"),
            outcome => format!("  {call}: {outcome:?}"),
        });
        disturbance
    }

    fn made(&self, call: &'static str) {
        if !READS.contains(&call) {
            self.streams.iter().for_each(|stream| stream.notify_one());
        }
    }
}
