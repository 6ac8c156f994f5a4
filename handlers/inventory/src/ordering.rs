//! Names of orders from the supplier. Each name is the name of one execution of the ordering
//! workflow, so that a product is not ordered twice.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

/// Longest id that is part of a name as it is. The name of an execution has at most 80 characters.
const LONGEST_PLAIN: usize = 64;

/// The name of the first order of a product: always the same.
pub fn first_order(product_id: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if (1..=LONGEST_PLAIN).contains(&product_id.len()) && product_id.bytes().all(plain) {
        product_id.to_owned()
    } else {
        hex::encode(Sha256::digest(product_id))
    }
}

/// The name of a further order of a product that has no stock: one each hour, so that an order that
/// failed is made again.
pub fn repeated_order(product_id: &str, now: Timestamp) -> String {
    format!("{}-{}", first_order(product_id), now.strftime("%Y%m%d%H"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_name(name: &str) -> bool {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=80).contains(&name.len()) && name.bytes().all(allowed)
    }

    #[test]
    fn the_name_is_valid_for_every_product_id() {
        let now = "2026-11-21T10:11:12Z".parse().unwrap();
        for id in ["LATTE", "CAFÉ", "A/B", "", &"x".repeat(64), &"x".repeat(65), "a b"] {
            assert!(is_name(&first_order(id)), "{id}");
            assert!(is_name(&repeated_order(id, now)), "{id}");
        }
    }

    #[test]
    fn two_products_have_two_names() {
        assert_eq!(first_order("LATTE"), "LATTE");
        assert_ne!(first_order("CAFÉ"), first_order("CAFÈ"));
    }

    #[test]
    fn an_order_is_repeated_once_an_hour() {
        let at = |time: &str| repeated_order("LATTE", time.parse().unwrap());
        assert_eq!(at("2026-11-21T10:00:00Z"), "LATTE-2026112110");
        assert_eq!(at("2026-11-21T10:00:00Z"), at("2026-11-21T10:59:59Z"));
    }
}
