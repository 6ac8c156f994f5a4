//! `get-client`: shows a client's registration, to that client or to an administrator.

use contracts::{
    Json,
    user_management::{ClientDto, Envelope},
};
use platform::{Authority, Request, Result};

use crate::{
    client_auth,
    dto::{client_dto, enveloped},
    ports::Clients,
};

pub async fn handle(
    request: Request<()>,
    clients: &impl Clients,
    authority: &Authority,
) -> Result<Json<Envelope<ClientDto>>> {
    let client = client_auth::managed(clients, &request, authority).await?;
    Ok(enveloped(client_dto(&client)))
}

#[cfg(test)]
mod tests {
    use contracts::user_management::GetClient;
    use platform::{UserType, testing::invoke};
    use serde_json::json;

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, token},
        memory::MemoryStore,
        samples::{self, REGISTRATION_TOKEN},
    };

    async fn get(id: &str, bearer: Option<&str>) -> Answer {
        let store = MemoryStore::default()
            .and_client(samples::client("c1"))
            .and_client(samples::client_without_registration_token("c2"));
        let call = Call::to("GET /oauth/client/{clientId}").path("clientId", id);
        let call = match bearer {
            Some(token) => call.bearer(token),
            None => call,
        };
        let handle = async |request| handle(request, &store, &authority()).await;
        Answer::of(invoke::<GetClient>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_client_sees_its_registration_without_secrets() {
        let answer = get("c1", Some(REGISTRATION_TOKEN)).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(
            answer.json()["data"],
            json!({
                "client_id": "c1",
                "client_name": "Client",
                "redirect_uris": ["https://client.example/callback"],
                "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
                "scopes": ["read", "write", "email", "openid", "profile"],
                "token_endpoint_auth_method": "client_secret_basic",
                "created_at": samples::now().to_string(),
                "updated_at": samples::now().to_string(),
                "is_active": true,
            })
        );
    }

    #[tokio::test]
    async fn an_administrator_sees_every_client() {
        let admin = token("admin", UserType::Admin).await;
        assert_eq!(get("c1", Some(&admin)).await.status(), 200);
        assert_eq!(get("c2", Some(&admin)).await.status(), 200);
        assert_eq!(get("unknown", Some(&admin)).await.status(), 404);
    }

    #[tokio::test]
    async fn nobody_else_finds_out_which_clients_exist() {
        let user = token("u1", UserType::Premium).await;
        for id in ["c1", "unknown"] {
            assert_eq!(get(id, None).await.status(), 401, "{id}");
            assert_eq!(get(id, Some("wrong")).await.status(), 401, "{id}");
            assert_eq!(get(id, Some(&user)).await.status(), 403, "{id}");
        }
        assert_eq!(get("c2", Some(REGISTRATION_TOKEN)).await.status(), 401);
    }
}
