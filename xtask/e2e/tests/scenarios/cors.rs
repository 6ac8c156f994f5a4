//! Web pages of other origins may call the APIs from a browser.

use contracts::{activity, user_management};
use e2e::{Shop, unique};
use reqwest::Method;

const ORIGIN: &str = "http://localhost:3000";

#[tokio::test]
async fn a_preflight_request_is_allowed() {
    let shop = Shop::open().await;
    for (service, path) in
        [(user_management::SERVICE, "login"), (activity::SERVICE, "api/activity/user/u-1")]
    {
        let response = shop
            .api(service)
            .request(Method::OPTIONS, path)
            .header("Origin", ORIGIN)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,authorization")
            .send()
            .await;
        assert!((200..300).contains(&response.status), "{}: {}", response.status, response.text);
        let origin = response.header("access-control-allow-origin");
        assert!(matches!(origin, Some("*" | ORIGIN)), "{origin:?}");
        let headers = response.header("access-control-allow-headers").unwrap_or_default();
        let headers = headers.to_ascii_lowercase();
        assert!(headers == "*" || headers.contains("authorization"), "{headers}");
    }
}

#[tokio::test]
async fn a_page_of_another_origin_can_read_successes_and_problems() {
    let shop = Shop::open().await;
    let success = shop.feed_request("user", &unique("user")).header("Origin", ORIGIN);
    let problem = shop.feed_request("basket", "b-1").header("Origin", ORIGIN);
    for response in [success.send().await.expect(200), problem.send().await.expect(400)] {
        let origin = response.header("access-control-allow-origin");
        assert!(matches!(origin, Some("*" | ORIGIN)), "{origin:?}");
    }
}
