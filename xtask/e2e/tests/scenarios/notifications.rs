//! Notifications: one for each event and user, readable by that user alone, and sent at most once.

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{
    Event, Key,
    notification::{NotificationRow, Notifications, SERVICE},
    order::OrderConfirmed,
    payment::PaymentProcessed,
};
use e2e::{Entry, Request, Shop, eventually, key_attributes, unique};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A user, and how to read the user's notifications.
struct Reader<'a> {
    shop: &'a Shop,
    user: String,
    token: String,
}

impl<'a> Reader<'a> {
    async fn new(shop: &'a Shop) -> Self {
        let user = unique("user");
        Self { shop, token: shop.token(&user, "STANDARD").await, user }
    }

    fn request(&self) -> Request {
        self.shop.api(SERVICE).get("notifications").bearer(&self.token)
    }

    async fn page(&self, query: &[(&str, &str)]) -> Value {
        self.request().query(query).send().await.expect(200).json()
    }

    /// Waits until the user has exactly `count` notifications, and returns them.
    async fn wait_for(&self, count: usize) -> Vec<Value> {
        eventually(&format!("{count} notifications of `{}`", self.user), async || {
            let found = items(&self.page(&[]).await);
            assert!(found.len() <= count, "{found:?}");
            (found.len() == count).then_some(found)
        })
        .await
    }

    fn confirmed(&self, order: &str) -> Entry {
        let data = json!({ "orderNumber": order, "userId": self.user });
        self.shop.event::<OrderConfirmed>(&data)
    }

    /// The key of the notification of an event.
    fn key(&self, event: &Entry) -> Key<NotificationRow> {
        let text = |name: &str| event.detail[name].as_str().expect("events have ids and times");
        let time: Timestamp = text("time").parse().expect("times are RFC 3339");
        let recipient = format!("user#{}", self.user);
        NotificationRow::key(recipient, time.as_millisecond(), text("id"))
    }

    /// The state of the delivery of a notification.
    async fn delivery_state(&self, key: &Key<NotificationRow>) -> Option<String> {
        let item = self.shop.item(key).await?;
        Some(item["DeliveryState"].as_s().expect("states are texts").clone())
    }

    async fn wait_until_sent(&self, event: &Entry) {
        eventually(&format!("the notification of `{}` to be sent", self.user), async || {
            let state = self.delivery_state(&self.key(event)).await;
            state.filter(|state| state == "Sent")
        })
        .await;
    }
}

fn items(page: &Value) -> Vec<Value> {
    page["items"].as_array().expect("a page has items").clone()
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["notificationId"].as_str().expect("ids are texts")).collect()
}

fn id(event: &Entry) -> &str {
    event.detail["id"].as_str().expect("events have ids")
}

#[tokio::test]
async fn a_payment_is_one_notification_of_its_user_and_is_sent() {
    let shop = Shop::open().await;
    let (reader, order) = (Reader::new(&shop).await, unique("order"));
    let event = shop.event::<PaymentProcessed>(&json!({
        "orderNumber": order, "paymentId": unique("payment"), "amount": 8.5, "currency": "EUR",
        "userId": reader.user,
    }));
    shop.publish([&event, &event]).await;
    let [notification] = reader.wait_for(1).await.try_into().expect("there is one");
    let text = notification["text"].as_str().expect("notifications have a text");
    assert!(text.contains("8.50 EUR"), "{text}");
    let expected = json!({
        "notificationId": id(&event),
        "eventType": PaymentProcessed::TYPE,
        "orderNumber": order,
        "subject": format!("We received your payment for order {order}"),
        "text": text,
        "createdAt": "2026-01-01T00:00:00Z",
    });
    assert_eq!(notification, expected);
    reader.wait_until_sent(&event).await;
    // A duplicate with another time is a duplicate too.
    let mut later = event.clone();
    later.detail["time"] = json!("2026-01-02T00:00:00Z");
    shop.publish([&event, &later, &reader.confirmed(&order)]).await;
    reader.wait_for(2).await;
}

