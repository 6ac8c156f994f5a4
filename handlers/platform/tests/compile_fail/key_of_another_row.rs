//! A function uses an operation only on the rows that it declared.

use contracts::user_management::{GetClient, UserRow, Users};
use platform::dynamo::Table;

fn show(users: Table<GetClient, Users>) {
    let _ = users.get::<_, ()>(&UserRow::key("u-1"));
}

fn main() {}
