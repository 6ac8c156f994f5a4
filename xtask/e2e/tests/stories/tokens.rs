//! Which tokens open a door.

use e2e::{Shop, tokens};

/// Whether `authorization` lets somebody read the account of `id`.
async fn check_refused(shop: &Shop, id: &str, authorization: Option<&str>) {
    let mut call = shop.users.get(&format!("user/{id}"));
    if let Some(authorization) = authorization {
        call = call.header("authorization", authorization);
    }
    let reply = call.send().await;
    let challenge = reply.header("www-authenticate").map(str::to_owned);
    assert!(challenge.is_some_and(|it| it.starts_with("Bearer")), "{authorization:?}");
    reply.problem(401);
}

#[tokio::test]
async fn only_a_good_token_of_ours_opens_the_door() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let token = shop.login(&person).await;
    let secret = shop.jwt_secret().await;
    let good = tokens::claims_of(&person.id, "STANDARD", 300);
    let path = format!("user/{}", person.id);
    shop.users.get(&path).bearer(&tokens::sign(&good, &secret)).send().await.expect(200);

    let expired = tokens::sign(&tokens::claims_of(&person.id, "STANDARD", -1), &secret);
    let foreign = tokens::sign(&good, "a secret of somebody else, as long as ours");
    let unsigned = tokens::unsigned(&good);
    let (body, signature) = token.rsplit_once('.').expect("a token has three parts");
    let mut everlasting = good.clone();
    everlasting.as_object_mut().expect("claims are an object").remove("exp");
    let admin = tokens::sign(&tokens::claims_of(&person.id, "ADMIN", 300), &secret);
    let (_, admin_payload_and_rest) = admin.split_once('.').expect("a token has three parts");
    let (admin_payload, _) = admin_payload_and_rest.split_once('.').expect("and a signature");
    let (header, _) = token.split_once('.').expect("a token has three parts");

    for bad in [
        expired,
        foreign,
        unsigned,
        format!("{body}."),
        format!("{header}.{admin_payload}.{signature}"),
        tokens::sign(&everlasting, &secret),
        "not.a.token".to_owned(),
        String::new(),
    ] {
        check_refused(&shop, &person.id, Some(&format!("Bearer {bad}"))).await;
    }
    check_refused(&shop, &person.id, None).await;
    check_refused(&shop, &person.id, Some(&format!("Basic {token}"))).await;
}

#[tokio::test]
async fn the_word_bearer_is_optional_and_in_any_case() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let token = shop.login(&person).await;
    let path = format!("user/{}", person.id);
    for authorization in [token.clone(), format!("bearer {token}"), format!("BEARER {token}")] {
        shop.users.get(&path).header("Authorization", &authorization).send().await.expect(200);
    }
}
