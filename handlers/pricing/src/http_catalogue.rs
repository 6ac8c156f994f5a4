//! The catalogue, asked over HTTP.

use contracts::product_management::{Envelope, ProductDto};
use platform::{ApiClient, Context, Result};
use rust_decimal::Decimal;

use crate::ports::Catalogue;

/// The API of product management.
pub struct HttpCatalogue(pub ApiClient);

impl Catalogue for HttpCatalogue {
    async fn price(&self, product_id: &str, context: &Context) -> Result<Option<Decimal>> {
        let path = ["product", product_id];
        let found: Option<Envelope<ProductDto>> = self.0.get(&path, &[], context).await?;
        Ok(found.map(|product| product.data.price.0))
    }
}
