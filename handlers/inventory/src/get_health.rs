//! `get-health`: shows that the API responds.

use contracts::{Text, inventory::GetHealth};
use platform::{Handler, Lambda, Request, Result};

use crate::Inventory;

impl Handler<GetHealth> for Inventory {
    async fn run(lambda: Lambda<GetHealth>) -> Result {
        lambda.serve(handle).await
    }
}

pub async fn handle(_: Request<GetHealth>) -> Result<Text> {
    Ok(Text("Healthy!".to_owned()))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};

    use super::*;

    #[tokio::test]
    async fn the_response_is_healthy() {
        let call = Call::to::<GetHealth>("GET /health");
        let response = TestResponse::of(invoke::<GetHealth>(call.event(), handle).await);
        assert_eq!((response.status(), response.text()), (200, "Healthy!"));
    }
}
