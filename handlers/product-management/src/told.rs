//! What other services tell of products: which product, and what became of it.

use platform::{Failure, Result};

use crate::{ports::Noted, product::ProductId};

/// The product that an event names.
pub fn product(id: &str) -> Result<ProductId> {
    ProductId::parse(id)
        .ok_or_else(|| Failure::failed("the event does not name a product that there can be"))
}

/// Old news are no failure. Neither is a product that was deleted, but that is worth a warning.
pub fn outcome(id: &ProductId, noted: Noted) -> Result {
    match noted {
        Noted::Kept => Ok(()),
        Noted::Stale => {
            tracing::info!(product.id = id.as_str(), "something newer is known already");
            Ok(())
        }
        Noted::Unknown => Err(Failure::not_found(format!("there is no product `{id}`"))),
    }
}
