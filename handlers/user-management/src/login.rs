//! `login`: trades e-mail address and password for a token.

use contracts::{
    Json,
    user_management::{Envelope, LoginReply, LoginRequest},
};
use platform::{Authority, Failure, Request, Result, clock::Clock};

use crate::{
    credentials::{self, Login},
    dto::enveloped,
    email::Email,
    password::Password,
    ports::Users,
    tokens,
};

pub async fn handle(
    request: Request<LoginRequest>,
    users: &impl Users,
    authority: &Authority,
    clock: &impl Clock,
    lifetime_seconds: u64,
) -> Result<Json<Envelope<LoginReply>>> {
    let email = Email::parse(&request.content.email_address)?;
    let password = Password::present(&request.content.password)?;
    match credentials::check(users, &email, password, clock.now()).await? {
        Login::Right(user) => {
            let claims = tokens::of_user(&user, clock.now(), lifetime_seconds);
            Ok(enveloped(LoginReply { token: authority.sign(&claims).await? }))
        }
        Login::Wrong => Err(Failure::unauthorized("the e-mail address or the password is wrong")),
        Login::LockedOut(locked_out) => Err(locked_out.into()),
    }
}

#[cfg(test)]
mod tests {
    use contracts::user_management::Login as LoginFunction;
    use platform::{UserType, testing::invoke};
    use serde_json::json;

    use super::*;
    use crate::{
        calls::{Answer, Call, authority, clock},
        memory::MemoryStore,
        samples,
        user::{Standing, User},
    };

    async fn store() -> MemoryStore {
        let user = samples::user_with_password("jane@example.com", "Test!23").await;
        MemoryStore::with_users([User { standing: Standing::Premium, ..user }])
    }

    async fn log_in(store: &MemoryStore, email: &str, password: &str) -> Answer {
        let body = json!({ "email_address": email, "password": password });
        let call = Call::to("POST /login").json(&body);
        let handle = async |request| handle(request, store, &authority(), &clock(), 600).await;
        Answer::of(invoke::<LoginFunction>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn the_token_says_who_it_is_and_until_when() {
        let store = store().await;
        let answer = log_in(&store, "Jane@example.com", "Test!23").await;
        assert_eq!(answer.status(), 200);
        let token = answer.json()["data"]["token"].as_str().unwrap().to_owned();
        let claims = authority().verify(&token).await.unwrap();
        let user = store.user_named("jane@example.com").await.unwrap().unwrap();
        assert_eq!(claims.sub, user.id);
        assert_eq!(claims.user_type, UserType::Premium);
        assert_eq!(claims.exp, claims.iat + 600);
        assert_eq!(answer.json()["message"], "");
    }

    #[tokio::test]
    async fn a_wrong_password_and_an_unknown_user_look_the_same() {
        let store = store().await;
        let strip = |answer: &Answer| {
            let mut body = answer.json();
            body["correlationId"] = json!(null);
            (answer.status(), body)
        };
        let wrong = log_in(&store, "jane@example.com", "Test!24").await;
        let unknown = log_in(&store, "john@example.com", "Test!23").await;
        assert_eq!(wrong.status(), 401);
        assert_eq!(strip(&wrong), strip(&unknown));
    }

    #[tokio::test]
    async fn too_many_failures_lock_out_whether_or_not_the_user_exists() {
        let store = store().await;
        for email in ["jane@example.com", "john@example.com"] {
            for _ in 0..5 {
                assert_eq!(log_in(&store, email, "wrong").await.status(), 401);
            }
            let answer = log_in(&store, email, "Test!23").await;
            assert_eq!(answer.status(), 429, "{email}");
            assert_eq!(answer.header("Retry-After"), "900");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_credentials_is_a_bad_request() {
        let store = store().await;
        assert_eq!(log_in(&store, "jane", "Test!23").await.status(), 400);
        let long = "p".repeat(129);
        assert_eq!(log_in(&store, "jane@example.com", &long).await.status(), 400);
        assert_eq!(log_in(&store, "jane@example.com", "").await.status(), 401);
    }
}
