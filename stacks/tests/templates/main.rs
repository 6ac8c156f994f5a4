//! The templates of the stacks in every environment of the repository.
#![expect(clippy::unwrap_used, reason = "a test fails at the first unexpected value")]

mod constructs;
mod dead_letters;
mod golden;
mod graph;
mod properties;
mod retention;
mod rights;
mod sources;
mod system;
mod workflows;
