//! `delete-client`: deletes a client, which ends whatever it was granted: grants and tokens are
//! good only as long as their client exists.

use contracts::Nothing;
use platform::{Authority, Failure, Request, Result};

use crate::{client_auth, ports::Clients};

pub async fn handle(
    request: Request<()>,
    clients: &impl Clients,
    authority: &Authority,
) -> Result<Nothing> {
    let client = client_auth::managed(clients, &request, authority).await?;
    if !clients.delete_client(&client.id).await? {
        return Err(Failure::not_found(format!("there is no client `{}`", client.id)));
    }
    Ok(Nothing)
}

#[cfg(test)]
mod tests {
    use contracts::user_management::DeleteClient;
    use platform::testing::invoke;

    use super::*;
    use crate::{
        calls::{Answer, Call, authority},
        memory::MemoryStore,
        samples::{self, REGISTRATION_TOKEN},
    };

    async fn delete(store: &MemoryStore, bearer: &str) -> Answer {
        let call = Call::to("DELETE /oauth/client/{clientId}").path("clientId", "c1");
        let handle = async |request| handle(request, store, &authority()).await;
        Answer::of(invoke::<DeleteClient>(call.bearer(bearer).event(), handle).await)
    }

    #[tokio::test]
    async fn a_deleted_client_is_gone() {
        let store = MemoryStore::default().and_client(samples::client("c1"));
        assert_eq!(delete(&store, "wrong").await.status(), 401);
        assert!(store.client("c1").await.unwrap().is_some());

        let answer = delete(&store, REGISTRATION_TOKEN).await;
        assert_eq!((answer.status(), answer.text()), (204, ""));
        assert_eq!(store.client("c1").await.unwrap(), None);
        assert_eq!(delete(&store, REGISTRATION_TOKEN).await.status(), 401);
    }
}
