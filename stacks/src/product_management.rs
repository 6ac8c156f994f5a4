//! Products: one table, the catalogue's routes, and what other services know about products.

use contracts::{
    product_management::{
        API, CreateProduct, DeleteProduct, GetProduct, HandlePricingCalculated, HandleStockUpdated,
        ListProducts, PublishEvents, SERVICE, Seed, UpdateProduct,
    },
    shared_infra::JWT_SECRET,
};

use crate::{
    Environment, Stack, StackBuilder,
    service::{Index, Sources},
};

/// How products are listed. Rows of the outbox have none of these attributes.
const INDEXES: [Index; 2] = [
    Index { name: "Catalogue", partition_key: "Catalogue", sort_key: "PK" },
    Index { name: "Category", partition_key: "Category", sort_key: "PK" },
];

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(SERVICE, environment, "The catalogue.");
    let products = s.indexed_table("ProductService-Products", &INDEXES);
    s.api(API);
    s.http_function(ListProducts { products: products.read() });
    s.http_function(GetProduct { products: products.read() });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(CreateProduct { products: products.read_write(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(UpdateProduct { products: products.read_write(), jwt_secret });
    let jwt_secret = s.secret(JWT_SECRET);
    s.http_function(DeleteProduct { products: products.read_write(), jwt_secret });

    s.queue_function(Sources::Publishers, HandleStockUpdated { products: products.read_write() });
    let wiring = HandlePricingCalculated { products: products.read_write() };
    s.queue_function(Sources::Publishers, wiring);
    let bus = s.bus();
    s.outbox_function(&products, PublishEvents { bus });
    s.direct_function(Seed { products: products.read_write() });
    s.finish()
}

/// The demo products, where the environment wants them.
pub fn seed(environment: &Environment) -> Option<manifest::Seed> {
    environment.simulation.demo_products.then(|| manifest::Seed {
        function: format!("{}-{}-{}", environment.name, SERVICE.name, Seed::NAME),
        payload: "null".to_owned(),
    })
}
