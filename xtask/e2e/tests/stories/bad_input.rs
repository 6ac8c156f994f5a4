//! Whatever a request contains, the answer is a precise 4xx and nothing is written.

use e2e::{Person, Shop, unique};
use serde_json::{Value, json};

/// Registering with `body` is a bad request whose problem mentions `named`.
async fn check_refused(shop: &Shop, body: &str, named: &str) {
    let reply = shop.users.post("user").body("application/json", body).send().await;
    let problem = reply.problem(400);
    let detail = problem["detail"].as_str().unwrap_or_default();
    assert!(detail.contains(named), "`{detail}` does not mention `{named}`");
}

fn registration(change: impl FnOnce(&mut Value)) -> String {
    let mut body = Person::registration(&format!("{}@example.org", unique("bad")));
    change(&mut body);
    body.to_string()
}

#[tokio::test]
async fn a_body_that_is_not_what_the_route_reads_is_refused() {
    let shop = Shop::open().await;
    check_refused(&shop, "", "").await;
    check_refused(&shop, "{", "").await;
    check_refused(&shop, "[]", "").await;
    check_refused(&shop, "null", "").await;
    check_refused(&shop, &registration(|it| it["password"] = json!(7)), "password").await;
    check_refused(&shop, &registration(|it| it["first_name"] = json!(null)), "first_name").await;
    check_refused(&shop, r#"{"email_address":"a@example.org"}"#, "first_name").await;
}

#[tokio::test]
async fn values_that_break_a_rule_are_refused() {
    let shop = Shop::open().await;
    check_refused(&shop, &registration(|it| it["password"] = json!("short")), "password").await;
    check_refused(&shop, &registration(|it| it["first_name"] = json!("")), "first_name").await;
    let endless = "x".repeat(2_000);
    check_refused(&shop, &registration(|it| it["last_name"] = json!(endless)), "last_name").await;
    for email in ["", "nobody", "a@", "@b", "a b@example.org", "a@b@example.org"] {
        let body = registration(|it| it["email_address"] = json!(email));
        check_refused(&shop, &body, "").await;
    }
}

#[tokio::test]
async fn refused_registrations_write_nothing() {
    let shop = Shop::open().await;
    let email = format!("{}@example.org", unique("bad"));
    let mut body = Person::registration(&email);
    body["password"] = json!("short");
    shop.users.post("user").json(&body).send().await.problem(400);
    let body = Person::registration(&email);
    shop.users.post("user").json(&body).send().await.expect(200);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let shop = Shop::open().await;
    let body = registration(|it| it["first_name"] = json!("x".repeat(500_000)));
    let reply = shop.users.post("user").body("application/json", body).send().await;
    reply.problem(413);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let shop = Shop::open().await;
    let reply = shop.users.post("user").body("text/xml", "<user/>").send().await;
    reply.problem(415);
}

#[tokio::test]
async fn a_route_that_is_not_there_is_not_found() {
    let shop = Shop::open().await;
    for path in ["", "nothing", "user", "api/activity/user"] {
        // The gateway answers this by itself.
        shop.activity.get(path).send().await.expect(404);
    }
}

#[tokio::test]
async fn the_metadata_route_allows_only_reading() {
    let shop = Shop::open().await;
    let path = ".well-known/oauth-authorization-server";
    let reply = shop.users.post(path).json(&json!({})).send().await;
    assert!(reply.header("allow").is_some_and(|allow| allow.contains("GET")));
    reply.problem(405);
}
