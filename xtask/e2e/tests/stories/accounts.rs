//! Registering, logging in, and who becomes an administrator.

use e2e::{Person, Shop, tokens, unique};
use serde_json::json;

/// Made by the deployment of environments that nobody but their developers uses.
const ADMIN: (&str, &str) = ("admin@serverless-sample.com", "Admin!23");

async fn admin_token(shop: &Shop) -> String {
    let reply = shop.login_call(ADMIN.0, ADMIN.1).send().await.expect(200).json();
    reply["data"]["token"].as_str().expect("a login answers a token").to_owned()
}

#[tokio::test]
async fn a_new_user_logs_in_reads_the_account_and_is_in_the_feed() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let token = shop.login(&person).await;

    let claims = tokens::claims(&token);
    assert_eq!(claims["sub"], person.id.as_str());
    assert_eq!(claims["user_type"], "STANDARD");

    let expected = json!({
        "data": {
            "userId": person.id,
            "firstName": "Ada",
            "lastName": "Lovelace",
            "emailAddress": person.email,
            "orderCount": 0,
        },
        "message": "",
    });
    for name in [&person.id, &person.email, &person.email.to_uppercase()] {
        let reply = shop.users.get(&format!("user/{name}")).bearer(&token).send().await;
        assert_eq!(reply.expect(200).json(), expected);
    }

    assert_eq!(shop.feed_of("user", &person.id, 1).await, ["users.userCreated.v1"]);
}

#[tokio::test]
async fn duplicate_slashes_are_one() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let body = json!({ "email_address": person.email, "password": person.password });
    shop.users.post("/login").json(&body).send().await.expect(200);
}

#[tokio::test]
async fn an_address_is_registered_once_whatever_its_case() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let mut again = Person::registration(&person.email.to_lowercase());
    again["password"] = json!("another password");
    let problem = shop.users.post("user").json(&again).send().await.problem(409);
    assert_eq!(problem["title"], "Conflict");

    shop.login(&person).await;
    let reply = shop.login_call(&person.email, "another password").send().await;
    reply.problem(401);
}

#[tokio::test]
async fn an_unknown_user_and_a_wrong_password_look_alike() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let mut problems = Vec::new();
    for email in [person.email, format!("{}@example.org", unique("nobody"))] {
        let mut problem = shop.login_call(&email, "wrong password").send().await.problem(401);
        problem["correlationId"].take();
        problems.push(problem);
    }
    assert_eq!(problems[0], problems[1]);
}

#[tokio::test]
async fn guessing_locks_out_whether_or_not_there_is_an_account() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    for email in [person.email.clone(), format!("{}@example.org", unique("nobody"))] {
        for _ in 0..5 {
            shop.login_call(&email, "wrong password").send().await.problem(401);
        }
        let reply = shop.login_call(&email, &person.password).send().await;
        let retry_after = reply.header("retry-after").and_then(|it| it.parse::<u64>().ok());
        assert!(retry_after.is_some_and(|seconds| seconds > 0), "{retry_after:?}");
        reply.problem(429);
    }
}

#[tokio::test]
async fn nobody_makes_himself_administrator() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let own_token = shop.login(&person).await;
    for token in [None, Some(own_token)] {
        let email = format!("{}@example.org", unique("climber"));
        let mut registration = Person::registration(&email);
        registration["admin_user"] = json!(true);
        let mut call = shop.users.post("user").json(&registration);
        if let Some(token) = token {
            call = call.bearer(&token);
        }
        let user = call.send().await.expect(200).json();
        let id = user["data"]["userId"].as_str().expect("users have ids").to_owned();
        let climber = Person { id, email, password: "Pa55w0rd!".to_owned() };
        assert_eq!(shop.user_type(&climber).await, "STANDARD");
    }
}

#[tokio::test]
async fn the_first_administrator_makes_another() {
    let shop = Shop::open().await;
    let admin = admin_token(&shop).await;
    assert_eq!(tokens::claims(&admin)["user_type"], "ADMIN");

    let email = format!("{}@example.org", unique("admin"));
    let mut registration = Person::registration(&email);
    registration["admin_user"] = json!(true);
    let user = shop.users.post("user").bearer(&admin).json(&registration).send().await.expect(200);
    let id = user.json()["data"]["userId"].as_str().expect("users have ids").to_owned();
    let second = Person { id, email, password: "Pa55w0rd!".to_owned() };
    assert_eq!(shop.user_type(&second).await, "ADMIN");
}

#[tokio::test]
async fn an_administrator_reads_any_account_and_others_only_their_own() {
    let shop = Shop::open().await;
    let (person, stranger) = (shop.register().await, shop.register().await);
    let path = format!("user/{}", person.id);
    shop.users.get(&path).bearer(&admin_token(&shop).await).send().await.expect(200);
    let token = shop.login(&stranger).await;
    shop.users.get(&path).bearer(&token).send().await.problem(401);
}
