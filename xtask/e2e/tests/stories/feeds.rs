//! Feeds: every event that names a product, a user or an order is in theirs.

use contracts::{
    Event, Service, Subscription, activity::Happening, asyncapi::Published, documents,
    order::OrderCreated, product_management, product_management::ProductCreated, user_management,
    user_management::UserCreated,
};
use e2e::{Entry, Shop, eventually, unique};
use serde_json::{Value, json};

/// The events that activity hears, with a sample of each.
fn heard() -> Vec<Published> {
    let published = documents::contracts().into_iter().flat_map(|contract| contract.publishes);
    published.filter(|it| Happening::types().contains(&it.event)).collect()
}

/// `sample` about this product, user and order.
fn about(sample: &Value, product: &str, user: &str, order: &str) -> Value {
    let mut data = sample.clone();
    for (field, id) in [("productId", product), ("userId", user), ("orderNumber", order)] {
        if data.get(field).is_some() {
            data[field] = json!(id);
        }
    }
    // Nobody answers an order of nothing with events of his own.
    if data.get("products").is_some() {
        data["products"] = json!([]);
    }
    data
}

#[tokio::test]
async fn every_event_is_in_the_feed_of_all_it_names() {
    let shop = Shop::open().await;
    let (product, user, order) = (unique("PRODUCT"), unique("user"), unique("order"));
    let mut entries = Vec::new();
    let mut expected = [("product", Vec::new()), ("user", Vec::new()), ("order", Vec::new())];
    for Published { event, sample, .. } in heard() {
        for ((_, types), field) in expected.iter_mut().zip(["productId", "userId", "orderNumber"]) {
            if sample.get(field).is_some() {
                types.push(event.name.to_owned());
            }
        }
        let data = about(&sample, &product, &user, &order);
        entries.push(shop.event(event.service, event.name, &data));
    }
    assert!(!entries.is_empty());
    shop.publish(&entries).await;
    for ((kind, types), id) in expected.into_iter().zip([&product, &user, &order]) {
        // Services react to what they hear, so there may be more than we sent.
        eventually(&format!("{types:?} in the feed of {kind} `{id}`"), async || {
            let feed = shop.feed(kind, id).await;
            types.iter().all(|name| feed.contains(name)).then_some(())
        })
        .await;
    }
}

#[tokio::test]
async fn publishers_may_call_themselves_differently_and_send_data_alone() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let singular = Service { source: "product", ..product_management::SERVICE };
    let data = json!({ "productId": product });
    let full = shop.event(singular, ProductCreated::TYPE, &data);
    let bare = shop.bare_event(singular, ProductCreated::TYPE, &data);
    shop.publish([&full, &bare]).await;
    assert_eq!(shop.feed_of("product", &product, 2).await, [ProductCreated::TYPE; 2]);
}

#[tokio::test]
async fn an_event_without_a_type_inside_is_known_by_its_detail_type() {
    let shop = Shop::open().await;
    let order = unique("order");
    let data = json!({ "orderNumber": order, "products": ["A"] });
    let mut created = shop.event(contracts::order::SERVICE, OrderCreated::TYPE, &data);
    created.detail.as_object_mut().expect("details are objects").remove("type");
    shop.publish([&created]).await;
    // Whoever hears of the order may have answered already.
    assert_eq!(shop.feed_of("order", &order, 1).await[0], OrderCreated::TYPE);
}

#[tokio::test]
async fn events_of_one_moment_are_all_kept_and_a_repeated_one_is_not() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    let data = json!({ "productId": product });
    let entries: Vec<Entry> = (0..8)
        .map(|_| shop.event(product_management::SERVICE, ProductCreated::TYPE, &data))
        .collect();
    // One call, so that the bus gives all of them the same time.
    shop.publish(&entries).await;
    assert_eq!(shop.feed_of("product", &product, 8).await.len(), 8);

    let last = shop.event(product_management::SERVICE, ProductCreated::TYPE, &data);
    shop.publish(entries.iter().chain([&last])).await;
    assert_eq!(shop.feed_of("product", &product, 9).await.len(), 9);
}

#[tokio::test]
async fn a_feed_tells_when_and_is_oldest_first() {
    let shop = Shop::open().await;
    let product = unique("PRODUCT");
    for length in 1..=2 {
        let data = json!({ "productId": product });
        let event = shop.event(product_management::SERVICE, ProductCreated::TYPE, &data);
        shop.publish([&event]).await;
        shop.feed_of("product", &product, length).await;
    }
    let feed = shop.feed_call("product", &product).send().await.expect(200).json();
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
async fn ids_may_contain_anything_a_path_can_carry() {
    let shop = Shop::open().await;
    let user = format!("{}+a b@example.org", unique("user"));
    let data = json!({ "userId": user });
    shop.publish([&shop.event(user_management::SERVICE, UserCreated::TYPE, &data)]).await;
    let path = user.replace('+', "%2B").replace(' ', "%20").replace('@', "%40");
    shop.feed_of("user", &path, 1).await;
    let feed = shop.feed_call("user", &path).send().await.expect(200).json();
    assert_eq!(feed["entity_id"], user.as_str());
}

#[tokio::test]
async fn of_the_unknown_nothing_is_known() {
    let shop = Shop::open().await;
    assert!(shop.feed("order", &unique("order")).await.is_empty());
    shop.feed_call("basket", "b-1").send().await.problem(400);
}
