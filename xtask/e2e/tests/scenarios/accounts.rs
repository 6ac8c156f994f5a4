//! Registration, login, and the registration of administrators.

use contracts::{Event, user_management::SERVICE, user_management::UserCreated};
use e2e::{Shop, User, tokens, unique};
use serde_json::json;

/// E-mail address and password of the first administrator, on the local AWS.
pub const ADMIN: (&str, &str) = ("admin@serverless-sample.com", "Admin!23");

pub async fn first_admin_token(shop: &Shop) -> String {
    let response = shop.login_request(ADMIN.0, ADMIN.1).send().await.expect(200).json();
    response["data"]["token"].as_str().expect("a login returns a token").to_owned()
}

/// Registers a user who asks to be an administrator, with the bearer token `token`.
async fn register_admin(shop: &Shop, token: Option<&str>) -> User {
    let mut registration = User::registration(&format!("{}@example.org", unique("admin")));
    registration["admin_user"] = json!(true);
    let mut request = shop.api(SERVICE).post("user");
    if let Some(token) = token {
        request = request.bearer(token);
    }
    shop.register_with(request, &registration).await
}

#[tokio::test]
async fn a_registered_user_can_log_in_and_read_the_account_and_has_a_feed() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;

    let claims = tokens::claims(&token);
    assert_eq!(claims["sub"], user.id.as_str());
    assert_eq!(claims["user_type"], "STANDARD");

    let expected = json!({
        "data": {
            "userId": user.id,
            "firstName": "Ada",
            "lastName": "Lovelace",
            "emailAddress": user.email,
            "orderCount": 0,
        },
        "message": "",
    });
    for name in [&user.id, &user.email, &user.email.to_uppercase()] {
        let request = shop.api(SERVICE).get(&format!("user/{name}")).bearer(&token);
        assert_eq!(request.send().await.expect(200).json(), expected);
    }

    shop.wait_for_feed_entries("user", &user.id, UserCreated::TYPE, 1).await;
}

#[tokio::test]
async fn an_address_cannot_be_registered_again_in_another_case() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let mut again = User::registration(&user.email.to_lowercase());
    again["password"] = json!("another password");
    let problem = shop.api(SERVICE).post("user").json(&again).send().await.problem(409);
    assert_eq!(problem["title"], "Conflict");

    shop.log_in(&user).await;
    shop.login_request(&user.email, "another password").send().await.problem(401);
}

#[tokio::test]
async fn an_unknown_address_and_a_wrong_password_get_the_same_response() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let mut problems = Vec::new();
    for email in [user.email, format!("{}@example.org", unique("unknown"))] {
        let response = shop.login_request(&email, "wrong password").send().await;
        let mut problem = response.problem(401);
        problem["correlationId"].take();
        problems.push(problem);
    }
    assert_eq!(problems[0], problems[1]);
}

#[tokio::test]
async fn a_registration_without_an_administrators_token_creates_a_standard_user() {
    let shop = Shop::open().await;
    let (_, own_token) = shop.customer().await;
    for token in [None, Some(own_token.as_str())] {
        let user = register_admin(&shop, token).await;
        assert_eq!(shop.user_type(&user).await, "STANDARD");
    }
}

#[tokio::test]
async fn an_administrator_can_register_another_one() {
    let shop = Shop::open().await;
    let token = first_admin_token(&shop).await;
    assert_eq!(tokens::claims(&token)["user_type"], "ADMIN");
    let second = register_admin(&shop, Some(&token)).await;
    assert_eq!(shop.user_type(&second).await, "ADMIN");
}

#[tokio::test]
async fn an_account_can_be_read_by_administrators_and_not_by_other_users() {
    let shop = Shop::open().await;
    let (user, other) = (shop.register().await, shop.register().await);
    let request = || shop.api(SERVICE).get(&format!("user/{}", user.id));
    request().bearer(&first_admin_token(&shop).await).send().await.expect(200);
    request().bearer(&shop.log_in(&other).await).send().await.problem(401);
}
