//! Feeds: every event that names a product, a user or an order is an entry of its feed. Scenarios that
//! count entries publish deletions, to which no service reacts with an event of its own.

use contracts::{
    Event, EventType, Published, Service, Subscription,
    activity::ActivityEvent,
    order::OrderCreated,
    product_management::{ProductDeleted, SERVICE},
    user_management::UserCreated,
};
use e2e::{Entry, Shop, eventually, unique};
use serde_json::{Value, json};
use uuid::Uuid;

/// The events that activity subscribes to.
fn subscribed() -> Vec<Published> {
    let mut subscribed: Vec<Published> = Vec::new();
    for contract in contracts::contracts() {
        let published = contract.published().into_iter();
        let published = published.filter(|it| ActivityEvent::types().contains(&it.event));
        subscribed.extend(published.cloned());
    }
    subscribed
}

/// `sample` about this product, user and order.
fn about(sample: &Value, product: &str, user: &str, order: &str) -> Value {
    let mut data = sample.clone();
    let users = [("userId", user), ("userName", user)];
    for (field, id) in users.into_iter().chain([("productId", product), ("orderNumber", order)]) {
        if data.get(field).is_some() {
            data[field] = json!(id);
        }
    }
    // It is the number of the order: for two users, the second order would be refused.
    if data.get("checkoutId").is_some() {
        data["checkoutId"] = json!(Uuid::now_v7().to_string());
    }
    // Inventory publishes no reply to an order without products.
    if data.get("products").is_some() {
        data["products"] = json!([]);
    }
    data
}

#[tokio::test]
async fn an_event_is_in_the_feed_of_every_entity_it_names() {
    let shop = Shop::open().await;
    let (product, user, order) = (unique("PRODUCT"), unique("user"), unique("order"));
    let mut entries = Vec::new();
    let mut expected = [("product", Vec::new()), ("user", Vec::new()), ("order", Vec::new())];
    for published in subscribed() {
        let sample = published.sample();
        let fields = [&["productId"][..], &["userId", "userName"], &["orderNumber"]];
        for ((_, types), fields) in expected.iter_mut().zip(fields) {
            if fields.iter().any(|field| sample.get(field).is_some()) {
                types.push(published.event.name.to_owned());
            }
        }
        let data = about(&sample, &product, &user, &order);
        entries.push(shop.event_of_type(published.event, &data));
    }
    assert!(!entries.is_empty());
    shop.publish(&entries).await;
    for ((entity_type, types), id) in expected.into_iter().zip([&product, &user, &order]) {
        // Services publish events in reaction to these, so the feed may have further entries.
        eventually(&format!("{types:?} in the feed of {entity_type} `{id}`"), async || {
            let feed = shop.feed(entity_type, id).await;
            types.iter().all(|name| feed.contains(name)).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn an_event_may_have_another_source_of_the_environment_and_consist_of_data_only() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let service = Service { source: "product", ..SERVICE };
    let event = EventType { service, ..EventType::of::<ProductDeleted>() };
    let event = || shop.event_of_type(event, &json!({ "productId": product }));
    shop.publish([&event(), &event().data_only()]).await;
    let feed = shop.feed_of_length("product", &product, 2).await;
    assert_eq!(feed, [ProductDeleted::TYPE; 2]);
}

#[tokio::test]
async fn an_event_without_a_type_in_its_detail_has_its_detail_type() {
    let shop = Shop::open().await;
    let order = unique("order");
    let data = json!({ "orderNumber": order, "products": ["A"] });
    let mut created = shop.event::<OrderCreated>(&data);
    created.detail.as_object_mut().expect("details are objects").remove("type");
    shop.publish([&created]).await;
    // Inventory may have replied to the order already.
    assert_eq!(shop.feed_of_length("order", &order, 1).await[0], OrderCreated::TYPE);
}

#[tokio::test]
async fn events_with_the_same_time_are_all_kept_and_a_duplicate_is_not() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let event = || shop.event::<ProductDeleted>(&json!({ "productId": product }));
    let entries: Vec<Entry> = (0..8).map(|_| event()).collect();
    // One call, so that the bus gives all of them the same time.
    shop.publish(&entries).await;
    assert_eq!(shop.feed_of_length("product", &product, 8).await.len(), 8);

    shop.publish(entries.iter().chain([&event()])).await;
    assert_eq!(shop.feed_of_length("product", &product, 9).await.len(), 9);
}

#[tokio::test]
async fn a_feed_has_the_time_of_each_entry_and_is_oldest_first() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    for length in 1..=2 {
        let event = shop.event::<ProductDeleted>(&json!({ "productId": product }));
        shop.publish([&event]).await;
        shop.feed_of_length("product", &product, length).await;
    }
    let feed = shop.feed_request("product", &product).send().await.expect(200).json();
    assert_eq!(feed["entity_id"], product.as_str());
    assert_eq!(feed["entity_type"], "product");
    let times: Vec<i64> = feed["activities"]
        .as_array()
        .expect("a feed lists activities")
        .iter()
        .map(|activity| activity["activity_time"].as_i64().expect("times are milliseconds"))
        .collect();
    assert!(times.is_sorted() && times[0] > 1_700_000_000_000, "{times:?}");
}

#[tokio::test]
async fn ids_may_contain_every_character_that_can_be_percent_encoded() {
    let shop = Shop::open().await;
    let user = format!("{}+a b@example.org", unique("user"));
    shop.publish([&shop.event::<UserCreated>(&json!({ "userId": user }))]).await;
    let path = user.replace('+', "%2B").replace(' ', "%20").replace('@', "%40");
    shop.feed_of_length("user", &path, 1).await;
    let feed = shop.feed_request("user", &path).send().await.expect(200).json();
    assert_eq!(feed["entity_id"], user.as_str());
}

#[tokio::test]
async fn an_unknown_entity_has_an_empty_feed() {
    let shop = Shop::open().await;
    assert!(shop.feed("order", &unique("order")).await.is_empty());
}

#[tokio::test]
async fn an_unknown_type_of_entity_is_refused() {
    let shop = Shop::open().await;
    shop.feed_request("basket", "b-1").send().await.problem(400);
}
