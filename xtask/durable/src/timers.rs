//! What the passing of time changes in an execution.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::{
    execution::{Execution, Outcome, Recorded, is_open},
    history::Event,
    wire::{ErrorObject, OperationStatus, OperationType},
};

/// What a timer of an operation does.
enum Timer {
    Attempt,
    Wait,
    Callback,
    Heartbeat,
}

impl Execution {
    /// Applies every timer that has elapsed.
    pub(crate) fn advance(&mut self, now: Timestamp) {
        if !self.is_running() {
            return;
        }
        if self.deadline() <= now {
            let error =
                ErrorObject::new("Lambda.Timeout", "the execution took longer than its timeout");
            self.finish(now, Outcome::TimedOut(error));
            return;
        }
        for (id, timer) in self.elapsed(now) {
            match timer {
                Timer::Attempt => self.allow_attempt(now, &id),
                Timer::Wait => self.end_wait(now, &id),
                Timer::Callback => {
                    let error =
                        ErrorObject::new("Callback.Timeout", "the callback had no result in time");
                    self.settle(now, &id, "Callback", &Outcome::TimedOut(error));
                }
                Timer::Heartbeat => {
                    let error = ErrorObject::new(
                        "Callback.Heartbeat",
                        "the callback had no heartbeat in time",
                    );
                    self.settle(now, &id, "Callback", &Outcome::TimedOut(error));
                }
            }
        }
    }

    /// The next time at which the control plane has to do something: let a timer elapse, invoke the
    /// function, or make a call.
    pub(crate) fn next_time(&self) -> Option<Timestamp> {
        if !self.is_running() {
            return None;
        }
        let timers = self.operations.iter().filter_map(|it| Some(timer(it)?.0));
        let calls = self.operations.iter().filter(|it| is_open(&it.operation));
        let calls = calls.filter_map(|it| it.call.as_ref().filter(|call| !call.in_flight)?.due);
        timers.chain(calls).chain(self.invocation.next()).chain([self.deadline()]).min()
    }

    fn deadline(&self) -> Timestamp {
        self.started + SignedDuration::from_secs(self.config.execution_timeout.into())
    }

    fn elapsed(&self, now: Timestamp) -> Vec<(String, Timer)> {
        let timers = self.operations.iter().filter_map(|it| Some((it, timer(it)?)));
        let elapsed = timers.filter(|(_, (time, _))| *time <= now);
        elapsed.map(|(it, (_, timer))| (it.operation.id.clone(), timer)).collect()
    }

    fn allow_attempt(&mut self, now: Timestamp, id: &str) {
        if let Some(recorded) = self.touch(id) {
            recorded.operation.status = OperationStatus::Ready;
            self.invocation.wake(now);
        }
    }

    fn end_wait(&mut self, now: Timestamp, id: &str) {
        let Some(Recorded { operation, .. }) = self.touch(id) else { return };
        operation.status = OperationStatus::Succeeded;
        operation.end_timestamp = Some(now);
        let duration = now.duration_since(operation.start_timestamp).as_secs();
        let details = json!({ "Duration": duration });
        let event = Event::new(now, "WaitSucceeded", Some(operation), details);
        self.record(event);
        self.invocation.wake(now);
    }
}

/// The timer of an operation, if it has one.
fn timer(recorded: &Recorded) -> Option<(Timestamp, Timer)> {
    let Recorded { operation, callback, .. } = recorded;
    match (operation.r#type, operation.status) {
        (OperationType::Step, OperationStatus::Pending) => {
            Some((operation.step_details.as_ref()?.next_attempt_timestamp?, Timer::Attempt))
        }
        (OperationType::Wait, OperationStatus::Started) => {
            Some((operation.wait_details.as_ref()?.scheduled_end_timestamp, Timer::Wait))
        }
        (OperationType::Callback, OperationStatus::Started) => {
            let timers = callback.as_ref()?;
            let timeout = timers.timeout.map(|time| (time, Timer::Callback));
            let heartbeat = timers.heartbeat.map(|time| (time, Timer::Heartbeat));
            timeout.into_iter().chain(heartbeat).min_by_key(|(time, _)| *time)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::samples::{at, events, invoked, new, operation, save};

    #[test]
    fn a_wait_ends_in_time_and_lets_the_function_continue() {
        let mut execution = invoked();
        let wait = json!({ "Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": { "WaitSeconds": 60 } });
        save(&mut execution, 0, json!([wait])).unwrap();
        execution.end_invocation(at(1), Ok(r#"{"Status": "PENDING"}"#.to_owned()));
        execution.advance(at(59));
        assert_eq!(execution.begin_invocation(at(59), 100), None);
        assert_eq!(execution.next_time(), Some(at(60)));
        execution.advance(at(60));
        assert_eq!(operation(&execution, "w").status, OperationStatus::Succeeded);
        assert!(execution.begin_invocation(at(60), 100).is_some());
        assert_eq!(events(&execution), ["ExecutionStarted", "WaitStarted", "WaitSucceeded"]);
    }

    #[test]
    fn a_wait_that_ends_while_the_function_runs_invokes_it_again() {
        let mut execution = invoked();
        let wait = json!({ "Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": { "WaitSeconds": 1 } });
        save(&mut execution, 0, json!([wait])).unwrap();
        execution.advance(at(1));
        assert_eq!(execution.begin_invocation(at(1), 100), None);
        execution.end_invocation(at(2), Ok(r#"{"Status": "PENDING"}"#.to_owned()));
        assert!(execution.begin_invocation(at(2), 100).is_some());
    }

    #[test]
    fn a_cancelled_wait_does_not_end() {
        let mut execution = invoked();
        let start = json!({ "Id": "w", "Type": "WAIT", "Action": "START", "WaitOptions": { "WaitSeconds": 1 } });
        let cancel = json!({ "Id": "w", "Type": "WAIT", "Action": "CANCEL" });
        save(&mut execution, 0, json!([start])).unwrap();
        save(&mut execution, 0, json!([cancel])).unwrap();
        execution.advance(at(1));
        assert_eq!(operation(&execution, "w").status, OperationStatus::Cancelled);
        assert_eq!(events(&execution), ["ExecutionStarted", "WaitStarted", "WaitCancelled"]);
    }

    #[test]
    fn an_execution_that_takes_too_long_ends() {
        let mut execution = new();
        execution.advance(at(3599));
        assert!(execution.is_running());
        execution.advance(at(3600));
        assert!(matches!(execution.outcome(), Some(Outcome::TimedOut(_))));
        assert_eq!(
            (execution.next_time(), execution.begin_invocation(at(3600), 100)),
            (None, None)
        );
        assert_eq!(events(&execution), ["ExecutionStarted", "ExecutionTimedOut"]);
    }
}
