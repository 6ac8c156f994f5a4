//! The ports of the domain.

pub mod placing;
pub mod prices;
pub mod reading;
pub mod settling;
pub mod workflow;
