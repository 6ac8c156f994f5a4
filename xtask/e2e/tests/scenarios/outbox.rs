//! An outbox message that cannot be published becomes a dead letter with its content, holds up no
//! other message, and is published with its id after it was repaired.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::{
    Event, Function, Key, Outbox, REPUBLISHED_AT, Table, basket, dead_letters, inventory, order,
    payment, product_management, user_management,
};
use e2e::{Shop, Subscriber, key_attributes, unique};
use jiff::Timestamp;
use serde_json::{Value, json};

/// The outbox of a table.
struct Messages<'a> {
    client: Client,
    table: String,
    subscriber: &'a Subscriber,
}

/// A message, and the attributes of its row, all of which are strings.
struct Message<T> {
    key: Key<Outbox<T>>,
    row: BTreeMap<String, String>,
}

impl<T: Table> Message<T> {
    /// A message about an aggregate that no other scenario uses.
    fn new(event: &str) -> Self {
        let key = Outbox::<T>::key(&unique("E2E#AGGREGATE"), &unique("message"));
        let row = [
            ("PK", key.partition()),
            ("SK", key.sort()),
            ("Type", "Outbox"),
            ("Event", event),
            ("CorrelationId", &unique("correlation")),
            ("CreatedAt", &Timestamp::now().to_string()),
        ];
        let row = row.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Self { key, row: row.into() }
    }

    fn id(&self) -> &str {
        self.key.sort()
    }
}

impl Messages<'_> {
    async fn put<T>(&self, message: &Message<T>) {
        let item = message.row.iter().map(|(name, value)| (name.clone(), text(value))).collect();
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.expect("the tests may write items");
    }

    /// Sets the private event of a message, and marks it to be published again, as an operator does.
    async fn republish<T>(&self, message: &Message<T>, event: &str) {
        let update = self.client.update_item().table_name(&self.table);
        let update = update
            .set_key(Some(key_attributes(&message.key)))
            .update_expression("SET #event = :event, #at = :at");
        let update = update.condition_expression("attribute_exists(PK)");
        let update = update.expression_attribute_names("#event", "Event");
        let update = update.expression_attribute_names("#at", REPUBLISHED_AT);
        let update = update.expression_attribute_values(":event", text(event));
        let now = Timestamp::now().to_string();
        let update = update.expression_attribute_values(":at", text(&now));
        update.send().await.expect("the tests may update items");
    }

    async fn delete<T>(&self, message: &Message<T>) {
        let delete = self.client.delete_item().table_name(&self.table);
        delete
            .set_key(Some(key_attributes(&message.key)))
            .send()
            .await
            .expect("the tests may delete items");
    }

    /// Waits until the event of a message was published so often. Returns the data of the last one.
    async fn published<T: Table>(&self, message: &Message<T>, times: usize) -> Value {
        let what = format!("event {times} of the message `{}`", message.id());
        let is_wanted = |event: &Value| event["detail"]["id"] == message.id();
        let events = self.subscriber.wait_for(&what, times, is_wanted).await;
        assert_eq!(events.len(), times);
        data(&events[times - 1]["detail"])
    }
}

