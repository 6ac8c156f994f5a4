//! `publish-events`: publishes the events in the outbox of the table.

use contracts::product_management::{
    ProductCreated, ProductDeleted, ProductUpdated, PublishEvents,
};
use platform::{Handler, Lambda, PublicEvents, Result};

use crate::{ProductManagement, events::PrivateEvent};

impl Handler<PublishEvents> for ProductManagement {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        lambda.serve_outbox(translate).await
    }
}

/// The public event that a private one becomes.
fn translate(event: PrivateEvent) -> PublicEvents<PublishEvents> {
    match event {
        PrivateEvent::ProductCreated { product_id, new } => PublicEvents::event(ProductCreated {
            product_id,
            name: Some(new.name),
            price: Some(new.price),
            category: new.category,
        }),
        PrivateEvent::ProductUpdated { product_id, new, .. } => {
            PublicEvents::event(ProductUpdated {
                product_id,
                name: Some(new.name),
                price: Some(new.price),
                category: new.category,
            })
        }
        PrivateEvent::ProductDeleted { product_id } => {
            PublicEvents::event(ProductDeleted { product_id })
        }
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

    /// `private` is stored as `stored`, and published as `name` with `data`.
    fn check(private: &PrivateEvent, stored: &Value, name: &str, data: &Value) {
        assert_eq!(&serde_json::to_value(private).unwrap(), stored);
        let read: PrivateEvent = serde_json::from_value(stored.clone()).unwrap();
        assert_eq!(&read, private);
        assert_eq!(translate(read).into_events().unwrap(), [(name, data.clone())]);
    }

    #[test]
    fn a_created_product_is_published_with_its_details() {
        let new = json!({ "name": "Flat White", "price": 3.5, "category": "coffee" });
        check(
            &PrivateEvent::created(&Product::new(details()).unwrap()),
            &json!({ "event": "productCreated", "productId": "FLATWHITE", "new": new }),
            "product.productCreated.v1",
            &json!({
                "productId": "FLATWHITE", "name": "Flat White", "price": 3.5, "category": "coffee",
            }),
        );
    }

    #[test]
    fn an_updated_product_is_published_with_its_new_details() {
        let before = Product::new(details()).unwrap();
        let change =
            Change { price: Some(4.into()), category: Some(String::new()), ..Change::default() };
        let after = before.changed(change).unwrap().unwrap();
        check(
            &PrivateEvent::updated(&before, &after),
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
    fn a_deleted_product_is_published_with_its_id() {
        let id = Product::new(details()).unwrap().id;
        check(
            &PrivateEvent::deleted(&id),
            &json!({ "event": "productDeleted", "productId": "FLATWHITE" }),
            "product.productDeleted.v1",
            &json!({ "productId": "FLATWHITE" }),
        );
    }
}
