//! The correlation id of a request is in everything that the request causes.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{
    activity::{Activities, EntryRow},
    user_management,
};
use e2e::{Shop, User, eventually, unique};

#[tokio::test]
async fn the_correlation_id_of_a_request_is_in_the_feed_entry_it_causes() {
    let shop = Shop::open().await;
    let correlation_id = unique("correlation");
    let registration = User::registration(&format!("{}@example.org", unique("e2e")));
    let request = shop.api(user_management::SERVICE).post("user").json(&registration);
    let response = request.header("X-Correlation-ID", &correlation_id).send().await.expect(200);
    assert_eq!(response.header("x-correlation-id"), Some(correlation_id.as_str()));

    let body = response.json();
    let user = body["data"]["userId"].as_str().expect("users have ids");
    let partition = EntryRow::partition(user, "user").key().to_owned();
    let dynamo = Client::new(&shop.aws);
    let entry = eventually("the feed entry", async || {
        let query = dynamo.query().table_name(shop.table_name::<Activities>());
        let query = query.key_condition_expression("PK = :partition");
        let key = AttributeValue::S(partition.clone());
        let found = query.expression_attribute_values(":partition", key).send().await;
        found.expect("the tests may query the table").items().first().cloned()
    })
    .await;
    assert_eq!(entry["CorrelationId"], AttributeValue::S(correlation_id));
}

#[tokio::test]
async fn a_request_without_a_valid_correlation_id_gets_one() {
    let shop = Shop::open().await;
    let request = || shop.feed_request("user", "unknown");
    let responses =
        [request().send().await, request().header("X-Correlation-ID", "<script>").send().await];
    let ids = responses.each_ref().map(|response| response.header("x-correlation-id"));
    assert!(ids[0].is_some() && ids[1].is_some(), "{ids:?}");
    assert_ne!(ids[0], ids[1]);
    assert_ne!(ids[1], Some("<script>"));
}
