//! Clients of a deployed shop, and polling, for the scenarios in `tests/scenarios` and for the
//! benchmarks. Everything here panics with an explanation, because only tests use it.

mod api;
mod bus;
mod dead_letters;
mod faults;
mod feeds;
mod items;
mod orders;
mod outputs;
mod poll;
mod products;
mod queues;
mod shop;
mod subscriber;
pub mod tokens;
mod tool;
mod users;

pub use api::{Api, Request, Response};
pub use bus::Entry;
pub use dead_letters::DeadLetters;
pub use items::key_attributes;
pub use orders::CONFIRMED_FEED;
pub use poll::eventually;
pub use queues::Queues;
pub use shop::{Shop, unique};
pub use subscriber::Subscriber;
pub use users::{PASSWORD, User};
