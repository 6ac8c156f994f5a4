//! Authorization requests (RFC 6749 section 4.1.1): which are valid, and how the others are refused.
//! The browser is redirected only if client and redirect URI are known to belong together.

use contracts::user_management::AuthorizeQuery;
use platform::{Failure, Result};

use super::{
    client::{Client, GrantType},
    oauth_error::OauthError,
    pkce::Challenge,
    ports::Clients,
    redirect::RedirectUri,
    scope::Scope,
};

const MAX_STATE_LENGTH: usize = 2048;

/// A valid authorization request, which a user may grant.
pub struct Authorization {
    pub client: Client,
    pub response: AuthorizationResponse,
    pub scope: Scope,
    pub challenge: Option<Challenge>,
}

/// The result of validating an authorization request.
pub enum Validation {
    Valid(Box<Authorization>),
    /// Redirect to this address, which carries the error to the client.
    Refused(String),
}

/// The response to an authorization request: a redirection to the client (RFC 6749 section 4.1.2,
/// RFC 9207).
pub struct AuthorizationResponse {
    pub redirect_uri: RedirectUri,
    state: Option<String>,
    issuer: String,
}

impl AuthorizationResponse {
    /// The address that carries a code to the client.
    pub fn with_code(&self, code: &str) -> String {
        self.with(&[("code", code)])
    }

    /// The address that carries an error to the client.
    pub fn with_error(&self, error: &OauthError) -> String {
        self.with(&[("error", error.code), ("error_description", &error.description)])
    }

    fn with(&self, result: &[(&str, &str)]) -> String {
        let mut parameters = result.to_vec();
        parameters.extend(self.state.as_deref().map(|state| ("state", state)));
        parameters.push(("iss", &self.issuer));
        self.redirect_uri.with(&parameters)
    }
}

/// Validates a request to this server, `issuer`. A request whose client or redirect URI is unknown
/// is rejected without a redirection.
pub async fn validate(
    query: &AuthorizeQuery,
    issuer: &str,
    clients: &impl Clients,
) -> Result<Validation> {
    let client = clients.client(&query.client_id).await?;
    let client = client.ok_or_else(|| Failure::bad_request("`client_id` names no known client"))?;
    let redirect_uri = RedirectUri::parse(&query.redirect_uri)?;
    if !client.allows_redirect_to(&redirect_uri) {
        return Err(Failure::bad_request("`redirect_uri` is not one that the client registered"));
    }
    let is_valid_state = |state: &String| (1..=MAX_STATE_LENGTH).contains(&state.len());
    let state = query.state.clone().filter(is_valid_state);
    let response = AuthorizationResponse { redirect_uri, state, issuer: issuer.to_owned() };
    Ok(match details(query, &client) {
        Ok((scope, challenge)) => {
            Validation::Valid(Box::new(Authorization { client, response, scope, challenge }))
        }
        Err(error) => Validation::Refused(response.with_error(&error)),
    })
}

fn details(
    query: &AuthorizeQuery,
    client: &Client,
) -> Result<(Scope, Option<Challenge>), OauthError> {
    if query.response_type != "code" {
        return Err(OauthError::unsupported_response_type("`response_type` must be `code`"));
    }
    if !client.may_use(GrantType::AuthorizationCode) {
        return Err(OauthError::unauthorized_client(
            "the client did not register the grant type `authorization_code`",
        ));
    }
    if query.state.as_ref().is_some_and(|state| state.len() > MAX_STATE_LENGTH) {
        return Err(OauthError::invalid_request("`state` is too long"));
    }
    let scope = client.scope.narrow(query.scope.as_deref())?;
    let challenge =
        Challenge::parse(query.code_challenge.as_deref(), query.code_challenge_method.as_deref())?;
    if challenge.is_none() && client.is_public() {
        return Err(OauthError::invalid_request("a public client must send `code_challenge`"));
    }
    Ok((scope, challenge))
}

