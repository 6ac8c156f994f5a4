//! What this service records for itself, in its table's outbox.

use contracts::Money;
use serde::{Deserialize, Serialize};

use crate::product::{Details, Product, ProductId};

/// A private event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[expect(clippy::enum_variant_names, reason = "in the table, an event is known by its name alone")]
pub enum Recorded {
    ProductCreated { product_id: String, new: Sold },
    ProductUpdated { product_id: String, previous: Sold, new: Sold },
    ProductDeleted { product_id: String },
}

/// What others want to know of a product's details.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sold {
    pub name: String,
    pub price: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

impl Recorded {
    pub fn created(product: &Product) -> Self {
        Self::ProductCreated { product_id: product.id.to_string(), new: sold(&product.details) }
    }

    pub fn updated(before: &Product, after: &Product) -> Self {
        Self::ProductUpdated {
            product_id: after.id.to_string(),
            previous: sold(&before.details),
            new: sold(&after.details),
        }
    }

    pub fn deleted(id: &ProductId) -> Self {
        Self::ProductDeleted { product_id: id.to_string() }
    }
}

fn sold(details: &Details) -> Sold {
    Sold {
        name: details.name.clone(),
        price: Money(details.price),
        category: details.category.clone(),
    }
}
