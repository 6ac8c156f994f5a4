//! Authorization requests (RFC 6749 section 4.1.1): which are good, and how the others are refused.
//! Nobody is sent anywhere before client and redirect URI are known to belong together.

use contracts::user_management::AuthorizeQuery;
use platform::{Failure, Result};

use crate::{
    client::{Client, GrantType},
    oauth_error::OauthError,
    pkce::Challenge,
    ports::Clients,
    redirect::RedirectUri,
    scope::Scope,
};

const MAX_STATE_LENGTH: usize = 2048;

/// A request that a user may be asked about.
pub struct Authorization {
    pub client: Client,
    pub answer: Answer,
    pub scope: Scope,
    pub challenge: Option<Challenge>,
}

/// What is to be done about a request.
pub enum Verdict {
    Ask(Box<Authorization>),
    /// Go there, to tell the client what is wrong with it.
    Refuse(String),
}

/// Where and how a request is answered (RFC 6749 section 4.1.2, RFC 9207).
pub struct Answer {
    pub redirect_uri: RedirectUri,
    state: Option<String>,
    issuer: String,
}

impl Answer {
    /// The address that hands the client a code.
    pub fn with_code(&self, code: &str) -> String {
        self.with(&[("code", code)])
    }

    /// The address that tells the client why it gets none.
    pub fn with_error(&self, error: &OauthError) -> String {
        self.with(&[("error", error.code), ("error_description", &error.description)])
    }

    fn with(&self, outcome: &[(&str, &str)]) -> String {
        let mut parameters = outcome.to_vec();
        parameters.extend(self.state.as_deref().map(|state| ("state", state)));
        parameters.push(("iss", &self.issuer));
        self.redirect_uri.with(&parameters)
    }
}

/// Examines a request that came in at `issuer`. It is rejected, without a redirection, if it is
/// unclear who would be told.
pub async fn examine(
    asked: &AuthorizeQuery,
    issuer: String,
    clients: &impl Clients,
) -> Result<Verdict> {
    let client = clients.client(&asked.client_id).await?;
    let client = client.ok_or_else(|| Failure::bad_request("`client_id` names no known client"))?;
    let redirect_uri = RedirectUri::parse(&asked.redirect_uri)?;
    if !client.allows_redirect_to(&redirect_uri) {
        return Err(Failure::bad_request("`redirect_uri` is not one that the client registered"));
    }
    let state = asked.state.clone().filter(|it| !it.is_empty() && it.len() <= MAX_STATE_LENGTH);
    let answer = Answer { redirect_uri, state, issuer };
    Ok(match details(asked, &client) {
        Ok((scope, challenge)) => {
            Verdict::Ask(Box::new(Authorization { client, answer, scope, challenge }))
        }
        Err(error) => Verdict::Refuse(answer.with_error(&error)),
    })
}

fn details(
    asked: &AuthorizeQuery,
    client: &Client,
) -> Result<(Scope, Option<Challenge>), OauthError> {
    if asked.response_type != "code" {
        return Err(OauthError::unsupported_response_type("`response_type` must be `code`"));
    }
    if !client.may_use(GrantType::AuthorizationCode) {
        return Err(OauthError::unauthorized_client(
            "the client did not register the grant type `authorization_code`",
        ));
    }
    if asked.state.as_ref().is_some_and(|it| it.len() > MAX_STATE_LENGTH) {
        return Err(OauthError::invalid_request("`state` is too long"));
    }
    let scope = client.scope.narrow(asked.scope.as_deref())?;
    let challenge =
        Challenge::parse(asked.code_challenge.as_deref(), asked.code_challenge_method.as_deref())?;
    if challenge.is_none() && client.is_public() {
        return Err(OauthError::invalid_request("a public client must send `code_challenge`"));
    }
    Ok((scope, challenge))
}

/// What the page's token vouches for: all that the form repeats of the request.
pub fn sealed_values(asked: &AuthorizeQuery) -> [&str; 6] {
    [
        &asked.client_id,
        &asked.redirect_uri,
        asked.scope.as_deref().unwrap_or_default(),
        asked.state.as_deref().unwrap_or_default(),
        asked.code_challenge.as_deref().unwrap_or_default(),
        asked.code_challenge_method.as_deref().unwrap_or_default(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        memory::MemoryStore,
        samples::{self, REDIRECT_URI, asked},
    };

    const ISSUER: &str = "https://auth.example";

    async fn examined(asked: &AuthorizeQuery) -> Result<Verdict> {
        let store = MemoryStore::default()
            .and_client(samples::client("client"))
            .and_client(samples::public_client("public"))
            .and_client(Client {
                grant_types: vec![GrantType::ClientCredentials],
                ..samples::client("robot")
            });
        examine(asked, ISSUER.to_owned(), &store).await
    }

    async fn check_refused(asked: AuthorizeQuery, code: &str) {
        let Ok(Verdict::Refuse(address)) = examined(&asked).await else {
            panic!("the request is not refused with `{code}`")
        };
        assert!(address.starts_with(&format!("{REDIRECT_URI}?error={code}&")), "{address}");
        assert!(address.ends_with("&state=s+1&iss=https%3A%2F%2Fauth.example"), "{address}");
    }

    async fn check_rejected(asked: AuthorizeQuery) {
        let rejected = examined(&asked).await;
        assert!(matches!(rejected, Err(Failure::Rejected(it)) if it.status == 400));
    }

    #[tokio::test]
    async fn a_good_request_is_put_to_the_user() {
        let Ok(Verdict::Ask(authorization)) = examined(&asked("client")).await else {
            panic!("the request is good")
        };
        assert_eq!(authorization.scope.to_string(), "read write");
        assert_eq!(
            authorization.answer.with_code("c"),
            format!("{REDIRECT_URI}?code=c&state=s+1&iss=https%3A%2F%2Fauth.example")
        );
    }

    #[tokio::test]
    async fn nobody_is_redirected_for_an_unknown_client_or_address() {
        check_rejected(asked("stranger")).await;
        check_rejected(asked("")).await;
        for redirect_uri in ["", "https://evil.example/", "https://client.example/callback/more"] {
            check_rejected(AuthorizeQuery {
                redirect_uri: redirect_uri.to_owned(),
                response_type: "token".to_owned(),
                ..asked("client")
            })
            .await;
        }
    }

    #[tokio::test]
    async fn other_faults_are_told_to_the_client() {
        let ask = || asked("client");
        let response_type = "token".to_owned();
        check_refused(AuthorizeQuery { response_type, ..ask() }, "unsupported_response_type").await;
        let scope = Some("everything".to_owned());
        check_refused(AuthorizeQuery { scope, ..ask() }, "invalid_scope").await;
        let code_challenge = Some("short".to_owned());
        check_refused(AuthorizeQuery { code_challenge, ..ask() }, "invalid_request").await;
        check_refused(asked("robot"), "unauthorized_client").await;
    }

    #[tokio::test]
    async fn a_public_client_must_use_pkce() {
        check_refused(asked("public"), "invalid_request").await;
        let code_challenge = Some("0".repeat(43));
        let bound = examined(&AuthorizeQuery { code_challenge, ..asked("public") }).await;
        assert!(matches!(bound, Ok(Verdict::Ask(_))));
    }

    #[tokio::test]
    async fn a_state_that_is_too_long_is_not_repeated() {
        let state = Some("s".repeat(2049));
        let Ok(Verdict::Refuse(address)) =
            examined(&AuthorizeQuery { state, ..asked("client") }).await
        else {
            panic!("the state is too long")
        };
        assert!(!address.contains("state="), "{address}");
    }
}
