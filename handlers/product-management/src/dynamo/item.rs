//! Products as items of the table.

use contracts::Money;
use platform::{
    Context, Result,
    dynamo::{Item, described, to_item},
};
use serde::{Deserialize, Serialize};

use crate::product::{Bracket, Details, Product, ProductId};

/// Value of `Catalogue`, which all products have.
pub const ALL: &str = "all";

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ProductItem {
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
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct BracketItem {
    quantity: u32,
    price: Money,
}

#[derive(Debug, thiserror::Error)]
#[error("the stored id `{0}` is not a product id")]
pub struct BadItem(String);

impl ProductItem {
    fn new(product: &Product) -> Self {
        let details = product.details.clone();
        Self {
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
        }
    }

    pub fn into_product(self) -> Result<Product, BadItem> {
        let bracket = |item: BracketItem| Bracket { quantity: item.quantity, price: item.price.0 };
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

/// The attributes of a product.
pub fn attributes(product: &Product, context: &Context) -> Result<Item> {
    Ok(described(to_item(&ProductItem::new(product))?, "Product", &context.correlation_id))
}

/// Brackets as they are stored.
pub fn bracket_items(brackets: &[Bracket]) -> Vec<BracketItem> {
    brackets
        .iter()
        .map(|bracket| BracketItem { quantity: bracket.quantity, price: Money(bracket.price) })
        .collect()
}

#[cfg(test)]
mod tests {
    use platform::dynamo::{from_item, number, text};

    use super::*;
    use crate::samples::{bracket, details, plain};

    fn item(product: &Product) -> Item {
        attributes(product, &Context::new()).unwrap()
    }

    #[test]
    fn a_product_is_read_as_it_was_written() {
        let full = Product {
            brackets: Some(vec![bracket(5, "3.33"), bracket(10, "3.15")]),
            stock_level: 7,
            ..Product::new(details()).unwrap()
        };
        for product in [plain("Latte", "4.99"), full] {
            let read: ProductItem = from_item(item(&product)).unwrap();
            assert_eq!(read.into_product().unwrap(), product);
        }
    }

    #[test]
    fn a_price_is_an_exact_number() {
        for price in ["1000000", "12.99", "0.1", "999999.99"] {
            assert_eq!(item(&plain("Latte", price))["Price"], number(price));
        }
    }

    #[test]
    fn a_product_without_category_is_in_the_catalogue_only() {
        let item = item(&plain("Latte", "1"));
        assert!(!item.contains_key("Category"));
        assert_eq!(item["Catalogue"], text("all"));
    }
}
