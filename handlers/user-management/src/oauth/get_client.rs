//! `get-client`: shows a client's registration, to that client or to an administrator.

use contracts::{
    Json,
    user_management::{ClientDto, Envelope, GetClient},
};
use platform::{Handler, Lambda, Request, Result, Tokens};

use super::{client_auth, dto::client_dto, ports::Clients};
use crate::{UserManagement, accounts::dto::enveloped, dynamo::DynamoStore};

impl Handler<GetClient> for UserManagement {
    async fn run(lambda: Lambda<GetClient>) -> Result {
        let (clients, tokens) = (DynamoStore(lambda.table()), lambda.tokens());
        lambda.serve(async |request| handle(request, &clients, &tokens).await).await
    }
}

pub async fn handle(
    request: Request<GetClient>,
    clients: &impl Clients,
    tokens: &Tokens,
) -> Result<Json<Envelope<ClientDto>>> {
    let id = &request.path.client_id;
    let managed = client_auth::managed(clients, id, request.bearer(), tokens).await?;
    Ok(enveloped(client_dto(&managed.client)))
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, token, tokens},
    };
    use serde_json::json;

    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        samples::{self, REGISTRATION_TOKEN},
    };

    async fn get(id: &str, bearer: Option<&str>) -> TestResponse {
        let clients = MemoryOauth::default()
            .and_client(samples::client("c1"))
            .and_client(samples::client_without_registration_token("c2"));
        let call = Call::to::<GetClient>("GET /oauth/client/{client_id}").path("client_id", id);
        let call = match bearer {
            Some(token) => call.bearer(token),
            None => call,
        };
        let handle = async |request| handle(request, &clients, &tokens()).await;
        TestResponse::of(invoke::<GetClient>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_client_is_shown_its_registration_without_secrets() {
        let response = get("c1", Some(REGISTRATION_TOKEN)).await;
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.json()["data"],
            json!({
                "client_id": "c1",
                "client_name": "Client",
                "redirect_uris": ["https://client.example/callback"],
                "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
                "scopes": ["read", "write", "email", "openid", "profile"],
                "token_endpoint_auth_method": "client_secret_basic",
                "introspects_all": false,
                "created_at": samples::now().to_string(),
                "updated_at": samples::now().to_string(),
                "is_active": true,
            })
        );
    }

    #[tokio::test]
    async fn every_client_is_shown_to_an_administrator() {
        let admin = token("admin", UserType::Admin).await;
        assert_eq!(get("c1", Some(&admin)).await.status(), 200);
        assert_eq!(get("c2", Some(&admin)).await.status(), 200);
        assert_eq!(get("unknown", Some(&admin)).await.status(), 404);
    }

    #[tokio::test]
    async fn any_other_caller_is_refused_whether_or_not_the_client_exists() {
        let user = token("u1", UserType::Premium).await;
        for id in ["c1", "unknown"] {
            assert_eq!(get(id, None).await.status(), 401, "{id}");
            assert_eq!(get(id, Some("wrong")).await.status(), 401, "{id}");
            assert_eq!(get(id, Some(&user)).await.status(), 403, "{id}");
        }
        assert_eq!(get("c2", Some(REGISTRATION_TOKEN)).await.status(), 401);
    }
}
