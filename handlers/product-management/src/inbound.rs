//! Events of other services about products: the product that an event names, and the result of
//! applying the event.

use platform::{Failure, Result};

use crate::{ports::Applied, product::ProductId};

/// The product that an event names.
pub fn product_id(text: &str) -> Result<ProductId> {
    ProductId::parse(text)
        .ok_or_else(|| Failure::failed("the product id of the event is empty or too long"))
}

/// A stale event is no failure. An event about an unknown product is logged as a warning and not
/// retried: the product may have been deleted.
pub fn check(id: &ProductId, applied: Applied) -> Result {
    match applied {
        Applied::Done => Ok(()),
        Applied::Stale => {
            tracing::info!(product.id = id.as_str(), "the event is older than the stored value");
            Ok(())
        }
        Applied::UnknownProduct => Err(Failure::not_found(format!("there is no product `{id}`"))),
    }
}
