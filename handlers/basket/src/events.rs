//! The private event of this service.

use contracts::Money;
use platform::UserType;
use serde::{Deserialize, Serialize};

use crate::basket::{Checkout, Item, Receipt};

/// A private event, as the table's outbox keeps it until it is published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PrivateEvent {
    /// A basket was checked out: its products are to be ordered.
    BasketCheckedOut {
        user_id: String,
        user_type: UserType,
        receipt: Receipt,
        items: Vec<CheckedOutItem>,
    },
}

/// An item, and the price of one unit that the customer saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedOutItem {
    pub product_id: String,
    pub product_name: String,
    pub quantity: u32,
    pub color: Option<String>,
    pub price: Money,
}

impl PrivateEvent {
    /// The event that a basket was checked out.
    pub fn checked_out(checkout: &Checkout) -> Self {
        let Checkout { receipt, basket, user_type, .. } = checkout;
        let item = |item: &Item| CheckedOutItem {
            product_id: item.product.id.clone(),
            product_name: item.product.name.clone(),
            quantity: item.quantity,
            color: item.color.clone(),
            price: basket.unit_price(item, *user_type),
        };
        Self::BasketCheckedOut {
            user_id: basket.user_id.clone(),
            user_type: *user_type,
            receipt: receipt.clone(),
            items: basket.items.iter().map(item).collect(),
        }
    }
}
