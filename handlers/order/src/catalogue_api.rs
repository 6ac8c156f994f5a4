//! The prices of a product, as the product API shows them.

use contracts::{Money, pricing::PriceBracket, product_management::ProductApi};
use platform::{ApiClient, Context, Result};
use serde::Deserialize;

use crate::{
    ports::prices::Catalogue,
    price_list::{ProductPrices, check_brackets, check_price},
};

#[derive(Deserialize)]
struct Found {
    data: Product,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Product {
    price: Money,
    #[serde(default)]
    pricing_brackets: Option<Vec<PriceBracket>>,
}

impl Catalogue for ApiClient<ProductApi> {
    async fn prices(&self, product_id: &str, context: &Context) -> Result<Option<ProductPrices>> {
        let found: Option<Found> = self.get(&["product", product_id], &[], context).await?;
        found.map(|found| found.data.prices(product_id)).transpose()
    }
}

impl Product {
    fn prices(self, product_id: &str) -> Result<ProductPrices> {
        let brackets = self.pricing_brackets.unwrap_or_default();
        let prices = ProductPrices { price: self.price, brackets };
        check_price(product_id, prices.price)?;
        check_brackets(product_id, &prices.brackets)?;
        Ok(prices)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::memory::samples::{brackets, money};

    fn read(product: &Value) -> Result<ProductPrices> {
        serde_json::from_value::<Found>(json!({ "data": product })).unwrap().data.prices("LATTE")
    }

    #[test]
    fn a_product_has_a_price_and_may_have_brackets() {
        let mut product = json!({ "productId": "LATTE", "price": 4.99, "pricingBrackets": null });
        let price = money("4.99");
        assert_eq!(read(&product).unwrap(), ProductPrices { price, brackets: Vec::new() });
        product["pricingBrackets"] = json!([{ "price": 4.74, "quantity": 5 }]);
        let brackets = brackets(&[(5, "4.74")]);
        assert_eq!(read(&product).unwrap(), ProductPrices { price, brackets });
    }

    #[test]
    fn a_negative_price_is_a_failure() {
        assert!(read(&json!({ "price": -1 })).is_err());
    }
}
