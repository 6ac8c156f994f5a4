//! The control plane of durable functions, for the local AWS and for tests.
//!
//! It implements the part of Lambda's API that concerns durable executions, and invokes the functions
//! with ordinary invocations. A request follows this path:
//!
//! - [`serve`](server::serve) and [`Api`]: HTTP, routes, who may call;
//! - [`ControlPlane`]: all executions, one change at a time, saved before it is visible;
//! - `Execution` (`execution.rs`, `checkpoint.rs`, `transitions.rs`, `timers.rs`, `callbacks.rs`, `calls.rs`,
//!   `invocation.rs`): the rules of the protocol, without I/O and without a clock;
//! - `scheduler.rs`: invokes functions and lets time pass.

#![warn(missing_docs)]

use jiff::SignedDuration;

mod api;
mod callbacks;
mod calls;
mod checkpoint;
mod clock;
mod control_plane;
mod execution;
mod functions;
mod history;
mod invocation;
mod invoke;
mod lambda;
mod queries;
mod refusal;
mod scheduler;
pub mod server;
mod store;
mod timers;
mod transitions;
mod upstream;
pub mod wire;

#[cfg(test)]
mod properties;
#[cfg(test)]
mod samples;
#[cfg(feature = "testing")]
pub mod testing;

pub use api::Api;
pub use callbacks::Report;
pub use checkpoint::Checkpoint;
pub use clock::{Clock, SystemClock};
pub use control_plane::{ControlPlane, Settings, Start};
pub use execution::{End, Execution, Outcome};
pub use functions::{CallError, DurableFunction, Functions, Target};
pub use history::Event;
pub use lambda::Lambda;
pub use refusal::Refusal;
pub use store::Store;
pub use upstream::Upstream;
pub use wire::{DurableConfig, ErrorObject};

/// How often a function is invoked again after an error, or a call is repeated that did not reach its
/// function. AWS does not document how often; these are the numbers of its own emulator
/// (`aws-durable-execution-sdk-python-testing`).
pub(crate) const RETRIES: u32 = 6;

/// The pause before each retry.
pub(crate) const PAUSE: SignedDuration = SignedDuration::from_secs(5);
