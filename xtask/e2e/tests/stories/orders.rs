//! Completed orders are counted, and make a user PREMIUM.

use contracts::{Event, order, order::OrderCompleted};
use e2e::{Entry, Person, Shop, eventually, unique};
use serde_json::json;

fn completed(shop: &Shop, number: &str, user: &str) -> Entry {
    let data = json!({ "orderNumber": number, "userId": user });
    shop.event(order::SERVICE, OrderCompleted::TYPE, &data)
}

async fn expect_count(shop: &Shop, person: &Person, count: u64) {
    eventually(&format!("{count} orders of `{}`", person.id), async || {
        let orders = shop.order_count(person).await;
        assert!(orders <= count, "{orders} orders were counted instead of {count}");
        (orders == count).then_some(())
    })
    .await;
}

#[tokio::test]
async fn an_order_counts_once_however_often_it_is_delivered() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let (first, second) = (unique("order"), unique("order"));
    let event = completed(&shop, &first, &person.id);
    // Once more as it was, and once more as another event about the same order.
    let retold = completed(&shop, &first, &person.id);
    shop.publish([&event, &event, &retold]).await;
    shop.publish([&completed(&shop, &second, &person.id)]).await;
    expect_count(&shop, &person, 2).await;

    // The retold event is an event of its own, the repeated one is not.
    let expected = [OrderCompleted::TYPE; 2];
    assert_eq!(shop.feed_of("order", &first, 2).await, expected);
    expect_count(&shop, &person, 2).await;
    assert_eq!(shop.feed("order", &first).await, expected);
}

#[tokio::test]
async fn an_event_may_name_the_user_by_address_and_carry_data_alone() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let bare = |user: &str| {
        let data = json!({ "orderNumber": unique("order"), "userId": user });
        shop.bare_event(order::SERVICE, OrderCompleted::TYPE, &data)
    };
    let by_address = completed(&shop, &unique("order"), &person.email.to_uppercase());
    shop.publish([&by_address, &bare(&person.id), &bare(&person.email)]).await;
    expect_count(&shop, &person, 3).await;
}

#[tokio::test]
async fn eleven_orders_make_a_user_premium() {
    let shop = Shop::open().await;
    let person = shop.register().await;
    let orders: Vec<Entry> =
        (0..11).map(|_| completed(&shop, &unique("order"), &person.id)).collect();
    shop.publish(&orders[..10]).await;
    expect_count(&shop, &person, 10).await;
    assert_eq!(shop.user_type(&person).await, "STANDARD");
    shop.publish(&orders[10..]).await;
    expect_count(&shop, &person, 11).await;
    assert_eq!(shop.user_type(&person).await, "PREMIUM");
}
