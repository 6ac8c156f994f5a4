//! Seeds: functions that a deployment invokes after all stacks to write the first data.

use aws_sdk_lambda::primitives::Blob;
use manifest::Seed;

use crate::{
    context::Context,
    error::{Error, Result, call},
};

pub async fn run(ctx: &Context) -> Result<()> {
    for seed in &ctx.manifest.seeds {
        invoke(ctx, seed).await?;
    }
    Ok(())
}

async fn invoke(ctx: &Context, seed: &Seed) -> Result<()> {
    let name = &seed.function;
    let answer = ctx
        .lambda
        .invoke()
        .function_name(name)
        .payload(Blob::new(seed.payload.as_bytes()))
        .send()
        .await
        .map_err(call(format!("invoke the seed `{name}`")))?;
    let payload = answer.payload().map(|it| String::from_utf8_lossy(it.as_ref()).into_owned());
    let payload = payload.unwrap_or_default();
    match answer.function_error() {
        None => Ok(()),
        Some(_) => Err(Error::fault(format!("the seed `{name}` failed: {payload}"))),
    }
}
