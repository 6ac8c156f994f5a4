//! Scenarios in a deployed shop: what its users, its clients and the publishers of its events may
//! rely on. Each scenario creates its own users, orders and products, so that all of them can run
//! at the same time, and repeatedly.

mod accounts;
mod bad_input;
mod baskets;
mod contention;
mod correlation;
mod cors;
mod dead_letter_commands;
mod dead_letter_watch;
mod dead_letters;
mod demo;
mod feeds;
mod grants;
mod inventory;
mod logins;
mod loyalty;
mod notifications;
mod oauth;
mod order_api;
mod order_recovery;
mod ordering;
mod orders;
mod outbox;
mod payments;
mod pricing;
mod products;
mod routes;
mod seeds;
mod sources;
mod stock_levels;
mod tokens;
mod user_rows;
mod views;
