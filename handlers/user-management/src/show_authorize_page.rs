//! `show-authorize-page`: shows the page on which a user lets a client in.

use contracts::{Page, user_management::AuthorizeQuery};
use platform::{Request, Result, clock::Clock};

use crate::{
    authorization::{self, Verdict},
    authorize_page::{self, Setting},
    ports::Clients,
};

pub async fn handle(
    request: Request<AuthorizeQuery>,
    clients: &impl Clients,
    issuer: &str,
    key: &[u8],
    clock: &impl Clock,
) -> Result<Page> {
    match authorization::examine(&request.content, issuer.to_owned(), clients).await? {
        Verdict::Refuse(address) => Ok(Page::Redirect(address)),
        Verdict::Ask(authorization) => {
            let setting = Setting { issuer, key, now: clock.now() };
            let page = authorize_page::render(&request.content, &authorization, &setting, None)?;
            Ok(Page::Html(page))
        }
    }
}

#[cfg(test)]
mod tests {
    use contracts::user_management::ShowAuthorizePage;
    use platform::testing::invoke;

    use super::*;
    use crate::{
        calls::{Answer, BASE_URL, Call, SECRET, clock, redirect_parameter},
        client::Client,
        memory::MemoryStore,
        samples::{self, REDIRECT_URI},
    };

    async fn show(query: &[(&str, &str)]) -> Answer {
        let name = r#"<b>"Shop"</b>"#.to_owned();
        let store = MemoryStore::default()
            .and_client(samples::client("c1"))
            .and_client(Client { name, ..samples::client("c2") });
        let call = Call::to("GET /oauth/authorize").query(query);
        let key = SECRET.as_bytes();
        let handle = async |request| handle(request, &store, BASE_URL, key, &clock()).await;
        Answer::of(invoke::<ShowAuthorizePage>(call.event(), handle).await)
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
    async fn the_page_repeats_the_request_and_is_signed() {
        let answer = show(&query("c1", "s1")).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("Content-Type"), "text/html; charset=utf-8");
        assert_eq!(answer.header("Cache-Control"), "no-store");
        assert!(answer.header("Content-Security-Policy").contains("default-src 'none'"));
        let page = answer.text();
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
        assert!(page.contains(&format!(r#"method="POST" action="{BASE_URL}/oauth/authorize""#)));
        assert!(!page.contains("<script") && !page.contains("role=\"alert\""));
    }

    #[tokio::test]
    async fn nothing_in_the_page_is_markup_that_a_stranger_wrote() {
        let page = show(&query("c2", r#""><script>alert(1)</script>"#)).await;
        assert_eq!(page.status(), 200);
        assert!(!page.text().contains("<script>"));
        assert!(!page.text().contains("<b>"));
        assert!(page.text().contains("&lt;b&gt;&quot;Shop&quot;"));
    }

    #[tokio::test]
    async fn an_unknown_client_or_address_is_not_redirected() {
        let mut elsewhere = query("c1", "s1");
        elsewhere[2].1 = "https://evil.example/";
        for query in [query("unknown", "s1"), elsewhere, vec![]] {
            let answer = show(&query).await;
            assert_eq!((answer.status(), answer.header("Location")), (400, ""));
        }
    }

    #[tokio::test]
    async fn any_other_fault_is_told_to_the_client() {
        let mut token = query("c1", "s1");
        token[0].1 = "token";
        let answer = show(&token).await;
        assert_eq!(answer.status(), 302);
        assert!(answer.header("Location").starts_with(REDIRECT_URI));
        let parameter = |name| redirect_parameter(&answer, name).unwrap();
        assert_eq!(parameter("error"), "unsupported_response_type");
        assert_eq!(parameter("state"), "s1");
        assert_eq!(parameter("iss"), BASE_URL);
    }
}
