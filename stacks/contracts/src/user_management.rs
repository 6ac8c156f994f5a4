//! User management: accounts, login, and the OAuth 2.0 server.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Client, Direct, Event, Export, FormOrJson, Http, Json, Nothing, Page, Public, Query, Queue,
    Read, ReadWrite, Service, TableStream, User,
    asyncapi::{Published, Subscriber},
    documents::Contract,
    function,
    openapi::Operation,
    order::OrderCompleted,
    shared_infra::ApiEndpoint,
};

/// The user service.
pub const SERVICE: Service =
    Service { name: "user-management", stack: "Users", parameters: "Users", source: "users" };

/// Base address of its API.
pub const API: Export<ApiEndpoint> = Export::new(SERVICE, "api-endpoint");

/// Password of the first administrator. Written at deploy time, in no template.
pub const ADMIN_PASSWORD: Export<AdminPassword> = Export::new(SERVICE, "admin-password");

/// A password, in clear.
pub struct AdminPassword;

/// A user registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserCreated {
    /// The user's id (a UUID).
    pub user_id: String,
}

impl Event for UserCreated {
    const TYPE: &'static str = "users.userCreated.v1";
    type Publisher = PublishEvents;
}

/// The answer of the account routes: what was asked for, and a message for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Envelope<T> {
    /// What was asked for.
    pub data: T,
    /// Empty on success.
    pub message: String,
}

/// Opens an account.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct RegisterUserRequest {
    /// Unique, compared without regard to case.
    pub email_address: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// At least 7 characters.
    pub password: String,
    /// Counts only in a request of an administrator.
    #[serde(default)]
    pub admin_user: Option<bool>,
}

/// A user, as shown to that user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct UserDto {
    /// A UUID; the `sub` of the user's tokens.
    pub user_id: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// As it was registered.
    pub email_address: String,
    /// Completed orders.
    pub order_count: u32,
}

/// Asks for a token.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LoginRequest {
    /// The account's e-mail address.
    pub email_address: String,
    /// Its password.
    pub password: String,
}

/// A token for the `Authorization: Bearer` header.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LoginReply {
    /// JWT with `sub`, `user_type`, `iat`, `exp`.
    pub token: String,
}

/// Registers an OAuth client (RFC 7591).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RegisterClientRequest {
    /// Shown on the authorization page.
    pub client_name: String,
    /// Where codes may be sent: `https://`, or `http://localhost`.
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
    /// Where to do so.
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
    /// What the client may ask for.
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
    /// What the client may ask for.
    pub scopes: Vec<String>,
    /// How it authenticates.
    pub token_endpoint_auth_method: String,
    /// RFC 3339.
    pub created_at: String,
    /// RFC 3339.
    pub updated_at: String,
    /// Whether it may be used.
    pub is_active: bool,
}

/// Changes a client's registration; what is absent stays.
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
}

/// Asks for the authorization page (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AuthorizeQuery {
    /// `code`.
    #[serde(default)]
    pub response_type: String,
    /// The client that asks.
    #[serde(default)]
    pub client_id: String,
    /// One of the client's addresses.
    #[serde(default)]
    pub redirect_uri: String,
    /// Separated by spaces.
    #[serde(default)]
    pub scope: Option<String>,
    /// Given back with the code.
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
    /// Who logs in.
    #[serde(default)]
    pub email: String,
    /// That account's password.
    #[serde(default)]
    pub password: String,
    /// The client that asks.
    #[serde(default)]
    pub client_id: String,
    /// One of the client's addresses.
    #[serde(default)]
    pub redirect_uri: String,
    /// Separated by spaces.
    #[serde(default)]
    pub scope: Option<String>,
    /// Given back with the code.
    #[serde(default)]
    pub state: Option<String>,
    /// PKCE challenge.
    #[serde(default)]
    pub code_challenge: Option<String>,
    /// `S256` or `plain`.
    #[serde(default)]
    pub code_challenge_method: Option<String>,
    /// Proves that the form came from our page.
    #[serde(default)]
    pub csrf_token: String,
    /// `login`.
    #[serde(default)]
    pub action: String,
}

