//! What every Lambda function needs, once: start, decode what invokes it, run it, answer, log,
//! authenticate callers, write state and events together, publish.

#![warn(missing_docs)]

mod api_client;
mod context;
mod direct;
mod failure;
mod http;
mod invocation;
mod lambda;
mod logging;
mod queue;
mod stream;
mod trace;

pub mod auth;
pub mod clock;
pub mod dynamo;
pub mod ids;
pub mod outbox;
pub mod ssm;
pub mod testing;

pub use api_client::ApiClient;
pub use auth::{Authority, Claims, UserType};
pub use context::Context;
pub use failure::{Failure, Rejection, Result};
pub use http::{Caller, Encode, Reply, Request, SecuredTrigger};
pub use invocation::{Handle, Invocation, Trigger};
pub use lambda::{Lambda, env, unknown_function};
pub use outbox::{Outgoing, Publisher, Recording};
pub use queue::Message;
pub use stream::{Change, ChangeKind};
