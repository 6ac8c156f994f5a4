//! Announcements on the bus.

use contracts::{Function, Publishes, pricing::PricingCalculated};
use platform::{Publisher, Result};

use crate::ports::{Announcement, Announcements};

/// The bus, on which `F` publishes.
pub struct BusAnnouncements<F>(pub Publisher<F>);

impl<F> Announcements for BusAnnouncements<F>
where
    F: Function + Publishes<PricingCalculated>,
{
    async fn announce(&self, announcement: Announcement) -> Result {
        let Announcement { id, pricing, asked_at, context } = announcement;
        self.0.publish(id, &pricing, asked_at, &context).await
    }
}
