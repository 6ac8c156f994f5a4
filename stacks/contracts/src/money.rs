//! Exact amounts of money.

use std::borrow::Cow;

use rust_decimal::{Decimal, prelude::FromPrimitive, prelude::ToPrimitive};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// An exact amount; another field states the currency. In JSON it is a plain number (`12.99`),
/// never a string and never with a binary rounding error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Money(pub Decimal);

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A double shows up to 15 digits as they are, more than any price has.
        let number = self.0.to_f64().unwrap_or(f64::NAN);
        if number.fract() == 0.0 && number.abs() < 1e15 {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 10^15")]
            return serializer.serialize_i64(number as i64);
        }
        serializer.serialize_f64(number)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Decimal::from_f64(number)
            .map(|amount| Self(amount.normalize()))
            .ok_or_else(|| D::Error::custom(format!("`{number}` is not an amount of money")))
    }
}

impl JsonSchema for Money {
    fn schema_name() -> Cow<'static, str> {
        "Money".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "number" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let amount: Money = serde_json::from_str(text).unwrap();
        assert_eq!(amount.0.to_string(), text);
        assert_eq!(serde_json::to_string(&amount).unwrap(), text);
    }

    #[test]
    fn prices_read_and_write_as_the_same_number() {
        for text in ["12.99", "0.1", "3.5", "100", "0", "-7.25", "89.99", "999999999.99"] {
            check(text);
        }
    }

    #[test]
    fn sums_are_exact() {
        let tenth: Money = serde_json::from_str("0.1").unwrap();
        let sum = Money(tenth.0 + tenth.0 + tenth.0);
        assert_eq!(serde_json::to_string(&sum).unwrap(), "0.3");
    }
}
