//! Whoever listens to the bus.

use contracts::{Function, Publishes, pricing::PricingCalculated};
use platform::{Publisher, Result};

use crate::ports::{Announcement, Audience};

/// The bus, on which `F` publishes.
pub struct BusAudience<F>(pub Publisher<F>);

impl<F> Audience for BusAudience<F>
where
    F: Function + Publishes<PricingCalculated>,
{
    async fn tell(&self, announcement: Announcement) -> Result {
        let Announcement { id, pricing, asked_at, context } = announcement;
        self.0.publish(id, &pricing, asked_at, &context).await
    }
}
