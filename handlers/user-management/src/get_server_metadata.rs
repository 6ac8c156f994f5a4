//! `get-server-metadata`: describes the OAuth server (RFC 8414).

use contracts::{Json, user_management::ServerMetadata};
use platform::{Rejection, Request, Result};

use crate::{
    client::{Authentication, GrantType},
    pkce::Method,
    scope,
};

pub fn handle(request: Request<()>, issuer: &str) -> Result<Json<ServerMetadata>> {
    if request.method() != "GET" {
        let rejection = Rejection::new(405, "this can only be read, with `GET`");
        return Err(rejection.header("Allow", "GET").into());
    }
    Ok(Json(describe(issuer)))
}

fn describe(issuer: &str) -> ServerMetadata {
    ServerMetadata {
        issuer: issuer.to_owned(),
        authorization_endpoint: format!("{issuer}/oauth/authorize"),
        token_endpoint: format!("{issuer}/oauth/token"),
        registration_endpoint: format!("{issuer}/oauth/register"),
        revocation_endpoint: format!("{issuer}/oauth/revoke"),
        introspection_endpoint: format!("{issuer}/oauth/introspect"),
        jwks_uri: format!("{issuer}/.well-known/jwks.json"),
        scopes_supported: owned(scope::SUPPORTED),
        response_types_supported: owned(["code"]),
        response_modes_supported: owned(["query"]),
        grant_types_supported: owned(GrantType::ALL.map(GrantType::name)),
        token_endpoint_auth_methods_supported: owned(Authentication::ALL.map(Authentication::name)),
        code_challenge_methods_supported: owned(Method::SUPPORTED),
        authorization_response_iss_parameter_supported: true,
    }
}

fn owned<const N: usize>(names: [&str; N]) -> Vec<String> {
    names.map(str::to_owned).into()
}

#[cfg(test)]
mod tests {
    use contracts::user_management::GetServerMetadata;
    use platform::testing::invoke;
    use serde_json::json;

    use super::*;
    use crate::calls::{Answer, BASE_URL, Call};

    async fn send(method: &str) -> Answer {
        let call = Call::to("ANY /.well-known/oauth-authorization-server").method(method);
        let handle = async |request| handle(request, BASE_URL);
        Answer::of(invoke::<GetServerMetadata>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn every_endpoint_is_below_the_issuer() {
        let answer = send("GET").await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("Content-Type"), "application/json");
        let metadata = answer.json();
        assert_eq!(metadata["issuer"], "https://users.example");
        assert_eq!(metadata["token_endpoint"], "https://users.example/oauth/token");
        assert_eq!(metadata["code_challenge_methods_supported"], json!(["plain", "S256"]));
        assert_eq!(
            metadata["grant_types_supported"],
            json!(["authorization_code", "refresh_token", "client_credentials"])
        );
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    }

    #[tokio::test]
    async fn metadata_can_only_be_read() {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let answer = send(method).await;
            assert_eq!((answer.status(), answer.header("Allow")), (405, "GET"), "{method}");
        }
    }
}
