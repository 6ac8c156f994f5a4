//! `register-client`: registers an OAuth client (RFC 7591).

use contracts::{
    Json,
    user_management::{RegisterClient, RegisteredClient, UserApi},
};
use platform::{
    Failure, Handler, Lambda, Parameter, Reply, Request, Result,
    clock::{Clock, SystemClock},
    ids::{Ids, SystemIds},
};

use super::{
    client::{self, Authentication, Client},
    dto,
    issuer::issuer,
    ports::NewClients,
    scope::Scope,
    secret::Digest,
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<RegisterClient> for UserManagement {
    async fn run(lambda: Lambda<RegisterClient>) -> Result {
        let (clients, api) = (DynamoStore(lambda.table()), lambda.parameter());
        lambda
            .serve(async |request| handle(request, &clients, &api, &SystemClock, &SystemIds).await)
            .await
    }
}

pub async fn handle(
    request: Request<RegisterClient>,
    clients: &impl NewClients,
    api: &Parameter<UserApi>,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Json<RegisteredClient>>> {
    let (content, issuer) = (&request.content, issuer(api).await?);
    let authentication = client::authentication(content.token_endpoint_auth_method.as_deref())?;
    client::response_types(&content.response_types)?;
    let secret = (authentication != Authentication::Public).then(|| ids.token());
    let registration_token = ids.token();
    let client = Client {
        id: format!("client_{}", ids.uuid().simple()),
        name: client::name(&content.client_name)?,
        redirect_uris: client::redirect_uris(&content.redirect_uris)?,
        grant_types: client::grant_types(&content.grant_types, authentication)?,
        scope: Scope::all(),
        authentication,
        secret: secret.as_deref().map(Digest::of),
        registration_token: Some(Digest::of(&registration_token)),
        introspects_all: false,
        created_at: clock.now(),
        updated_at: clock.now(),
    };
    if !clients.add_client(&client).await? {
        return Err(Failure::failed(format!("the new client id `{}` is taken", client.id)));
    }
    let registered = RegisteredClient {
        client_id: client.id.clone(),
        client_secret: secret,
        client_secret_expires_at: 0,
        registration_access_token: registration_token,
        registration_client_uri: format!("{issuer}/oauth/client/{}", client.id),
        client_name: client.name.clone(),
        redirect_uris: dto::redirect_uris(&client),
        grant_types: client
            .grant_types
            .iter()
            .map(|grant| grant.legacy_name().to_owned())
            .collect(),
        response_types: vec!["code".to_owned()],
        token_endpoint_auth_method: client.authentication.name().to_owned(),
        scopes: client.scope.names(),
        created_at: client.created_at.to_string(),
    };
    Ok(Reply::new(Json(registered)).header("Cache-Control", "no-store"))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        ports::Clients,
        samples::{ISSUER, api, clock},
    };

    fn registration() -> Value {
        json!({
            "client_name": "Shop",
            "redirect_uris": ["https://shop.example/callback"],
            "grant_types": ["authorization_code", "RefreshToken"],
            "response_types": ["code"],
        })
    }

    async fn register(store: &MemoryOauth, body: &Value) -> TestResponse {
        let call = Call::to::<RegisterClient>("POST /oauth/register").json(body);
        let handle = async |request| handle(request, store, &api(), &clock(), &SystemIds).await;
        TestResponse::of(invoke::<RegisterClient>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_new_client_receives_the_credentials_that_are_stored_as_hashes() {
        let store = MemoryOauth::default();
        let response = register(&store, &registration()).await;
        assert_eq!(response.status(), 201);
        assert_eq!(response.header("Cache-Control"), "no-store");
        let body = response.json();
        let id = body["client_id"].as_str().unwrap();
        assert_eq!(id.len(), "client_".len() + 32);
        assert_eq!(body["registration_client_uri"], format!("{ISSUER}/oauth/client/{id}"));
        assert_eq!(body["grant_types"], json!(["AuthorizationCode", "RefreshToken"]));
        assert_eq!(body["scopes"], json!(["read", "write", "email", "openid", "profile"]));
        assert_eq!(body["token_endpoint_auth_method"], "client_secret_basic");

        let stored = store.client(id).await.unwrap().unwrap();
        assert!(stored.secret.unwrap().matches(body["client_secret"].as_str().unwrap()));
        let registration_token = body["registration_access_token"].as_str().unwrap();
        assert!(stored.registration_token.unwrap().matches(registration_token));
    }

    #[tokio::test]
    async fn a_new_client_may_not_introspect_the_tokens_of_others() {
        let store = MemoryOauth::default();
        let mut body = registration();
        body["introspects_all"] = true.into();
        let response = register(&store, &body).await;
        assert_eq!(response.status(), 201);
        let id = response.json()["client_id"].as_str().unwrap().to_owned();
        assert!(!store.client(&id).await.unwrap().unwrap().introspects_all);
    }

    #[tokio::test]
    async fn a_public_client_receives_no_secret() {
        let store = MemoryOauth::default();
        let mut body = registration();
        body["token_endpoint_auth_method"] = "none".into();
        let response = register(&store, &body).await.json();
        assert_eq!(response.get("client_secret"), None);
        let id = response["client_id"].as_str().unwrap();
        assert!(store.client(id).await.unwrap().unwrap().is_public());
    }

    #[tokio::test]
    async fn an_invalid_registration_is_refused_with_the_error_of_the_specification() {
        let store = MemoryOauth::default();
        for (field, value, error) in [
            ("client_name", json!(" "), "invalid_client_metadata"),
            ("redirect_uris", json!([]), "invalid_redirect_uri"),
            ("redirect_uris", json!(["http://shop.example/"]), "invalid_redirect_uri"),
            ("redirect_uris", json!(["https://shop.example/#a"]), "invalid_redirect_uri"),
            ("grant_types", json!([]), "invalid_client_metadata"),
            ("grant_types", json!(["implicit"]), "invalid_client_metadata"),
            ("response_types", json!(["token"]), "invalid_client_metadata"),
            ("token_endpoint_auth_method", json!("tls_client_auth"), "invalid_client_metadata"),
        ] {
            let mut body = registration();
            body[field] = value;
            let response = register(&store, &body).await;
            assert_eq!(response.status(), 400, "{field}");
            assert_eq!(response.json()["error"], error, "{field}");
            assert_eq!(response.header("Content-Type"), "application/problem+json");
        }
        assert_eq!(register(&store, &json!({ "client_name": "Shop" })).await.status(), 400);
    }
}
