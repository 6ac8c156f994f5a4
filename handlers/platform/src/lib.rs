//! What every Lambda function needs: start, decode the payload, identify the caller, run, encode the
//! response, log, write state and events in one transaction, publish.

#![warn(missing_docs)]

mod api_client;
mod backoff;
mod batch;
mod cache;
mod context;
mod dead_letter_queues;
mod direct;
mod failure;
mod http;
mod invocation;
mod keys;
mod lambda;
mod logging;
mod queue;
mod reply;
mod stamp;
mod stream;
mod trace;
mod workflow;

pub mod auth;
pub mod clock;
#[cfg(feature = "durable")]
pub mod durable;
pub mod dynamo;
pub mod idempotency;
pub mod ids;
#[cfg(feature = "memory")]
pub mod memory;
pub mod metrics;
pub mod outbox;
pub mod page_token;
pub mod simulation;
mod ssm;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use api_client::ApiClient;
pub use auth::{Claims, Tokens, UserType};
pub use backoff::{Attempt, Contention, backoff, retry_conflicts};
pub use context::Context;
pub use dead_letter_queues::{DeadLetterQueues, QueueDepth};
pub use direct::Input;
pub use failure::{Failure, Rejection, Result, Throttled, Unavailable};
pub use http::{Caller, Decode, Encode, Endpoint, Reply, Request};
pub use invocation::{EventFn, Invocation, Serve};
pub use keys::{Key, Keys};
pub use lambda::{Dispatch, Handler, Lambda, Service, run};
pub use outbox::{EventPublisher, OutboxMessage, PublicEvents, Publisher};
pub use queue::Message;
pub use reply::ReplyRequest;
pub use ssm::{Parameter, Secret};
pub use stamp::{InTheFuture, Stamp};
pub use stream::{Change, ChangeKind};
pub use workflow::{Completion, ExecutionState, Executions, Tasks};
