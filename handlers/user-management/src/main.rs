//! Accounts, login and the OAuth 2.0 server. The name Lambda passes as the handler picks the
//! function.

// An invocation is a future of futures; the compiler counts every level when it lays one out.
#![recursion_limit = "256"]

mod authorization;
mod authorize;
mod authorize_page;
mod client;
mod client_auth;
mod credentials;
mod csrf;
mod delete_client;
mod dto;
mod dynamo;
mod email;
mod errors;
mod events;
mod exchange;
mod get_client;
mod get_server_metadata;
mod get_user;
mod grant;
mod handle_order_completed;
mod introspect_token;
mod invalid;
mod issue_token;
mod lockout;
mod login;
mod oauth_error;
mod password;
mod pkce;
mod ports;
mod publish_events;
mod redirect;
mod register_client;
mod register_user;
mod revoke_token;
mod scope;
mod secret;
mod seed;
mod show_authorize_page;
mod show_callback;
mod tokens;
mod update_client;
mod user;

#[cfg(test)]
mod calls;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod samples;

use contracts::{
    Capability as _,
    user_management::{
        Authorize, DeleteClient, GetClient, GetServerMetadata, GetUser, HandleOrderCompleted,
        IntrospectToken, IssueToken, Login, PublishEvents, RegisterClient, RegisterUser,
        RevokeToken, SERVICE, Seed, ShowAuthorizePage, ShowCallback, UpdateClient,
    },
};
use platform::{Failure, Lambda, Result, clock::SystemClock, env, ids::SystemIds, ssm::Lookup};

use crate::dynamo::DynamoStore;

const CLOCK: SystemClock = SystemClock;
const IDS: SystemIds = SystemIds;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result {
    let lambda = Lambda::init().await?;
    match lambda.handler() {
        RegisterUser::NAME => register_user(&lambda).await,
        Login::NAME => login(&lambda).await,
        GetUser::NAME => get_user(&lambda).await,
        RegisterClient::NAME => register_client(&lambda).await,
        GetClient::NAME => get_client(&lambda).await,
        UpdateClient::NAME => update_client(&lambda).await,
        DeleteClient::NAME => delete_client(&lambda).await,
        ShowAuthorizePage::NAME => show_authorize_page(&lambda).await,
        Authorize::NAME => authorize(&lambda).await,
        ShowCallback::NAME => lambda.serve::<ShowCallback>(show_callback::handle).await,
        IssueToken::NAME => issue_token(&lambda).await,
        IntrospectToken::NAME => introspect_token(&lambda).await,
        RevokeToken::NAME => revoke_token(&lambda).await,
        GetServerMetadata::NAME => get_server_metadata(&lambda).await,
        HandleOrderCompleted::NAME => handle_order_completed(&lambda).await,
        PublishEvents::NAME => publish_events(&lambda).await,
        Seed::NAME => seed(&lambda).await,
        other => Err(platform::unknown_function(SERVICE, other)),
    }
}

async fn register_user(lambda: &Lambda) -> Result {
    let wired = RegisterUser::from_env(env)?;
    let users = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<RegisterUser>(async |request| {
            register_user::handle(request, &users, &authority, &CLOCK, &IDS).await
        })
        .await
}

async fn login(lambda: &Lambda) -> Result {
    let wired = Login::from_env(env)?;
    let users = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    let lifetime = wired.token_lifetime_seconds.value();
    let lifetime = lifetime.parse().map_err(|_| {
        Failure::failed(format!("`TOKEN_LIFETIME_SECONDS` is `{lifetime}`, not a number"))
    })?;
    lambda
        .serve::<Login>(async |request| {
            login::handle(request, &users, &authority, &CLOCK, lifetime).await
        })
        .await
}

async fn get_user(lambda: &Lambda) -> Result {
    let wired = GetUser::from_env(env)?;
    let users = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve_secured::<GetUser>(&authority, async |request| {
            get_user::handle(request, &users).await
        })
        .await
}

async fn register_client(lambda: &Lambda) -> Result {
    let wired = RegisterClient::from_env(env)?;
    let clients = DynamoStore::new(&lambda.aws, &wired.users);
    let address = lambda.parameter(&wired.api_endpoint);
    lambda
        .serve::<RegisterClient>(async |request| {
            let issuer = issuer(&address).await?;
            register_client::handle(request, &clients, &issuer, &CLOCK, &IDS).await
        })
        .await
}

