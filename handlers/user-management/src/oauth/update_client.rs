//! `update-client`: changes a client's registration.

use contracts::{
    Json,
    user_management::{ClientDto, Envelope, UpdateClient, UpdateClientRequest},
};
use platform::{
    Failure, Handler, Lambda, Request, Result, Tokens,
    clock::{Clock, SystemClock},
};

use super::{
    client::{self, Client},
    client_auth::{self, Managed, Manager},
    dto::client_dto,
    oauth_error::OauthError,
    ports::{ClientUpdates, Clients},
    scope::Scope,
};
use crate::{UserManagement, accounts::dto::enveloped, dynamo::DynamoStore};

impl Handler<UpdateClient> for UserManagement {
    async fn run(lambda: Lambda<UpdateClient>) -> Result {
        let (clients, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda.serve(async |request| handle(request, &clients, &tokens, &SystemClock).await).await
    }
}

pub async fn handle(
    request: Request<UpdateClient>,
    clients: &(impl Clients + ClientUpdates),
    tokens: &Tokens,
    clock: &impl Clock,
) -> Result<Json<Envelope<ClientDto>>> {
    let id = &request.path.client_id;
    let managed = client_auth::managed(clients, id, request.bearer(), tokens).await?;
    let Managed { client: before, manager } = managed;
    let introspects_all = introspects_all(&before, &request.content, manager)?;
    let changed = Client { introspects_all, ..change(&before, &request.content)? };
    let after = Client { updated_at: clock.now(), ..changed };
    if !clients.replace_client(&before, &after).await? {
        return Err(Failure::conflict("the client was changed at the same time; try again"));
    }
    Ok(enveloped(client_dto(&after)))
}

/// Whether the client may introspect the tokens of others. Anyone may register a client, so only an
/// administrator changes this, and only for a client with a secret.
fn introspects_all(
    before: &Client,
    content: &UpdateClientRequest,
    manager: Manager,
) -> Result<bool> {
    let requested = content.introspects_all.unwrap_or(before.introspects_all);
    if requested != before.introspects_all && manager != Manager::Administrator {
        return Err(Failure::forbidden("only administrators may change `introspects_all`"));
    }
    if requested && before.is_public() {
        return Err(OauthError::invalid_client_metadata(
            "`introspects_all` needs a client with a secret",
        )
        .into());
    }
    Ok(requested)
}

fn change(before: &Client, content: &UpdateClientRequest) -> Result<Client, OauthError> {
    if content.client_id != before.id {
        return Err(OauthError::invalid_request("`client_id` is not the client in the path"));
    }
    let mut client = before.clone();
    if let Some(name) = &content.client_name {
        client.name = client::name(name)?;
    }
    if let Some(redirect_uris) = &content.redirect_uris {
        client.redirect_uris = client::redirect_uris(redirect_uris)?;
    }
    if let Some(scopes) = &content.scopes {
        client.scope = Scope::of(scopes.iter().map(String::as_str))?;
    }
    Ok(client)
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token, tokens},
    };
    use serde_json::{Value, json};

    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        samples::{self, REGISTRATION_TOKEN, clock},
    };

    fn store() -> MemoryOauth {
        MemoryOauth::default().and_client(samples::client("c1"))
    }

    async fn put(store: &MemoryOauth, body: &Value, bearer: &str) -> TestResponse {
        let call = Call::to::<UpdateClient>("PUT /oauth/client/{client_id}");
        let call = call.path("client_id", "c1").json(body).bearer(bearer);
        let handle = async |request| handle(request, store, &tokens(), &clock()).await;
        TestResponse::of(invoke::<UpdateClient>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn only_the_named_fields_change() {
        let store = store();
        let body = json!({ "client_id": "c1", "client_name": "Renamed", "scopes": ["read"] });
        let response = put(&store, &body, REGISTRATION_TOKEN).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.json()["data"]["client_name"], "Renamed");
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
    async fn only_an_administrator_lets_a_client_introspect_the_tokens_of_others() {
        let store = store();
        let body = |allowed: bool| json!({ "client_id": "c1", "introspects_all": allowed });
        let is_allowed = async || store.client("c1").await.unwrap().unwrap().introspects_all;
        let admin = token("admin", UserType::Admin).await;

        assert_eq!(put(&store, &body(true), REGISTRATION_TOKEN).await.status(), 403);
        assert!(!is_allowed().await);
        let response = put(&store, &body(true), &admin).await;
        assert_eq!(
            (response.status(), &response.json()["data"]["introspects_all"]),
            (200, &true.into())
        );
        assert!(is_allowed().await);

        assert_eq!(put(&store, &body(false), REGISTRATION_TOKEN).await.status(), 403);
        assert_eq!(put(&store, &body(true), REGISTRATION_TOKEN).await.status(), 200);
        let renamed = json!({ "client_id": "c1", "client_name": "Renamed" });
        assert_eq!(put(&store, &renamed, REGISTRATION_TOKEN).await.status(), 200);
        assert!(is_allowed().await);
    }

    #[tokio::test]
    async fn a_public_client_does_not_introspect_the_tokens_of_others() {
        let store = MemoryOauth::default().and_client(samples::public_client("c1"));
        let body = json!({ "client_id": "c1", "introspects_all": true });
        let admin = token("admin", UserType::Admin).await;
        assert_eq!(put(&store, &body, &admin).await.status(), 400);
    }

    #[tokio::test]
    async fn an_invalid_change_is_refused_and_changes_nothing() {
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
