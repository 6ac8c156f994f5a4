//! Options that all commands have which change messages.

use clap::Args;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, Args)]
pub struct Change {
    /// Show what would be changed, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask; the local environment never asks
    #[arg(long)]
    pub yes: bool,
}
