//! The functions of the activity service.

mod dynamo;
mod feed;
mod get_activity;
mod handle_happening;
#[cfg(test)]
mod memory;
mod ports;

use aws_sdk_dynamodb::Client;
use contracts::activity::{GetActivity, HandleHappening, SERVICE};
use platform::Lambda;

use crate::dynamo::DynamoActivities;

#[tokio::main(flavor = "current_thread")]
async fn main() -> platform::Result {
    let lambda = Lambda::init().await?;
    match lambda.handler() {
        GetActivity::NAME => {
            let wired = GetActivity::from_env(platform::env)?;
            let activities = DynamoActivities::new(Client::new(&lambda.aws), &wired.activities);
            lambda
                .serve::<GetActivity>(async |request| {
                    get_activity::handle(request, &activities).await
                })
                .await
        }
        HandleHappening::NAME => {
            let wired = HandleHappening::from_env(platform::env)?;
            let activities = DynamoActivities::new(Client::new(&lambda.aws), &wired.activities);
            lambda
                .serve::<HandleHappening>(async |message| {
                    handle_happening::handle(message, &activities).await
                })
                .await
        }
        other => Err(platform::unknown_function(SERVICE, other)),
    }
}
