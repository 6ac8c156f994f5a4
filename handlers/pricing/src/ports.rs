//! What pricing asks of the outside.

use contracts::pricing::PricingCalculated;
use jiff::Timestamp;
use platform::{Context, Result};
use rust_decimal::Decimal;

/// The products of the catalogue.
pub trait Products {
    /// What one of a product costs now; nothing if there is no such product.
    async fn price(&self, product_id: &str, context: &Context) -> Result<Option<Decimal>>;
}

/// What everyone may hear of.
pub trait Announcements {
    /// Tells everyone. Telling the same again is fine.
    async fn announce(&self, announcement: Announcement) -> Result;
}

/// Brackets, and what is known about them.
#[derive(Clone, Debug, PartialEq)]
pub struct Announcement {
    /// The same however often the same message is handled.
    pub id: String,
    pub pricing: PricingCalculated,
    /// When the price was asked for. It was this price then, or became it later.
    pub asked_at: Timestamp,
    pub context: Context,
}
