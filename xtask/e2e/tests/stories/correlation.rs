//! A correlation id travels from a request into everything the request causes.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use e2e::{Person, Shop, eventually, unique};

#[tokio::test]
async fn a_correlation_id_travels_from_the_request_to_the_feed() {
    let shop = Shop::open().await;
    let correlation_id = unique("correlation");
    let registration = Person::registration(&format!("{}@example.org", unique("e2e")));
    let call = shop.users.post("user").header("X-Correlation-ID", &correlation_id);
    let reply = call.json(&registration).send().await.expect(200);
    assert_eq!(reply.header("x-correlation-id"), Some(correlation_id.as_str()));

    let user = reply.json()["data"]["userId"].as_str().expect("users have ids").to_owned();
    let dynamo = Client::new(&shop.aws);
    let table = format!("Activities-{}", shop.environment);
    let item = eventually("the activity's item", async || {
        let key = AttributeValue::S(format!("{user}-user"));
        let query = dynamo.query().table_name(&table).key_condition_expression("PK = :key");
        let found = query.expression_attribute_values(":key", key).send().await;
        found.expect("the table is there").items().first().cloned()
    })
    .await;
    assert_eq!(item["CorrelationId"], AttributeValue::S(correlation_id));
}

#[tokio::test]
async fn a_request_without_a_correlation_id_gets_one() {
    let shop = Shop::open().await;
    let ids: Vec<String> = [
        shop.feed_call("user", "somebody").send().await,
        shop.feed_call("user", "somebody").header("X-Correlation-ID", "<script>").send().await,
    ]
    .iter()
    .map(|reply| reply.header("x-correlation-id").expect("every answer has one").to_owned())
    .collect();
    assert_ne!(ids[0], ids[1]);
    assert_ne!(ids[1], "<script>");
}
