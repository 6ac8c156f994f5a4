//! How a branch enters, leaves and fails in a state.

use std::sync::Arc;

use cfn::asl::Retry;
use jiff::SignedDuration;
use serde_json::Value as Json;

use super::{
    Execution, Outcome,
    branch::{Activity, Branch, Visit},
};
use crate::workflow::{
    data::{Value, Variables, to_json},
    expression::evaluate_entries,
    failure::Failure,
    machine::{Exit, State},
};

/// The number of states after which Step Functions would stop an execution: an execution has at
/// most 25,000 events, and a state at least two.
const MOST_STATES: usize = 12_500;

/// The longest delay, in seconds.
pub(super) const MOST_SECONDS: f64 = 99_999_999.0;

/// What the end of a state adds to `$states`.
pub(super) enum Ending {
    Nothing,
    Result(Value),
    Error(Failure),
}

impl Execution {
    /// Executes states until every branch waits.
    pub(super) fn run(&mut self) {
        while let Some(id) = self.ready.pop_front() {
            // The branch may have been stopped.
            if self.branches.contains_key(&id)
                && let Err(failure) = self.execute(id)
            {
                self.fail(id, failure);
            }
        }
    }

    /// Ends the execution, unless it has ended. Without branches, nothing continues.
    pub(super) fn end(&mut self, outcome: Outcome) {
        self.branches.clear();
        self.outcome.get_or_insert(outcome);
    }

    /// Ends what is due: a wait, the delay before a retry, or, by a timeout, a task.
    pub(super) fn end_wait(&mut self, id: usize) {
        match self.branches[&id].activity {
            Activity::Waiting(_) => self.leave(id, Ending::Nothing),
            Activity::BackingOff(_) => self.attempt(id),
            _ => self.fail(id, Failure::timeout()),
        }
    }

    pub(super) fn end_task(&mut self, id: usize, result: Result<Json, Failure>) {
        match result {
            Ok(result) => self.leave(id, Ending::Result(result.into())),
            Err(failure) => self.fail(id, failure),
        }
    }

    /// Adds a branch at the start of a flow.
    pub(super) fn add_branch(
        &mut self,
        parent: Option<(usize, usize)>,
        flow: usize,
        variables: Variables,
        input: Value,
    ) {
        let id = self.next_branch;
        self.next_branch += 1;
        let start = self.machine.flows[flow].start;
        let visit = self.visit(flow, start, input);
        let branch = Branch { parent, flow, variables, visit, activity: Activity::Ready };
        self.branches.insert(id, branch);
        self.attempt(id);
    }

    pub(super) fn enter(&mut self, id: usize, state: usize, input: Value) {
        if self.entered.len() == MOST_STATES {
            let failure = Failure::runtime("the execution has too many events");
            return self.end(Outcome::Failed(failure));
        }
        self.branch(id).visit = self.visit(self.branches[&id].flow, state, input);
        self.attempt(id);
    }

    fn visit(&mut self, flow: usize, state: usize, input: Value) -> Visit {
        self.entered.push((flow, state));
        let retriers = self.machine.flows[flow].states[state].retry.len();
        let (entered, retries) = (self.source.now, vec![0; retriers]);
        Visit { state, input, entered, retries, context: Value::Null }
    }

    /// Lets the current state be executed, for the first time or again.
    fn attempt(&mut self, id: usize) {
        self.branch(id).activity = Activity::Ready;
        self.ready.push_back(id);
    }

    /// Leaves the current state by its exit. Its retriers and catchers handle a failure of that.
    fn leave(&mut self, id: usize, ending: Ending) {
        let machine = Arc::clone(&self.machine);
        let exit = machine.state(self.position(id)).kind.exit();
        if let Some(Err(failure)) = exit.map(|exit| self.exit(id, exit, ending)) {
            self.fail(id, failure);
        }
    }

