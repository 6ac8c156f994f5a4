//! The functions of the pricing service.

mod brackets;
mod bus_announcements;
mod calculate_pricing;
mod handle_product_created;
mod handle_product_updated;
mod http_products;
mod issues;
#[cfg(test)]
mod memory;
mod ports;
mod reprice;

use contracts::pricing::{CalculatePricing, HandleProductCreated, HandleProductUpdated, SERVICE};
use platform::{Lambda, Result, clock::SystemClock, env};

use crate::{
    bus_announcements::BusAnnouncements, http_products::HttpProducts, issues::Simulator,
    reprice::Pricer,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let lambda = Lambda::init().await?;
    match lambda.handler() {
        CalculatePricing::NAME => calculate_pricing(&lambda).await,
        HandleProductCreated::NAME => handle_product_created(&lambda).await,
        HandleProductUpdated::NAME => handle_product_updated(&lambda).await,
        other => Err(platform::unknown_function(SERVICE, other)),
    }
}

async fn calculate_pricing(lambda: &Lambda) -> Result {
    let wired = CalculatePricing::from_env(env)?;
    let simulator = Simulator::from_setting(&wired.simulate_issues)?;
    lambda
        .serve::<CalculatePricing>(async |request| {
            calculate_pricing::handle(request, simulator).await
        })
        .await
}

async fn handle_product_created(lambda: &Lambda) -> Result {
    let wired = HandleProductCreated::from_env(env)?;
    let pricer = Pricer {
        products: HttpProducts(lambda.api_client(&wired.product_api)?),
        announcements: BusAnnouncements(lambda.publisher::<HandleProductCreated>(&wired.bus)),
        clock: SystemClock,
        simulator: Simulator::from_setting(&wired.simulate_issues)?,
    };
    lambda
        .serve::<HandleProductCreated>(async |message| {
            handle_product_created::handle(message, &pricer).await
        })
        .await
}

async fn handle_product_updated(lambda: &Lambda) -> Result {
    let wired = HandleProductUpdated::from_env(env)?;
    let pricer = Pricer {
        products: HttpProducts(lambda.api_client(&wired.product_api)?),
        announcements: BusAnnouncements(lambda.publisher::<HandleProductUpdated>(&wired.bus)),
        clock: SystemClock,
        simulator: Simulator::from_setting(&wired.simulate_issues)?,
    };
    lambda
        .serve::<HandleProductUpdated>(async |message| {
            handle_product_updated::handle(message, &pricer).await
        })
        .await
}
