//! Options of `cargo xtask outbox`.

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{change::Change, time::time};

#[derive(Clone, Debug, Serialize, Deserialize, Subcommand)]
pub enum Outbox {
    /// Show outbox messages, of the last 15 days at most; without `--aggregate`, this reads whole
    /// tables
    List(ListOutbox),
    /// Publish outbox messages again, with the same event ids
    Republish(RepublishOutbox),
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct ListOutbox {
    /// The service [default: all]
    pub service: Option<String>,
    /// Only messages about the item with this partition key, such as `PRODUCT#7`
    #[arg(long, value_name = "KEY")]
    pub aggregate: Option<String>,
    /// Only messages whose event contains this text, such as an order number
    #[arg(long, value_name = "TEXT")]
    pub contains: Option<String>,
    /// Only those of changes at this time or later, such as `2026-11-21T10:00:00Z`, or `2h` for two
    /// hours ago
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub after: Option<Timestamp>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize, Args)]
pub struct RepublishOutbox {
    /// The service
    pub service: String,
    /// The messages about the item with this partition key
    #[arg(long, value_name = "KEY", required_unless_present = "from_dlq")]
    pub aggregate: Option<String>,
    /// The messages that the dead letters name; the dead letters are deleted after that
    #[arg(long, conflicts_with = "aggregate")]
    pub from_dlq: bool,
    /// Of these, only this message; may be repeated
    #[arg(long, value_name = "MESSAGE_ID")]
    pub id: Vec<String>,
    #[command(flatten)]
    pub change: Change,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}
