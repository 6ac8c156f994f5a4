//! Products: one table, the catalogue's routes, and the events of other services about products.

use contracts::{
    Component,
    product_management::{
        CreateProduct, DeleteProduct, GetProduct, HandlePricingCalculated, HandleStockUpdated,
        ListProducts, ProductApi, Products, PublishEvents, SERVICE, Seed, UpdateProduct, contract,
    },
};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "The catalogue.");
    s.table::<Products>();
    s.api::<ProductApi>();
    s.http_function::<ListProducts>();
    s.http_function::<GetProduct>();
    s.http_function::<CreateProduct>();
    s.http_function::<UpdateProduct>();
    s.http_function::<DeleteProduct>();
    s.queue_function::<HandleStockUpdated>();
    s.queue_function::<HandlePricingCalculated>();
    s.outbox_function::<PublishEvents>();
    s.direct_function::<Seed>();
    s.finish()
}

/// The demo products, if the environment has them.
pub fn seed(environment: &Environment) -> Option<manifest::Seed> {
    environment.simulation.demo_products.then(|| manifest::Seed {
        function: format!("{}-{}-{}", environment.name, SERVICE.name, Seed::NAME),
        payload: "null".to_owned(),
    })
}
