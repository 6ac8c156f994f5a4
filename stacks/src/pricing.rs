//! Pricing: one route, and two queues of products to price. It has no table.

use contracts::pricing::{
    CalculatePricing, HandleProductCreated, HandleProductUpdated, PricingApi, contract,
};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Price brackets.");
    s.api::<PricingApi>();
    s.http_function::<CalculatePricing>();
    s.queue_function::<HandleProductCreated>();
    s.queue_function::<HandleProductUpdated>();
    s.finish()
}
