//! State machines in the interpreter: each construct of the language, and the deployed definitions.
#![expect(clippy::unwrap_used, reason = "a test fails at the first unexpected value")]

mod compile;
mod data;
mod deployed;
mod errors;
mod parallel;
mod properties;
mod states;
mod support;
mod tokens;
