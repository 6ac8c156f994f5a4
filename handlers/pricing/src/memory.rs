//! The outside in memory, for tests.

use std::{cell::RefCell, collections::HashMap};

use platform::{Context, Result};
use rust_decimal::Decimal;

use crate::ports::{Announcement, Audience, Catalogue};

/// A catalogue of ids and prices.
#[derive(Default)]
pub struct MemoryCatalogue(HashMap<String, Decimal>);

impl MemoryCatalogue {
    pub fn with(product_id: &str, price: Decimal) -> Self {
        Self(HashMap::from([(product_id.to_owned(), price)]))
    }
}

impl Catalogue for MemoryCatalogue {
    async fn price(&self, product_id: &str, _: &Context) -> Result<Option<Decimal>> {
        Ok(self.0.get(product_id).copied())
    }
}

/// Remembers what it was told.
#[derive(Default)]
pub struct MemoryAudience(RefCell<Vec<Announcement>>);

impl MemoryAudience {
    pub fn told(&self) -> Vec<Announcement> {
        self.0.borrow().clone()
    }
}

impl Audience for MemoryAudience {
    async fn tell(&self, announcement: Announcement) -> Result {
        self.0.borrow_mut().push(announcement);
        Ok(())
    }
}
