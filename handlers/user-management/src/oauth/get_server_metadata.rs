//! `get-server-metadata`: describes the OAuth server (RFC 8414).

use contracts::{
    Json,
    user_management::{GetServerMetadata, ServerMetadata, UserApi},
};
use platform::{Handler, Lambda, Parameter, Rejection, Request, Result};

use super::{
    client::{Authentication, GrantType},
    issuer::issuer,
    pkce::Method,
    scope,
};
use crate::UserManagement;

impl Handler<GetServerMetadata> for UserManagement {
    async fn run(lambda: Lambda<GetServerMetadata>) -> Result {
        let api = lambda.parameter();
        lambda.serve(async |request| handle(request, &api).await).await
    }
}

pub async fn handle(
    request: Request<GetServerMetadata>,
    api: &Parameter<UserApi>,
) -> Result<Json<ServerMetadata>> {
    if request.method() != "GET" {
        let rejection = Rejection::new(405, "this can only be read, with `GET`");
        return Err(rejection.header("Allow", "GET").into());
    }
    Ok(Json(describe(&issuer(api).await?)))
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
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::json;

    use super::*;
    use crate::oauth::samples::api;

    async fn send(method: &str) -> TestResponse {
        let call = Call::to::<GetServerMetadata>("ANY /.well-known/oauth-authorization-server");
        let handle = async |request| handle(request, &api()).await;
        TestResponse::of(invoke::<GetServerMetadata>(call.method(method).event(), handle).await)
    }

    #[tokio::test]
    async fn every_endpoint_is_below_the_issuer() {
        let response = send("GET").await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.header("Content-Type"), "application/json");
        let metadata = response.json();
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
    async fn any_other_method_than_get_is_refused() {
        for method in ["POST", "PUT", "DELETE", "PATCH"] {
            let response = send(method).await;
            assert_eq!((response.status(), response.header("Allow")), (405, "GET"), "{method}");
        }
    }
}
