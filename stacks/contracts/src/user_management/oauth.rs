//! The OAuth 2.0 server: clients, authorization and tokens.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    accounts::Envelope,
    tables::{
        AttemptsRow, ClientRow, CredentialRow, EmailRow, GrantRow, PasswordRow, RevokedTokenRow,
        SERVICE, UserApi, UserRow,
    },
};
use crate::{
    capability::{BatchGet, Delete, Get, Parameter, Put, Update},
    function,
    http::{FormOrJson, Http, Json, NoBody, NoContent, OAuthClient, Page, Public, Query, Text},
    path,
    shared_infra::SigningKeys,
};

/// Registers an OAuth client (RFC 7591).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RegisterClientRequest {
    /// Shown on the authorization page.
    pub client_name: String,
    /// Addresses that codes may be sent to: `https://`, or `http://localhost`.
    pub redirect_uris: Vec<String>,
    /// `authorization_code`, `refresh_token`, `client_credentials`.
    pub grant_types: Vec<String>,
    /// `code`.
    #[serde(default)]
    pub response_types: Vec<String>,
    /// `client_secret_basic`, `client_secret_post` (both accepted for either) or `none`.
    #[serde(default)]
    pub token_endpoint_auth_method: Option<String>,
}

/// A registered client with its credentials, shown once.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RegisteredClient {
    /// Public name of the client.
    pub client_id: String,
    /// Its secret; absent for public clients.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<String>,
    /// 0: the secret does not expire.
    pub client_secret_expires_at: u64,
    /// Bearer token for reading, changing and deleting the registration (RFC 7592).
    pub registration_access_token: String,
    /// Address of the registration.
    pub registration_client_uri: String,
    /// As registered.
    pub client_name: String,
    /// As registered.
    pub redirect_uris: Vec<String>,
    /// As registered, in the spelling that reference clients expect: `AuthorizationCode`, ...
    pub grant_types: Vec<String>,
    /// `code`
    pub response_types: Vec<String>,
    /// As registered, or `client_secret_basic`.
    pub token_endpoint_auth_method: String,
    /// The scopes that the client may request.
    pub scopes: Vec<String>,
    /// RFC 3339.
    pub created_at: String,
}

/// A client's registration.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ClientDto {
    /// Public name of the client.
    pub client_id: String,
    /// As registered.
    pub client_name: String,
    /// As registered.
    pub redirect_uris: Vec<String>,
    /// As registered.
    pub grant_types: Vec<String>,
    /// The scopes that the client may request.
    pub scopes: Vec<String>,
    /// How the client authenticates.
    pub token_endpoint_auth_method: String,
    /// Whether the client may introspect tokens that were issued to others.
    #[serde(default)]
    pub introspects_all: bool,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// Always true: a deleted client is not shown.
    pub is_active: bool,
}

/// New values of a client's registration; absent fields do not change.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct UpdateClientRequest {
    /// Must be the client in the path.
    pub client_id: String,
    /// New name.
    #[serde(default)]
    pub client_name: Option<String>,
    /// New addresses.
    #[serde(default)]
    pub redirect_uris: Option<Vec<String>>,
    /// New scopes.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// Whether the client, which must have a secret, may introspect tokens that were issued to
    /// others. Only administrators may change it.
    #[serde(default)]
    pub introspects_all: Option<bool>,
}

/// An authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuthorizeQuery {
    /// `code`.
    #[serde(default)]
    pub response_type: String,
    /// The client that requests access.
    #[serde(default)]
    pub client_id: String,
    /// One of the client's addresses.
    #[serde(default)]
    pub redirect_uri: String,
    /// Separated by spaces.
    #[serde(default)]
    pub scope: Option<String>,
    /// Returned to the client with the code.
    #[serde(default)]
    pub state: Option<String>,
    /// PKCE challenge.
    #[serde(default)]
    pub code_challenge: Option<String>,
    /// `S256` or `plain`.
    #[serde(default)]
    pub code_challenge_method: Option<String>,
}

