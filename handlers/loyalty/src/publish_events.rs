//! `publish-events`: publishes the points that were added to accounts.
//!
//! The change of an account is its own outbox message: the stream delivers it until the event is
//! published, always with the same id.

use contracts::loyalty::{PointsAdded, PointsAddedV1, PublishEvents};
use jiff::Timestamp;
use platform::{Change, EventPublisher, Failure, Handler, Lambda, Result};
use serde::Deserialize;
use tokio::try_join;

use crate::Loyalty;

impl Handler<PublishEvents> for Loyalty {
    async fn run(lambda: Lambda<PublishEvents>) -> Result {
        let publisher = lambda.publisher();
        lambda.serve(async |change| handle(change, &publisher).await).await
    }
}

/// An account after a change.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ChangedAccount {
    #[serde(rename = "PK")]
    user_id: String,
    points: u32,
    change_id: String,
    changed_at: Timestamp,
}

/// An account before a change.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FormerAccount {
    points: u32,
}

pub async fn handle(
    change: Change,
    publisher: &(impl EventPublisher<PointsAddedV1> + EventPublisher<PointsAdded>),
) -> Result {
    let Some((account, difference)) = added(&change).map_err(unreadable)? else { return Ok(()) };
    let ChangedAccount { user_id, points, change_id, changed_at } = account;
    let v1 = PointsAddedV1 { user_id: user_id.clone(), new_points_total: points };
    let v2 = PointsAdded { user_id, total_points: points, difference };
    try_join!(
        publisher.publish(change_id.clone(), &v1, changed_at, &change.context),
        publisher.publish(change_id, &v2, changed_at, &change.context),
    )?;
    Ok(())
}

/// The account and the points that were added to it; none if it has no more points than before.
fn added(change: &Change) -> Result<Option<(ChangedAccount, u32)>> {
    let Some(after) = change.new_as::<ChangedAccount>()? else { return Ok(None) };
    let before = change.old_as::<FormerAccount>()?.map_or(0, |before| before.points);
    let difference = after.points.checked_sub(before).filter(|difference| *difference > 0);
    Ok(difference.map(|difference| (after, difference)))
}

/// An item that this service did not write so is no more readable after a retry, which would hold up
/// the changes of other accounts.
fn unreadable(failure: Failure) -> Failure {
    Failure::rejected(
        422,
        format!("the account is not readable, nothing is published: {failure:?}"),
    )
}

#[cfg(test)]
mod tests {
    use platform::{
        Context,
        testing::{MemoryPublisher, invoke, is_done},
    };
    use serde_json::{Value, json};

    use super::*;

    /// A bus that refuses all events of the first version if it `refuses`.
    #[derive(Default)]
    struct Bus {
        refuses: bool,
        v1: MemoryPublisher<PointsAddedV1>,
        v2: MemoryPublisher<PointsAdded>,
    }

    impl EventPublisher<PointsAddedV1> for Bus {
        async fn publish(
            &self,
            id: String,
            event: &PointsAddedV1,
            occurred_at: Timestamp,
            context: &Context,
        ) -> Result {
            if self.refuses {
                return Err(Failure::failed("the bus refuses the event"));
            }
            self.v1.publish(id, event, occurred_at, context).await
        }
    }

    impl EventPublisher<PointsAdded> for Bus {
        async fn publish(
            &self,
            id: String,
            event: &PointsAdded,
            occurred_at: Timestamp,
            context: &Context,
        ) -> Result {
            self.v2.publish(id, event, occurred_at, context).await
        }
    }

