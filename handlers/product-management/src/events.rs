//! The private events of the service, which are stored in the outbox of its table.

use contracts::Money;
use serde::{Deserialize, Serialize};

use crate::product::{Details, Product, ProductId};

/// A private event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    ProductCreated { product_id: String, new: ProductSnapshot },
    ProductUpdated { product_id: String, previous: ProductSnapshot, new: ProductSnapshot },
    ProductDeleted { product_id: String },
}

/// The details of a product that its events carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductSnapshot {
    pub name: String,
    pub price: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
}

impl PrivateEvent {
    pub fn created(product: &Product) -> Self {
        Self::ProductCreated {
            product_id: product.id.to_string(),
            new: ProductSnapshot::of(&product.details),
        }
    }

    pub fn updated(before: &Product, after: &Product) -> Self {
        Self::ProductUpdated {
            product_id: after.id.to_string(),
            previous: ProductSnapshot::of(&before.details),
            new: ProductSnapshot::of(&after.details),
        }
    }

    pub fn deleted(id: &ProductId) -> Self {
        Self::ProductDeleted { product_id: id.to_string() }
    }
}

impl ProductSnapshot {
    fn of(details: &Details) -> Self {
        Self {
            name: details.name.clone(),
            price: Money(details.price),
            category: details.category.clone(),
        }
    }
}
