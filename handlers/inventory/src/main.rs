//! Stock, reservations, and the ordering of new products. The name Lambda passes as the handler
//! picks the function.

mod availability;
mod catalogue_api;
mod dto;
mod dynamo;
mod events;
mod get_health;
mod get_stock;
mod handle_order_completed;
mod handle_order_created;
mod handle_order_rejected;
mod handle_product_created;
mod order;
mod ordering;
mod ports;
mod publish_events;
mod refresh_catalogue;
mod sale;
mod set_stock;
mod stock;
mod workflow_supplier;

#[cfg(test)]
mod interleavings;
#[cfg(test)]
mod memory;

use contracts::{
    Capability as _,
    inventory::{
        GetHealth, GetStock, HandleOrderCompleted, HandleOrderCreated, HandleOrderRejected,
        HandleProductCreated, PublishEvents, RefreshCatalogue, SERVICE, SetStock,
    },
};
use platform::{Lambda, Result, clock::SystemClock, env};

use crate::{
    availability::Availability, catalogue_api::CatalogueApi, dynamo::DynamoStocks,
    workflow_supplier::WorkflowSupplier,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let lambda = Lambda::init().await?;
    match lambda.handler() {
        GetStock::NAME => get_stock(&lambda).await,
        SetStock::NAME => set_stock(&lambda).await,
        GetHealth::NAME => lambda.serve::<GetHealth>(get_health::handle).await,
        HandleProductCreated::NAME => handle_product_created(&lambda).await,
        HandleOrderCreated::NAME => handle_order_created(&lambda).await,
        HandleOrderCompleted::NAME => handle_order_completed(&lambda).await,
        HandleOrderRejected::NAME => handle_order_rejected(&lambda).await,
        RefreshCatalogue::NAME => refresh_catalogue(&lambda).await,
        PublishEvents::NAME => publish_events(&lambda).await,
        other => Err(platform::unknown_function(SERVICE, other)),
    }
}

async fn get_stock(lambda: &Lambda) -> Result {
    let wired = GetStock::from_env(env)?;
    let stocks = DynamoStocks::new(&lambda.aws, &wired.stock);
    lambda.serve::<GetStock>(async |request| get_stock::handle(request, &stocks).await).await
}

async fn set_stock(lambda: &Lambda) -> Result {
    let wired = SetStock::from_env(env)?;
    let stocks = DynamoStocks::new(&lambda.aws, &wired.stock);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve_secured::<SetStock>(&authority, async |request| {
            set_stock::handle(request, &stocks).await
        })
        .await
}

async fn handle_product_created(lambda: &Lambda) -> Result {
    let wired = HandleProductCreated::from_env(env)?;
    let supplier = WorkflowSupplier::new(&lambda.aws, &wired.ordering);
    lambda
        .serve::<HandleProductCreated>(async |message| {
            handle_product_created::handle(message, &supplier).await
        })
        .await
}

async fn handle_order_created(lambda: &Lambda) -> Result {
    let wired = HandleOrderCreated::from_env(env)?;
    let stocks = DynamoStocks::new(&lambda.aws, &wired.stock);
    let availability = Availability::parse(wired.availability_rate.value())?;
    lambda
        .serve::<HandleOrderCreated>(async |message| {
            handle_order_created::handle(message, &stocks, availability).await
        })
        .await
}

async fn handle_order_completed(lambda: &Lambda) -> Result {
    let wired = HandleOrderCompleted::from_env(env)?;
    let stocks = DynamoStocks::new(&lambda.aws, &wired.stock);
    lambda
        .serve::<HandleOrderCompleted>(async |message| {
            handle_order_completed::handle(message, &stocks).await
        })
        .await
}

async fn handle_order_rejected(lambda: &Lambda) -> Result {
    let wired = HandleOrderRejected::from_env(env)?;
    let stocks = DynamoStocks::new(&lambda.aws, &wired.stock);
    lambda
        .serve::<HandleOrderRejected>(async |message| {
            handle_order_rejected::handle(message, &stocks).await
        })
        .await
}

async fn refresh_catalogue(lambda: &Lambda) -> Result {
    let wired = RefreshCatalogue::from_env(env)?;
    let catalogue = CatalogueApi(lambda.api_client(&wired.products)?);
    let stocks = DynamoStocks::new(&lambda.aws, &wired.stock);
    let supplier = WorkflowSupplier::new(&lambda.aws, &wired.ordering);
    lambda
        .serve::<RefreshCatalogue>(async |()| {
            refresh_catalogue::handle(&catalogue, &stocks, &supplier, &SystemClock).await
        })
        .await
}

async fn publish_events(lambda: &Lambda) -> Result {
    let wired = PublishEvents::from_env(env)?;
    lambda.serve_outbox::<PublishEvents, _>(&wired.bus, publish_events::translate).await
}
