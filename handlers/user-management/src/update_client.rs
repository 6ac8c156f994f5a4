//! `update-client`: changes a client's registration.

use contracts::{
    Json,
    user_management::{ClientDto, Envelope, UpdateClientRequest},
};
use platform::{Authority, Failure, Request, Result, clock::Clock};

use crate::{
    client::{self, Client},
    client_auth,
    dto::{client_dto, enveloped},
    oauth_error::OauthError,
    ports::Clients,
    scope::Scope,
};

pub async fn handle(
    request: Request<UpdateClientRequest>,
    clients: &impl Clients,
    authority: &Authority,
    clock: &impl Clock,
) -> Result<Json<Envelope<ClientDto>>> {
    let before = client_auth::managed(clients, &request, authority).await?;
    let changed = change(&before, &request.content)?;
    let after = Client { updated_at: clock.now(), ..changed };
    if !clients.replace_client(&before, &after).await? {
        return Err(Failure::conflict("the client was changed at the same time; try again"));
    }
    Ok(enveloped(client_dto(&after)))
}

fn change(before: &Client, asked: &UpdateClientRequest) -> Result<Client, OauthError> {
    if asked.client_id != before.id {
        return Err(OauthError::invalid_request("`client_id` is not the client in the path"));
    }
    let mut client = before.clone();
    if let Some(name) = &asked.client_name {
        client.name = client::name(name)?;
    }
    if let Some(redirect_uris) = &asked.redirect_uris {
        client.redirect_uris = client::redirect_uris(redirect_uris)?;
    }
    if let Some(scopes) = &asked.scopes {
        client.scope = Scope::of(scopes.iter().map(String::as_str))?;
    }
    Ok(client)
}

#[cfg(test)]
mod tests {
    use contracts::user_management::UpdateClient;
    use platform::testing::invoke;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, clock},
        memory::MemoryStore,
        samples::{self, REGISTRATION_TOKEN},
    };

    fn store() -> MemoryStore {
        MemoryStore::default().and_client(samples::client("c1"))
    }

    async fn put(store: &MemoryStore, body: &Value, bearer: &str) -> Answer {
        let call = Call::to("PUT /oauth/client/{clientId}").path("clientId", "c1");
        let call = call.json(body).bearer(bearer);
        let handle = async |request| handle(request, store, &authority(), &clock()).await;
        Answer::of(invoke::<UpdateClient>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn only_what_is_named_changes() {
        let store = store();
        let body = json!({ "client_id": "c1", "client_name": "Renamed", "scopes": ["read"] });
        let answer = put(&store, &body, REGISTRATION_TOKEN).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json()["data"]["client_name"], "Renamed");
        assert_eq!(
            store.client("c1").await.unwrap(),
            Some(Client {
                name: "Renamed".to_owned(),
                scope: Scope::parse("read").unwrap(),
                ..samples::client("c1")
            })
        );
    }

    #[tokio::test]
    async fn a_bad_change_is_refused_and_changes_nothing() {
        let store = store();
        for body in [
            json!({ "client_id": "c2" }),
            json!({ "client_id": "c1", "client_name": "" }),
            json!({ "client_id": "c1", "redirect_uris": ["http://evil.example/"] }),
            json!({ "client_id": "c1", "scopes": ["everything"] }),
            json!({ "client_name": "Renamed" }),
        ] {
            assert_eq!(put(&store, &body, REGISTRATION_TOKEN).await.status(), 400, "{body}");
        }
        let body = json!({ "client_id": "c1", "client_name": "Renamed" });
        assert_eq!(put(&store, &body, "wrong").await.status(), 401);
        assert_eq!(store.client("c1").await.unwrap(), Some(samples::client("c1")));
    }
}
