//! What the stacks of this repository come to, environment by environment.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]

mod golden;
mod properties;
mod system;
