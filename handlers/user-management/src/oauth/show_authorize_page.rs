//! `show-authorize-page`: shows the page on which a user authorizes a client.

use contracts::{
    Page,
    user_management::{ShowAuthorizePage, UserApi},
};
use platform::{
    Handler, Lambda, Parameter, Request, Result, Tokens,
    clock::{Clock, SystemClock},
};

use super::{
    authorization::{self, Validation},
    authorize_page::{self, PageContext},
    issuer::issuer,
    ports::Clients,
};
use crate::{UserManagement, dynamo::DynamoStore};

impl Handler<ShowAuthorizePage> for UserManagement {
    async fn run(lambda: Lambda<ShowAuthorizePage>) -> Result {
        let clients = DynamoStore(lambda.table());
        let (api, tokens) = (lambda.parameter(), lambda.tokens());
        lambda
            .serve(async |request| handle(request, &clients, &api, &tokens, &SystemClock).await)
            .await
    }
}

pub async fn handle(
    request: Request<ShowAuthorizePage>,
    clients: &impl Clients,
    api: &Parameter<UserApi>,
    tokens: &Tokens,
    clock: &impl Clock,
) -> Result<Page> {
    let (query, issuer) = (&request.content, issuer(api).await?);
    let authorization = match authorization::validate(query, &issuer, clients).await? {
        Validation::Valid(authorization) => authorization,
        Validation::Refused(address) => return Ok(Page::Redirect(address)),
    };
    let keys = tokens.keys().await?;
    let context = PageContext { issuer: &issuer, keys: &keys, now: clock.now() };
    Ok(Page::Html(authorize_page::render(query, &authorization, &context, None)?))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke, tokens};

    use super::*;
    use crate::oauth::{
        client::Client,
        memory::MemoryOauth,
        samples::{self, ISSUER, REDIRECT_URI, api, clock, redirect_parameter},
    };

    async fn show(query: &[(&str, &str)]) -> TestResponse {
        let name = r#"<b>"Shop"</b>"#.to_owned();
        let clients = MemoryOauth::default()
            .and_client(samples::client("c1"))
            .and_client(Client { name, ..samples::client("c2") });
        let call = Call::to::<ShowAuthorizePage>("GET /oauth/authorize").query(query);
        let (api, tokens) = (api(), tokens());
        let handle = async |request| handle(request, &clients, &api, &tokens, &clock()).await;
        TestResponse::of(invoke::<ShowAuthorizePage>(call.event(), handle).await)
    }

    fn query<'a>(client_id: &'a str, state: &'a str) -> Vec<(&'a str, &'a str)> {
        vec![
            ("response_type", "code"),
            ("client_id", client_id),
            ("redirect_uri", REDIRECT_URI),
            ("scope", "read write"),
            ("state", state),
        ]
    }

    #[tokio::test]
    async fn the_form_repeats_the_request_and_is_signed() {
        let response = show(&query("c1", "s1")).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.header("Content-Type"), "text/html; charset=utf-8");
        assert_eq!(response.header("Cache-Control"), "no-store");
        assert!(response.header("Content-Security-Policy").contains("default-src 'none'"));
        let page = response.text();
        for expected in [
            r#"<html lang="en">"#,
            r#"name="csrf_token" value="csrf_"#,
            r#"name="action" value="login""#,
            r#"name="response_type" value="code""#,
            r#"name="client_id" value="c1""#,
            r#"name="redirect_uri" value="https://client.example/callback""#,
            r#"name="scope" value="read write""#,
            r#"name="state" value="s1""#,
            r#"name="code_challenge" value="""#,
            "<strong>client.example</strong>",
            "<li>place orders for you</li>",
            r#"autocomplete="current-password""#,
        ] {
            assert!(page.contains(expected), "`{expected}` is not in {page}");
        }
        assert!(page.contains(&format!(r#"method="POST" action="{ISSUER}/oauth/authorize""#)));
        assert!(!page.contains("<script") && !page.contains("role=\"alert\""));
    }

    #[tokio::test]
    async fn values_of_the_request_and_the_client_are_escaped() {
        let page = show(&query("c2", r#""><script>alert(1)</script>"#)).await;
        assert_eq!(page.status(), 200);
        assert!(!page.text().contains("<script>"));
        assert!(!page.text().contains("<b>"));
        assert!(page.text().contains("&lt;b&gt;&quot;Shop&quot;"));
    }

    #[tokio::test]
    async fn an_unknown_client_or_address_is_not_redirected_to() {
        let mut elsewhere = query("c1", "s1");
        elsewhere[2].1 = "https://evil.example/";
        for query in [query("unknown", "s1"), elsewhere, vec![]] {
            let response = show(&query).await;
            assert_eq!((response.status(), response.header("Location")), (400, ""));
        }
    }

    #[tokio::test]
    async fn any_other_error_is_redirected_to_the_client() {
        let mut token = query("c1", "s1");
        token[0].1 = "token";
        let response = show(&token).await;
        assert_eq!(response.status(), 302);
        assert!(response.header("Location").starts_with(REDIRECT_URI));
        let parameter = |name| redirect_parameter(&response, name).unwrap();
        assert_eq!(parameter("error"), "unsupported_response_type");
        assert_eq!(parameter("state"), "s1");
        assert_eq!(parameter("iss"), ISSUER);
    }
}
