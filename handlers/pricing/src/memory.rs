//! The outside in memory, for tests.

use std::{cell::RefCell, collections::HashMap};

use platform::{Context, Result};
use rust_decimal::Decimal;

use crate::ports::{Announcement, Announcements, Products};

/// Ids and prices.
#[derive(Default)]
pub struct MemoryProducts(HashMap<String, Decimal>);

impl MemoryProducts {
    pub fn with(product_id: &str, price: Decimal) -> Self {
        Self(HashMap::from([(product_id.to_owned(), price)]))
    }
}

impl Products for MemoryProducts {
    async fn price(&self, product_id: &str, _: &Context) -> Result<Option<Decimal>> {
        Ok(self.0.get(product_id).copied())
    }
}

/// Remembers what was announced.
#[derive(Default)]
pub struct MemoryAnnouncements(RefCell<Vec<Announcement>>);

impl MemoryAnnouncements {
    pub fn made(&self) -> Vec<Announcement> {
        self.0.borrow().clone()
    }
}

impl Announcements for MemoryAnnouncements {
    async fn announce(&self, announcement: Announcement) -> Result {
        self.0.borrow_mut().push(announcement);
        Ok(())
    }
}
