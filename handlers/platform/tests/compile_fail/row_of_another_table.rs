//! A table takes keys of its own rows only.

use contracts::{
    inventory::Stock,
    user_management::{GetUser, UserRow},
};
use platform::dynamo::Table;

fn show(stock: Table<GetUser, Stock>) {
    let _ = stock.get::<_, ()>(&UserRow::key("u-1"));
}

fn main() {}
