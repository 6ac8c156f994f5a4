//! Functions accept events from the sources of their environment, and not what other environments and
//! other applications put on the bus.

use contracts::{Event, user_management::UserCreated};
use e2e::{Entry, Shop, unique};
use serde_json::json;

#[tokio::test]
async fn an_event_from_a_source_outside_of_the_environment_does_not_arrive() {
    let shop = Shop::open().await;
    let user = unique("user");
    let event = || shop.event::<UserCreated>(&json!({ "userId": user }));
    let environment = &shop.environment;
    let sources = [
        "users".to_owned(),
        "com.example.users".to_owned(),
        format!("{environment}x.users"),
        format!("x{environment}.users"),
        environment.clone(),
    ];
    let foreign = sources.map(|source| Entry { source, ..event() });
    shop.publish(foreign.iter().chain([&event()])).await;
    shop.wait_for_feed_entries("user", &user, UserCreated::TYPE, 1).await;
    // What was published before the second event would have arrived before it.
    shop.publish([&event()]).await;
    shop.wait_for_feed_entries("user", &user, UserCreated::TYPE, 2).await;
}
