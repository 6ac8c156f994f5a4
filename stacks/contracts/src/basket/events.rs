//! The public event of baskets.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{envelope::Envelope, event::Event, money::Money};

/// The source of checkouts, those of other applications included.
const CHECKOUT_SOURCE: &str = "com.swn.basket.checkoutbasket";

/// A basket was checked out: its products are to be ordered. Other applications may send it too, with
/// further members, such as an address. This shop's own basket sends no personal data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutBasket {
    /// The user's id, or the name of the user in another application.
    pub user_name: String,
    /// The checkout: there is one order for it. A publisher that omits it states one checkout an
    /// event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout_id: Option<String>,
    /// What is to be ordered.
    #[serde(default)]
    pub items: Vec<CheckoutItem>,
    /// The total that the customer saw. It does not change what the order costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_price: Option<Money>,
    /// The total that the customer accepted: an order that costs another one is rejected. This shop's
    /// own basket states it, because it is the total of its response to the customer. An order whose
    /// publisher omits it costs what the price list of the orders says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_total: Option<Money>,
    /// ISO 4217 code; the shop's currency if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// How the customer pays; `card` if absent. A whole number counts as its digits.
    #[serde(default, deserialize_with = "text_or_number", skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<String>,
    /// `STANDARD` or `PREMIUM`, which has lower prices for larger quantities; `STANDARD` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_type: Option<String>,
}

/// A product of a basket that was checked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckoutItem {
    /// The product.
    pub product_id: String,
    /// Units.
    #[serde(default = "one")]
    pub quantity: u32,
    /// The product's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub product_name: Option<String>,
    /// The product's colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Price of one unit that the customer saw.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
}

fn one() -> u32 {
    1
}

/// A text that some clients and publishers send as a whole number.
pub(crate) fn text_or_number<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a text or a whole number")]
    enum TextOrNumber {
        Text(String),
        Number(u64),
    }

    let sent: Option<TextOrNumber> = Deserialize::deserialize(deserializer)?;
    Ok(sent.map(|sent| match sent {
        TextOrNumber::Text(text) => text,
        TextOrNumber::Number(number) => number.to_string(),
    }))
}

impl Event for CheckoutBasket {
    const TYPE: &'static str = "CheckoutBasket";
    const OUTSIDE_SOURCES: &'static [&'static str] = &[CHECKOUT_SOURCE];
    const ENVELOPE: Envelope =
        Envelope { source: Some(CHECKOUT_SOURCE), is_bare: true, extensions: &[] };

    fn sample() -> Self {
        Self {
            user_name: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
            checkout_id: Some("0199c2f4-5d3e-7a10-8f5b-0c2d4e6f8a90".into()),
            items: vec![CheckoutItem {
                product_id: "FLATWHITE".into(),
                quantity: 2,
                product_name: Some("Flat White".into()),
                color: None,
                price: Some(Money(Decimal::new(35, 1))),
            }],
            total_price: Some(Money(Decimal::new(7, 0))),
            expected_total: Some(Money(Decimal::new(7, 0))),
            currency: Some("EUR".into()),
            payment_method: Some("card".into()),
            user_type: Some("STANDARD".into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{Published, basket::CheckoutRequest, order::BasketToOrder};

    /// What the event, its view and the request read of a payment method.
    fn read(method: &Value) -> [Result<Option<String>, String>; 3] {
        fn field<T: serde::de::DeserializeOwned>(
            value: &Value,
            field: fn(T) -> Option<String>,
        ) -> Result<Option<String>, String> {
            serde_json::from_value(value.clone()).map(field).map_err(|error| error.to_string())
        }
        let value = json!({ "userName": "u-1", "items": [], "paymentMethod": method });
        [
            field(&value, |event: CheckoutBasket| event.payment_method),
            field(&value, |view: BasketToOrder| view.payment_method),
            field(&value, |request: CheckoutRequest| request.payment_method),
        ]
    }

    #[test]
    fn a_payment_method_may_be_a_text_or_a_whole_number() {
        for (sent, expected) in [
            (json!("card"), Some("card")),
            (json!(1), Some("1")),
            (json!(4_111_111_111_111_111_u64), Some("4111111111111111")),
            (json!(null), None),
        ] {
            let expected = Ok(expected.map(str::to_owned));
            assert_eq!(read(&sent), [expected.clone(), expected.clone(), expected], "{sent}");
        }
        for sent in [json!(1.5), json!(-1), json!(true), json!(["card"])] {
            let error = Err("a text or a whole number".to_owned());
            assert_eq!(read(&sent), [error.clone(), error.clone(), error], "{sent}");
        }
    }

    #[test]
    fn a_payment_method_is_documented_as_a_text() {
        let schema = Published::of::<CheckoutBasket>().schema();
        let members = &schema["properties"];
        assert_eq!(members["paymentMethod"]["type"], json!(["string", "null"]));
        assert_eq!(members["expectedTotal"]["type"], members["totalPrice"]["type"]);
        assert_eq!(schema["required"], json!(["userName"]));
    }
}
