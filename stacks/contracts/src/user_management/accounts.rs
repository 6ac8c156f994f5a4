//! Accounts: registration, login, and the number of completed orders.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tables::{
    AdminPassword, AttemptsRow, ClientRow, CountedOrderRow, EmailRow, PasswordRow, SERVICE,
    UserRow, Users,
};
use crate::{
    capability::{BatchGet, Get, Put, Secret, Setting, Update},
    function,
    function::{Direct, Queue, TableStream},
    http::{Admin, Http, Json, NoBody, NoContent, Public, User},
    order::events::OrderCompleted,
    path,
    setting::TokenLifetime,
    shared_infra::SigningKeys,
    table::{IdempotencyKey, Outbox},
    user_management::events::UserCreated,
    view,
};

/// The response of the account routes: data, and a message for people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Envelope<T> {
    /// The requested object.
    pub data: T,
    /// Empty on success.
    pub message: String,
}

/// A new account.
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
    /// Whether the new user is an administrator; ignored unless an administrator sends the request.
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
    /// Number of completed orders.
    pub order_count: u32,
}

/// The credentials of a user.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LoginRequest {
    /// E-mail address of the account, in upper or lower case.
    pub email_address: String,
    /// Password of the account.
    pub password: String,
}

/// A token for the `Authorization: Bearer` header.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct LoginReply {
    /// JWT with `sub`, `user_type`, `iat`, `exp`.
    pub token: String,
}

/// An environment's first users and clients.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SeedRequest {
    /// E-mail address of the first administrator; absent for an environment without one.
    pub admin_email: Option<String>,
}

/// The result of seeding an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seeded {
    /// Whether the administrator was created.
    pub admin_created: bool,
    /// Whether the client `default` was created.
    pub client_created: bool,
}

path! {
    /// Names a user, by id or e-mail address.
    UserPath { user_id }
}

function! {
    /// Creates an account.
    RegisterUser = SERVICE / "register-user"
        on Http<Json<RegisterUserRequest>, Json<Envelope<UserDto>>, Public>
    {
        routes: ["POST /user" => 200],
        may: [
            Put<UserRow>,
            Put<PasswordRow>,
            Put<EmailRow>,
            Put<Outbox<Users>>,
            SigningKeys,
        ],
    }
}

function! {
    /// Exchanges e-mail address and password for a token.
    Login = SERVICE / "login" on Http<Json<LoginRequest>, Json<Envelope<LoginReply>>, Public> {
        routes: ["POST /login" => 200],
        may: [
            Get<UserRow>,
            Get<EmailRow>,
            Get<PasswordRow>,
            BatchGet<AttemptsRow>,
            Update<AttemptsRow>,
            SigningKeys,
            Setting<TokenLifetime>,
        ],
    }
}

function! {
    /// Shows a user to that user or to an administrator, by id or e-mail address.
    GetUser = SERVICE / "get-user" on Http<NoBody, Json<Envelope<UserDto>>, User, UserPath> {
        routes: ["GET /user/{user_id}" => 200],
        may: [Get<UserRow>, Get<EmailRow>],
    }
}

function! {
    /// Ends the lock-out of a user, by id or e-mail address.
    UnlockUser = SERVICE / "unlock-user" on Http<NoBody, NoContent, Admin, UserPath> {
        routes: ["POST /user/{user_id}/unlock" => 204],
        may: [Get<UserRow>, Get<EmailRow>, Update<AttemptsRow>],
    }
}

view! {
    /// An order to count for its user.
    pub struct OrderToCount of OrderCompleted { user_id: String, order_number: String }
}

function! {
    /// Counts a completed order, and promotes a user who has more than ten.
    HandleOrderCompleted = SERVICE / "handle-order-completed" on Queue<OrderToCount> {
        may: [
            Get<UserRow>,
            Get<EmailRow>,
            Put<CountedOrderRow>,
            Update<UserRow>,
            Put<IdempotencyKey<Users>>,
        ],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Users> {
        publishes: [UserCreated],
    }
}

function! {
    /// Creates the first administrator and the OAuth client `default`, unless they exist.
    Seed = SERVICE / "seed" on Direct<SeedRequest, Seeded> {
        may: [
            Get<UserRow>,
            Get<EmailRow>,
            Put<UserRow>,
            Put<PasswordRow>,
            Put<EmailRow>,
            Put<Outbox<Users>>,
            Put<ClientRow>,
            Secret<AdminPassword>,
        ],
    }
}
