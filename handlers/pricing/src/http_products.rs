//! The products, asked for over HTTP.

use contracts::product_management::{Envelope, ProductDto};
use platform::{ApiClient, Context, Result};
use rust_decimal::Decimal;

use crate::ports::Products;

/// The API of product management.
pub struct HttpProducts(pub ApiClient);

impl Products for HttpProducts {
    async fn price(&self, product_id: &str, context: &Context) -> Result<Option<Decimal>> {
        let path = ["product", product_id];
        let found: Option<Envelope<ProductDto>> = self.0.get(&path, &[], context).await?;
        Ok(found.map(|product| product.data.price.0))
    }
}
