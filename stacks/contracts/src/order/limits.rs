//! What can be ordered and how it can be paid: limits and rules that baskets and orders share, so that
//! a checkout that was accepted becomes an order.

/// Most items of an order or a basket.
pub const MAX_ITEMS: usize = 50;

/// Most units of a product.
pub const MAX_QUANTITY: u32 = 100;

/// Most units of an order or a basket. Events name the product of each unit.
pub const MAX_UNITS: u32 = 1000;

/// How a customer pays who states no method.
pub const DEFAULT_PAYMENT_METHOD: &str = "card";

/// What [`is_product_id`] requires, for errors.
pub const PRODUCT_ID_RULE: &str = "1 to 50 letters, digits, hyphens and underscores";

/// What [`is_payment_method`] requires, for errors.
pub const PAYMENT_METHOD_RULE: &str =
    "1 to 50 letters, digits, hyphens and underscores, and fewer than 12 digits in a row";

/// Longest id of a product or name of a payment method, in characters.
const MAX_LENGTH: usize = 50;

/// Fewest digits of the number of a card.
const CARD_DIGITS: usize = 12;

/// Whether this can be the id of a product that is ordered.
pub fn is_product_id(text: &str) -> bool {
    is_id(text, MAX_LENGTH, "-_")
}

/// Whether this can be the name of a payment method. The number of a card cannot, with hyphens
/// between its digits or without, because a payment method is stored and published.
pub fn is_payment_method(text: &str) -> bool {
    is_id(text, MAX_LENGTH, "-_") && !has_card_number(text)
}

/// Whether a text has 1 to `longest` ASCII letters, digits and characters of `others`.
pub fn is_id(text: &str, longest: usize, others: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || others.contains(c);
    (1..=longest).contains(&text.len()) && text.chars().all(is_allowed)
}

fn has_card_number(text: &str) -> bool {
    let joined = text.replace(['-', '_'], "");
    joined.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() >= CARD_DIGITS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_id_has_1_to_50_letters_digits_hyphens_and_underscores() {
        for id in ["a", "COLD-BREW_2", "4111111111111111", &"x".repeat(50)] {
            assert!(is_product_id(id), "{id}");
        }
        for id in ["", "A B", "A/B", "é", "A\n", "A#1", &"x".repeat(51)] {
            assert!(!is_product_id(id) && !is_payment_method(id), "{id}");
        }
    }

    #[test]
    fn the_number_of_a_card_is_no_payment_method() {
        for method in ["card", "1", "invoice-2026-11-21", "12345678901", "123456a7890123"] {
            assert!(is_payment_method(method), "{method}");
        }
        for method in [
            "4111111111111111",
            "123456789012",
            "4111-1111-1111-1111",
            "4111_1111_1111_1111",
            "card4111111111111111x",
            "card-3782-822463-10005",
        ] {
            assert!(!is_payment_method(method), "{method}");
        }
    }

    #[test]
    fn an_id_may_have_characters_that_its_rule_adds() {
        assert!(is_id("ada@example.com", 100, "-_@.") && !is_id("ada@example.com", 100, "-_"));
    }
}
