//! The functions of the product service.

#[cfg(test)]
mod calls;
mod create_product;
mod delete_product;
mod dto;
mod dynamo;
mod events;
mod get_product;
mod handle_pricing_calculated;
mod handle_stock_updated;
mod list_products;
#[cfg(test)]
mod memory;
mod ports;
mod product;
mod publish_events;
#[cfg(test)]
mod samples;
mod seed;
mod stamp;
mod token;
mod told;
mod update_product;

use contracts::product_management::{
    CreateProduct, DeleteProduct, GetProduct, HandlePricingCalculated, HandleStockUpdated,
    ListProducts, PublishEvents, SERVICE, Seed, UpdateProduct,
};
use platform::{Lambda, Result, clock::SystemClock, env};

use crate::dynamo::DynamoProducts;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let lambda = Lambda::init().await?;
    match lambda.handler() {
        ListProducts::NAME => list_products(&lambda).await,
        GetProduct::NAME => get_product(&lambda).await,
        CreateProduct::NAME => create_product(&lambda).await,
        UpdateProduct::NAME => update_product(&lambda).await,
        DeleteProduct::NAME => delete_product(&lambda).await,
        HandleStockUpdated::NAME => handle_stock_updated(&lambda).await,
        HandlePricingCalculated::NAME => handle_pricing_calculated(&lambda).await,
        PublishEvents::NAME => publish_events(&lambda).await,
        Seed::NAME => seed(&lambda).await,
        other => Err(platform::unknown_function(SERVICE, other)),
    }
}

async fn list_products(lambda: &Lambda) -> Result {
    let wired = ListProducts::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    lambda
        .serve::<ListProducts>(async |request| list_products::handle(request, &products).await)
        .await
}

async fn get_product(lambda: &Lambda) -> Result {
    let wired = GetProduct::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    lambda.serve::<GetProduct>(async |request| get_product::handle(request, &products).await).await
}

async fn create_product(lambda: &Lambda) -> Result {
    let wired = CreateProduct::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve_secured::<CreateProduct>(&authority, async |request| {
            create_product::handle(request, &products).await
        })
        .await
}

async fn update_product(lambda: &Lambda) -> Result {
    let wired = UpdateProduct::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve_secured::<UpdateProduct>(&authority, async |request| {
            update_product::handle(request, &products).await
        })
        .await
}

async fn delete_product(lambda: &Lambda) -> Result {
    let wired = DeleteProduct::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve_secured::<DeleteProduct>(&authority, async |request| {
            delete_product::handle(request, &products).await
        })
        .await
}

async fn handle_stock_updated(lambda: &Lambda) -> Result {
    let wired = HandleStockUpdated::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    lambda
        .serve::<HandleStockUpdated>(async |message| {
            handle_stock_updated::handle(message, &products, &SystemClock).await
        })
        .await
}

async fn handle_pricing_calculated(lambda: &Lambda) -> Result {
    let wired = HandlePricingCalculated::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    lambda
        .serve::<HandlePricingCalculated>(async |message| {
            handle_pricing_calculated::handle(message, &products, &SystemClock).await
        })
        .await
}

async fn publish_events(lambda: &Lambda) -> Result {
    let wired = PublishEvents::from_env(env)?;
    lambda.serve_outbox::<PublishEvents, _>(&wired.bus, publish_events::translate).await
}

async fn seed(lambda: &Lambda) -> Result {
    let wired = Seed::from_env(env)?;
    let products = DynamoProducts::new(&lambda.aws, &wired.products);
    lambda.serve::<Seed>(async |()| seed::handle(&products).await).await
}