#[tokio::test]
async fn an_event_without_a_user_is_acknowledged_and_notifies_no_one() {
    let shop = Shop::open().await;
    let (reader, order) = (Reader::new(&shop).await, unique("order"));
    let minimal = shop.event::<PaymentProcessed>(&json!({ "orderNumber": order })).data_only();
    shop.publish([&minimal, &reader.confirmed(&order)]).await;
    assert_eq!(reader.wait_for(1).await[0]["eventType"], OrderConfirmed::TYPE);
    let request = shop.api(SERVICE).get("notifications/operators");
    let request = request.bearer(&shop.admin_token().await).query(&[("pageSize", "100")]);
    let operators = request.send().await.expect(200);
    assert!(!operators.text.contains(&order), "{}", operators.text);
}

#[tokio::test]
async fn notifications_are_newest_first_in_pages_of_the_own_ones() {
    let shop = Shop::open().await;
    let (reader, other) = (Reader::new(&shop).await, Reader::new(&shop).await);
    let mut events = Vec::new();
    for minute in 1..=3 {
        let mut event = reader.confirmed(&unique("order"));
        event.detail["time"] = json!(format!("2026-01-01T00:0{minute}:00Z"));
        events.push(event);
    }
    // Published in another order than that of their times.
    shop.publish([&events[1], &events[2], &events[0], &other.confirmed("order")]).await;
    let expected: Vec<&str> = events.iter().rev().map(id).collect();
    assert_eq!(ids(&reader.wait_for(3).await), expected);

    let first = reader.page(&[("pageSize", "2")]).await;
    assert_eq!(ids(&items(&first)), expected[..2]);
    let token = first["nextPageToken"].as_str().expect("there is a second page");
    let second = reader.page(&[("pageSize", "2"), ("pageToken", token)]).await;
    assert_eq!(ids(&items(&second)), expected[2..]);
    assert_eq!(second["nextPageToken"], Value::Null);

    other.wait_for(1).await;
    for item in items(&other.page(&[("pageToken", token)]).await) {
        assert!(!expected.contains(&item["notificationId"].as_str().unwrap_or_default()), "{item}");
    }
    for query in [("pageSize", "0"), ("pageSize", "101"), ("pageToken", "x")] {
        reader.request().query(&[query]).send().await.problem(400);
    }
}

#[tokio::test]
async fn only_administrators_read_the_notifications_of_the_operators() {
    let shop = Shop::open().await;
    let operators = || shop.api(SERVICE).get("notifications/operators");
    operators().send().await.problem(401);
    operators().bearer(&Reader::new(&shop).await.token).send().await.problem(401);
    operators().bearer(&shop.admin_token().await).send().await.expect(200);
    shop.api(SERVICE).get("notifications").send().await.problem(401);
}

#[tokio::test]
async fn a_notification_that_was_being_sent_when_its_process_died_is_not_sent_again() {
    let shop = Shop::open().await;
    let reader = Reader::new(&shop).await;
    let interrupted = reader.confirmed("order-1");
    let key = reader.key(&interrupted);
    let mut item = key_attributes(&key);
    for (name, value) in [
        ("Type", "Notification"),
        ("CorrelationId", &unique("correlation")),
        ("Recipient", &format!("user#{}", reader.user)),
        ("EventId", id(&interrupted)),
        ("EventType", OrderConfirmed::TYPE),
        ("Template", "order-confirmed"),
        ("Subject", "Your order order-1 is confirmed"),
        ("Text", "Good news!"),
        ("CreatedAt", "2026-01-01T00:00:00Z"),
        ("DeliveryState", "Sending"),
    ] {
        item.insert(name.to_owned(), AttributeValue::S(value.to_owned()));
    }
    let put = Client::new(&shop.aws).put_item().table_name(shop.table_name::<Notifications>());
    put.set_item(Some(item)).send().await.expect("the tests may write items");
    // The notifications of one user are in one shard of the stream, the batches of which are handled
    // one after another. The first of these may be in the batch of the interrupted one. The second is
    // stored after that batch was read, and is sent after that batch was acknowledged.
    for order in ["order-2", "order-3"] {
        let next = reader.confirmed(order);
        shop.publish([&next]).await;
        reader.wait_until_sent(&next).await;
    }
    assert_eq!(reader.delivery_state(&key).await.as_deref(), Some("Sending"));
    reader.wait_for(3).await;
}
