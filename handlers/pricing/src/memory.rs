//! The products in memory, for tests and simulations.

use std::collections::HashMap;

use platform::{Context, Result};
use rust_decimal::Decimal;

use crate::ports::Products;

/// Prices by product id.
#[derive(Default)]
pub struct MemoryProducts(HashMap<String, Decimal>);

impl MemoryProducts {
    /// A catalogue of one product.
    pub fn with(product_id: &str, price: Decimal) -> Self {
        Self(HashMap::from([(product_id.to_owned(), price)]))
    }
}

impl Products for MemoryProducts {
    async fn price(&self, product_id: &str, _: &Context) -> Result<Option<Decimal>> {
        Ok(self.0.get(product_id).copied())
    }
}
