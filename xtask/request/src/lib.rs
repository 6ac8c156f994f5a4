//! A request of `cargo xtask` to the `aws` binary.
//!
//! `cargo xtask` reads these options from its command line and passes them to the binary as JSON,
//! so each option is declared once.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

mod change;
mod demo;
mod dlq;
mod executions;
mod outbox;
mod time;

pub use self::{
    change::Change,
    demo::{Credentials, Demo},
    dlq::{Dlq, Filter, ListDeadLetters, PeekDeadLetters, PurgeDeadLetters, RedriveDeadLetters},
    executions::{ExecutionStatus, Executions, ListExecutions, ShowExecution, StopExecution},
    outbox::{ListOutbox, Outbox, RepublishOutbox},
};

/// The only argument of the `aws` binary.
#[derive(Debug, Serialize, Deserialize)]
pub struct Request {
    /// The file that synthesis wrote.
    pub manifest: PathBuf,
    /// The file that the build wrote; absent for commands that need no code.
    pub artifacts: Option<PathBuf>,
    pub verbosity: Verbosity,
    pub command: Command,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize, Args)]
pub struct Verbosity {
    /// Print results and errors only
    #[arg(long, global = true)]
    pub quiet: bool,
    /// Print plain lines even on a terminal
    #[arg(long, global = true)]
    pub no_progress: bool,
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Command {
    Diff(Diff),
    Deploy(Deploy),
    Destroy(Destroy),
    Status(Selection),
    Outputs(Selection),
    RotateKey(RotateKey),
    Dlq(Dlq),
    Outbox(Outbox),
    Executions(Executions),
}

#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Diff {
    /// Stacks or services [default: all]
    pub stacks: Vec<String>,
    /// Compare the templates only, and build no code
    #[arg(long)]
    pub templates_only: bool,
    /// Exit with 1 if there are changes
    #[arg(long)]
    pub fail: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Deploy {
    /// Stacks or services, deployed together with their dependencies [default: all]
    pub stacks: Vec<String>,
    /// Which changes need approval; the local environment never asks
    #[arg(long, value_enum, default_value_t = Approval::Broadening)]
    pub require_approval: Approval,
    /// Approve all changes, except losses of data
    #[arg(long)]
    pub yes: bool,
    /// Accept that the data of this resource is lost; may be repeated, and `STACK/LOGICAL_ID` is
    /// accepted too
    #[arg(long, value_name = "LOGICAL_ID")]
    pub allow_loss: Vec<String>,
    /// How many stacks to deploy at once
    #[arg(long, default_value_t = 4)]
    pub concurrency: usize,
    /// Write the outputs of all stacks to this file, as JSON
    #[arg(long, value_name = "FILE")]
    pub outputs_file: Option<PathBuf>,
    /// Wait for another deployment of the environment to end
    #[arg(long)]
    pub wait: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum Approval {
    /// None
    Never,
    /// Those that permit more than before
    Broadening,
    /// All
    AnyChange,
}

#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Destroy {
    /// Stacks or services, destroyed together with their dependants [default: all]
    pub stacks: Vec<String>,
    /// Do not ask for the environment's name; the local environment never asks
    #[arg(long)]
    pub yes: bool,
    /// How many stacks to destroy at once
    #[arg(long, default_value_t = 4)]
    pub concurrency: usize,
    /// Wait for a deployment of the environment to end
    #[arg(long)]
    pub wait: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct Selection {
    /// Stacks or services [default: all]
    pub stacks: Vec<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct RotateKey {
    /// Replace all keys at once, for keys that have leaked; this ends all sessions
    #[arg(long)]
    pub compromised: bool,
    /// Do not ask for the environment's name; the local environment never asks
    #[arg(long)]
    pub yes: bool,
    /// Wait for a deployment of the environment to end
    #[arg(long)]
    pub wait: bool,
}
