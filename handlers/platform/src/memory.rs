//! What the ports in memory share: the one place that decides what happens to a call, journals of what
//! was written, marks that expire, ids that follow from a seed, and what streams deliver. For tests
//! and simulations.

mod calls;
mod journal;
mod marks;
mod seeded;
mod streams;

pub use calls::{CallOutcome, CallPolicy, Calls, Disturbance};
pub use journal::Journal;
pub use marks::Marks;
pub use seeded::{SeededIds, seed_ids};
pub(crate) use seeded::{Source, source};
pub use streams::{BusEvent, insertion};
