//! `seed`: brings the demo products, once. Products that are there already stay as they are.

use contracts::product_management::Seeded;
use platform::{Context, Result};
use rust_decimal::Decimal;

use crate::{
    create_product::{Created, create},
    ports::Products,
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

pub async fn handle(products: &impl Products) -> Result<Seeded> {
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
    use crate::{events::Recorded, memory::MemoryProducts, ports::Wanted, samples::plain};

    #[tokio::test]
    async fn the_demo_products_are_made_and_announced() {
        let products = MemoryProducts::default();
        assert_eq!(handle(&products).await.unwrap(), Seeded { created: 5 });
        let page = products.page(&Wanted::default()).await.unwrap();
        let shown: Vec<_> = page
            .products
            .iter()
            .map(|it| format!("{} {} {}", it.id, it.details.name, it.details.price))
            .collect();
        let expected = [
            "CAPPUCCINO Cappuccino 4.99",
            "ESPRESSO Espresso 2.99",
            "FLATWHITE Flat White 3.5",
            "LATTE Latte 4.99",
            "LONGBLACK Long Black 3.5",
        ];
        assert_eq!(shown, expected);
        assert_eq!(products.recorded().len(), 5);
    }

    #[tokio::test]
    async fn seeding_again_changes_nothing() {
        let changed = plain("Latte", "9.99");
        let products = MemoryProducts::with([changed.clone()]);
        assert_eq!(handle(&products).await.unwrap(), Seeded { created: 4 });
        assert_eq!(handle(&products).await.unwrap(), Seeded { created: 0 });
        assert_eq!(products.product(&changed.id).await.unwrap(), Some(changed.clone()));
        assert_eq!(products.recorded().len(), 4);
        assert!(!products.recorded().contains(&Recorded::created(&changed)));
    }
}
