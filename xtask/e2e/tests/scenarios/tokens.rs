//! Which bearer tokens are accepted.

use contracts::user_management::SERVICE;
use e2e::{Shop, tokens};

/// Asserts that the account of `id` cannot be read with this `Authorization` header.
async fn check_refused(shop: &Shop, id: &str, authorization: Option<&str>) {
    let mut request = shop.api(SERVICE).get(&format!("user/{id}"));
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    let response = request.send().await;
    let challenge = response.header("www-authenticate");
    assert!(challenge.is_some_and(|it| it.starts_with("Bearer")), "{authorization:?}");
    response.problem(401);
}

#[tokio::test]
async fn only_an_unexpired_token_with_the_signature_of_the_shop_is_accepted() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    let key = shop.signing_key().await;
    let valid = tokens::claims_of(&user.id, "STANDARD", 300);
    let request = shop.api(SERVICE).get(&format!("user/{}", user.id));
    request.bearer(&tokens::sign(&valid, &key)).send().await.expect(200);

    let expired = tokens::sign(&tokens::claims_of(&user.id, "STANDARD", -1), &key);
    let foreign = tokens::sign(&valid, "another key, as long as that of the shop");
    let (body, signature) = token.rsplit_once('.').expect("a token has three parts");
    let mut without_expiry = valid.clone();
    without_expiry.as_object_mut().expect("claims are an object").remove("exp");
    let admin = tokens::sign(&tokens::claims_of(&user.id, "ADMIN", 300), &key);
    let admin_payload = admin.split('.').nth(1).expect("a token has three parts");
    let (header, _) = token.split_once('.').expect("a token has three parts");

    for invalid in [
        expired,
        foreign,
        tokens::unsigned(&valid),
        format!("{body}."),
        format!("{header}.{admin_payload}.{signature}"),
        tokens::sign(&without_expiry, &key),
        "not.a.token".to_owned(),
        String::new(),
    ] {
        check_refused(&shop, &user.id, Some(&format!("Bearer {invalid}"))).await;
    }
    check_refused(&shop, &user.id, None).await;
    check_refused(&shop, &user.id, Some(&format!("Basic {token}"))).await;
}

#[tokio::test]
async fn tokens_of_the_next_and_of_the_former_key_are_accepted_too() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let keys = shop.verification_keys().await;
    assert!(!keys.is_empty());
    for key in keys {
        let token = tokens::sign(&tokens::claims_of(&user.id, "STANDARD", 300), &key);
        shop.api(SERVICE).get(&format!("user/{}", user.id)).bearer(&token).send().await.expect(200);
    }
}

#[tokio::test]
async fn the_word_bearer_is_optional_and_in_any_case() {
    let shop = Shop::open().await;
    let (user, token) = shop.customer().await;
    for authorization in [token.clone(), format!("bearer {token}"), format!("BEARER {token}")] {
        let request = shop.api(SERVICE).get(&format!("user/{}", user.id));
        request.header("Authorization", &authorization).send().await.expect(200);
    }
}