/// What an authorization ended with.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CallbackQuery {
    /// The code, on success.
    #[serde(default)]
    pub code: Option<String>,
    /// As it was asked for.
    #[serde(default)]
    pub state: Option<String>,
    /// Why there is no code.
    #[serde(default)]
    pub error: Option<String>,
}

/// Trades a grant for tokens (RFC 6749 sections 4.1.3, 4.4.2 and 6).
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
    /// For `authorization_code`: as it was in the authorization request.
    #[serde(default)]
    pub redirect_uri: Option<String>,
    /// For `authorization_code` with PKCE.
    #[serde(default)]
    pub code_verifier: Option<String>,
    /// For `refresh_token`.
    #[serde(default)]
    pub refresh_token: Option<String>,
    /// At most what was granted.
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
    /// What was granted.
    pub scope: String,
}

/// Asks about a token, or takes it back (RFC 7662, RFC 7009).
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

/// What is known about a token (RFC 7662 section 2.2). Only `active` if it is not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TokenInfo {
    /// Whether the token is good.
    pub active: bool,
    /// What it allows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The client it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The user's e-mail address.
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
    /// Whom it is for.
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
    /// Tokens are HS256, so no key is published there.
    pub jwks_uri: String,
    /// `openid profile email read write`
    pub scopes_supported: Vec<String>,
    /// `code`
    pub response_types_supported: Vec<String>,
    /// `query`
    pub response_modes_supported: Vec<String>,
    /// The grants of the token endpoint.
    pub grant_types_supported: Vec<String>,
    /// How clients authenticate.
    pub token_endpoint_auth_methods_supported: Vec<String>,
    /// PKCE methods.
    pub code_challenge_methods_supported: Vec<String>,
    /// Authorization answers carry `iss` (RFC 9207).
    pub authorization_response_iss_parameter_supported: bool,
}

/// An environment's first users and clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedRequest {
    /// E-mail address of the first administrator, if there is to be one.
    pub admin_email: Option<String>,
}

/// What seeding did.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// Whether the administrator is new.
    pub admin_created: bool,
    /// Whether the client `default` is new.
    pub client_created: bool,
}

function! {
    /// Opens an account.
    RegisterUser = SERVICE / "register-user"
        on Http<Json<RegisterUserRequest>, Json<Envelope<UserDto>>, Public>,
        routes ["POST /user" => 200] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Trades e-mail address and password for a token.
    Login = SERVICE / "login" on Http<Json<LoginRequest>, Json<Envelope<LoginReply>>, Public>,
        routes ["POST /login" => 200] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
            token_lifetime_seconds: Setting,
        }
}

function! {
    /// Shows a user to that user or to an administrator, by id or e-mail address.
    GetUser = SERVICE / "get-user" on Http<Nothing, Json<Envelope<UserDto>>, User>,
        routes ["GET /user/{userId}" => 200] {
            users: Table<Read>,
            jwt_secret: Secret,
        }
}

function! {
    /// Registers an OAuth client.
    RegisterClient = SERVICE / "register-client"
        on Http<Json<RegisterClientRequest>, Json<RegisteredClient>, Public>,
        routes ["POST /oauth/register" => 201, "POST /oauth/client" => 201] {
            users: Table<ReadWrite>,
            api_endpoint: Parameter,
        }
}

function! {
    /// Shows a client's registration, to that client or to an administrator.
    GetClient = SERVICE / "get-client" on Http<Nothing, Json<Envelope<ClientDto>>, Client>,
        routes ["GET /oauth/client/{clientId}" => 200] {
            users: Table<Read>,
            jwt_secret: Secret,
        }
}

