//! Every call to AWS that the tool makes: comparing an environment with its manifest, bringing it
//! there, and taking it away.

pub mod artifacts;
pub mod changes;
pub mod context;
pub mod deploy;
pub mod destroy;
pub mod diff;
pub mod error;
pub mod failure;
pub mod grants;
pub mod leftovers;
pub mod lock;
pub mod outputs;
pub mod preflight;
pub mod progress;
pub mod schedule;
pub mod secrets;
pub mod seeds;
pub mod stack;
pub mod status;
pub mod template;
