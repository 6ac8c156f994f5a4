//! The products, as the product API shows them.

use contracts::product_management::{Envelope, ProductApi, ProductDto};
use platform::{ApiClient, Context, Result};
use rust_decimal::Decimal;

use crate::ports::Products;

impl Products for ApiClient<ProductApi> {
    async fn price(&self, product_id: &str, context: &Context) -> Result<Option<Decimal>> {
        let path = ["product", product_id];
        let product: Option<Envelope<ProductDto>> = self.get(&path, &[], context).await?;
        Ok(product.map(|product| product.data.price.0))
    }
}
