//! All calls to AWS that the tool makes, to compare an environment with its manifest, deploy it,
//! operate it and destroy it.

pub mod approval;
pub mod artifacts;
pub mod change_set;
pub mod changes;
pub mod closest;
pub mod context;
pub mod deploy;
pub mod destroy;
pub mod diff;
pub mod dlq;
pub mod error;
pub mod executions;
pub mod failure;
pub mod grants;
pub mod indexes;
pub mod interrupt;
pub mod lock;
pub mod losses;
pub mod names;
pub mod orphans;
pub mod outbox;
pub mod outputs;
pub mod preflight;
pub mod progress;
pub mod queues;
pub mod rotate_key;
pub mod schedule;
pub mod secrets;
pub mod seeds;
pub mod stack;
pub mod status;
pub mod template;

#[cfg(test)]
mod testing;
