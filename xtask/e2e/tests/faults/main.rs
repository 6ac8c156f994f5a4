//! What goes wrong in operation, in a deployed shop: calls that fail, messages that cannot be read or
//! arrive several times, and a server that stops. Each test disturbs the whole shop, so they run one
//! after another.

mod bus;
mod customers;
mod duplicates;
mod poison;
mod restart;
mod timeouts;
