//! `get-activity`: shows the feed of a product, a user or an order. The feed of an unknown entity is
//! empty.

use contracts::{
    Json,
    activity::{Activity as ActivityDto, Feed, GetActivity},
};
use platform::{Failure, Handler, Lambda, Request, Result};

use crate::{
    Activity,
    dynamo::DynamoActivities,
    feed::{Entity, EntityType},
    ports::Feeds,
};

impl Handler<GetActivity> for Activity {
    async fn run(lambda: Lambda<GetActivity>) -> Result {
        let feeds = DynamoActivities(lambda.table());
        lambda.serve(async |request| handle(request, &feeds).await).await
    }
}

pub async fn handle(request: Request<GetActivity>, feeds: &impl Feeds) -> Result<Json<Feed>> {
    let entity = entity(&request.path.entity_type, &request.path.entity_id)?;
    let entries = feeds.feed(&entity).await?;
    let activities = entries
        .into_iter()
        .map(|entry| ActivityDto {
            r#type: entry.event_type,
            activity_time: entry.at.as_millisecond(),
        })
        .collect();
    Ok(Json(Feed { entity_id: entity.id, entity_type: entity.kind.to_string(), activities }))
}

fn entity(kind: &str, id: &str) -> Result<Entity> {
    let kind: EntityType =
        kind.parse().map_err(|error| Failure::bad_request(format!("{error}")))?;
    kind.entity(id).map_err(|error| Failure::bad_request(error.to_string()))
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{feed::NewEntry, memory::MemoryActivities, ports::NewEntries};

    /// Status and body of `GET /api/activity/{kind}/{id}`.
    async fn get(activities: &MemoryActivities, kind: &str, id: &str) -> (u64, Value) {
        let call = Call::to::<GetActivity>("GET /api/activity/{entity_type}/{entity_id}")
            .path("entity_type", kind)
            .path("entity_id", id);
        let handle = async |request| handle(request, activities).await;
        let response = TestResponse::of(invoke::<GetActivity>(call.event(), handle).await);
        (response.status(), response.json())
    }

    #[tokio::test]
    async fn a_feed_is_shown_oldest_first() {
        let activities = MemoryActivities::default();
        for (event_id, event_type, at) in [
            ("e-2", "orders.orderConfirmed.v1", "2026-11-21T10:00:01Z"),
            ("e-1", "orders.orderCreated.v1", "2026-11-21T10:00:00Z"),
        ] {
            let entry = NewEntry {
                event_id: event_id.to_owned(),
                event_type: event_type.to_owned(),
                at: at.parse().unwrap(),
                correlation_id: "c-1".to_owned(),
                entities: vec![EntityType::Order.entity("o-1").unwrap()],
            };
            activities.add(&entry).await.unwrap();
        }
        let expected = json!({
            "entity_id": "o-1",
            "entity_type": "order",
            "activities": [
                { "type": "orders.orderCreated.v1", "activity_time": 1_795_255_200_000_i64 },
                { "type": "orders.orderConfirmed.v1", "activity_time": 1_795_255_201_000_i64 },
            ],
        });
        assert_eq!(get(&activities, "order", "o-1").await, (200, expected));
    }

    #[tokio::test]
    async fn an_unknown_entity_has_an_empty_feed() {
        let expected = json!({ "entity_id": "a@b.c", "entity_type": "user", "activities": [] });
        let activities = MemoryActivities::default();
        assert_eq!(get(&activities, "user", "a%40b.c").await, (200, expected));
    }

    #[tokio::test]
    async fn another_type_or_a_too_long_id_is_a_bad_request() {
        let activities = MemoryActivities::default();
        let (status, problem) = get(&activities, "basket", "b-1").await;
        assert_eq!(status, 400);
        assert_eq!(
            problem["detail"],
            "`basket` has no feed; the types with a feed are `product`, `user` and `order`"
        );
        let (status, problem) = get(&activities, "user", &"x".repeat(257)).await;
        assert_eq!(status, 400);
        assert_eq!(problem["detail"], "the id of the user is longer than 256 bytes");
    }
}
