//! The calls of chained invokes: when they are made, repeated and settled.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    execution::{Execution, Outcome, Recorded, is_open},
    functions::{CallError, Target},
    wire::{ErrorObject, seconds},
};

/// The call of a chained invoke.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) target: Target,
    pub(crate) payload: String,
    /// When it is made. None while an execution of a durable function runs.
    #[serde(with = "seconds::option", default)]
    pub(crate) due: Option<Timestamp>,
    /// How often it did not reach the function.
    pub(crate) failures: u32,
    /// Whether the control plane waits for the response. A restart makes the call again.
    #[serde(skip)]
    pub(crate) in_flight: bool,
}

impl Execution {
    /// Ends a chained invoke, unless it has ended or is not needed any more.
    pub(crate) fn settle_call(&mut self, now: Timestamp, id: &str, outcome: &Outcome) {
        if self.is_running() && self.find(id).is_some_and(|it| is_open(&it.operation)) {
            self.settle(now, id, "ChainedInvoke", outcome);
        }
    }

    /// The response of a function that is not durable.
    pub(crate) fn call_returned(
        &mut self,
        now: Timestamp,
        id: &str,
        response: Result<String, CallError>,
    ) {
        let Some(call) = self.call(id) else { return };
        call.in_flight = false;
        match response {
            Ok(result) => self.settle_call(now, id, &Outcome::Succeeded(Some(result))),
            Err(CallError::Unavailable(_)) if call.failures < crate::RETRIES => {
                call.failures += 1;
                call.due = Some(now + crate::PAUSE);
            }
            Err(error) => self.settle_call(now, id, &Outcome::Failed(error.into())),
        }
    }

    pub(crate) fn call(&mut self, id: &str) -> Option<&mut Call> {
        let recorded = self.operations.iter_mut().find(|it| it.operation.id == id)?;
        recorded.call.as_mut()
    }

    /// Takes the calls that are due. Each is in flight until it returned.
    pub(crate) fn take_calls(&mut self, now: Timestamp) -> Vec<(String, Call)> {
        let open = self.operations.iter_mut().filter(|it| is_open(&it.operation));
        let mut calls = vec![];
        for Recorded { operation, call, .. } in open {
            if let Some(call) = call.as_mut().filter(|it| it.is_due(now)) {
                call.in_flight = true;
                calls.push((operation.id.clone(), call.clone()));
            }
        }
        calls
    }
}

impl Call {
    fn is_due(&self, now: Timestamp) -> bool {
        !self.in_flight && self.due.is_some_and(|due| due <= now)
    }
}

impl From<CallError> for ErrorObject {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Function(error) => error,
            CallError::NotFound => {
                Self::new("Lambda.ResourceNotFoundException", "the function does not exist")
            }
            CallError::Unavailable(message) => Self::new("Lambda.ServiceException", message),
        }
    }
}
