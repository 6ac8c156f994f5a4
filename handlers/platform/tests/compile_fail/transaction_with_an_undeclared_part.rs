//! A function declares every part of a transaction.

use contracts::inventory::{SetStock, Stock, StockRow};
use platform::{
    Result,
    dynamo::{Item, Outcome, Table},
};

async fn set(stock: Table<SetStock, Stock>) -> Result<Outcome> {
    let transaction = stock.transaction().put_new(&StockRow::key("LATTE"), Item::new());
    transaction.idempotent("e-1").commit().await
}

fn main() {}
