//! From the domain's terms to those of the contract.

use contracts::{
    Json,
    inventory::{StockDto, StockReply},
};

use crate::stock::{Level, public_revision};

/// The response of the stock routes.
pub fn stock_reply(product_id: &str, level: Level) -> Json<StockReply> {
    let data = StockDto {
        product_id: product_id.to_owned(),
        current_stock_level: level.available(),
        reserved_stock_level: level.reserved(),
        revision: public_revision(level.revision()),
    };
    Json(StockReply { data, message: vec!["OK".to_owned()], success: true })
}
