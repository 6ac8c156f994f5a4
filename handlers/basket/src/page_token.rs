//! `nextPageToken`: the last user of a page of the list. It is opaque to clients.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};

/// Longest token that is decoded.
const MAX_LENGTH: usize = 2048;

/// Longest id of a user. A longer one does not fit into a key of the index.
const LONGEST_USER_ID: usize = 100;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    /// The last user of the page.
    after: String,
}

/// The token of a page that ended with the basket of this user.
pub fn encode(user_id: &str) -> Result<String, serde_json::Error> {
    Ok(BASE64.encode(serde_json::to_vec(&Token { after: user_id.to_owned() })?))
}

/// The user before the next page; none if the text is no token.
pub fn decode(text: &str) -> Option<String> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let Token { after } = serde_json::from_slice(&BASE64.decode(text).ok()?).ok()?;
    (1..=LONGEST_USER_ID).contains(&after.len()).then_some(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_decodes_to_the_user_it_was_made_of() {
        for user in ["u-1", "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e", "\"#é", &"u".repeat(100)] {
            assert_eq!(decode(&encode(user).unwrap()).as_deref(), Some(user));
        }
    }

    #[test]
    fn any_other_text_is_invalid() {
        let encoded = |json: &str| BASE64.encode(json);
        for text in [
            "",
            "u-1",
            "%%%",
            &encoded("[]"),
            &encoded(r#"{"after":1}"#),
            &encoded(r#"{"after":""}"#),
            &encode(&"u".repeat(101)).unwrap(),
            &encoded(r#"{"after":"A","more":1}"#),
            &"A".repeat(4096),
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
