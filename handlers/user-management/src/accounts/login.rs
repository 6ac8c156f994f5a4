//! `login`: exchanges e-mail address and password for a token.

use std::time::Duration;

use contracts::{
    Json, TokenLifetime,
    user_management::{Envelope, Login, LoginReply},
};
use platform::{
    Failure, Handler, Lambda, Request, Result, Tokens,
    clock::{Clock, SystemClock},
};

use super::{
    claims::claims,
    credentials::{self, LoginOutcome},
    dto::enveloped,
    email::Email,
    guessing::LoginSource,
    origin::Origin,
    password::Password,
    ports::{GuessCounts, Passwords, UsersByEmail},
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<Login> for UserManagement {
    async fn run(lambda: Lambda<Login>) -> Result {
        let accounts = DynamoStore(lambda.table());
        let (tokens, lifetime) = (lambda.tokens(), lambda.setting::<TokenLifetime>()?);
        lambda
            .serve(async |request| {
                handle(request, &accounts, &tokens, &SystemClock, lifetime).await
            })
            .await
    }
}

pub async fn handle(
    request: Request<Login>,
    accounts: &(impl UsersByEmail + Passwords + GuessCounts),
    tokens: &Tokens,
    clock: &impl Clock,
    lifetime: Duration,
) -> Result<Json<Envelope<LoginReply>>> {
    let email = Email::parse(&request.content.email_address)?;
    let password = Password::present(&request.content.password)?;
    let source = LoginSource { email, origin: Origin::of(request.source_ip()) };
    match credentials::check(accounts, &source, password, clock).await? {
        LoginOutcome::Correct(user) => {
            let claims = claims(&user.id, user.user_type, clock.now(), lifetime);
            Ok(enveloped(LoginReply { token: tokens.sign(&claims).await? }))
        }
        LoginOutcome::Wrong => {
            Err(Failure::unauthorized("the e-mail address or the password is wrong"))
        }
        LoginOutcome::TooManyGuesses(too_many) => Err(too_many.into()),
    }
}

#[cfg(test)]
mod tests {
    use platform::{
        UserType,
        testing::{Call, TestResponse, invoke, tokens},
    };
    use serde_json::json;

    use super::*;
    use crate::accounts::{
        memory::MemoryAccounts,
        samples::{self, clock},
        user::User,
    };

    const LIFETIME: Duration = Duration::from_mins(10);

    async fn accounts() -> MemoryAccounts {
        let user = User { user_type: UserType::Premium, ..samples::user("jane@example.com") };
        samples::accounts_with_password(user, "Test!23").await
    }

    async fn log_in(accounts: &MemoryAccounts, email: &str, password: &str) -> TestResponse {
        log_in_from("203.0.113.7", accounts, email, password).await
    }

    async fn log_in_from(
        address: &str,
        accounts: &MemoryAccounts,
        email: &str,
        password: &str,
    ) -> TestResponse {
        let body = json!({ "email_address": email, "password": password });
        let call = Call::to::<Login>("POST /login").json(&body).source_ip(address);
        let handle = async |request| handle(request, accounts, &tokens(), &clock(), LIFETIME).await;
        TestResponse::of(invoke::<Login>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn the_token_names_the_user_and_expires_after_its_lifetime() {
        let accounts = accounts().await;
        let response = log_in(&accounts, "Jane@example.com", "Test!23").await;
        assert_eq!(response.status(), 200);
        let token = response.json()["data"]["token"].as_str().unwrap().to_owned();
        let claims = tokens().verify(&token).await.unwrap();
        let user = accounts.user_by_id_or_email("jane@example.com").await.unwrap().unwrap();
        assert_eq!(claims.sub, user.id);
        assert_eq!(claims.user_type, UserType::Premium);
        assert_eq!(claims.exp, claims.iat + 600);
        assert_eq!(response.json()["message"], "");
    }

    #[tokio::test]
    async fn a_wrong_password_and_an_unknown_user_get_the_same_response() {
        let accounts = accounts().await;
        let strip = |response: &TestResponse| {
            let mut body = response.json();
            body["correlationId"] = json!(null);
            (response.status(), body)
        };
        let wrong = log_in(&accounts, "jane@example.com", "Test!24").await;
        let unknown = log_in(&accounts, "john@example.com", "Test!23").await;
        assert_eq!(wrong.status(), 401);
        assert_eq!(strip(&wrong), strip(&unknown));
    }

    #[tokio::test]
    async fn too_many_failures_lock_out_whether_or_not_the_user_exists() {
        let accounts = accounts().await;
        for email in ["jane@example.com", "john@example.com"] {
            for _ in 0..5 {
                assert_eq!(log_in(&accounts, email, "wrong").await.status(), 401);
            }
            let response = log_in(&accounts, email, "Test!23").await;
            assert_eq!(response.status(), 429, "{email}");
            assert_eq!(response.header("Retry-After"), "900");
        }
    }

    #[tokio::test]
    async fn a_lock_out_is_for_the_address_that_the_failures_came_from() {
        let accounts = accounts().await;
        for _ in 0..5 {
            log_in_from("2001:db8::1", &accounts, "jane@example.com", "wrong").await;
        }
        for (address, status) in [("2001:db8::2", 429), ("2001:db8:0:1::2", 200)] {
            let response = log_in_from(address, &accounts, "jane@example.com", "Test!23").await;
            assert_eq!(response.status(), status, "{address}");
        }
    }

    #[tokio::test]
    async fn malformed_credentials_are_a_bad_request() {
        let accounts = accounts().await;
        assert_eq!(log_in(&accounts, "jane", "Test!23").await.status(), 400);
        let long = "p".repeat(129);
        assert_eq!(log_in(&accounts, "jane@example.com", &long).await.status(), 400);
        assert_eq!(log_in(&accounts, "jane@example.com", "").await.status(), 401);
    }
}
