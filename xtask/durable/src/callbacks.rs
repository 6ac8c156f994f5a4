//! Results that come from outside an execution.

use jiff::{SignedDuration, Timestamp};

use crate::{
    execution::{Execution, Outcome, is_open, opaque, transparent},
    refusal::Refusal,
};

/// A report about a callback, from outside the execution.
#[derive(Clone, Debug, PartialEq)]
pub enum Report {
    /// Its result or error.
    End(Outcome),
    /// It needs more time.
    Heartbeat,
}

/// The id of a callback. It contains the ARN of the execution, so that the local AWS finds the function
/// to which the caller must have the right, and the operation.
pub(crate) fn callback_id(execution: &str, operation: &str) -> String {
    opaque(&format!("{execution}#{operation}"))
}

/// The ARN of the execution and the operation of a callback.
pub(crate) fn parse_callback_id(id: &str) -> Result<(String, String), Refusal> {
    let text = transparent(id);
    let parts = text.as_deref().and_then(|text| text.split_once('#'));
    let (execution, operation) =
        parts.ok_or_else(|| Refusal::invalid(format!("`{id}` is not the id of a callback")))?;
    Ok((execution.to_owned(), operation.to_owned()))
}

impl Execution {
    /// Applies a report about a callback. A callback ends once: later reports are refused.
    pub(crate) fn report(
        &mut self,
        now: Timestamp,
        id: &str,
        report: Report,
    ) -> Result<(), Refusal> {
        let callback_id = callback_id(&self.arn, id);
        let recorded = self.find(id).filter(|it| it.callback.is_some());
        let recorded =
            recorded.ok_or_else(|| Refusal::not_found(format!("the callback `{callback_id}`")))?;
        if !self.is_running() || !is_open(&recorded.operation) {
            return Err(Refusal::callback_closed(&callback_id));
        }
        match report {
            Report::End(outcome) => self.settle(now, id, "Callback", &outcome),
            Report::Heartbeat => self.extend(now, id),
        }
        Ok(())
    }

    fn extend(&mut self, now: Timestamp, id: &str) {
        let timers = self.touch(id).and_then(|it| it.callback.as_mut());
        if let Some(timers) = timers.filter(|it| it.heartbeat.is_some()) {
            timers.heartbeat =
                Some(now + SignedDuration::from_secs(timers.heartbeat_seconds.into()));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        samples::{at, events, invoked, operation, save},
        wire::{ErrorObject, OperationStatus},
    };

    /// An execution that waits for a callback, for 60 seconds with a heartbeat every 10.
    fn waiting() -> Execution {
        let mut execution = invoked();
        let options = json!({ "TimeoutSeconds": 60, "HeartbeatTimeoutSeconds": 10 });
        let start =
            json!({ "Id": "c", "Type": "CALLBACK", "Action": "START", "CallbackOptions": options });
        let response = save(&mut execution, 0, json!([start])).unwrap();
        let id = &response["NewExecutionState"]["Operations"][0]["CallbackDetails"]["CallbackId"];
        let parts = parse_callback_id(id.as_str().unwrap()).unwrap();
        assert_eq!(parts, (execution.arn.clone(), "c".to_owned()));
        execution.end_invocation(at(0), Ok(r#"{"Status": "PENDING"}"#.to_owned()));
        execution
    }

    fn success() -> Report {
        Report::End(Outcome::Succeeded(Some("1".to_owned())))
    }

    #[test]
    fn a_result_ends_the_callback_once() {
        let mut execution = waiting();
        execution.report(at(1), "c", success()).unwrap();
        let details = operation(&execution, "c").callback_details.clone().unwrap();
        assert_eq!(details.result.as_deref(), Some("1"));
        assert!(execution.begin_invocation(at(1), 100).is_some());
        for late in
            [success(), Report::End(Outcome::Failed(ErrorObject::default())), Report::Heartbeat]
        {
            let refused = execution.report(at(2), "c", late).unwrap_err();
            assert_eq!(refused.code, "CallbackTimeoutException");
        }
        assert_eq!(
            events(&execution),
            ["ExecutionStarted", "CallbackStarted", "CallbackSucceeded"]
        );
    }

    #[test]
    fn an_error_ends_the_callback() {
        let mut execution = waiting();
        let error = ErrorObject::new("Declined", "no");
        execution.report(at(1), "c", Report::End(Outcome::Failed(error.clone()))).unwrap();
        assert_eq!(operation(&execution, "c").status, OperationStatus::Failed);
        assert_eq!(operation(&execution, "c").callback_details.clone().unwrap().error, Some(error));
    }

    #[test]
    fn heartbeats_keep_a_callback_until_its_timeout() {
        let timed_out_at = |heartbeats: &[i64]| {
            let mut execution = waiting();
            for time in heartbeats {
                execution.advance(at(*time));
                execution.report(at(*time), "c", Report::Heartbeat).unwrap();
            }
            let time = execution.next_time().unwrap();
            execution.advance(time);
            assert_eq!(operation(&execution, "c").status, OperationStatus::TimedOut);
            let error = operation(&execution, "c").callback_details.clone().unwrap().error.unwrap();
            let late = execution.report(time, "c", success()).unwrap_err();
            assert_eq!(late.code, "CallbackTimeoutException");
            (time, error.error_type.unwrap())
        };
        assert_eq!(timed_out_at(&[]), (at(10), "Callback.Heartbeat".to_owned()));
        assert_eq!(timed_out_at(&[5, 14]), (at(24), "Callback.Heartbeat".to_owned()));
        assert_eq!(timed_out_at(&[9, 18, 27, 36, 45, 54]), (at(60), "Callback.Timeout".to_owned()));
    }

    #[test]
    fn only_callbacks_that_exist_are_reported() {
        for id in ["", "c", "%%%", "id:c"] {
            assert_eq!(parse_callback_id(id).unwrap_err().status, 400, "{id}");
        }
        let mut execution = waiting();
        assert_eq!(execution.report(at(0), "other", success()).unwrap_err().status, 404);
        assert_eq!(execution.report(at(0), "id", success()).unwrap_err().status, 404);
    }
}
