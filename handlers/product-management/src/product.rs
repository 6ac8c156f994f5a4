//! Products: the details that administrators set, and the values that other services publish.

use std::fmt;

use rust_decimal::Decimal;

const NAME_LENGTH: std::ops::RangeInclusive<usize> = 4..=100;
const MAX_ID_BYTES: usize = 255;

/// Characters that have a meaning in addresses.
const NOT_IN_IDS: [char; 4] = ['/', '?', '#', '%'];

const MAX_PRICE: Decimal = Decimal::from_parts(1_000_000, 0, 0, false, 0);
pub const MAX_CATEGORY: usize = 100;
const MAX_DESCRIPTION: usize = 2000;
const MAX_IMAGE_FILE: usize = 500;

/// A product's id: the name it was created with, in capitals without spaces.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProductId(String);

/// A product for sale.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    pub id: ProductId,
    pub details: Details,
    /// Units in stock, from inventory.
    pub stock_level: u64,
    /// From pricing; none until it has calculated them.
    pub brackets: Option<Vec<Bracket>>,
    /// Number of changes that administrators made, for optimistic locking.
    pub version: u64,
}

/// The details of a product that administrators set.
#[derive(Clone, Debug, PartialEq)]
pub struct Details {
    pub name: String,
    pub price: Decimal,
    pub category: Option<String>,
    pub description: Option<String>,
    pub image_file: Option<String>,
}

/// New details. Absent ones stay unchanged; an empty text removes a category, description or picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Change {
    pub name: Option<String>,
    pub price: Option<Decimal>,
    pub category: Option<String>,
    pub description: Option<String>,
    pub image_file: Option<String>,
}

/// The price of one unit in an order of at least `quantity` units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bracket {
    pub quantity: u32,
    pub price: Decimal,
}

