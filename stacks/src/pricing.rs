//! Pricing: one route, and two queues of products to price. It keeps nothing.

use contracts::{
    pricing::{API, CalculatePricing, HandleProductCreated, HandleProductUpdated, SERVICE},
    product_management,
};

use crate::{Environment, Stack, StackBuilder, service::Sources};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(SERVICE, environment, "Price brackets.");
    s.api(API);
    let simulate_issues = s.setting(|environment| environment.simulation.pricing_issues);
    s.http_function(CalculatePricing { simulate_issues });

    let product_api = s.lookup(product_management::API);
    let simulate_issues = s.setting(|environment| environment.simulation.pricing_issues);
    let bus = s.bus();
    let wiring = HandleProductCreated { product_api, simulate_issues, bus };
    s.queue_function(Sources::Publishers, wiring);

    let product_api = s.lookup(product_management::API);
    let simulate_issues = s.setting(|environment| environment.simulation.pricing_issues);
    let bus = s.bus();
    let wiring = HandleProductUpdated { product_api, simulate_issues, bus };
    s.queue_function(Sources::Publishers, wiring);
    s.finish()
}