    pub(super) fn exit(&mut self, id: usize, exit: &Exit, ending: Ending) -> Result<(), Failure> {
        let scope = self.scope(id, &ending);
        // Both see the variables as they were before.
        let assigned: Vec<_> =
            evaluate_entries(&exit.assign, &scope).collect::<Result<_, Failure>>()?;
        let output = exit.output.as_ref().map(|output| output.evaluate(&scope)).transpose()?;
        let output = output.unwrap_or_else(|| match ending {
            Ending::Nothing => self.branches[&id].visit.input.clone(),
            Ending::Result(result) => result,
            Ending::Error(failure) => failure.to_json().into(),
        });
        self.branch(id).variables.extend(assigned);
        match exit.next {
            Some(next) => self.enter(id, next, output),
            None => self.finish(id, output),
        }
        Ok(())
    }

    /// Ends a branch with its output.
    pub(super) fn finish(&mut self, id: usize, output: Value) {
        match self.branches.remove(&id).and_then(|branch| branch.parent) {
            Some((parent, position)) => self.join(parent, position, output),
            None => self.end(to_json(&output).map_or_else(Outcome::Failed, Outcome::Succeeded)),
        }
    }

    /// Stores the output of a branch. The `Parallel` ends with the last one.
    fn join(&mut self, parent: usize, position: usize, output: Value) {
        if let Activity::Parallel(outputs) = &mut self.branch(parent).activity {
            outputs[position] = Some(output);
            if let Some(outputs) = outputs.iter().cloned().collect() {
                self.leave(parent, Ending::Result(Value::array(outputs)));
            }
        }
    }

    /// Retries the current state, continues with a catcher's state, or fails the branch.
    pub(super) fn fail(&mut self, id: usize, failure: Failure) {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.position(id));
        self.stop_branches(id);
        if let Some(delay) = self.delay_of_retry(id, state, &failure) {
            self.branch(id).activity = Activity::BackingOff(self.source.now + delay);
            return;
        }
        let failure = match state.catch.iter().find(|catch| failure.matches(&catch.errors)) {
            Some(catch) => match self.exit(id, &catch.exit, Ending::Error(failure)) {
                Ok(()) => return,
                Err(failure) => failure,
            },
            None => failure,
        };
        match self.branches.remove(&id).and_then(|branch| branch.parent) {
            Some((parent, _)) => self.fail(parent, failure),
            None => self.end(Outcome::Failed(failure)),
        }
    }

    /// The delay before the next attempt, if the first retrier that matches allows another one.
    fn delay_of_retry(
        &mut self,
        id: usize,
        state: &State,
        failure: &Failure,
    ) -> Option<SignedDuration> {
        let first = state.retry.iter().position(|retry| failure.matches(&retry.errors))?;
        let retry = &state.retry[first];
        let used = &mut self.branch(id).visit.retries[first];
        if *used >= retry.max_attempts {
            return None;
        }
        *used += 1;
        let delay = delay(retry, *used);
        Some(if retry.full_jitter { self.source.part_of(delay) } else { delay })
    }

    /// Stops the branches of a `Parallel`, with those within them.
    fn stop_branches(&mut self, parent: usize) {
        let of_parent = |branch: &Branch| branch.parent.is_some_and(|(id, _)| id == parent);
        let branches = self.branches.iter().filter(|(_, branch)| of_parent(branch));
        for id in branches.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.branches.remove(&id);
            self.stop_branches(id);
        }
    }

    /// The flow and the state of a branch.
    pub(super) fn position(&self, id: usize) -> (usize, usize) {
        let branch = &self.branches[&id];
        (branch.flow, branch.visit.state)
    }
}

/// The delay before a retry, which is the first, the second and so on.
fn delay(retry: &Retry, number: u32) -> SignedDuration {
    let growth = retry.backoff_rate.powf(f64::from(number - 1));
    let longest = retry.max_delay_seconds.map_or(MOST_SECONDS, f64::from);
    SignedDuration::from_secs_f64((f64::from(retry.interval_seconds) * growth).min(longest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delays_grow_up_to_the_longest() {
        let retry = Retry {
            errors: Vec::new(),
            interval_seconds: 3,
            max_attempts: 9,
            backoff_rate: 2.0,
            max_delay_seconds: Some(10),
            full_jitter: false,
        };
        let delays = [1, 2, 3, 4].map(|number| delay(&retry, number).as_secs());
        assert_eq!(delays, [3, 6, 10, 10]);
    }
}