/// The data of an event; of one whose detail is its data, what is not of the envelope.
fn data(detail: &Value) -> Value {
    let mut data = detail.get("data").unwrap_or(detail).clone();
    if let Some(members) = data.as_object_mut() {
        members.retain(|name, _| !["id", "correlationid", "traceparent"].contains(&name.as_str()));
    }
    data
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

/// `F` publishes the outbox of `T`, in which `private` becomes the event `E` with the data `public`.
async fn check<T: Table, F: Function, E: Event>(private: &Value, public: &Value) {
    let shop = Shop::open().await;
    let subscriber = shop.subscribe(&[E::TYPE]).await;
    let dead_letters = shop.dead_letters::<F>().await;
    let table = shop.table_name::<T>();
    let messages = Messages { client: Client::new(&shop.aws), table, subscriber: &subscriber };
    let private = private.to_string();

    let broken = Message::<T>::new(r#"{"event":"neverDeclared"}"#);
    let other = Message::<T>::new(&private);
    messages.put(&broken).await;
    messages.put(&other).await;
    assert_eq!(messages.published(&other, 1).await, *public);

    let what = format!("the dead letter of the message `{}`", broken.id());
    let letter = dead_letters.take(&what, |body| body.contains(broken.id())).await;
    let letter: Value = letter.parse().expect("a dead letter is JSON");
    let image: BTreeMap<_, _> =
        broken.row.iter().map(|(name, value)| (name, json!({ "S": value }))).collect();
    assert_eq!(letter["record"]["dynamodb"]["NewImage"], json!(image));
    assert!(letter["record"]["dynamodb"]["SequenceNumber"].is_string(), "{letter}");
    let stream = letter["record"]["eventSourceARN"].as_str().unwrap_or_default();
    assert!(stream.contains(&messages.table), "{letter}");
    assert!(letter["reason"].as_str().is_some_and(|it| it.contains("variant")), "{letter}");

    messages.republish(&broken, &private).await;
    assert_eq!(messages.published(&broken, 1).await, *public);
    messages.republish(&other, &private).await;
    assert_eq!(messages.published(&other, 2).await, *public);

    messages.delete(&broken).await;
    messages.delete(&other).await;
    subscriber.unsubscribe().await;
}

#[tokio::test]
async fn an_unreadable_message_of_users_is_a_dead_letter_and_is_published_after_its_repair() {
    use user_management::{PublishEvents, UserCreated, Users};
    let user = unique("user");
    let private = json!({ "event": "userRegistered", "userId": user });
    check::<Users, PublishEvents, UserCreated>(&private, &json!({ "userId": user })).await;
}

#[tokio::test]
async fn an_unreadable_message_of_products_is_a_dead_letter_and_is_published_after_its_repair() {
    use product_management::{ProductDeleted, Products, PublishEvents};
    let product = unique("PRODUCT");
    let private = json!({ "event": "productDeleted", "productId": product });
    check::<Products, PublishEvents, ProductDeleted>(&private, &json!({ "productId": product }))
        .await;
}

#[tokio::test]
async fn an_unreadable_message_of_inventory_is_a_dead_letter_and_is_published_after_its_repair() {
    use inventory::{PublishEvents, Stock, StockReservationFailed};
    let order = unique("order");
    let private = json!({ "event": "orderRefused", "orderNumber": order, "conversationId": "c-1" });
    let public = json!({ "orderNumber": order, "conversationId": "c-1" });
    check::<Stock, PublishEvents, StockReservationFailed>(&private, &public).await;
}

#[tokio::test]
async fn an_unreadable_message_of_payments_is_a_dead_letter_and_is_published_after_its_repair() {
    use payment::{PaymentFailed, Payments, PublishEvents};
    let order = unique("order");
    let private = json!({
        "event": "paymentDeclined", "orderNumber": order, "reason": "declined",
        "conversationId": "c-1",
    });
    let public = json!({ "orderNumber": order, "reason": "declined", "conversationId": "c-1" });
    check::<Payments, PublishEvents, PaymentFailed>(&private, &public).await;
}

#[tokio::test]
async fn an_unreadable_message_of_orders_is_a_dead_letter_and_is_published_after_its_repair() {
    use order::{OrderConfirmed, Orders, PublishEvents};
    let number = unique("order");
    let private = json!({ "event": "orderConfirmed", "orderNumber": number, "userId": "" });
    let public = json!({ "orderNumber": number, "userId": "" });
    check::<Orders, PublishEvents, OrderConfirmed>(&private, &public).await;
}

#[tokio::test]
async fn an_unreadable_message_of_baskets_is_a_dead_letter_and_is_published_after_its_repair() {
    use basket::{Baskets, CheckoutBasket, PublishEvents};
    let (user, checkout) = (unique("user"), unique("checkout"));
    let private = json!({
        "event": "basketCheckedOut",
        "userId": user,
        "userType": "STANDARD",
        "receipt": {
            "checkoutId": checkout, "totalPrice": 0, "currency": "EUR", "paymentMethod": "card",
        },
        // The order of a product without a known price costs nothing and is rejected.
        "items": [{
            "productId": "UNKNOWN", "productName": "Unknown", "quantity": 1, "color": null,
            "price": 0,
        }],
    });
    let item =
        json!({ "productId": "UNKNOWN", "productName": "Unknown", "quantity": 1, "price": 0 });
    let public = json!({
        "userName": user, "checkoutId": checkout, "items": [item], "totalPrice": 0,
        "expectedTotal": 0, "currency": "EUR", "paymentMethod": "card", "userType": "STANDARD",
    });
    check::<Baskets, PublishEvents, CheckoutBasket>(&private, &public).await;
}

#[tokio::test]
async fn an_unreadable_message_of_dead_letters_is_one_itself_and_is_published_after_its_repair() {
    use dead_letters::{DeadLettersFound, PublishEvents, Queues};
    let queue = unique("queue");
    let private = json!({ "event": "deadLettersFound", "queue": queue, "depth": 3 });
    let public = json!({ "queue": queue, "depth": 3 });
    check::<Queues, PublishEvents, DeadLettersFound>(&private, &public).await;
}