/// The authorization page's form.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct AuthorizeForm {
    /// E-mail address of the user who logs in.
    #[serde(default)]
    pub email: String,
    /// Password of the account.
    #[serde(default)]
    pub password: String,
    /// The client that requests access.
    #[serde(default)]
    pub client_id: String,
    /// One of the client's addresses.
    #[serde(default)]
    pub redirect_uri: String,
    /// Separated by spaces.
    #[serde(default)]
    pub scope: Option<String>,
    /// Returned to the client with the code.
    #[serde(default)]
    pub state: Option<String>,
    /// PKCE challenge.
    #[serde(default)]
    pub code_challenge: Option<String>,
    /// `S256` or `plain`.
    #[serde(default)]
    pub code_challenge_method: Option<String>,
    /// Proves that the form comes from the authorization page.
    #[serde(default)]
    pub csrf_token: String,
    /// `login`.
    #[serde(default)]
    pub action: String,
}

/// The result of an authorization.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CallbackQuery {
    /// The code, on success.
    #[serde(default)]
    pub code: Option<String>,
    /// As in the authorization request.
    #[serde(default)]
    pub state: Option<String>,
    /// The OAuth error, on failure.
    #[serde(default)]
    pub error: Option<String>,
}

/// Exchanges a grant for tokens (RFC 6749 sections 4.1.3, 4.4.2 and 6).
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TokenRequest {
    /// `authorization_code`, `refresh_token` or `client_credentials`.
    #[serde(default)]
    pub grant_type: String,
    /// The client, unless it is in the `Authorization: Basic` header.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Its secret, likewise.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// For `authorization_code`.
    #[serde(default)]
    pub code: Option<String>,
    /// For `authorization_code`: as in the authorization request.
    #[serde(default)]
    pub redirect_uri: Option<String>,
    /// For `authorization_code` with PKCE.
    #[serde(default)]
    pub code_verifier: Option<String>,
    /// For `refresh_token`.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// For `refresh_token` and `client_credentials`: a part of the granted scope; all if absent.
    #[serde(default)]
    pub scope: Option<String>,
}

/// Tokens (RFC 6749 section 5.1).
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TokenReply {
    /// For the `Authorization` header.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: String,
    /// Seconds.
    pub expires_in: u64,
    /// For the next access token; absent for `client_credentials`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The scope of the access token.
    pub scope: String,
}

/// Introspects or revokes a token (RFC 7662, RFC 7009).
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct TokenInquiry {
    /// An access or refresh token.
    #[serde(default)]
    pub token: String,
    /// `access_token` or `refresh_token`.
    #[serde(default)]
    pub token_type_hint: Option<String>,
    /// The client, unless it is in the `Authorization: Basic` header.
    #[serde(default)]
    pub client_id: Option<String>,
    /// Its secret, likewise.
    #[serde(default)]
    pub client_secret: Option<String>,
}

/// The state of a token (RFC 7662 section 2.2). Of an inactive token only `active` is shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TokenInfo {
    /// Whether the token is valid: issued here, neither expired nor revoked.
    pub active: bool,
    /// Its scopes, separated by spaces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The client it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The user's e-mail address, if the scope contains `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<u64>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<u64>,
    /// Seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nbf: Option<u64>,
    /// The user's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The client it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// `user-management-service`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The token's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

/// The server's description of itself (RFC 8414).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServerMetadata {
    /// Base address of the server.
    pub issuer: String,
    /// `…/oauth/authorize`
    pub authorization_endpoint: String,
    /// `…/oauth/token`
    pub token_endpoint: String,
    /// `…/oauth/register`
    pub registration_endpoint: String,
    /// `…/oauth/revoke`
    pub revocation_endpoint: String,
    /// `…/oauth/introspect`
    pub introspection_endpoint: String,
    /// Nothing is published there: tokens are signed with HS256, whose key is secret.
    pub jwks_uri: String,
    /// `openid profile email read write`
    pub scopes_supported: Vec<String>,
    /// `code`
    pub response_types_supported: Vec<String>,
    /// `query`
    pub response_modes_supported: Vec<String>,
    /// The grant types of the token endpoint.
    pub grant_types_supported: Vec<String>,
    /// How clients authenticate.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// PKCE methods.
    pub code_challenge_methods_supported: Vec<String>,
    /// Whether authorization responses contain `iss` (RFC 9207).
    pub authorization_response_iss_parameter_supported: bool,
}

path! {
    /// Names an OAuth client.
    ClientPath { client_id }
}

function! {
    /// Registers an OAuth client.
    RegisterClient = SERVICE / "register-client"
        on Http<Json<RegisterClientRequest>, Json<RegisteredClient>, Public>
    {
        routes: ["POST /oauth/register" => 201, "POST /oauth/client" => 201],
        may: [Put<ClientRow>, Parameter<UserApi>],
    }
}

