//! `nextPageToken`: the last user of a page of the list.

use platform::{Result, page_token};
use serde::{Deserialize, Serialize};

/// Longest id of a user. A longer one does not fit into a key of the index.
const LONGEST_USER_ID: usize = 100;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    /// The last user of the page.
    after: String,
}

/// The token of a page that ended with the basket of this user.
pub fn encode(user_id: &str) -> Result<String> {
    page_token::encode(&Token { after: user_id.to_owned() })
}

/// The user before the next page; none if the text is no token.
pub fn decode(text: &str) -> Option<String> {
    let Token { after } = page_token::decode(text)?;
    (1..=LONGEST_USER_ID).contains(&after.len()).then_some(after)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_token_decodes_to_the_user_it_was_made_of() {
        for user in ["u-1", "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e", "\"#é", &"u".repeat(100)] {
            assert_eq!(decode(&encode(user).unwrap()).as_deref(), Some(user));
        }
    }

    #[test]
    fn any_other_text_is_invalid() {
        let other_list = json!({ "after": "A", "category": "tea" });
        for text in [
            "u-1",
            &encode("").unwrap(),
            &encode(&"u".repeat(101)).unwrap(),
            &page_token::encode(&other_list).unwrap(),
        ] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