/// Why details are rejected.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadDetails {
    #[error("`name` must have {} to {} characters, and not only spaces", NAME_LENGTH.start(), NAME_LENGTH.end())]
    NameLength,
    #[error("`name` must fit into {MAX_ID_BYTES} bytes when it is in capitals")]
    NameBytes,
    #[error("`{0}` must not contain control characters")]
    ControlCharacter(&'static str),
    #[error("`name` must not contain `{0}`, because it is part of the product's address")]
    AddressCharacter(char),
    #[error("`name` must not consist of `{0}`, because it is part of the product's address")]
    AddressDots(String),
    #[error("`price` must be greater than 0 and at most {MAX_PRICE}")]
    PriceRange,
    #[error("`price` must have at most 2 decimals")]
    PriceDecimals,
    #[error("`{field}` must have at most {max} characters")]
    TooLong { field: &'static str, max: usize },
}

impl ProductId {
    /// The id of a new product of this name. It is a segment of paths such as `/product/{id}`, which
    /// gateways decode before they choose a route.
    fn of_name(name: &str) -> Result<Self, BadDetails> {
        let id = name.to_uppercase().replace(' ', "");
        if let Some(character) = id.chars().find(|character| NOT_IN_IDS.contains(character)) {
            return Err(BadDetails::AddressCharacter(character));
        }
        match (id.as_str(), id.len()) {
            ("", _) => Err(BadDetails::NameLength),
            ("." | "..", _) => Err(BadDetails::AddressDots(id)),
            (_, 1..=MAX_ID_BYTES) => Ok(Self(id)),
            _ => Err(BadDetails::NameBytes),
        }
    }

    /// An id from a request or an event; none if no product can have it.
    pub fn parse(text: &str) -> Option<Self> {
        (1..=MAX_ID_BYTES).contains(&text.len()).then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ProductId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Product {
    /// A new product, in its first version.
    pub fn new(details: Details) -> Result<Self, BadDetails> {
        let details = details.checked()?;
        Ok(Self {
            id: ProductId::of_name(&details.name)?,
            details,
            stock_level: 0,
            brackets: None,
            version: 1,
        })
    }

    /// The product after a change; none if the change makes no difference.
    pub fn changed(&self, change: Change) -> Result<Option<Self>, BadDetails> {
        let before = &self.details;
        let details = Details {
            name: change.name.unwrap_or_else(|| before.name.clone()),
            price: change.price.unwrap_or(before.price),
            category: change.category.or_else(|| before.category.clone()),
            description: change.description.or_else(|| before.description.clone()),
            image_file: change.image_file.or_else(|| before.image_file.clone()),
        };
        let details = details.checked()?;
        let differs = details != *before;
        Ok(differs.then(|| Self { details, version: self.version + 1, ..self.clone() }))
    }
}

impl Details {
    fn checked(self) -> Result<Self, BadDetails> {
        Ok(Self {
            name: check_name(self.name)?,
            price: check_price(self.price)?,
            category: check_text("category", MAX_CATEGORY, self.category)?,
            description: check_text("description", MAX_DESCRIPTION, self.description)?,
            image_file: check_text("imageFile", MAX_IMAGE_FILE, self.image_file)?,
        })
    }
}

fn check_name(name: String) -> Result<String, BadDetails> {
    if !NAME_LENGTH.contains(&name.chars().count()) {
        return Err(BadDetails::NameLength);
    }
    if name.chars().any(char::is_control) {
        return Err(BadDetails::ControlCharacter("name"));
    }
    Ok(name)
}

fn check_price(price: Decimal) -> Result<Decimal, BadDetails> {
    let price = price.normalize();
    if price <= Decimal::ZERO || price > MAX_PRICE {
        return Err(BadDetails::PriceRange);
    }
    if price.scale() > 2 {
        return Err(BadDetails::PriceDecimals);
    }
    Ok(price)
}

/// A text that may be absent. An empty text counts as absent.
fn check_text(
    field: &'static str,
    max: usize,
    text: Option<String>,
) -> Result<Option<String>, BadDetails> {
    let Some(text) = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if text.chars().count() > max {
        return Err(BadDetails::TooLong { field, max });
    }
    // A description may have several lines.
    if text.chars().any(|char| char.is_control() && !char.is_whitespace()) {
        return Err(BadDetails::ControlCharacter(field));
    }
    Ok(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::details;

    fn named(name: &str) -> Result<Product, BadDetails> {
        Product::new(Details { name: name.to_owned(), ..details() })
    }

    fn priced(price: &str) -> Result<Product, BadDetails> {
        Product::new(Details { price: price.parse().unwrap(), ..details() })
    }

    #[test]
    fn the_id_is_the_name_in_capitals_without_spaces() {
        for (name, id) in [
            ("Flat White", "FLATWHITE"),
            ("a  b c", "ABC"),
            ("Straße", "STRASSE"),
            ("1234", "1234"),
        ] {
            assert_eq!(named(name).unwrap().id.as_str(), id);
        }
    }

    #[test]
    fn a_name_has_4_to_100_characters_and_no_control_characters() {
        for name in ["abcd", "tést", &"x".repeat(100)] {
            assert_eq!(named(name).unwrap().details.name, name);
        }
        for name in ["", "abc", "tés", "    ", &"x".repeat(101)] {
            assert_eq!(named(name), Err(BadDetails::NameLength), "{name}");
        }
        assert_eq!(named("latte\n"), Err(BadDetails::ControlCharacter("name")));
        assert_eq!(named(&"€".repeat(86)), Err(BadDetails::NameBytes));
    }

    #[test]
    fn a_name_with_a_character_that_means_something_in_an_address_is_rejected() {
        for (name, character) in
            [("A/B or C", '/'), ("Why?", '?'), ("Blend #1", '#'), ("100%", '%')]
        {
            let error = named(name).unwrap_err();
            assert_eq!(error, BadDetails::AddressCharacter(character));
            assert!(error.to_string().contains(&format!("`{character}`")), "{error}");
        }
        for (name, dots) in [(".   ", "."), (" . .", "..")] {
            assert_eq!(named(name), Err(BadDetails::AddressDots(dots.to_owned())));
        }
        assert_eq!(named("....").unwrap().id.as_str(), "....");
    }

    #[test]
    fn a_new_name_may_contain_any_character_because_the_id_stays() {
        let change = Change { name: Some("Half/Half".to_owned()), ..Change::default() };
        let changed = Product::new(details()).unwrap().changed(change).unwrap().unwrap();
        assert_eq!(
            (changed.id.as_str(), changed.details.name.as_str()),
            ("FLATWHITE", "Half/Half")
        );
    }

    #[test]
    fn a_price_is_greater_than_0_and_at_most_1000000_with_2_decimals() {
        for price in ["0.01", "12.99", "3.50", "1000000"] {
            assert_eq!(priced(price).unwrap().details.price, price.parse().unwrap());
        }
        for price in ["0", "-1", "-0.01", "1000000.01"] {
            assert_eq!(priced(price), Err(BadDetails::PriceRange), "{price}");
        }
        assert_eq!(priced("12.999"), Err(BadDetails::PriceDecimals));
    }

    #[test]
    fn a_text_is_trimmed_and_an_empty_one_is_absent() {
        let category = |text: &str| {
            let details = Details { category: Some(text.to_owned()), ..details() };
            Product::new(details).map(|product| product.details.category)
        };
        assert_eq!(category(" hot drinks "), Ok(Some("hot drinks".to_owned())));
        assert_eq!(category("  "), Ok(None));
        let too_long = BadDetails::TooLong { field: "category", max: 100 };
        assert_eq!(category(&"x".repeat(101)), Err(too_long));
        assert_eq!(category("a\0b"), Err(BadDetails::ControlCharacter("category")));
    }

    #[test]
    fn a_change_keeps_absent_details() {
        let product = Product::new(details()).unwrap();
        let change = Change { price: Some(Decimal::new(55, 1)), ..Change::default() };
        let changed = product.changed(change).unwrap().unwrap();
        let expected = Details { price: Decimal::new(55, 1), ..details() };
        assert_eq!((changed.details, changed.version), (expected, 2));
        assert_eq!(changed.id, product.id);
    }

    #[test]
    fn a_change_without_a_difference_is_none() {
        let product = Product::new(details()).unwrap();
        assert_eq!(product.changed(Change::default()), Ok(None));
        let same = Change {
            name: Some("Flat White".to_owned()),
            price: Some("3.50".parse().unwrap()),
            category: Some("coffee".to_owned()),
            ..Change::default()
        };
        assert_eq!(product.changed(same), Ok(None));
    }

    #[test]
    fn an_empty_text_removes_a_detail_and_a_new_name_keeps_the_id() {
        let product = Product::new(details()).unwrap();
        let change = Change {
            name: Some("Large White".to_owned()),
            category: Some(String::new()),
            ..Change::default()
        };
        let changed = product.changed(change).unwrap().unwrap();
        assert_eq!(changed.details.category, None);
        assert_eq!(changed.id.as_str(), "FLATWHITE");
    }

    #[test]
    fn an_invalid_change_is_rejected() {
        let product = Product::new(details()).unwrap();
        let change = Change { name: Some("abc".to_owned()), ..Change::default() };
        assert_eq!(product.changed(change), Err(BadDetails::NameLength));
    }

    #[test]
    fn an_empty_or_too_long_id_is_no_product_id() {
        assert_eq!(ProductId::parse(""), None);
        assert_eq!(ProductId::parse(&"x".repeat(256)), None);
        assert_eq!(ProductId::parse("latte").unwrap().as_str(), "latte");
    }
}
