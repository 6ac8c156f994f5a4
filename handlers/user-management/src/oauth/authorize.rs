//! `authorize`: receives the form of the authorization page, logs the user in and redirects to the
//! client with a code.

use contracts::{
    Page,
    user_management::{Authorize, AuthorizeForm, AuthorizeQuery, UserApi},
};
use platform::{
    Failure, Handler, Keys, Lambda, Parameter, Reply, Request, Result, Tokens,
    clock::{Clock, SystemClock},
    ids::{Ids, SystemIds},
};

use super::{
    authorization::{self, Authorization, Validation, signed_values},
    authorize_page::{self, PageContext},
    csrf,
    grant::{Consent, Grant},
    issuer::issuer,
    ports::{Clients, NewGrants},
    same_origin,
};
use crate::{
    UserManagement,
    accounts::{
        credentials::{self, LoginOutcome},
        email::Email,
        guessing::LoginSource,
        origin::Origin,
        password::Password,
        ports::{GuessCounts, Passwords, UsersByEmail},
        user::User,
    },
    dynamo::DynamoStore,
};

const WRONG: &str = "The e-mail address or the password is wrong.";
const TOO_MANY: &str = "There were too many failed or simultaneous logins. Please try again later.";

impl Handler<Authorize> for UserManagement {
    async fn run(lambda: Lambda<Authorize>) -> Result {
        let store = DynamoStore(lambda.table());
        let (api, tokens) = (lambda.parameter(), lambda.tokens());
        lambda
            .serve(async |request| {
                handle(request, &store, &store, &api, &tokens, &SystemClock, &SystemIds).await
            })
            .await
    }
}

