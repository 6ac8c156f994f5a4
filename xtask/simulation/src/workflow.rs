//! Executes the state machines that the stacks deploy, as Step Functions does, in virtual time.
//!
//! A [`Machine`] is compiled once from a typed definition. An [`Execution`] does no I/O: it returns
//! the calls of its tasks, and the caller passes their results, tokens and the time. Time and random
//! numbers come from the caller, so that an execution can be repeated exactly.
//!
//! ```
//! use std::{collections::BTreeMap, sync::Arc};
//!
//! use cfn::asl::{Next, StateMachine, Task, jsonata};
//! use jiff::Timestamp;
//! use serde_json::json;
//! use simulation::workflow::{Effect, Execution, Machine, Outcome, Start};
//!
//! let definition = StateMachine::new("Charge").state("Charge", Task {
//!     output: Some(jsonata("$states.result.paid")),
//!     ..Task::new("arn:aws:states:::lambda:invoke", json!({ "FunctionName": "charge" }), Next::End)
//! });
//! let machine = Arc::new(Machine::new("Payments", &definition, &BTreeMap::new())?);
//!
//! let now = Timestamp::UNIX_EPOCH;
//! let start = Start { name: "order-1".to_owned(), input: json!({}), seed: 7, now };
//! let mut execution = Execution::start(&machine, start);
//! let Effect::Call(call) = execution.step(now) else { panic!("the task calls its function") };
//! execution.respond(now, call.id, Ok(json!({ "paid": true })));
//! assert_eq!(execution.step(now), Effect::Ended(Outcome::Succeeded(json!(true))));
//! # Ok::<(), simulation::workflow::CompileError>(())
//! ```
//!
//! What it does not support is an error when a machine is compiled: JSONata functions that are
//! evaluated at random or from text (`$shuffle`, `$eval`), those that Step Functions adds
//! (`$partition`, `$range`, `$hash`, `$parse`), the error `States.BranchFailed`, variables that a
//! branch of a `Parallel` and a flow around it both assign, and tasks without arguments. Payloads are
//! not limited in size.

mod data;
mod execution;
mod expression;
mod failure;
mod machine;
mod source;
mod token;

pub use execution::{Call, CallId, Effect, Execution, Outcome, Start};
pub use failure::Failure;
pub use machine::{CompileError, Machine};
pub use token::{TokenError, execution_of};
