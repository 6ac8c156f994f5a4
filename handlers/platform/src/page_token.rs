//! Tokens of pages: the place where the next page begins, as JSON in base64url without padding.
//!
//! A token is opaque to clients, no secret and no proof: it states where to continue, and never whose
//! items a caller may read.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::{Serialize, de::DeserializeOwned};

use crate::Result;

/// Longest token that is decoded, in characters.
const MAX_LENGTH: usize = 2048;

/// The token of a place.
pub fn encode(place: &impl Serialize) -> Result<String> {
    Ok(BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(place)?))
}

/// The place that a token was made of; none of any other text. The type of the place should deny
/// unknown fields, so that the token of another list is none.
pub fn decode<T: DeserializeOwned>(token: &str) -> Option<T> {
    if token.len() > MAX_LENGTH {
        return None;
    }
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(token).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Place {
        after: String,
    }

    fn place(after: &str) -> Place {
        Place { after: after.to_owned() }
    }

    #[test]
    fn a_token_decodes_to_the_place_it_was_made_of() {
        for after in
            ["", "LATTE", "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e", "\"#é~?", &"u".repeat(1500)]
        {
            let token = encode(&place(after)).unwrap();
            let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
            assert!(token.bytes().all(is_unreserved), "{token}");
            assert_eq!(decode(&token), Some(place(after)));
        }
    }

    #[test]
    fn any_other_text_is_invalid() {
        let encoded = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
        for text in [
            "",
            "LATTE",
            "%%%",
            &encoded("[]"),
            &encoded("{}"),
            &encoded(r#"{"after":1}"#),
            &encoded(r#"{"after":"A","more":1}"#),
            &BASE64_URL_SAFE_NO_PAD.encode(b"{\"after\":\"\xff\"}"),
            &format!("{}=", encode(&place("ABCD")).unwrap()),
            &encode(&place(&"u".repeat(1600))).unwrap(),
        ] {
            assert_eq!(decode::<Place>(text), None, "{text}");
        }
    }
}
