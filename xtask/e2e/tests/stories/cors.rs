//! Pages of the shop may call its APIs from a browser.

use e2e::{Shop, unique};
use reqwest::Method;

const ORIGIN: &str = "http://localhost:3000";

#[tokio::test]
async fn a_preflight_request_is_answered() {
    let shop = Shop::open().await;
    for (api, path) in [(&shop.users, "login"), (&shop.activity, "api/activity/user/u-1")] {
        let reply = api
            .call(Method::OPTIONS, path)
            .header("Origin", ORIGIN)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,authorization")
            .send()
            .await;
        assert!((200..300).contains(&reply.status), "{}: {}", reply.status, reply.text);
        let origin = reply.header("access-control-allow-origin");
        assert!(matches!(origin, Some("*" | ORIGIN)), "{origin:?}");
        let headers = reply.header("access-control-allow-headers").unwrap_or_default();
        let headers = headers.to_ascii_lowercase();
        assert!(headers == "*" || headers.contains("authorization"), "{headers}");
    }
}

#[tokio::test]
async fn a_page_may_read_answers_good_and_bad() {
    let shop = Shop::open().await;
    let good = shop.feed_call("user", &unique("user")).header("Origin", ORIGIN).send().await;
    let bad = shop.feed_call("basket", "b-1").header("Origin", ORIGIN).send().await;
    for reply in [good.expect(200), bad.expect(400)] {
        let origin = reply.header("access-control-allow-origin");
        assert!(matches!(origin, Some("*" | ORIGIN)), "{origin:?}");
    }
}
