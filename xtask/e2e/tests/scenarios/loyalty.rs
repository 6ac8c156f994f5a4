//! Loyalty: points for registrations and completed orders, once each, which users spend.

use aws_sdk_dynamodb::types::AttributeValue;
use contracts::{
    Component, Event, Export,
    loyalty::{
        AccountRow, HandleOrderCompleted, Points, PointsAdded, PointsAddedV1, PointsTableName,
        SERVICE, TierRow,
    },
    order::{OrderCompleted, OrderCompletedV2},
};
use e2e::{Entry, Request, Shop, Subscriber, User, eventually, key_attributes, unique};
use futures_util::future::join_all;
use serde_json::{Value, json};

/// Points of a new user.
const WELCOME: u64 = 100;

fn account_request(shop: &Shop, token: &str) -> Request {
    shop.api(SERVICE).get("loyalty").bearer(token)
}

fn spend_request(shop: &Shop, token: &str, points: &Value) -> Request {
    shop.api(SERVICE).post("loyalty").bearer(token).json(&json!({ "points": points }))
}

/// Waits until the user has exactly so many points.
async fn wait_for_points(shop: &Shop, token: &str, points: u64) {
    eventually(&format!("{points} points"), async || {
        let response = account_request(shop, token).send().await;
        // The event of the registration may be on its way.
        let found = (response.status == 200).then(|| response.json())?;
        let found = found["data"]["currentPoints"].as_u64().expect("points are whole numbers");
        assert!(found <= points, "{found} points instead of {points}");
        (found == points).then_some(())
    })
    .await;
}

/// A customer with the points of a new user, and a token.
async fn welcomed(shop: &Shop) -> (User, String) {
    let (user, token) = shop.customer().await;
    wait_for_points(shop, &token, WELCOME).await;
    (user, token)
}

fn completed(shop: &Shop, order: &str, user: &User) -> Entry {
    shop.event::<OrderCompleted>(&json!({ "orderNumber": order, "userId": user.id }))
}

fn completed_v2(shop: &Shop, order: &str, user: &User) -> Entry {
    shop.event::<OrderCompletedV2>(&json!({ "orderId": order, "userId": user.id }))
}

/// Waits for so many events of type `E` about the user, and returns all of them.
async fn published<E: Event>(subscriber: &Subscriber, user: &User, count: usize) -> Vec<Value> {
    let what = format!("{count} `{}` of `{}`", E::TYPE, user.id);
    let is_wanted = |event: &Value| {
        event["detail-type"] == E::TYPE && event["detail"]["data"]["userId"] == user.id.as_str()
    };
    subscriber.wait_for(&what, count, is_wanted).await
}

#[tokio::test]
async fn a_new_user_has_100_points_and_the_lowest_tier() {
    let shop = Shop::open().await;
    let (user, token) = welcomed(&shop).await;
    let account = account_request(&shop, &token).send().await.expect(200).json();
    let data = json!({ "userId": user.id, "currentPoints": 100, "tier": "Bronze" });
    assert_eq!(account, json!({ "data": data, "success": true, "message": [] }));
}

#[tokio::test]
async fn a_completed_order_adds_50_points_and_is_in_the_feed_of_its_user() {
    let shop = Shop::open().await;
    let (user, token) = welcomed(&shop).await;
    let product = shop.stocked_product(4.2, 1).await;
    let order = shop.confirmed_order(&token, &product).await;
    let admin = shop.admin_token().await;
    shop.complete_order(&admin, &order, &user.id).await.expect(200);
    wait_for_points(&shop, &token, 150).await;
    shop.wait_for_feed_entries("user", &user.id, PointsAdded::TYPE, 2).await;
}

#[tokio::test]
async fn an_order_counts_once_in_both_versions_of_its_event_and_however_often() {
    let shop = Shop::open().await;
    let (user, token) = welcomed(&shop).await;
    let (first, second) = (unique("order"), unique("order"));
    let (v1, v2) = (completed(&shop, &first, &user), completed_v2(&shop, &first, &user));
    let again = [completed(&shop, &first, &user), completed_v2(&shop, &first, &user).data_only()];
    shop.publish([&v1, &v2, &v1, &v2].into_iter().chain(&again)).await;
    wait_for_points(&shop, &token, 150).await;
    shop.publish(again.iter().chain([&completed_v2(&shop, &second, &user), &v1])).await;
    wait_for_points(&shop, &token, 200).await;
}