function! {
    /// Changes a client's registration.
    UpdateClient = SERVICE / "update-client"
        on Http<Json<UpdateClientRequest>, Json<Envelope<ClientDto>>, Client>,
        routes ["PUT /oauth/client/{clientId}" => 200] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Deletes a client and revokes its tokens.
    DeleteClient = SERVICE / "delete-client" on Http<Nothing, Nothing, Client>,
        routes ["DELETE /oauth/client/{clientId}" => 204] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Shows the page on which a user lets a client in.
    ShowAuthorizePage = SERVICE / "show-authorize-page"
        on Http<Query<AuthorizeQuery>, Page, Public>,
        routes ["GET /oauth/authorize" => 200] {
            users: Table<Read>,
            jwt_secret: Secret,
            api_endpoint: Parameter,
        }
}

function! {
    /// Takes that page's form: logs the user in and sends a code to the client.
    Authorize = SERVICE / "authorize" on Http<FormOrJson<AuthorizeForm>, Page, Public>,
        routes ["POST /oauth/authorize" => 200] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
            api_endpoint: Parameter,
        }
}

function! {
    /// Shows the outcome of an authorization, for clients without a page of their own.
    ShowCallback = SERVICE / "show-callback" on Http<Query<CallbackQuery>, Page, Public>,
        routes [
            "GET /oauth/authorize/callback" => 200,
            "POST /oauth/authorize/callback" => 200,
        ] {}
}

function! {
    /// Trades a grant for tokens.
    IssueToken = SERVICE / "issue-token" on Http<FormOrJson<TokenRequest>, Json<TokenReply>, Client>,
        routes ["POST /oauth/token" => 200] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Tells a client whether a token is good.
    IntrospectToken = SERVICE / "introspect-token"
        on Http<FormOrJson<TokenInquiry>, Json<TokenInfo>, Client>,
        routes ["POST /oauth/introspect" => 200] {
            users: Table<Read>,
            jwt_secret: Secret,
        }
}

function! {
    /// Takes a client's token back.
    RevokeToken = SERVICE / "revoke-token" on Http<FormOrJson<TokenInquiry>, Nothing, Client>,
        routes ["POST /oauth/revoke" => 200] {
            users: Table<ReadWrite>,
            jwt_secret: Secret,
        }
}

function! {
    /// Describes the OAuth server.
    GetServerMetadata = SERVICE / "get-server-metadata" on Http<Nothing, Json<ServerMetadata>, Public>,
        routes ["ANY /.well-known/oauth-authorization-server" => 200] {
            api_endpoint: Parameter,
        }
}

function! {
    /// Counts a completed order, and promotes the user who has more than ten.
    HandleOrderCompleted = SERVICE / "handle-order-completed" on Queue<OrderCompleted> {
        users: Table<ReadWrite>,
    }
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream, publishes [UserCreated] {}
}

function! {
    /// Makes the first administrator and the OAuth client `default`, once.
    Seed = SERVICE / "seed" on Direct<SeedRequest, Seeded> {
        users: Table<ReadWrite>,
        admin_password: Secret,
    }
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![
            Operation::of::<RegisterUser>(),
            Operation::of::<Login>(),
            Operation::of::<GetUser>(),
            Operation::of::<RegisterClient>(),
            Operation::of::<GetClient>(),
            Operation::of::<UpdateClient>(),
            Operation::of::<DeleteClient>(),
            Operation::of::<ShowAuthorizePage>(),
            Operation::of::<Authorize>(),
            Operation::of::<ShowCallback>(),
            Operation::of::<IssueToken>(),
            Operation::of::<IntrospectToken>(),
            Operation::of::<RevokeToken>(),
            Operation::of::<GetServerMetadata>(),
        ],
        publishes: vec![Published::of(&UserCreated {
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
        })],
        subscribers: vec![Subscriber::of::<HandleOrderCompleted>()],
    }
}