function! {
    /// Shows a client's registration, to that client or to an administrator.
    GetClient = SERVICE / "get-client"
        on Http<NoBody, Json<Envelope<ClientDto>>, OAuthClient, ClientPath>
    {
        routes: ["GET /oauth/client/{client_id}" => 200],
        may: [Get<ClientRow>, SigningKeys],
    }
}

function! {
    /// Changes a client's registration.
    UpdateClient = SERVICE / "update-client"
        on Http<Json<UpdateClientRequest>, Json<Envelope<ClientDto>>, OAuthClient, ClientPath>
    {
        routes: ["PUT /oauth/client/{client_id}" => 200],
        may: [Get<ClientRow>, Put<ClientRow>, SigningKeys],
    }
}

function! {
    /// Deletes a client and revokes its tokens.
    DeleteClient = SERVICE / "delete-client" on Http<NoBody, NoContent, OAuthClient, ClientPath> {
        routes: ["DELETE /oauth/client/{client_id}" => 204],
        may: [Get<ClientRow>, Delete<ClientRow>, SigningKeys],
    }
}

function! {
    /// Shows the page on which a user authorizes a client.
    ShowAuthorizePage = SERVICE / "show-authorize-page" on Http<Query<AuthorizeQuery>, Page, Public> {
        routes: ["GET /oauth/authorize" => 200],
        may: [Get<ClientRow>, SigningKeys, Parameter<UserApi>],
    }
}

function! {
    /// Receives the form of that page: logs the user in and sends a code to the client.
    Authorize = SERVICE / "authorize" on Http<FormOrJson<AuthorizeForm>, Page, Public> {
        routes: ["POST /oauth/authorize" => 200],
        may: [
            Get<ClientRow>,
            Get<UserRow>,
            Get<EmailRow>,
            Get<PasswordRow>,
            BatchGet<AttemptsRow>,
            Update<AttemptsRow>,
            Put<GrantRow>,
            Put<CredentialRow>,
            SigningKeys,
            Parameter<UserApi>,
        ],
    }
}

function! {
    /// Shows the result of an authorization, for clients without a page of their own.
    ShowCallback = SERVICE / "show-callback" on Http<Query<CallbackQuery>, Text, Public> {
        routes: [
            "GET /oauth/authorize/callback" => 200,
            "POST /oauth/authorize/callback" => 200,
        ],
    }
}

function! {
    /// Exchanges a grant for tokens.
    IssueToken = SERVICE / "issue-token"
        on Http<FormOrJson<TokenRequest>, Json<TokenReply>, OAuthClient>
    {
        routes: ["POST /oauth/token" => 200],
        may: [
            Get<ClientRow>,
            Get<CredentialRow>,
            Put<CredentialRow>,
            Get<GrantRow>,
            Put<GrantRow>,
            Update<GrantRow>,
            Get<UserRow>,
            SigningKeys,
        ],
    }
}

function! {
    /// Shows a client whether a token is valid: one that was issued to it, or any token if an
    /// administrator allowed that. Every other token appears to be inactive.
    IntrospectToken = SERVICE / "introspect-token"
        on Http<FormOrJson<TokenInquiry>, Json<TokenInfo>, OAuthClient>
    {
        routes: ["POST /oauth/introspect" => 200],
        may: [
            Get<ClientRow>,
            Get<CredentialRow>,
            Get<GrantRow>,
            Get<RevokedTokenRow>,
            Get<UserRow>,
            SigningKeys,
        ],
    }
}

function! {
    /// Revokes a client's token.
    RevokeToken = SERVICE / "revoke-token"
        on Http<FormOrJson<TokenInquiry>, NoContent, OAuthClient>
    {
        routes: ["POST /oauth/revoke" => 200],
        may: [
            Get<ClientRow>,
            Get<CredentialRow>,
            Get<GrantRow>,
            Update<GrantRow>,
            Put<RevokedTokenRow>,
            SigningKeys,
        ],
    }
}

function! {
    /// Describes the OAuth server.
    GetServerMetadata = SERVICE / "get-server-metadata"
        on Http<NoBody, Json<ServerMetadata>, Public>
    {
        routes: ["ANY /.well-known/oauth-authorization-server" => 200],
        may: [Parameter<UserApi>],
    }
}
