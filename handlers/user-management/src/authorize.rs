//! `authorize`: takes the authorization page's form, logs the user in and sends a code to the
//! client.

use contracts::{
    Page,
    user_management::{AuthorizeForm, AuthorizeQuery},
};
use platform::{Failure, Reply, Request, Result, clock::Clock, ids::Ids};

use crate::{
    authorization::{self, Authorization, Verdict, sealed_values},
    authorize_page::{self, Setting},
    credentials::{self, Login},
    csrf,
    email::Email,
    grant::{Consent, Grant},
    password::Password,
    ports::{Clients, Grants, Users},
    user::User,
};

const WRONG: &str = "The e-mail address or the password is wrong.";
const LOCKED_OUT: &str = "There were too many failed logins. Please try again later.";

pub async fn handle(
    request: Request<AuthorizeForm>,
    store: &(impl Users + Clients + Grants),
    issuer: &str,
    key: &[u8],
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Page>> {
    let form = &request.content;
    let asked = asked(form);
    let authorization = match authorization::examine(&asked, issuer.to_owned(), store).await? {
        Verdict::Ask(authorization) => authorization,
        Verdict::Refuse(address) => return Ok(Page::Redirect(address).into()),
    };
    check_form(form, &asked, key, clock)?;

    let again = |status, error| {
        let setting = Setting { issuer, key, now: clock.now() };
        let failed = Some((error, form.email.as_str()));
        let page = authorize_page::render(&asked, &authorization, &setting, failed)?;
        Ok(Reply::new(Page::Html(page)).status(status))
    };
    let (Ok(email), Ok(password)) = (Email::parse(&form.email), Password::present(&form.password))
    else {
        return again(200, WRONG);
    };
    match credentials::check(store, &email, password, clock.now()).await? {
        Login::Right(user) => grant(&authorization, user, store, clock, ids).await,
        Login::Wrong => again(200, WRONG),
        Login::LockedOut(locked_out) => {
            let page = again(429, LOCKED_OUT)?;
            Ok(page.header("Retry-After", locked_out.retry_after_seconds.to_string()))
        }
    }
}

/// The request that the form repeats.
fn asked(form: &AuthorizeForm) -> AuthorizeQuery {
    AuthorizeQuery {
        response_type: "code".to_owned(),
        client_id: form.client_id.clone(),
        redirect_uri: form.redirect_uri.clone(),
        scope: form.scope.clone(),
        state: form.state.clone(),
        code_challenge: form.code_challenge.clone(),
        code_challenge_method: form.code_challenge_method.clone(),
    }
}

fn check_form(
    form: &AuthorizeForm,
    asked: &AuthorizeQuery,
    key: &[u8],
    clock: &impl Clock,
) -> Result {
    if form.action != "login" {
        return Err(Failure::bad_request("`action` must be `login`"));
    }
    if form.email.is_empty() || form.password.is_empty() {
        return Err(Failure::bad_request("`email` and `password` must say who lets the client in"));
    }
    if !csrf::is_good(key, &form.csrf_token, &sealed_values(asked), clock.now()) {
        return Err(Failure::bad_request(
            "`csrf_token` is not of this form or has expired; go back to the application and log in again",
        ));
    }
    Ok(())
}

async fn grant(
    authorization: &Authorization,
    user: User,
    grants: &impl Grants,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Page>> {
    let consent = Consent {
        client_id: authorization.client.id.clone(),
        user_id: user.id,
        scope: authorization.scope.clone(),
        redirect_uri: authorization.answer.redirect_uri.clone(),
        challenge: authorization.challenge.clone(),
    };
    let code = ids.token();
    let grant = Grant::open(ids.uuid().to_string(), consent, &code, clock.now());
    grants.open_grant(&grant).await?;
    Ok(Page::Redirect(authorization.answer.with_code(&code)).into())
}

#[cfg(test)]
mod tests {
    use contracts::user_management::Authorize;
    use platform::{ids::SystemIds, testing::invoke};
    use serde_json::json;

    use super::*;
    use crate::{
        calls::{Answer, BASE_URL, Call, SECRET, clock, redirect_parameter},
        memory::MemoryStore,
        samples::{self, REDIRECT_URI, asked as good_request},
        secret::Digest,
    };

    const EMAIL: &str = "jane@example.com";
    const PASSWORD: &str = "Test!23";

    async fn store() -> MemoryStore {
        let jane = samples::user_with_password(EMAIL, PASSWORD).await;
        MemoryStore::with_users([jane]).and_client(samples::client("c1"))
    }

    async fn send(store: &MemoryStore, call: Call) -> Answer {
        let key = SECRET.as_bytes();
        let handle =
            async |request| handle(request, store, BASE_URL, key, &clock(), &SystemIds).await;
        Answer::of(invoke::<Authorize>(call.event(), handle).await)
    }

    /// The form as the page has it, filled in.
    fn form(email: &str, password: &str) -> Vec<(&'static str, String)> {
        let asked = good_request("c1");
        let csrf_token = csrf::issue(SECRET.as_bytes(), &sealed_values(&asked), samples::now());
        vec![
            ("email", email.to_owned()),
            ("password", password.to_owned()),
            ("response_type", "code".to_owned()),
            ("client_id", asked.client_id),
            ("redirect_uri", asked.redirect_uri),
            ("scope", asked.scope.unwrap()),
            ("state", asked.state.unwrap()),
            ("code_challenge", String::new()),
            ("code_challenge_method", String::new()),
            ("csrf_token", csrf_token),
            ("action", "login".to_owned()),
        ]
    }

    async fn submit(store: &MemoryStore, form: &[(&str, String)]) -> Answer {
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(store, Call::to("POST /oauth/authorize").form(&fields)).await
    }

    fn set(form: &mut [(&'static str, String)], name: &str, value: &str) {
        form.iter_mut().find(|(key, _)| *key == name).unwrap().1 = value.to_owned();
    }

    #[tokio::test]
    async fn the_right_password_sends_a_code_to_the_client() {
        let store = store().await;
        let answer = submit(&store, &form(EMAIL, PASSWORD)).await;
        assert_eq!(answer.status(), 302);
        assert!(answer.header("Location").starts_with(&format!("{REDIRECT_URI}?code=")));
        assert_eq!(redirect_parameter(&answer, "state").as_deref(), Some("s 1"));
        assert_eq!(redirect_parameter(&answer, "iss").as_deref(), Some(BASE_URL));

        let code = Digest::of(&redirect_parameter(&answer, "code").unwrap());
        let grant = store.grant_of(&code).await.unwrap().unwrap();
        let jane = store.user_named(EMAIL).await.unwrap().unwrap();
        assert_eq!((grant.user_id, grant.client_id.as_str()), (jane.id, "c1"));
        assert_eq!(grant.scope.to_string(), "read write");
    }

    #[tokio::test]
    async fn wrong_credentials_show_the_page_again_until_they_lock_out() {
        let store = store().await;
        for email in [EMAIL, "unknown@example.com"] {
            for _ in 0..5 {
                let answer = submit(&store, &form(email, "wrong")).await;
                assert_eq!(answer.status(), 200);
                assert!(answer.text().contains(WRONG));
                assert!(answer.text().contains(&format!(r#"value="{email}""#)));
                assert!(!answer.text().contains(r#"value="wrong""#));
            }
            let answer = submit(&store, &form(email, PASSWORD)).await;
            assert_eq!((answer.status(), answer.header("Retry-After")), (429, "900"));
        }
    }

    #[tokio::test]
    async fn what_cannot_be_credentials_is_wrong_too() {
        let store = store().await;
        for (email, password) in [("jane@localhost", PASSWORD), (EMAIL, &"p".repeat(129))] {
            let answer = submit(&store, &form(email, password)).await;
            assert_eq!(answer.status(), 200, "{email}");
            assert!(answer.text().contains(WRONG));
        }
    }

    #[tokio::test]
    async fn a_form_that_is_not_ours_is_refused_before_the_password_is_looked_at() {
        let store = store().await;
        for (name, value) in [
            ("csrf_token", "csrf_1"),
            ("csrf_token", ""),
            ("state", "another"),
            ("scope", "read write email"),
            ("code_challenge", &"0".repeat(43)),
            ("action", "logout"),
            ("email", ""),
            ("password", ""),
        ] {
            let mut form = form(EMAIL, PASSWORD);
            set(&mut form, name, value);
            let answer = submit(&store, &form).await;
            assert_eq!((answer.status(), answer.header("Location")), (400, ""), "{name}={value}");
        }
        let email = Email::parse(EMAIL).unwrap();
        assert_eq!(store.attempts(&email).await.unwrap(), None);
    }

    #[tokio::test]
    async fn nobody_is_sent_to_an_address_that_the_client_did_not_register() {
        let store = store().await;
        for (name, value) in [("redirect_uri", "https://evil.example/"), ("client_id", "c2")] {
            let mut form = form(EMAIL, PASSWORD);
            set(&mut form, name, value);
            let answer = submit(&store, &form).await;
            assert_eq!((answer.status(), answer.header("Location")), (400, ""), "{name}={value}");
        }
    }

    #[tokio::test]
    async fn naming_a_user_does_not_log_him_in() {
        let store = store().await;
        let jane = store.user_named(EMAIL).await.unwrap().unwrap();
        let body = json!({
            "client_id": "c1",
            "redirect_uri": REDIRECT_URI,
            "user_id": jane.id,
            "action": "login",
        });
        let answer = send(&store, Call::to("POST /oauth/authorize").json(&body)).await;
        assert_eq!((answer.status(), answer.header("Location")), (400, ""));
    }
}
