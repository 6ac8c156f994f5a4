//! The catalogue, as the product API shows it.

use contracts::{Money, pricing::PriceBracket, product_management::ProductApi};
use platform::{ApiClient, Context, Result};
use serde::Deserialize;

use crate::{basket::Product, ports::Catalogue};

/// The response to `GET /product/{id}`, as far as baskets need it.
#[derive(Deserialize)]
struct Envelope {
    data: ShownProduct,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownProduct {
    name: String,
    price: Money,
    /// Null until they are calculated.
    #[serde(default)]
    pricing_brackets: Option<Vec<PriceBracket>>,
}

impl Catalogue for ApiClient<ProductApi> {
    async fn product(&self, id: &str, context: &Context) -> Result<Option<Product>> {
        let product: Option<Envelope> = self.get(&["product", id], &[], context).await?;
        Ok(product.map(|product| product.data.with_id(id)))
    }
}

impl ShownProduct {
    fn with_id(self, id: &str) -> Product {
        let Self { name, price, pricing_brackets } = self;
        Product { id: id.to_owned(), name, price, brackets: pricing_brackets.unwrap_or_default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::samples::{money, product};

    fn read(data: Value) -> Product {
        let response = json!({ "data": data, "message": "OK" });
        serde_json::from_value::<Envelope>(response).unwrap().data.with_id("LATTE")
    }

    #[test]
    fn a_product_may_have_no_brackets_yet() {
        let plain = product("LATTE", "4.99");
        assert_eq!(read(json!({ "name": "LATTE", "price": 4.99 })), plain);
        assert_eq!(read(json!({ "name": "LATTE", "price": 4.99, "pricingBrackets": null })), plain);
    }

    #[test]
    fn a_product_is_read_with_its_brackets() {
        let brackets = json!([{ "price": 4.74, "quantity": 5 }, { "price": 4.49, "quantity": 10 }]);
        let read = read(json!({
            "productId": "LATTE", "name": "Latte", "price": 4.99, "stockLevel": 3,
            "pricingBrackets": brackets,
        }));
        let bracket = |quantity, price| PriceBracket { quantity, price: money(price) };
        assert_eq!(read.brackets, [bracket(5, "4.74"), bracket(10, "4.49")]);
    }
}
