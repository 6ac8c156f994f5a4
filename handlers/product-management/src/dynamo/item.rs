//! Products as items of the table.

use contracts::Money;
use platform::{
    Context, Result,
    dynamo::{Item, from_item},
};
use serde::{Deserialize, Serialize};

use super::partition;
use crate::product::{Bracket, Details, Product, ProductId};

/// Value of `Catalogue`, which all products have.
pub const ALL: &str = "all";

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProductItem {
    #[serde(rename = "PK")]
    pk: String,
    #[serde(rename = "SK")]
    sk: String,
    r#type: String,
    catalogue: String,
    product_id: String,
    name: String,
    price: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image_file: Option<String>,
    stock_level: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brackets: Option<Vec<BracketItem>>,
    version: u64,
    correlation_id: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BracketItem {
    quantity: u32,
    price: Money,
}

#[derive(Debug, thiserror::Error)]
#[error("the id `{0}` of a stored product is not one")]
struct BadItem(String);

impl ProductItem {
    pub fn new(product: &Product, context: &Context) -> Self {
        let details = product.details.clone();
        Self {
            pk: partition(&product.id),
            sk: "PRODUCT".to_owned(),
            r#type: "Product".to_owned(),
            catalogue: ALL.to_owned(),
            product_id: product.id.to_string(),
            name: details.name,
            price: Money(details.price),
            category: details.category,
            description: details.description,
            image_file: details.image_file,
            stock_level: product.stock_level,
            brackets: product.brackets.as_deref().map(bracket_items),
            version: product.version,
            correlation_id: context.correlation_id.clone(),
        }
    }

    fn into_product(self) -> Result<Product, BadItem> {
        let bracket = |it: BracketItem| Bracket { quantity: it.quantity, price: it.price.0 };
        Ok(Product {
            id: ProductId::parse(&self.product_id).ok_or(BadItem(self.product_id))?,
            details: Details {
                name: self.name,
                price: self.price.0,
                category: self.category,
                description: self.description,
                image_file: self.image_file,
            },
            stock_level: self.stock_level,
            brackets: self.brackets.map(|brackets| brackets.into_iter().map(bracket).collect()),
            version: self.version,
        })
    }
}

/// Brackets as they are stored.
pub fn bracket_items(brackets: &[Bracket]) -> Vec<BracketItem> {
    brackets
        .iter()
        .map(|it| BracketItem { quantity: it.quantity, price: Money(it.price) })
        .collect()
}

/// The product that an item holds.
pub fn read(item: Item) -> Result<Product> {
    Ok(from_item::<ProductItem>(item)?.into_product()?)
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;
    use platform::dynamo::to_item;

    use super::*;
    use crate::samples::{bracket, details, plain};

    fn item(product: &Product) -> Item {
        to_item(&ProductItem::new(product, &Context::new())).unwrap()
    }

    #[test]
    fn a_product_is_read_as_it_was_written() {
        let full = Product {
            brackets: Some(vec![bracket(5, "3.33"), bracket(10, "3.15")]),
            stock_level: 7,
            ..Product::new(details()).unwrap()
        };
        for product in [plain("Latte", "4.99"), full] {
            assert_eq!(read(item(&product)).unwrap(), product);
        }
    }

    #[test]
    fn prices_are_exact_numbers() {
        for price in ["1000000", "12.99", "0.1", "999999.99"] {
            let item = item(&plain("Latte", price));
            assert_eq!(item["Price"], AttributeValue::N(price.to_owned()));
        }
    }

    #[test]
    fn a_product_without_category_is_in_no_category() {
        let item = item(&plain("Latte", "1"));
        assert!(!item.contains_key("Category"));
        assert_eq!(item["Catalogue"], AttributeValue::S("all".to_owned()));
    }
}