async fn get_client(lambda: &Lambda) -> Result {
    let wired = GetClient::from_env(env)?;
    let clients = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<GetClient>(async |request| get_client::handle(request, &clients, &authority).await)
        .await
}

async fn update_client(lambda: &Lambda) -> Result {
    let wired = UpdateClient::from_env(env)?;
    let clients = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<UpdateClient>(async |request| {
            update_client::handle(request, &clients, &authority, &CLOCK).await
        })
        .await
}

async fn delete_client(lambda: &Lambda) -> Result {
    let wired = DeleteClient::from_env(env)?;
    let clients = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<DeleteClient>(async |request| {
            delete_client::handle(request, &clients, &authority).await
        })
        .await
}

async fn show_authorize_page(lambda: &Lambda) -> Result {
    let wired = ShowAuthorizePage::from_env(env)?;
    let clients = DynamoStore::new(&lambda.aws, &wired.users);
    let secret = lambda.secret(&wired.jwt_secret);
    let address = lambda.parameter(&wired.api_endpoint);
    lambda
        .serve::<ShowAuthorizePage>(async |request| {
            let (issuer, key) = (issuer(&address).await?, secret.get().await?);
            show_authorize_page::handle(request, &clients, &issuer, key.as_bytes(), &CLOCK).await
        })
        .await
}

async fn authorize(lambda: &Lambda) -> Result {
    let wired = Authorize::from_env(env)?;
    let store = DynamoStore::new(&lambda.aws, &wired.users);
    let secret = lambda.secret(&wired.jwt_secret);
    let address = lambda.parameter(&wired.api_endpoint);
    lambda
        .serve::<Authorize>(async |request| {
            let (issuer, key) = (issuer(&address).await?, secret.get().await?);
            authorize::handle(request, &store, &issuer, key.as_bytes(), &CLOCK, &IDS).await
        })
        .await
}

async fn issue_token(lambda: &Lambda) -> Result {
    let wired = IssueToken::from_env(env)?;
    let store = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<IssueToken>(async |request| {
            issue_token::handle(request, &store, &authority, &CLOCK, &IDS).await
        })
        .await
}

async fn introspect_token(lambda: &Lambda) -> Result {
    let wired = IntrospectToken::from_env(env)?;
    let store = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<IntrospectToken>(async |request| {
            introspect_token::handle(request, &store, &authority, &CLOCK).await
        })
        .await
}

async fn revoke_token(lambda: &Lambda) -> Result {
    let wired = RevokeToken::from_env(env)?;
    let store = DynamoStore::new(&lambda.aws, &wired.users);
    let authority = lambda.authority(&wired.jwt_secret);
    lambda
        .serve::<RevokeToken>(async |request| {
            revoke_token::handle(request, &store, &authority).await
        })
        .await
}

async fn get_server_metadata(lambda: &Lambda) -> Result {
    let wired = GetServerMetadata::from_env(env)?;
    let address = lambda.parameter(&wired.api_endpoint);
    lambda
        .serve::<GetServerMetadata>(async |request| {
            get_server_metadata::handle(request, &issuer(&address).await?)
        })
        .await
}

async fn handle_order_completed(lambda: &Lambda) -> Result {
    let wired = HandleOrderCompleted::from_env(env)?;
    let users = DynamoStore::new(&lambda.aws, &wired.users);
    lambda
        .serve::<HandleOrderCompleted>(async |message| {
            handle_order_completed::handle(message, &users, &CLOCK).await
        })
        .await
}

async fn publish_events(lambda: &Lambda) -> Result {
    let wired = PublishEvents::from_env(env)?;
    lambda.serve_outbox::<PublishEvents, _>(&wired.bus, publish_events::translate).await
}

async fn seed(lambda: &Lambda) -> Result {
    let wired = Seed::from_env(env)?;
    let store = DynamoStore::new(&lambda.aws, &wired.users);
    let password = lambda.secret(&wired.admin_password);
    lambda
        .serve::<Seed>(async |request| {
            seed::handle(request, &store, async || password.get().await, &CLOCK, &IDS).await
        })
        .await
}

/// How this server calls itself: the address of its API, as the deployment wrote it down. What the
/// request says of the host is the caller's word.
async fn issuer(address: &Lookup) -> Result<String> {
    Ok(address.get().await?.trim_end_matches('/').to_owned())
}
