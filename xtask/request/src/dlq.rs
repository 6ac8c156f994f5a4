//! Options of `cargo xtask dlq`.

use std::num::NonZeroU32;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{change::Change, time::time};

#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Dlq {
    /// Show how many dead letters there are of each function
    List(ListDeadLetters),
    /// Show dead letters of a function, and leave them in their queue
    Peek(PeekDeadLetters),
    /// Move dead letters back to the queue that they come from
    Redrive(RedriveDeadLetters),
    /// Delete dead letters of a function, after showing them and asking for the environment's name; a
    /// protected environment asks even with `--yes`
    Purge(PurgeDeadLetters),
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct ListDeadLetters {
    /// Show functions without dead letters too
    #[arg(long)]
    pub all: bool,
    /// Exit with 1 if there are dead letters
    #[arg(long)]
    pub fail: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Which dead letters.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct Filter {
    /// Only events of this type
    #[arg(long = "type", value_name = "EVENT_TYPE")]
    pub event_type: Option<String>,
    /// Only this event or message; may be repeated
    #[arg(long, value_name = "EVENT_OR_MESSAGE_ID")]
    pub id: Vec<String>,
    /// Only those that this request caused
    #[arg(long)]
    pub correlation_id: Option<String>,
    /// Only those sent before this time, such as `2026-11-21T10:00:00Z`, or `2h` for two hours ago
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub before: Option<Timestamp>,
    /// Only those sent at this time or later
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub after: Option<Timestamp>,
    /// Only those whose body contains this text
    #[arg(long, value_name = "TEXT")]
    pub contains: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct PeekDeadLetters {
    /// The function, such as `activity/handle-event`
    #[arg(value_name = "SERVICE/FUNCTION")]
    pub function: String,
    #[command(flatten)]
    pub filter: Filter,
    /// At most this many
    #[arg(long, default_value_t = 10)]
    pub limit: usize,
    /// Show the bodies, which may contain personal data
    #[arg(long)]
    pub body: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize, Args)]
pub struct RedriveDeadLetters {
    /// The function, such as `activity/handle-event`
    #[arg(value_name = "SERVICE/FUNCTION", required_unless_present = "all")]
    pub function: Option<String>,
    /// Dead letters of all functions
    #[arg(long, conflicts_with = "function")]
    pub all: bool,
    #[command(flatten)]
    pub filter: Filter,
    /// At most this many of each function
    #[arg(long)]
    pub limit: Option<usize>,
    /// How many messages to move per second
    #[arg(long, value_name = "MESSAGES", default_value = "10")]
    pub rate: NonZeroU32,
    #[command(flatten)]
    pub change: Change,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct PurgeDeadLetters {
    /// The function, such as `activity/handle-event`
    #[arg(value_name = "SERVICE/FUNCTION")]
    pub function: String,
    #[command(flatten)]
    pub filter: Filter,
    /// At most this many
    #[arg(long)]
    pub limit: Option<usize>,
    #[command(flatten)]
    pub change: Change,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}
