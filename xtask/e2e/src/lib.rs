//! A deployed shop, as its users and its operators see it: clients and polling for the stories in
//! `tests/stories`. Everything here panics with an explanation, because it only serves tests.

mod api;
mod bus;
mod listener;
mod people;
mod poll;
mod queues;
mod shop;
pub mod tokens;

pub use api::{Api, Call, Reply};
pub use bus::Entry;
pub use listener::Listener;
pub use people::Person;
pub use poll::eventually;
pub use queues::Queues;
pub use shop::{Shop, unique};
