//! Every deployed function handles every event that it subscribes to, whatever publishers leave out
//! that the function does not use.

use contracts::{Contract, EventView, FunctionContract, Published, order::OrderCreated};
use e2e::{Shop, User, unique};
use serde_json::{Map, Value, json};

/// The entities that the events are about. They exist, so that each event has its usual effect.
struct Entities {
    product: String,
    user: User,
    order: String,
}

impl Entities {
    async fn create(shop: &Shop) -> Self {
        let product = shop.create_product(4.2).await;
        shop.set_stock(&product, &json!(10)).await.expect(200);
        let (user, order) = (shop.register().await, unique("order"));
        let data = json!({ "orderNumber": order, "products": [product], "userId": user.id });
        shop.publish([&shop.event::<OrderCreated>(&data)]).await;
        shop.feed_of_length("order", &order, 2).await;
        Self { product, user, order }
    }

    /// The sample of the event about these entities.
    fn sample(&self, event: &Published) -> Map<String, Value> {
        let Value::Object(mut data) = event.sample() else { panic!("data is an object") };
        for (field, value) in [
            ("productId", json!(self.product)),
            ("userId", json!(self.user.id)),
            ("orderNumber", json!(self.order)),
            ("products", json!([self.product])),
        ] {
            data.entry(field).and_modify(|sample| *sample = value);
        }
        data
    }
}

/// The forms in which publishers may send an event.
fn details(view: &EventView, sample: &Map<String, Value>) -> Vec<Value> {
    let used = view.used_fields(sample);
    let mut unknown = used.clone();
    unknown.insert("unknown".to_owned(), json!({ "nested": [null] }));
    let mut null = sample.clone();
    for (name, value) in &mut null {
        if view.is_optional(name, &used) {
            *value = Value::Null;
        }
    }
    let envelope = |data: &Map<String, Value>| json!({ "id": unique("event"), "type": view.event.name, "data": data });
    vec![envelope(&used), envelope(&unknown), envelope(&null), json!({ "data": used })]
}

/// The payload with which Lambda invokes a function for messages of its queue.
fn batch(view: &EventView, details: &[Value]) -> Value {
    let record = |detail: &Value| {
        let body = json!({
            "id": unique("event"), "detail-type": view.event.name, "source": "e2e.other",
            "time": "2026-01-01T00:00:00Z", "detail": detail,
        });
        json!({ "messageId": unique("message"), "body": body.to_string() })
    };
    json!({ "Records": details.iter().map(record).collect::<Vec<_>>() })
}

/// The functions that subscribe to events.
fn subscribers(contracts: &[Contract]) -> impl Iterator<Item = (&Contract, &FunctionContract)> {
    let functions = contracts
        .iter()
        .flat_map(|contract| contract.functions.iter().map(move |function| (contract, function)));
    functions.filter(|(_, function)| !function.views().is_empty())
}

#[tokio::test]
async fn every_function_handles_an_event_that_has_only_the_fields_it_uses() {
    let shop = Shop::open().await;
    let contracts = contracts::contracts();
    let published: Vec<&Published> = contracts.iter().flat_map(Contract::published).collect();
    for (contract, function) in subscribers(&contracts) {
        let entities = Entities::create(&shop).await;
        for view in function.views() {
            let event = published.iter().find(|event| event.event == view.event);
            let sample = entities.sample(event.expect("events are published"));
            let payload = batch(view, &details(view, &sample));
            let response = shop.invoke_named(contract.service, function.name, &payload).await;
            assert_eq!(
                response,
                json!({ "batchItemFailures": [] }),
                "`{}` did not handle `{}`: {payload}",
                function.name,
                view.event.name
            );
        }
    }
}
