//! Which tokens a client may introspect, and what it sees.

use contracts::user_management::SERVICE;
use e2e::{Shop, User};
use reqwest::Method;
use serde_json::{Value, json};

use super::client::{Client, member};

/// A client that an administrator allowed to introspect all tokens.
async fn introspector(shop: &Shop) -> Client {
    let client = Client::register(shop).await;
    let response = client.set_introspects_all(shop, true, &shop.admin_token().await).await;
    assert_eq!(response.expect(200).json()["data"]["introspects_all"], true);
    client
}

/// The access tokens of a client: for a user with and without the scope `email`, and for itself.
async fn access_tokens(shop: &Shop, user: &User) -> [String; 3] {
    let client = Client::register(shop).await;
    let without_email = client.tokens(shop, user).await;
    let for_itself = client.token(shop, &[("grant_type", "client_credentials")]).await;
    let client = Client { scope: "read email", ..client };
    let with_email = client.tokens(shop, user).await;
    [with_email, without_email, for_itself.expect(200).json()]
        .map(|tokens| member(&tokens, "access_token"))
}

#[tokio::test]
async fn a_client_sees_the_tokens_of_others_once_an_administrator_allows_it() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let [access, ..] = access_tokens(&shop, &user).await;
    let tokens = [access, shop.log_in(&user).await];

    let other = Client::register(&shop).await;
    for token in &tokens {
        assert!(!other.is_active(&shop, token).await);
    }
    let admin = shop.admin_token().await;
    other.set_introspects_all(&shop, true, &admin).await.expect(200);
    for token in &tokens {
        assert!(other.is_active(&shop, token).await);
    }
    other.set_introspects_all(&shop, false, &admin).await.expect(200);
    for token in &tokens {
        assert!(!other.is_active(&shop, token).await);
    }
}

#[tokio::test]
async fn a_client_cannot_let_itself_introspect_the_tokens_of_others() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let token = client.management_token();
    client.set_introspects_all(&shop, true, token).await.problem(403);
    let shown = client.manage(&shop, Method::GET, Some(token)).await.expect(200).json();
    assert_eq!(shown["data"]["introspects_all"], false);
    assert!(!client.is_active(&shop, &shop.log_in(&user).await).await);
}

#[tokio::test]
async fn the_address_of_a_user_is_shown_only_if_the_scope_contains_it() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let [with_email, without_email, for_itself] = access_tokens(&shop, &user).await;
    let login = shop.log_in(&user).await;
    let client = introspector(&shop).await;
    let username =
        async |token: &str| client.introspect(&shop, token).await.get("username").cloned();
    assert_eq!(username(&with_email).await, Some(json!(user.email)));
    for token in [without_email, for_itself, login] {
        assert_eq!(username(&token).await, None::<Value>);
    }
}

#[tokio::test]
async fn the_tokens_of_a_deleted_client_are_inactive() {
    let shop = Shop::open().await;
    let (client, user) = (Client::register(&shop).await, shop.register().await);
    let tokens = client.tokens(&shop, &user).await;
    let token = client.management_token();
    let introspector = introspector(&shop).await;
    for name in ["access_token", "refresh_token"] {
        assert!(introspector.is_active(&shop, &member(&tokens, name)).await, "{name}");
    }
    client.manage(&shop, Method::DELETE, Some(token)).await.expect(204);
    for name in ["access_token", "refresh_token"] {
        assert!(!introspector.is_active(&shop, &member(&tokens, name)).await, "{name}");
    }
}

#[tokio::test]
async fn a_client_without_a_secret_cannot_introspect_the_tokens_of_others() {
    let shop = Shop::open().await;
    let update = json!({ "client_id": "default", "introspects_all": true });
    let request = shop.api(SERVICE).request(Method::PUT, "oauth/client/default");
    request.json(&update).bearer(&shop.admin_token().await).send().await.problem(400);
}
