//! Loyalty: one table, the routes of the caller's account, the events that points are given for, and
//! the events about points, which are published from the changes of accounts.

use contracts::{
    TableName,
    loyalty::{
        GetAccount, HandleOrderCompleted, HandleUserCreated, LoyaltyApi, Points, PointsTableName,
        PublishEvents, SpendPoints, contract,
    },
};

use crate::{
    Environment, Stack, StackBuilder,
    reference::table_name,
    service::{StreamChanges, StreamOptions},
};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Points of users.");
    s.table::<Points>();
    s.export::<PointsTableName>(&table_name(TableName::of::<Points>()));
    s.api::<LoyaltyApi>();
    s.http_function::<GetAccount>();
    s.http_function::<SpendPoints>();
    s.queue_function::<HandleUserCreated>();
    s.queue_function::<HandleOrderCompleted>();
    let accounts = StreamOptions {
        batch_size: 5,
        changes: StreamChanges::WritesOf("LoyaltyAccount"),
        remedy: "no event of these changes was published: the accounts have their points, and the \
                 next event of an account has its total",
        ..StreamOptions::default()
    };
    s.stream_function_with::<PublishEvents>(accounts);
    s.finish()
}
