//! `nextToken`: the last product of a page of the list. It is opaque to clients and valid only for
//! the category it was made for.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use serde::{Deserialize, Serialize};

use crate::product::ProductId;

/// Longest token that is decoded.
const MAX_LENGTH: usize = 2048;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    /// The last product of the page.
    after: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
}

/// The token of a page that ended with the product `after`.
pub fn encode(after: &ProductId, category: Option<&String>) -> Result<String, serde_json::Error> {
    let token = Token { after: after.to_string(), category: category.cloned() };
    Ok(BASE64.encode(serde_json::to_vec(&token)?))
}

/// The product before the next page; none if the token is not valid for this category.
pub fn decode(text: &str, category: Option<&String>) -> Option<ProductId> {
    if text.len() > MAX_LENGTH {
        return None;
    }
    let token: Token = serde_json::from_slice(&BASE64.decode(text).ok()?).ok()?;
    if token.category.as_ref() != category {
        return None;
    }
    ProductId::parse(&token.after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_decodes_to_the_product_it_was_made_of() {
        let latte = ProductId::parse("LATTE").unwrap();
        for category in [None, Some("hot & cold".to_owned())] {
            let token = encode(&latte, category.as_ref()).unwrap();
            assert_eq!(decode(&token, category.as_ref()), Some(latte.clone()));
        }
    }

    #[test]
    fn a_token_of_another_category_is_invalid() {
        let latte = ProductId::parse("LATTE").unwrap();
        let (tea, coffee) = ("tea".to_owned(), "coffee".to_owned());
        let token = encode(&latte, Some(&tea)).unwrap();
        assert_eq!(decode(&token, Some(&coffee)), None);
        assert_eq!(decode(&token, None), None);
    }

    #[test]
    fn any_other_text_is_invalid() {
        let encoded = |json: &str| BASE64.encode(json);
        for text in [
            "",
            "LATTE",
            "%%%",
            &encoded("[]"),
            &encoded(r#"{"after":1}"#),
            &encoded(r#"{"after":""}"#),
            &encoded(r#"{"after":"A","category":"tea","more":1}"#),
            &"A".repeat(4096),
        ] {
            assert_eq!(decode(text, None), None, "{text}");
        }
    }
}
