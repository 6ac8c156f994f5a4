//! Forms that a browser sends from a page of another site.

use contracts::user_management::SERVICE;
use e2e::{PASSWORD, Shop};

use super::client::{Client, challenge};

/// The origin of the pages of the OAuth server.
fn own_origin(shop: &Shop) -> String {
    let address = shop.api(SERVICE).address("");
    let (scheme, rest) = address.split_once("://").expect("an address has a scheme");
    let host = rest.split('/').next().expect("an address has a host");
    format!("{scheme}://{host}")
}

#[tokio::test]
async fn a_form_that_a_browser_sends_from_another_site_is_refused() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    for (name, value) in [
        ("origin", "https://evil.example.org"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let form = client.filled_form(&shop, &user, PASSWORD, "state-1").await;
        let response = form.header(name, value).send().await;
        assert_eq!(response.header("location"), None, "{value}");
        response.problem(403);
    }
}

#[tokio::test]
async fn a_form_that_a_browser_sends_from_the_authorization_page_is_accepted() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let form = client.filled_form(&shop, &user, PASSWORD, "state-1").await;
    let form = form.header("origin", &own_origin(&shop)).header("sec-fetch-site", "same-origin");
    form.send().await.expect(302);
}

/// With the policy `no-referrer`, browsers send the form with the origin `null`.
#[tokio::test]
async fn the_authorization_page_lets_browsers_send_its_origin_to_itself_alone() {
    let shop = Shop::open().await;
    let client = Client::register(&shop).await;
    let challenge = challenge();
    let query = client.authorization(&challenge, "state-1");
    let page = shop.api(SERVICE).get("oauth/authorize").query(&query).send().await.expect(200);
    assert_eq!(page.header("referrer-policy"), Some("same-origin"));
}
