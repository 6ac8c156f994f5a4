//! Invalid requests get a precise 4xx response and write nothing.

use contracts::user_management::SERVICE;
use e2e::{Shop, User, unique};
use serde_json::{Value, json};

/// Asserts that a registration with `body` is refused with a problem that mentions `named`.
async fn check_refused(shop: &Shop, body: &str, named: &str) {
    let request = shop.api(SERVICE).post("user").body("application/json", body);
    let problem = request.send().await.problem(400);
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains(named), "`{detail}` does not mention `{named}`");
}

fn registration(change: impl FnOnce(&mut Value)) -> String {
    let mut body = User::registration(&format!("{}@example.org", unique("bad")));
    change(&mut body);
    body.to_string()
}

#[tokio::test]
async fn a_body_of_the_wrong_shape_is_refused() {
    let shop = Shop::open().await;
    check_refused(&shop, "", "").await;
    check_refused(&shop, "{", "").await;
    check_refused(&shop, "[]", "").await;
    check_refused(&shop, "null", "").await;
    check_refused(&shop, &registration(|body| body["password"] = json!(7)), "password").await;
    check_refused(&shop, &registration(|body| body["first_name"] = json!(null)), "first_name")
        .await;
    check_refused(&shop, r#"{"email_address":"a@example.org"}"#, "first_name").await;
}

#[tokio::test]
async fn values_that_break_a_rule_are_refused() {
    let shop = Shop::open().await;
    check_refused(&shop, &registration(|body| body["password"] = json!("short")), "password").await;
    check_refused(&shop, &registration(|body| body["first_name"] = json!("")), "first_name").await;
    let long = "x".repeat(2_000);
    check_refused(&shop, &registration(|body| body["last_name"] = json!(long)), "last_name").await;
    for email in ["", "no-domain", "a@", "@b", "a b@example.org", "a@b@example.org"] {
        let body = registration(|body| body["email_address"] = json!(email));
        check_refused(&shop, &body, "").await;
    }
}

#[tokio::test]
async fn a_refused_registration_writes_nothing() {
    let shop = Shop::open().await;
    let email = format!("{}@example.org", unique("bad"));
    let mut body = User::registration(&email);
    body["password"] = json!("short");
    shop.api(SERVICE).post("user").json(&body).send().await.problem(400);
    let body = User::registration(&email);
    shop.api(SERVICE).post("user").json(&body).send().await.expect(200);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let shop = Shop::open().await;
    let body = registration(|body| body["first_name"] = json!("x".repeat(500_000)));
    let request = shop.api(SERVICE).post("user").body("application/json", body);
    request.send().await.problem(413);
}

#[tokio::test]
async fn a_body_of_another_media_type_is_refused() {
    let shop = Shop::open().await;
    let request = shop.api(SERVICE).post("user").body("text/xml", "<user/>");
    request.send().await.problem(415);
}
