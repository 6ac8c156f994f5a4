//! Completed orders are counted, and more than ten make a user PREMIUM.

use contracts::{Event, order::OrderCompleted};
use e2e::{Entry, Shop, unique};
use serde_json::json;

fn completed(shop: &Shop, number: &str, user: &str) -> Entry {
    shop.event::<OrderCompleted>(&json!({ "orderNumber": number, "userId": user }))
}

#[tokio::test]
async fn an_order_is_counted_once_after_duplicate_deliveries() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let (first, second) = (unique("order"), unique("order"));
    let event = completed(&shop, &first, &user.id);
    let other_event = completed(&shop, &first, &user.id);
    shop.publish([&event, &event, &other_event]).await;
    shop.publish([&completed(&shop, &second, &user.id)]).await;
    shop.wait_for_order_count(&user, 2).await;

    // The feed has an entry for each event, and the duplicate delivery is the same event.
    let expected = [OrderCompleted::TYPE; 2];
    assert_eq!(shop.feed_of_length("order", &first, 2).await, expected);
    shop.wait_for_order_count(&user, 2).await;
    assert_eq!(shop.feed("order", &first).await, expected);
}

#[tokio::test]
async fn an_event_may_name_the_user_by_address_and_consist_of_data_only() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let data_only = |user: &str| completed(&shop, &unique("order"), user).data_only();
    let by_address = completed(&shop, &unique("order"), &user.email.to_uppercase());
    shop.publish([&by_address, &data_only(&user.id), &data_only(&user.email)]).await;
    shop.wait_for_order_count(&user, 3).await;
}

#[tokio::test]
async fn a_user_with_eleven_completed_orders_is_premium() {
    let shop = Shop::open().await;
    let user = shop.register().await;
    let orders: Vec<Entry> =
        (0..11).map(|_| completed(&shop, &unique("order"), &user.id)).collect();
    shop.publish(&orders[..10]).await;
    shop.wait_for_order_count(&user, 10).await;
    assert_eq!(shop.user_type(&user).await, "STANDARD");
    shop.publish(&orders[10..]).await;
    shop.wait_for_order_count(&user, 11).await;
    assert_eq!(shop.user_type(&user).await, "PREMIUM");
}
