//! The proof that no order is lost and nobody is charged twice: runs the code of the functions, the
//! state machine and all views in virtual time, with faults that a seed determines.

mod bus;
mod catalogue;
mod clock;
mod customers;
mod executions;
mod faults;
mod invariants;
mod plan;
mod points;
mod queue;
mod run;
mod search;
mod services;
mod shop;
mod shrink;
mod staff;
mod stream;
mod tokens;
pub mod workflow;
mod world;

pub use plan::{
    Change, Faults, Plan, PlannedChange, PlannedOrder, PlannedProduct, PlannedSpending, Way,
};
pub use run::{Report, run};
pub use search::{Search, search};
pub use shrink::shrink;
