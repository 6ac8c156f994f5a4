//! `nextToken`: the last product of a page of the list. It is opaque to clients and valid only for
//! the category it was made for.

use platform::{Result, page_token};
use serde::{Deserialize, Serialize};

use crate::product::ProductId;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Token {
    /// The last product of the page.
    after: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<String>,
}

/// The token of a page that ended with the product `after`.
pub fn encode(after: &ProductId, category: Option<&String>) -> Result<String> {
    page_token::encode(&Token { after: after.to_string(), category: category.cloned() })
}

/// The product before the next page; none if the token is not valid for this category.
pub fn decode(text: &str, category: Option<&String>) -> Option<ProductId> {
    let token: Token = page_token::decode(text)?;
    let product = ProductId::parse(&token.after)?;
    (token.category.as_ref() == category).then_some(product)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
        let encoded = |token: Value| page_token::encode(&token).unwrap();
        for text in [
            "LATTE",
            &encoded(json!({ "after": "" })),
            &encoded(json!({ "after": "A", "more": 1 })),
        ] {
            assert_eq!(decode(text, None), None, "{text}");
        }
    }
}
