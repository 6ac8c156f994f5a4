//! `publish-events`: tells everyone else what this service recorded for itself.

use contracts::product_management::{
    ProductCreated, ProductDeleted, ProductUpdated, PublishEvents,
};
use platform::Outgoing;

use crate::events::Recorded;

/// The public event that a private one becomes.
pub fn translate(recorded: Recorded) -> Outgoing<PublishEvents> {
    match recorded {
        Recorded::ProductCreated { product_id, new } => Outgoing::event(ProductCreated {
            product_id,
            name: Some(new.name),
            price: Some(new.price),
            category: new.category,
        }),
        Recorded::ProductUpdated { product_id, new, .. } => Outgoing::event(ProductUpdated {
            product_id,
            name: Some(new.name),
            price: Some(new.price),
            category: new.category,
        }),
        Recorded::ProductDeleted { product_id } => Outgoing::event(ProductDeleted { product_id }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        product::{Change, Product},
        samples::details,
    };

    /// The event after a stay in the outbox.
    fn check(recorded: &Recorded, stored: &Value, name: &str, data: &Value) {
        assert_eq!(&serde_json::to_value(recorded).unwrap(), stored);
        let read: Recorded = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(&read, recorded);
        assert_eq!(translate(read).into_events().unwrap(), [(name, data.clone())]);
    }

    #[test]
    fn a_new_product_is_announced_with_what_it_is() {
        let new = json!({ "name": "Flat White", "price": 3.5, "category": "coffee" });
        check(
            &Recorded::created(&Product::new(details()).unwrap()),
            &json!({ "event": "productCreated", "productId": "FLATWHITE", "new": new }),
            "product.productCreated.v1",
            &json!({
                "productId": "FLATWHITE", "name": "Flat White", "price": 3.5, "category": "coffee",
            }),
        );
    }

    #[test]
    fn a_changed_product_is_announced_as_it_is_now() {
        let before = Product::new(details()).unwrap();
        let change =
            Change { price: Some(4.into()), category: Some(String::new()), ..Change::default() };
        let after = before.changed(change).unwrap().unwrap();
        check(
            &Recorded::updated(&before, &after),
            &json!({
                "event": "productUpdated",
                "productId": "FLATWHITE",
                "previous": { "name": "Flat White", "price": 3.5, "category": "coffee" },
                "new": { "name": "Flat White", "price": 4 },
            }),
            "product.productUpdated.v1",
            &json!({ "productId": "FLATWHITE", "name": "Flat White", "price": 4 }),
        );
    }

    #[test]
    fn a_deleted_product_is_announced() {
        let id = Product::new(details()).unwrap().id;
        check(
            &Recorded::deleted(&id),
            &json!({ "event": "productDeleted", "productId": "FLATWHITE" }),
            "product.productDeleted.v1",
            &json!({ "productId": "FLATWHITE" }),
        );
    }
}
