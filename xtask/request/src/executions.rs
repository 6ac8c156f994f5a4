//! Options of `cargo xtask executions`.

use clap::{Args, Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Executions {
    /// Show the executions of a durable function, the latest first
    List(ListExecutions),
    /// Show an execution and its events
    Show(ShowExecution),
    /// Stop an execution for good, after asking for the environment's name
    Stop(StopExecution),
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct ListExecutions {
    /// The function, such as `loyalty/upgrade-tier`
    #[arg(value_name = "SERVICE/FUNCTION")]
    pub function: String,
    /// Only those in this state; may be repeated
    #[arg(long, value_enum)]
    pub status: Vec<ExecutionStatus>,
    /// Only those with this name
    #[arg(long)]
    pub name: Option<String>,
    /// At most this many
    #[arg(long, default_value_t = 20)]
    pub limit: usize,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ValueEnum)]
pub enum ExecutionStatus {
    Running,
    Succeeded,
    Failed,
    TimedOut,
    Stopped,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct ShowExecution {
    /// The execution, as `list` shows it
    pub arn: String,
    /// Show input, result and errors, which may contain personal data
    #[arg(long)]
    pub data: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct StopExecution {
    /// The execution, as `list` shows it
    pub arn: String,
    /// Why, for those who look at the execution later
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Do not ask for the environment's name; the local environment never asks
    #[arg(long)]
    pub yes: bool,
}