#[tokio::test]
async fn points_are_published_in_both_versions_with_the_true_difference_and_only_when_added() {
    let shop = Shop::open().await;
    let subscriber = shop.subscribe(&[PointsAddedV1::TYPE, PointsAdded::TYPE]).await;
    let (user, token) = welcomed(&shop).await;
    spend_request(&shop, &token, &json!(30)).send().await.expect(201);
    shop.publish([&completed(&shop, &unique("order"), &user)]).await;
    wait_for_points(&shop, &token, 120).await;
    let (v1, v2) = (
        published::<PointsAddedV1>(&subscriber, &user, 2).await,
        published::<PointsAdded>(&subscriber, &user, 2).await,
    );
    let data = |events: &[Value]| -> Vec<Value> {
        events.iter().map(|event| event["detail"]["data"].clone()).collect()
    };
    let id = user.id.as_str();
    let mut totals = data(&v1);
    totals.sort_by_key(|data| data["newPointsTotal"].as_u64());
    let expected = [100, 120].map(|total| json!({ "userId": id, "newPointsTotal": total }));
    assert_eq!(totals, expected);
    let mut differences = data(&v2);
    differences.sort_by_key(|data| data["totalPoints"].as_u64());
    let expected = [(100, 100), (120, 50)].map(|(total, difference)| {
        json!({ "userId": id, "totalPoints": total, "difference": difference })
    });
    assert_eq!(differences, expected);
    let ids = |events: &[Value]| {
        let mut ids: Vec<String> = events.iter().map(|it| it["detail"]["id"].to_string()).collect();
        ids.sort_unstable();
        ids
    };
    assert_eq!(ids(&v1), ids(&v2));
    assert_eq!(v1[0]["detail"]["supercededby"], PointsAdded::TYPE);
    assert_eq!(v1[0]["source"], format!("{}.loyalty", shop.environment));
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn eight_orders_at_once_on_one_account_all_count_in_their_first_delivery() {
    let shop = Shop::open().await;
    let (user, token) = welcomed(&shop).await;
    // Eight invocations at once: in one batch, the orders of a user are handled one after another.
    let deliver = async |order: String| {
        let event = completed(&shop, &order, &user);
        let body = json!({
            "id": unique("event"), "detail-type": event.detail_type, "source": event.source,
            "time": "2026-01-01T00:00:00Z", "detail": event.detail,
        });
        let record = json!({ "messageId": "m-1", "body": body.to_string() });
        shop.invoke::<HandleOrderCompleted>(&json!({ "Records": [record] })).await
    };
    let responses = join_all((0..8).map(|_| deliver(unique("order")))).await;
    assert_eq!(responses, vec![json!({ "batchItemFailures": [] }); 8]);
    wait_for_points(&shop, &token, 500).await;
}

#[tokio::test]
async fn points_are_spent_and_never_more_than_there_are() {
    let shop = Shop::open().await;
    let (user, token) = welcomed(&shop).await;
    let spent = spend_request(&shop, &token, &json!(30)).send().await.expect(201).json();
    let data = json!({ "userId": user.id, "currentPoints": 70 });
    assert_eq!(spent, json!({ "data": data, "success": true, "message": [] }));

    let refused = spend_request(&shop, &token, &json!(71)).send().await.problem(400);
    assert_eq!((&refused["data"], &refused["success"]), (&data, &json!(false)));
    assert_eq!(refused["message"], json!(["You don't have enough points"]));
    for points in [json!(-1), json!(0.5), json!("1"), Value::Null] {
        spend_request(&shop, &token, &points).send().await.problem(400);
    }
    shop.api(SERVICE).post("loyalty").bearer(&token).send().await.problem(400);
    wait_for_points(&shop, &token, 70).await;

    spend_request(&shop, &token, &json!(70)).send().await.expect(201);
    wait_for_points(&shop, &token, 0).await;
}

#[tokio::test]
async fn of_requests_at_once_as_many_succeed_as_there_are_points_for() {
    let shop = Shop::open().await;
    let (_, token) = welcomed(&shop).await;
    let requests = (0..5).map(|_| spend_request(&shop, &token, &json!(30)).send());
    let responses = join_all(requests).await;
    let mut statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 201, 400, 400]);
    wait_for_points(&shop, &token, 10).await;
}