    /// The image of an account, which its version identifies.
    fn account(version: u32, points: u32) -> Value {
        json!({
            "PK": { "S": "u-1" },
            "Type": { "S": "LoyaltyAccount" },
            "Points": { "N": points.to_string() },
            "Version": { "N": version.to_string() },
            "ChangeId": { "S": format!("change-{version}") },
            "ChangedAt": { "S": "2026-11-21T10:00:00Z" },
            "CorrelationId": { "S": "c-1" },
            "Traceparent": { "S": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" },
        })
    }

    fn record(name: &str, before: Option<Value>, after: Option<Value>) -> Value {
        json!({
            "eventName": name,
            "dynamodb": {
                "Keys": { "PK": { "S": "u-1" } },
                "OldImage": before,
                "NewImage": after,
                "SequenceNumber": "7",
            },
        })
    }

    /// Whether the changes need not be delivered again.
    async fn deliver(bus: &Bus, records: &[Value]) -> bool {
        let handle = async |change| handle(change, bus).await;
        is_done(invoke::<PublishEvents>(json!({ "Records": records }), handle).await)
    }

    /// Total and difference of each event of the second version.
    fn added(bus: &Bus) -> Vec<(u32, u32)> {
        let published = bus.v2.published().into_iter();
        published.map(|it| (it.event.total_points, it.event.difference)).collect()
    }

    #[tokio::test]
    async fn points_that_were_added_are_published_in_both_versions_with_one_id() {
        let bus = Bus::default();
        let records = [
            record("INSERT", None, Some(account(1, 100))),
            record("MODIFY", Some(account(1, 100)), Some(account(2, 150))),
        ];
        assert!(deliver(&bus, &records).await);
        let (v1, v2) = (bus.v1.published(), bus.v2.published());
        assert_eq!(added(&bus), [(100, 100), (150, 50)]);
        let totals: Vec<u32> = v1.iter().map(|it| it.event.new_points_total).collect();
        assert_eq!(totals, [100, 150]);
        for (v1, v2) in v1.into_iter().zip(v2) {
            assert_eq!(
                (&v1.id, v1.occurred_at, &v1.context),
                (&v2.id, v2.occurred_at, &v2.context)
            );
            assert_eq!((v1.event.user_id.as_str(), v2.event.user_id.as_str()), ("u-1", "u-1"));
            assert_eq!(v2.occurred_at, "2026-11-21T10:00:00Z".parse().unwrap());
            assert_eq!(v2.context.correlation_id, "c-1");
            assert!(v2.context.traceparent.is_some());
        }
    }

    #[tokio::test]
    async fn a_change_has_the_same_id_whenever_it_is_delivered() {
        let bus = Bus::default();
        let record = record("MODIFY", Some(account(1, 100)), Some(account(2, 150)));
        for _ in 0..2 {
            assert!(deliver(&bus, std::slice::from_ref(&record)).await);
        }
        let ids: Vec<String> = bus.v2.published().into_iter().map(|it| it.id).collect();
        assert_eq!(ids, ["change-2", "change-2"]);
    }

    #[tokio::test]
    async fn points_that_were_spent_are_not_published() {
        let bus = Bus::default();
        let records = [
            record("MODIFY", Some(account(1, 100)), Some(account(2, 70))),
            record("MODIFY", Some(account(2, 70)), Some(account(3, 70))),
            record("REMOVE", Some(account(3, 70)), None),
        ];
        assert!(deliver(&bus, &records).await);
        assert_eq!(added(&bus), []);
    }

    #[tokio::test]
    async fn a_change_whose_event_is_refused_is_delivered_again() {
        let bus = Bus { refuses: true, ..Bus::default() };
        let records = [record("INSERT", None, Some(account(1, 100)))];
        assert!(!deliver(&bus, &records).await);
        let bus = Bus { refuses: false, ..bus };
        assert!(deliver(&bus, &records).await);
        assert_eq!(bus.v1.published().len(), 1);
    }

    #[tokio::test]
    async fn an_unreadable_account_publishes_nothing_and_holds_up_no_other() {
        let bus = Bus::default();
        let unreadable = json!({ "PK": { "S": "u-1" }, "Type": { "S": "LoyaltyAccount" } });
        let records = [
            record("INSERT", None, Some(unreadable.clone())),
            record("MODIFY", Some(unreadable), Some(account(2, 150))),
            record("MODIFY", Some(account(2, 150)), Some(account(3, 200))),
        ];
        assert!(deliver(&bus, &records).await);
        assert_eq!(added(&bus), [(200, 50)]);
    }
}