pub async fn handle(
    request: Request<Authorize>,
    accounts: &(impl UsersByEmail + Passwords + GuessCounts),
    store: &(impl Clients + NewGrants),
    api: &Parameter<UserApi>,
    tokens: &Tokens,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Page>> {
    let form = &request.content;
    let (query, issuer, keys) = (query(form), issuer(api).await?, tokens.keys().await?);
    same_origin::check(|name| request.header(name), &issuer)?;
    let authorization = match authorization::validate(&query, &issuer, store).await? {
        Validation::Valid(authorization) => authorization,
        Validation::Refused(address) => return Ok(Page::Redirect(address).into()),
    };
    check_form(form, &query, &keys, clock)?;

    let show_again = |status, error| {
        let context = PageContext { issuer: &issuer, keys: &keys, now: clock.now() };
        let failed_login = Some((error, form.email.as_str()));
        let page = authorize_page::render(&query, &authorization, &context, failed_login)?;
        Ok(Reply::new(Page::Html(page)).status(status))
    };
    let (Ok(email), Ok(password)) = (Email::parse(&form.email), Password::present(&form.password))
    else {
        return show_again(200, WRONG);
    };
    let source = LoginSource { email, origin: Origin::of(request.source_ip()) };
    match credentials::check(accounts, &source, password, clock).await? {
        LoginOutcome::Correct(user) => grant(&authorization, user, store, clock, ids).await,
        LoginOutcome::Wrong => show_again(200, WRONG),
        LoginOutcome::TooManyGuesses(too_many) => {
            let page = show_again(429, TOO_MANY)?;
            Ok(page.header("Retry-After", too_many.retry_after_seconds.to_string()))
        }
    }
}

/// The request that the form repeats.
fn query(form: &AuthorizeForm) -> AuthorizeQuery {
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
    query: &AuthorizeQuery,
    keys: &Keys,
    clock: &impl Clock,
) -> Result {
    if form.action != "login" {
        return Err(Failure::bad_request("`action` must be `login`"));
    }
    if form.email.is_empty() || form.password.is_empty() {
        return Err(Failure::bad_request("`email` and `password` must not be empty"));
    }
    if !csrf::is_valid(keys, &form.csrf_token, &signed_values(query), clock.now()) {
        return Err(Failure::bad_request(
            "`csrf_token` is not of this form or has expired; go back to the application and log in again",
        ));
    }
    Ok(())
}

async fn grant(
    authorization: &Authorization,
    user: User,
    grants: &impl NewGrants,
    clock: &impl Clock,
    ids: &impl Ids,
) -> Result<Reply<Page>> {
    let consent = Consent {
        client_id: authorization.client.id.clone(),
        user_id: user.id,
        scope: authorization.scope.clone(),
        redirect_uri: authorization.response.redirect_uri.clone(),
        challenge: authorization.challenge.clone(),
    };
    let code = ids.token();
    let grant = Grant::new(ids.uuid().to_string(), consent, &code, clock.now());
    grants.add_grant(&grant).await?;
    Ok(Page::Redirect(authorization.response.with_code(&code)).into())
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, SIGNING_KEY, TestResponse, invoke, tokens};
    use serde_json::json;

    use super::*;
    use crate::{
        accounts::{lockout::Counts, memory::MemoryAccounts, samples as people},
        oauth::{
            memory::MemoryOauth,
            ports::Grants,
            samples::{
                self, ISSUER, REDIRECT_URI, api, authorize_query, clock, redirect_parameter,
            },
            secret::Digest,
        },
    };

    const EMAIL: &str = "jane@example.com";
    const PASSWORD: &str = "Test!23";

    async fn accounts() -> MemoryAccounts {
        people::accounts_with_password(people::user(EMAIL), PASSWORD).await
    }

    fn store() -> MemoryOauth {
        MemoryOauth::default().and_client(samples::client("c1"))
    }

    fn call() -> Call {
        Call::to::<Authorize>("POST /oauth/authorize")
    }

    async fn send(accounts: &MemoryAccounts, store: &MemoryOauth, call: Call) -> TestResponse {
        let (api, tokens) = (api(), tokens());
        let handle = async |request| {
            handle(request, accounts, store, &api, &tokens, &clock(), &SystemIds).await
        };
        TestResponse::of(invoke::<Authorize>(call.event(), handle).await)
    }

    async fn submit(
        accounts: &MemoryAccounts,
        store: &MemoryOauth,
        form: &[(&str, String)],
    ) -> TestResponse {
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        send(accounts, store, call().form(&fields)).await
    }

    /// The form as the page contains it, filled in.
    fn form(email: &str, password: &str) -> Vec<(&'static str, String)> {
        let query = authorize_query("c1");
        let keys = Keys::parse(SIGNING_KEY, "");
        let csrf_token = csrf::issue(&keys, &signed_values(&query), samples::now());
        vec![
            ("email", email.to_owned()),
            ("password", password.to_owned()),
            ("response_type", "code".to_owned()),
            ("client_id", query.client_id),
            ("redirect_uri", query.redirect_uri),
            ("scope", query.scope.unwrap()),
            ("state", query.state.unwrap()),
            ("code_challenge", String::new()),
            ("code_challenge_method", String::new()),
            ("csrf_token", csrf_token),
            ("action", "login".to_owned()),
        ]
    }

    fn set(form: &mut [(&'static str, String)], name: &str, value: &str) {
        form.iter_mut().find(|(key, _)| *key == name).unwrap().1 = value.to_owned();
    }

    fn check_refused(response: &TestResponse, case: &str) {
        assert_eq!((response.status(), response.header("Location")), (400, ""), "{case}");
    }

    #[tokio::test]
    async fn the_right_password_redirects_to_the_client_with_a_code() {
        let (accounts, store) = (accounts().await, store());
        let response = submit(&accounts, &store, &form(EMAIL, PASSWORD)).await;
        assert_eq!(response.status(), 302);
        assert!(response.header("Location").starts_with(&format!("{REDIRECT_URI}?code=")));
        assert_eq!(redirect_parameter(&response, "state").as_deref(), Some("s 1"));
        assert_eq!(redirect_parameter(&response, "iss").as_deref(), Some(ISSUER));

        let code = Digest::of(&redirect_parameter(&response, "code").unwrap());
        let grant = store.grant_by_credential(&code).await.unwrap().unwrap();
        let jane = accounts.user_by_id_or_email(EMAIL).await.unwrap().unwrap();
        assert_eq!((grant.user_id, grant.client_id.as_str()), (jane.id, "c1"));
        assert_eq!(grant.scope.to_string(), "read write");
    }

    #[tokio::test]
    async fn wrong_credentials_show_the_page_again_until_they_lock_out() {
        let (accounts, store) = (accounts().await, store());
        for email in [EMAIL, "unknown@example.com"] {
            for _ in 0..5 {
                let response = submit(&accounts, &store, &form(email, "wrong")).await;
                assert_eq!(response.status(), 200);
                assert!(response.text().contains(WRONG));
                assert!(response.text().contains(&format!(r#"value="{email}""#)));
                assert!(!response.text().contains(r#"value="wrong""#));
            }
            let response = submit(&accounts, &store, &form(email, PASSWORD)).await;
            assert_eq!((response.status(), response.header("Retry-After")), (429, "900"));
        }
    }

    #[tokio::test]
    async fn malformed_credentials_are_wrong_too() {
        let (accounts, store) = (accounts().await, store());
        for (email, password) in [("jane@localhost", PASSWORD), (EMAIL, &"p".repeat(129))] {
            let response = submit(&accounts, &store, &form(email, password)).await;
            assert_eq!(response.status(), 200, "{email}");
            assert!(response.text().contains(WRONG));
        }
    }

    #[tokio::test]
    async fn a_form_of_another_page_is_refused_before_the_password_is_checked() {
        let (accounts, store) = (accounts().await, store());
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
            let response = submit(&accounts, &store, &form).await;
            check_refused(&response, &format!("{name}={value}"));
        }
        check_no_guess(&accounts).await;
    }

    /// Checks that no password was compared.
    async fn check_no_guess(accounts: &MemoryAccounts) {
        let source = LoginSource { email: Email::parse(EMAIL).unwrap(), origin: Origin::of("") };
        assert_eq!(accounts.counts(&source).await.unwrap(), Counts::default());
    }

    #[tokio::test]
    async fn a_form_that_a_browser_sends_from_another_site_is_refused() {
        let (accounts, store) = (accounts().await, store());
        let form = form(EMAIL, PASSWORD);
        let fields: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for (name, value) in [
            ("origin", "https://evil.example"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
        ] {
            let response = send(&accounts, &store, call().form(&fields).header(name, value)).await;
            assert_eq!((response.status(), response.header("Location")), (403, ""), "{value}");
        }
        check_no_guess(&accounts).await;

        let own = call().header("origin", ISSUER).header("sec-fetch-site", "same-origin");
        assert_eq!(send(&accounts, &store, own.form(&fields)).await.status(), 302);
    }

    #[tokio::test]
    async fn an_address_that_the_client_did_not_register_is_not_redirected_to() {
        let (accounts, store) = (accounts().await, store());
        for (name, value) in [("redirect_uri", "https://evil.example/"), ("client_id", "c2")] {
            let mut form = form(EMAIL, PASSWORD);
            set(&mut form, name, value);
            let response = submit(&accounts, &store, &form).await;
            check_refused(&response, &format!("{name}={value}"));
        }
    }

    #[tokio::test]
    async fn a_user_id_does_not_replace_a_login() {
        let (accounts, store) = (accounts().await, store());
        let jane = accounts.user_by_id_or_email(EMAIL).await.unwrap().unwrap();
        let body = json!({
            "client_id": "c1",
            "redirect_uri": REDIRECT_URI,
            "user_id": jane.id,
            "action": "login",
        });
        check_refused(&send(&accounts, &store, call().json(&body)).await, "user_id");
    }
}
