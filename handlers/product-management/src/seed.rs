//! `seed`: creates the demo products. Products that exist already stay unchanged.

use contracts::product_management::{Seed, Seeded};
use platform::{Context, Handler, Input, Lambda, Result};
use rust_decimal::Decimal;

use crate::{
    ProductManagement,
    create_product::{Created, create},
    dynamo::DynamoProducts,
    ports::{NewProducts, Products},
    product::{Details, Product},
};

/// Names, and prices in cents.
const DEMO_PRODUCTS: [(&str, i64); 5] = [
    ("Flat White", 350),
    ("Espresso", 299),
    ("Latte", 499),
    ("Long Black", 350),
    ("Cappuccino", 499),
];

impl Handler<Seed> for ProductManagement {
    async fn run(lambda: Lambda<Seed>) -> Result {
        let products = DynamoProducts(lambda.table());
        lambda.serve(async |_: Input<()>| handle(&products).await).await
    }
}

pub async fn handle(products: &(impl Products + NewProducts)) -> Result<Seeded> {
    let context = Context::new();
    let mut created = 0;
    for (name, cents) in DEMO_PRODUCTS {
        let product = Product::new(Details {
            name: name.to_owned(),
            price: Decimal::new(cents, 2),
            category: Some("coffee".to_owned()),
            description: None,
            image_file: None,
        })?;
        if let Created::New(_) = create(product, products, &context).await? {
            created += 1;
        }
    }
    Ok(Seeded { created })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        events::PrivateEvent,
        memory::MemoryProducts,
        ports::{ListQuery, ProductPages},
        samples::plain,
    };

    #[tokio::test]
    async fn the_demo_products_are_created_and_their_events_enqueued() {
        let products = MemoryProducts::default();
        assert_eq!(handle(&products).await.unwrap(), Seeded { created: 5 });
        let page = products.page(&ListQuery::default()).await.unwrap();
        let created: Vec<_> = page
            .products
            .iter()
            .map(|product| {
                format!("{} {} {}", product.id, product.details.name, product.details.price)
            })
            .collect();
        let expected = [
            "CAPPUCCINO Cappuccino 4.99",
            "ESPRESSO Espresso 2.99",
            "FLATWHITE Flat White 3.5",
            "LATTE Latte 4.99",
            "LONGBLACK Long Black 3.5",
        ];
        assert_eq!(created, expected);
        assert_eq!(products.outbox().len(), 5);
    }

    #[tokio::test]
    async fn seeding_again_changes_nothing() {
        let changed = plain("Latte", "9.99");
        let products = MemoryProducts::with([changed.clone()]);
        assert_eq!(handle(&products).await.unwrap(), Seeded { created: 4 });
        assert_eq!(handle(&products).await.unwrap(), Seeded { created: 0 });
        assert_eq!(products.product(&changed.id).await.unwrap(), Some(changed.clone()));
        assert_eq!(products.outbox().len(), 4);
        assert!(!products.outbox().contains(&PrivateEvent::created(&changed)));
    }
}
