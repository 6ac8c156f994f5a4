//! What identifies orders and users, and what a client receives that breaks these or other rules.

use std::collections::BTreeMap;

use contracts::order::limits::is_id;
use platform::{Failure, Rejection, Result};
use serde_json::json;

/// Longest order number or user id, in characters.
const LONGEST_ID: usize = 100;

/// Whether this can be the number of an order: 1 to 100 letters, digits, `-` and `_`.
pub fn is_order_number(text: &str) -> bool {
    is_id(text, LONGEST_ID, "-_")
}

/// Whether this can be the id of a user, or an e-mail address: 1 to 100 letters, digits and `-_@.`.
pub fn is_user_id(text: &str) -> bool {
    is_id(text, LONGEST_ID, "-_@.")
}

/// What is wrong with the properties of a request, by their names in `PascalCase`.
#[derive(Debug, Default)]
pub struct ValidationErrors(BTreeMap<String, Vec<String>>);

impl ValidationErrors {
    /// Adds what is wrong with a property.
    pub fn add(&mut self, property: impl Into<String>, message: impl Into<String>) {
        self.0.entry(property.into()).or_default().push(message.into());
    }

    /// Requires that a property is the number of an order.
    pub fn require_order_number(&mut self, property: &str, text: &str) {
        if !is_order_number(text) {
            self.add(property, "An order id has 1 to 100 letters, digits, hyphens and underscores");
        }
    }

    /// Requires that a property is the id of a user or an e-mail address.
    pub fn require_user_id(&mut self, property: &str, text: &str) {
        if !is_user_id(text) {
            self.add(property, "A user id has 1 to 100 letters, digits and characters of -_@.");
        }
    }

    /// 400 if anything is wrong.
    pub fn check(self) -> Result {
        if self.0.is_empty() { Ok(()) } else { Err(self.into()) }
    }
}

impl From<ValidationErrors> for Failure {
    fn from(ValidationErrors(errors): ValidationErrors) -> Self {
        let messages: Vec<&str> = errors.values().flatten().map(String::as_str).collect();
        let rejection = Rejection::new(400, messages.join("; "));
        rejection.with("error", "VALIDATION_ERROR").with("validationErrors", json!(errors)).into()
    }
}

/// The body of a request. One that is not readable is 400 as if a property were invalid; one that is
/// too large or of another media type keeps its own status.
pub fn readable<T>(body: &Result<T, Rejection>) -> Result<&T> {
    body.as_ref().map_err(|rejection| {
        if rejection.status != 400 {
            return rejection.clone().into();
        }
        let mut errors = ValidationErrors::default();
        errors.add("Body", &rejection.detail);
        errors.into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_letters_digits_and_few_other_characters() {
        for text in ["0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90", "O_1", &"x".repeat(100)] {
            assert!(is_order_number(text) && is_user_id(text), "{text}");
        }
        for text in ["", "o 1", "NUMBER#o-1", "é", "o/1", "o\n", &"x".repeat(101)] {
            assert!(!is_order_number(text) && !is_user_id(text), "{text}");
        }
        assert!(is_user_id("ada@example.com") && !is_order_number("ada@example.com"));
    }

    #[test]
    fn a_rejection_names_every_property_and_what_is_wrong_with_it() {
        let mut errors = ValidationErrors::default();
        errors.add("Products[0]", "too long");
        errors.add("Products", "not different");
        errors.add("Products", "too many");
        let Err(Failure::Rejected(rejection)) = errors.check() else { panic!("nothing is wrong") };
        assert_eq!(
            (rejection.status, rejection.detail.as_str()),
            (400, "not different; too many; too long")
        );
        assert_eq!(rejection.extensions["error"], "VALIDATION_ERROR");
        let expected =
            json!({ "Products": ["not different", "too many"], "Products[0]": ["too long"] });
        assert_eq!(rejection.extensions["validationErrors"], expected);
        assert!(ValidationErrors::default().check().is_ok());
    }
}
