//! The port of the products.

use platform::{Context, Result};
use rust_decimal::Decimal;

/// The products of the catalogue.
pub trait Products {
    /// The current unit price of a product; none if there is no such product.
    async fn price(&self, product_id: &str, context: &Context) -> Result<Option<Decimal>>;
}
