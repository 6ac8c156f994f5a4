//! `nextPageToken`: the keys of the last order of a page, as a JSON map in base64.
//!
//! A token is no secret and no proof. It states where to continue, and never whose orders to read: the
//! first of its keys is ignored where callers see their own orders only.

use std::collections::BTreeMap;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use platform::{Failure, Result};
use serde_json::json;

use crate::{
    order::Order,
    validation::{is_order_number, is_user_id},
};

/// Longest token, in characters.
const MAX_LENGTH: usize = 1000;

/// Base64 whose padding may be missing, because some clients cut it off.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The last order of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastOrder {
    pub user_id: String,
    pub order_number: String,
}

impl LastOrder {
    /// This order.
    pub fn of(order: &Order) -> Self {
        Self { user_id: order.user_id.clone(), order_number: order.number.clone() }
    }

    /// The token of a page that ended with this order.
    pub fn token(&self) -> String {
        let keys = json!({ "PK": self.user_id, "SK": self.order_number });
        BASE64.encode(keys.to_string())
    }

    /// The same for a page of confirmed orders, whose index has keys of its own.
    pub fn confirmed_token(&self) -> String {
        let Self { user_id, order_number } = self;
        let keys = json!({
            "PK": user_id, "SK": order_number, "GSI1PK": "CONFIRMED", "GSI1SK": order_number,
        });
        BASE64.encode(keys.to_string())
    }

    /// The order after which the page begins that a token stands for. None, which is the first page,
    /// if there is no token, or if it is base64 of something else.
    pub fn of_token(token: Option<&str>) -> Result<Option<Self>> {
        let Some(token) = token.filter(|token| !token.is_empty()) else { return Ok(None) };
        if token.len() > MAX_LENGTH {
            let detail = format!("`pageToken` is longer than {MAX_LENGTH} characters");
            return Err(Failure::bad_request(detail));
        }
        let decoded =
            BASE64.decode(token).map_err(|_| Failure::bad_request("`pageToken` is not base64"))?;
        Ok(Self::of_keys(&decoded))
    }

    fn of_keys(json: &[u8]) -> Option<Self> {
        let mut keys: BTreeMap<String, String> = serde_json::from_slice(json).ok()?;
        let (user_id, order_number) = (keys.remove("PK")?, keys.remove("SK")?);
        let is_valid = is_user_id(&user_id) && is_order_number(&order_number);
        is_valid.then_some(Self { user_id, order_number })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last() -> LastOrder {
        LastOrder { user_id: "u-1".to_owned(), order_number: "o-1".to_owned() }
    }

    #[test]
    fn a_token_stands_for_the_order_that_it_was_made_of() {
        for token in [last().token(), last().confirmed_token()] {
            assert_eq!(LastOrder::of_token(Some(&token)).unwrap(), Some(last()));
            let cut = token.trim_end_matches('=');
            assert_eq!(LastOrder::of_token(Some(cut)).unwrap(), Some(last()));
        }
    }

    #[test]
    fn base64_of_something_else_is_the_first_page() {
        for json in [
            "",
            "[]",
            "{}",
            r#"{"PK":"u-1"}"#,
            r#"{"PK":"u-1","SK":1}"#,
            r#"{"PK":"u-1","SK":""}"#,
            r#"{"PK":"NUMBER#o-1","SK":"o-1"}"#,
            "\u{ffff}",
        ] {
            assert_eq!(LastOrder::of_token(Some(&BASE64.encode(json))).unwrap(), None, "{json}");
        }
        assert_eq!(LastOrder::of_token(None).unwrap(), None);
    }

    #[test]
    fn other_text_and_a_token_that_is_too_long_are_bad_requests() {
        for token in ["%%%", "a", "o-1", &"A".repeat(1004)] {
            let Err(Failure::Rejected(rejection)) = LastOrder::of_token(Some(token)) else {
                panic!("`{token}` is accepted");
            };
            assert_eq!(rejection.status, 400, "{token}");
        }
    }
}
