//! Shows the feed of a product, a user or an order. Of what nobody has heard of it is empty.

use contracts::{
    Json,
    activity::{Activity, Feed},
};
use platform::{Failure, Request, Result};

use crate::{
    feed::{Entity, EntityType},
    ports::Activities,
};

pub(crate) async fn handle(
    request: Request<()>,
    activities: &impl Activities,
) -> Result<Json<Feed>> {
    let entity = entity(&request.path("entity_type")?, &request.path("entity_id")?)?;
    let entries = activities.feed(&entity).await?;
    let activities = entries
        .into_iter()
        .map(|entry| Activity {
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
    use contracts::activity::GetActivity;
    use platform::testing;
    use serde_json::{Value, json};

    use super::*;
    use crate::{feed::Happened, memory::MemoryActivities};

    /// Status and body of `GET /api/activity/{kind}/{id}`.
    async fn get(activities: &MemoryActivities, kind: &str, id: &str) -> (u64, Value) {
        let payload = json!({
            "version": "2.0",
            "routeKey": "GET /api/activity/{entity_type}/{entity_id}",
            "rawPath": format!("/api/activity/{kind}/{id}"),
            "pathParameters": { "entity_type": kind, "entity_id": id },
            "requestContext": { "http": { "method": "GET" } },
        });
        let answer = testing::invoke::<GetActivity>(payload, async |request| {
            handle(request, activities).await
        })
        .await
        .unwrap();
        let body = answer["body"].as_str().unwrap().parse().unwrap();
        (answer["statusCode"].as_u64().unwrap(), body)
    }

    #[tokio::test]
    async fn a_feed_is_shown_oldest_first() {
        let activities = MemoryActivities::default();
        for (event_id, event_type, at) in [
            ("e-2", "orders.orderConfirmed.v1", "2026-11-21T10:00:01Z"),
            ("e-1", "orders.orderCreated.v1", "2026-11-21T10:00:00Z"),
        ] {
            let happened = Happened {
                event_id: event_id.to_owned(),
                event_type: event_type.to_owned(),
                at: at.parse().unwrap(),
                correlation_id: "c-1".to_owned(),
                entities: vec![EntityType::Order.entity("o-1").unwrap()],
            };
            activities.add(&happened).await.unwrap();
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
    async fn of_the_unknown_nothing_is_known() {
        let expected = json!({ "entity_id": "a@b.c", "entity_type": "user", "activities": [] });
        let activities = MemoryActivities::default();
        assert_eq!(get(&activities, "user", "a%40b.c").await, (200, expected));
    }

    #[tokio::test]
    async fn another_type_or_an_endless_id_is_the_callers_mistake() {
        let activities = MemoryActivities::default();
        let (status, problem) = get(&activities, "basket", "b-1").await;
        assert_eq!(status, 400);
        assert_eq!(problem["detail"], "`basket` has no feed; `product`, `user` and `order` have");
        let (status, problem) = get(&activities, "user", &"x".repeat(257)).await;
        assert_eq!(status, 400);
        assert_eq!(problem["detail"], "the id of the user is longer than 256 bytes");
    }
}
