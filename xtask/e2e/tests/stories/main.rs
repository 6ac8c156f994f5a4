//! Stories of a deployed shop: what its users, clients and publishers may rely on. Each makes its own
//! users, orders and products, so that all can run at once and again.

mod accounts;
mod bad_input;
mod correlation;
mod cors;
mod dead_letters;
mod feeds;
mod grants;
mod inventory;
mod oauth;
mod orders;
mod pricing;
mod products;
mod tokens;
