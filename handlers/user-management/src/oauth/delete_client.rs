//! `delete-client`: deletes a client. Its grants and tokens are valid only as long as it exists.

use contracts::{NoContent, user_management::DeleteClient};
use platform::{Failure, Handler, Lambda, Request, Result, Tokens};

use super::{
    client_auth,
    ports::{ClientDeletions, Clients},
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<DeleteClient> for UserManagement {
    async fn run(lambda: Lambda<DeleteClient>) -> Result {
        let (clients, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda.serve(async |request| handle(request, &clients, &tokens).await).await
    }
}

pub async fn handle(
    request: Request<DeleteClient>,
    clients: &(impl Clients + ClientDeletions),
    tokens: &Tokens,
) -> Result<NoContent> {
    let id = &request.path.client_id;
    client_auth::managed(clients, id, request.bearer(), tokens).await?;
    if !clients.delete_client(id).await? {
        return Err(Failure::not_found(format!("there is no client `{id}`")));
    }
    Ok(NoContent)
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke, tokens};

    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        samples::{self, REGISTRATION_TOKEN},
    };

    async fn delete(store: &MemoryOauth, bearer: &str) -> TestResponse {
        let call =
            Call::to::<DeleteClient>("DELETE /oauth/client/{client_id}").path("client_id", "c1");
        let handle = async |request| handle(request, store, &tokens()).await;
        TestResponse::of(invoke::<DeleteClient>(call.bearer(bearer).event(), handle).await)
    }

    #[tokio::test]
    async fn a_client_is_deleted_with_its_registration_token_only() {
        let store = MemoryOauth::default().and_client(samples::client("c1"));
        assert_eq!(delete(&store, "wrong").await.status(), 401);
        assert!(store.client("c1").await.unwrap().is_some());

        let response = delete(&store, REGISTRATION_TOKEN).await;
        assert_eq!((response.status(), response.text()), (204, ""));
        assert_eq!(store.client("c1").await.unwrap(), None);
        assert_eq!(delete(&store, REGISTRATION_TOKEN).await.status(), 401);
    }
}