#[tokio::test]
async fn a_repeated_request_with_an_idempotency_key_spends_once() {
    let shop = Shop::open().await;
    let (_, token) = welcomed(&shop).await;
    let key = unique("key");
    let spend = async |points: u32| {
        let request = spend_request(&shop, &token, &json!(points));
        request.header("Idempotency-Key", &key).send().await
    };
    let first = spend(30).await.expect(201);
    let second = spend(30).await.expect(201);
    assert_eq!(first.json(), second.json());
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    spend(31).await.problem(422);
    wait_for_points(&shop, &token, 70).await;
}

#[tokio::test]
async fn a_user_without_an_account_has_no_points_to_show_or_to_spend() {
    let shop = Shop::open().await;
    let token = shop.token(&unique("user"), "STANDARD").await;
    let shown = account_request(&shop, &token).send().await.problem(404);
    let spent = spend_request(&shop, &token, &json!(1)).send().await.problem(400);
    for problem in [shown, spent] {
        assert_eq!(problem["message"], json!(["Not found"]));
        assert_eq!((&problem["success"], problem.get("data")), (&json!(false), None));
    }
    shop.api(SERVICE).get("loyalty").send().await.problem(401);
    shop.api(SERVICE).post("loyalty").json(&json!({ "points": 1 })).send().await.problem(401);
}

#[tokio::test]
async fn accounts_and_tiers_are_found_by_partition_key_in_the_table_of_the_parameter() {
    let shop = Shop::open().await;
    let parameter = PointsTableName::PARAMETER.in_environment(&shop.environment);
    let ssm = aws_sdk_ssm::Client::new(&shop.aws);
    let value = ssm.get_parameter().name(parameter).send().await.expect("the parameter exists");
    let table = value.parameter.and_then(|parameter| parameter.value);
    assert_eq!(table, Some(shop.table_name::<Points>()));

    let (user, token) = welcomed(&shop).await;
    shop.publish([&completed(&shop, "o-1", &user)]).await;
    wait_for_points(&shop, &token, 150).await;
    let item = shop.item(&AccountRow::key(&user.id)).await.expect("the user has an account");
    let number = |text: &str| AttributeValue::N(text.to_owned());
    let text = |text: &str| AttributeValue::S(text.to_owned());
    assert_eq!((&item["Type"], &item["Points"]), (&text("LoyaltyAccount"), &number("150")));
    assert_eq!((&item["Orders"], &item["Version"]), (&text(r#"["o-1"]"#), &number("2")));

    let mut tier = key_attributes(&TierRow::key(&user.id));
    tier.insert("Tier".to_owned(), text("Silver"));
    let put = aws_sdk_dynamodb::Client::new(&shop.aws).put_item();
    let put = put.table_name(shop.table_name::<Points>()).set_item(Some(tier));
    put.send().await.expect("the tests may write to the table");
    let account = account_request(&shop, &token).send().await.expect(200).json();
    assert_eq!(account["data"]["tier"], "Silver");
}

#[tokio::test]
async fn an_event_whose_user_or_order_cannot_be_part_of_a_key_fails() {
    let shop = Shop::open().await;
    for (user, order) in [("", "o-1"), ("TIER#u-1", "o-1"), ("u-1", "")] {
        let detail = json!({ "data": { "orderNumber": order, "userId": user } });
        let body = json!({ "id": "e-1", "detail-type": OrderCompleted::TYPE, "detail": detail });
        let record = json!({ "messageId": "m-1", "body": body.to_string() });
        let payload = json!({ "Records": [record] });
        let response = shop.invoke_named(SERVICE, HandleOrderCompleted::NAME, &payload).await;
        let failures = json!([{ "itemIdentifier": "m-1" }]);
        assert_eq!(response["batchItemFailures"], failures, "`{user}` `{order}`");
    }
}
