//! Accounts as responses show them.

use contracts::{
    Json,
    loyalty::{AccountDto, AccountReply, Tier},
};
use platform::Rejection;

pub fn account_reply(user_id: &str, points: u32, tier: Option<Tier>) -> Json<AccountReply> {
    let data = account_dto(user_id, points, tier);
    Json(AccountReply { data, success: true, message: Vec::new() })
}

pub fn account_dto(user_id: &str, points: u32, tier: Option<Tier>) -> AccountDto {
    AccountDto { user_id: user_id.to_owned(), current_points: points, tier }
}

/// A problem with the members that clients of this API read.
pub fn rejection(status: u16, message: &str) -> Rejection {
    Rejection::new(status, message).with("message", vec![message]).with("success", false)
}
