//! What the stacks of this repository come to, environment by environment.

mod golden;
mod properties;
mod system;
