//! A function uses only the operations that it declared.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::user_management::{GetUser, UserRow, Users};
use platform::dynamo::Table;

fn promote(users: Table<GetUser, Users>) {
    let _ = users.update(&UserRow::key("u-1"), UpdateBuilder::default());
}

fn main() {}
