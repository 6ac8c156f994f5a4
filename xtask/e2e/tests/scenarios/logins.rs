//! Logins: how often a password may be guessed, and from where.

use std::time::{Duration, Instant};

use contracts::user_management::{Login, SERVICE};
use e2e::{PASSWORD, Response, Shop, unique};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::accounts::first_admin_token;

/// Failed logins after which an origin is locked out.
const MAX_FAILURES: usize = 5;
/// From one slow login to the next.
const SLOW_INTERVAL: Duration = Duration::from_millis(2500);

async fn fail(shop: &Shop, email: &str, times: usize) {
    for _ in 0..times {
        shop.login_request(email, "wrong password").send().await.problem(401);
    }
}

/// The status of a login from an IP address. The gateway sets the address, so the function is invoked
/// without it.
async fn log_in_from(shop: &Shop, address: &str, email: &str, password: &str) -> Value {
    let body = json!({ "email_address": email, "password": password });
    let request = json!({
        "routeKey": "POST /login",
        "headers": { "content-type": "application/json" },
        "body": body.to_string(),
        "requestContext": { "http": { "method": "POST", "sourceIp": address } },
    });
    shop.invoke::<Login>(&request).await["statusCode"].clone()
}

async fn unlock(shop: &Shop, name: &str, token: &str) -> Response {
    shop.api(SERVICE).post(&format!("user/{name}/unlock")).bearer(token).send().await
}

#[tokio::test]
async fn correct_logins_at_once_are_all_accepted() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let logins = (0..60).map(|_| shop.login_request(&user.email, PASSWORD).send());
    for response in join_all(logins).await {
        response.expect(200);
    }
}

#[tokio::test]
async fn five_of_many_wrong_logins_at_once_are_compared() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    for email in [user.email, format!("{}@example.org", unique("unknown"))] {
        let logins = (0..20).map(|_| shop.login_request(&email, "wrong password").send());
        let responses = join_all(logins).await;
        let number_of = |status| responses.iter().filter(|it| it.status == status).count();
        assert_eq!((number_of(401), number_of(429)), (MAX_FAILURES, 20 - MAX_FAILURES));
    }
}

#[tokio::test]
async fn failed_logins_lock_an_address_with_or_without_an_account() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    for email in [user.email.clone(), format!("{}@example.org", unique("unknown"))] {
        fail(&shop, &email, MAX_FAILURES).await;
        let response = shop.login_request(&email, PASSWORD).send().await;
        let retry_after = response.header("retry-after").and_then(|value| value.parse().ok());
        assert!(retry_after.is_some_and(|seconds: u64| seconds > 0), "{retry_after:?}");
        response.problem(429);
    }
}

#[tokio::test]
async fn a_successful_login_forgets_the_failures_of_its_origin() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    for _ in 0..2 {
        fail(&shop, &user.email, MAX_FAILURES - 1).await;
        shop.log_in(&user).await;
    }
}

#[tokio::test]
async fn failures_of_one_origin_do_not_lock_out_another() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    fail(&shop, &user.email, MAX_FAILURES).await;
    shop.login_request(&user.email, PASSWORD).send().await.problem(429);
    for (address, password, status) in [
        ("203.0.113.7", PASSWORD, 200),
        ("2001:db8::1", "wrong password", 401),
        ("2001:db8::2", "wrong password", 401),
        ("2001:db8::3", "wrong password", 401),
        ("2001:db8::4", "wrong password", 401),
        ("2001:db8::5", "wrong password", 401),
        ("2001:db8::6", PASSWORD, 429),
        ("2001:db8:0:1::1", PASSWORD, 200),
    ] {
        assert_eq!(log_in_from(&shop, address, &user.email, password).await, status, "{address}");
    }
}

#[tokio::test]
async fn failures_of_many_origins_slow_logins_down_until_an_administrator_unlocks_the_user() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let log_in_thrice = async |address| {
        let begun = Instant::now();
        for _ in 0..3 {
            assert_eq!(log_in_from(&shop, address, &user.email, PASSWORD).await, 200);
        }
        begun.elapsed()
    };
    for origin in 1..=4 {
        for _ in 0..MAX_FAILURES {
            let address = format!("198.51.100.{origin}");
            assert_eq!(log_in_from(&shop, &address, &user.email, "wrong password").await, 401);
        }
    }
    // The first has its turn at once, and each of the others after an interval.
    let elapsed = log_in_thrice("198.51.100.5").await;
    assert!(elapsed + Duration::from_secs(1) >= 2 * SLOW_INTERVAL, "{elapsed:?}");

    unlock(&shop, &user.id, &first_admin_token(&shop).await).await.expect(204);
    for address in ["198.51.100.1", "198.51.100.5"] {
        log_in_thrice(address).await;
    }
}

#[tokio::test]
async fn an_administrator_can_unlock_a_user() {
    let shop = Shop::open().await;
    let admin = first_admin_token(&shop).await;
    let user = shop.register().await;
    for name in [&user.id, &user.email] {
        fail(&shop, &user.email, MAX_FAILURES).await;
        shop.login_request(&user.email, PASSWORD).send().await.problem(429);
        unlock(&shop, name, &admin).await.expect(204);
        shop.log_in(&user).await;
    }
}

#[tokio::test]
async fn only_an_administrator_can_unlock_a_user() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    unlock(&shop, &user.id, &token).await.problem(401);
    unlock(&shop, &unique("unknown"), &shop.admin_token().await).await.problem(404);
}
