//! A function is served with its own handler.

use contracts::{
    Json,
    inventory::{GetStock, SetStock, StockReply},
};
use platform::{Lambda, Request, Result};

async fn set_stock(_: Request<SetStock>) -> Result<Json<StockReply>> {
    loop {}
}

async fn run(lambda: Lambda<GetStock>) -> Result {
    lambda.serve(async |request| set_stock(request).await).await
}

fn main() {}