/// The values that the token of the form signs: all that the form repeats of the request.
pub fn signed_values(query: &AuthorizeQuery) -> [&str; 6] {
    [
        &query.client_id,
        &query.redirect_uri,
        query.scope.as_deref().unwrap_or_default(),
        query.state.as_deref().unwrap_or_default(),
        query.code_challenge.as_deref().unwrap_or_default(),
        query.code_challenge_method.as_deref().unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oauth::{
        memory::MemoryOauth,
        samples::{self, REDIRECT_URI, authorize_query},
    };

    const ISSUER: &str = "https://auth.example";

    async fn validated(query: &AuthorizeQuery) -> Result<Validation> {
        let clients = MemoryOauth::default()
            .and_client(samples::client("client"))
            .and_client(samples::public_client("public"))
            .and_client(Client {
                grant_types: vec![GrantType::ClientCredentials],
                ..samples::client("robot")
            });
        validate(query, ISSUER, &clients).await
    }

    async fn check_refused(query: AuthorizeQuery, code: &str) {
        let Ok(Validation::Refused(address)) = validated(&query).await else {
            panic!("the request is not refused with `{code}`")
        };
        assert!(address.starts_with(&format!("{REDIRECT_URI}?error={code}&")), "{address}");
        assert!(address.ends_with("&state=s+1&iss=https%3A%2F%2Fauth.example"), "{address}");
    }

    async fn check_rejected(query: AuthorizeQuery) {
        let rejected = validated(&query).await;
        assert!(matches!(rejected, Err(Failure::Rejected(rejection)) if rejection.status == 400));
    }

    #[tokio::test]
    async fn a_valid_request_can_be_granted() {
        let Ok(Validation::Valid(authorization)) = validated(&authorize_query("client")).await
        else {
            panic!("the request is valid")
        };
        assert_eq!(authorization.scope.to_string(), "read write");
        assert_eq!(
            authorization.response.with_code("c"),
            format!("{REDIRECT_URI}?code=c&state=s+1&iss=https%3A%2F%2Fauth.example")
        );
    }

    #[tokio::test]
    async fn an_unknown_client_or_address_is_not_redirected_to() {
        check_rejected(authorize_query("stranger")).await;
        check_rejected(authorize_query("")).await;
        for redirect_uri in ["", "https://evil.example/", "https://client.example/callback/more"] {
            check_rejected(AuthorizeQuery {
                redirect_uri: redirect_uri.to_owned(),
                response_type: "token".to_owned(),
                ..authorize_query("client")
            })
            .await;
        }
    }

    #[tokio::test]
    async fn any_other_error_is_redirected_to_the_client() {
        let query = || authorize_query("client");
        let response_type = "token".to_owned();
        check_refused(AuthorizeQuery { response_type, ..query() }, "unsupported_response_type")
            .await;
        let scope = Some("everything".to_owned());
        check_refused(AuthorizeQuery { scope, ..query() }, "invalid_scope").await;
        let code_challenge = Some("short".to_owned());
        check_refused(AuthorizeQuery { code_challenge, ..query() }, "invalid_request").await;
        check_refused(authorize_query("robot"), "unauthorized_client").await;
    }

    #[tokio::test]
    async fn a_public_client_must_use_pkce() {
        check_refused(authorize_query("public"), "invalid_request").await;
        let code_challenge = Some("0".repeat(43));
        let validated =
            validated(&AuthorizeQuery { code_challenge, ..authorize_query("public") }).await;
        assert!(matches!(validated, Ok(Validation::Valid(_))));
    }

    #[tokio::test]
    async fn a_state_that_is_too_long_is_not_repeated() {
        let state = Some("s".repeat(2049));
        let Ok(Validation::Refused(address)) =
            validated(&AuthorizeQuery { state, ..authorize_query("client") }).await
        else {
            panic!("the state is too long")
        };
        assert!(!address.contains("state="), "{address}");
    }
}
