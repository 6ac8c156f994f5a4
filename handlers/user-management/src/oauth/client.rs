//! OAuth clients: programs that request access from users, and what they may request.

use jiff::Timestamp;

use super::{oauth_error::OauthError, redirect::RedirectUri, scope::Scope, secret::Digest};

const MAX_NAME_LENGTH: usize = 100;
const MAX_REDIRECT_URIS: usize = 10;

/// A registered client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    pub id: String,
    pub name: String,
    pub redirect_uris: Vec<RedirectUri>,
    pub grant_types: Vec<GrantType>,
    pub scope: Scope,
    pub authentication: Authentication,
    /// Absent for public clients.
    pub secret: Option<Digest>,
    /// Bearer token that manages the registration; absent if only administrators may.
    pub registration_token: Option<Digest>,
    /// Whether it may introspect tokens that were issued to others. An administrator decides that.
    pub introspects_all: bool,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Client {
    /// Whether it has no secret, so that only PKCE binds a code to it.
    pub fn is_public(&self) -> bool {
        self.secret.is_none()
    }

    pub fn may_use(&self, grant: GrantType) -> bool {
        self.grant_types.contains(&grant)
    }

    pub fn allows_redirect_to(&self, requested: &RedirectUri) -> bool {
        self.redirect_uris.iter().any(|registered| registered.allows(requested))
    }

    /// Whether a grant or token of that time was issued to this registration, not to a deleted one
    /// with the same id. Times in tokens are whole seconds.
    pub fn existed_at(&self, issued: Timestamp) -> bool {
        self.created_at.as_second() <= issued.as_second()
    }
}

/// How a client gets tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantType {
    AuthorizationCode,
    RefreshToken,
    ClientCredentials,
}

impl GrantType {
    pub const ALL: [Self; 3] =
        [Self::AuthorizationCode, Self::RefreshToken, Self::ClientCredentials];

    /// Parses either name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.name() == text || grant.legacy_name() == text)
    }

    /// The name in the specifications.
    pub fn name(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
        }
    }

    /// The name that existing clients of this API expect.
    pub fn legacy_name(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "AuthorizationCode",
            Self::RefreshToken => "RefreshToken",
            Self::ClientCredentials => "ClientCredentials",
        }
    }
}

/// How a client authenticates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authentication {
    Public,
    Basic,
    Post,
}

impl Authentication {
    pub const ALL: [Self; 3] = [Self::Basic, Self::Post, Self::Public];

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name() == text)
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
        }
    }
}

/// Checks the name of a client.
pub fn name(text: &str) -> Result<String, OauthError> {
    let text = text.trim();
    let is_valid_length = (1..=MAX_NAME_LENGTH).contains(&text.chars().count());
    if is_valid_length && !text.chars().any(char::is_control) {
        Ok(text.to_owned())
    } else {
        Err(OauthError::invalid_client_metadata(format!(
            "`client_name` must have 1 to {MAX_NAME_LENGTH} printable characters"
        )))
    }
}

/// Checks the addresses of a client.
pub fn redirect_uris(texts: &[String]) -> Result<Vec<RedirectUri>, OauthError> {
    if !(1..=MAX_REDIRECT_URIS).contains(&texts.len()) {
        return Err(OauthError::invalid_redirect_uri(format!(
            "`redirect_uris` must have 1 to {MAX_REDIRECT_URIS} entries"
        )));
    }
    texts.iter().map(|text| RedirectUri::parse(text)).collect()
}

/// Checks the grant types that a client registers. A client without a secret cannot act for itself.
pub fn grant_types(
    texts: &[String],
    authentication: Authentication,
) -> Result<Vec<GrantType>, OauthError> {
    let mut grants = Vec::new();
    for text in texts {
        let grant = GrantType::parse(text).ok_or_else(|| unsupported("grant_types", text))?;
        if !grants.contains(&grant) {
            grants.push(grant);
        }
    }
    if grants.is_empty() {
        return Err(OauthError::invalid_client_metadata("`grant_types` must not be empty"));
    }
    if authentication == Authentication::Public && grants.contains(&GrantType::ClientCredentials) {
        return Err(OauthError::invalid_client_metadata(
            "`client_credentials` needs a client with a secret, not `token_endpoint_auth_method` `none`",
        ));
    }
    Ok(grants)
}

/// Checks the response types that a client registers. The only one is `code`.
pub fn response_types(texts: &[String]) -> Result<(), OauthError> {
    match texts.iter().find(|text| *text != "code") {
        Some(other) => Err(unsupported("response_types", other)),
        None => Ok(()),
    }
}

/// Checks the authentication method that a client registers.
pub fn authentication(text: Option<&str>) -> Result<Authentication, OauthError> {
    let text = text.unwrap_or(Authentication::Basic.name());
    Authentication::parse(text).ok_or_else(|| unsupported("token_endpoint_auth_method", text))
}

fn unsupported(field: &str, text: &str) -> OauthError {
    let shown: String = text.chars().take(50).collect();
    OauthError::invalid_client_metadata(format!("`{field}` does not support `{shown}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn owned(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    fn check_grants(texts: &[&str], expected: Result<&[GrantType], &str>) {
        let checked = grant_types(&owned(texts), Authentication::Basic);
        assert_eq!(checked.as_deref().map_err(|error| error.code), expected);
    }

    #[test]
    fn grant_types_are_parsed_from_both_names() {
        use GrantType::{AuthorizationCode, RefreshToken};
        check_grants(&["authorization_code"], Ok(&[AuthorizationCode]));
        check_grants(
            &["AuthorizationCode", "RefreshToken"],
            Ok(&[AuthorizationCode, RefreshToken]),
        );
        check_grants(&["refresh_token", "RefreshToken"], Ok(&[RefreshToken]));
    }

    #[test]
    fn unknown_or_missing_grant_types_are_refused() {
        check_grants(&[], Err("invalid_client_metadata"));
        check_grants(&["implicit"], Err("invalid_client_metadata"));
        check_grants(&["authorization_code", "password"], Err("invalid_client_metadata"));
    }

    #[test]
    fn client_credentials_of_a_public_client_are_refused() {
        let grants = owned(&["client_credentials"]);
        assert!(grant_types(&grants, Authentication::Basic).is_ok());
        assert!(grant_types(&grants, Authentication::Public).is_err());
    }

    #[test]
    fn too_long_names_and_too_many_addresses_are_refused() {
        assert!(name("").is_err());
        assert!(name(&"n".repeat(101)).is_err());
        assert_eq!(name(" Shop "), Ok("Shop".to_owned()));
        let uris = |count| vec!["https://example.com/".to_owned(); count];
        assert!(redirect_uris(&uris(0)).is_err());
        assert!(redirect_uris(&uris(10)).is_ok());
        assert!(redirect_uris(&uris(11)).is_err());
    }

    #[test]
    fn any_response_type_but_code_is_refused() {
        assert!(response_types(&[]).is_ok());
        assert!(response_types(&owned(&["code"])).is_ok());
        assert!(response_types(&owned(&["code", "token"])).is_err());
    }

    #[test]
    fn a_client_without_a_method_authenticates_with_basic() {
        assert_eq!(authentication(None), Ok(Authentication::Basic));
        assert_eq!(authentication(Some("none")), Ok(Authentication::Public));
        assert!(authentication(Some("private_key_jwt")).is_err());
    }
}
