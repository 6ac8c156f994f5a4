//! What the stream of the table delivers.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use platform::{Context, Failure, Result, dynamo::text};
use serde_json::{Map, Value, json};

use super::AccountChange;
use crate::{account::Account, dynamo::changed_item};

/// The id of the change that stored this account, which its events have.
pub fn change_id(account: &Account) -> String {
    format!("{}-{}", account.user_id, account.version)
}

/// The batch in which the stream delivers a change that was made at `time` in `context`.
pub fn delivery(change: &AccountChange, time: Timestamp, context: &Context) -> Result<Value> {
    let AccountChange { before, after } = change;
    let image = |account: &Account| image(account, time, context);
    let record = json!({
        "eventName": if before.is_some() { "MODIFY" } else { "INSERT" },
        "dynamodb": {
            "Keys": { "PK": { "S": after.user_id } },
            "OldImage": before.as_ref().map(image).transpose()?,
            "NewImage": image(after)?,
            "SequenceNumber": after.version.to_string(),
        },
    });
    Ok(json!({ "Records": [record] }))
}

/// The row of an account.
fn image(account: &Account, time: Timestamp, context: &Context) -> Result<Value> {
    let mut item = changed_item(account, &change_id(account), time, context)?;
    item.insert("PK".to_owned(), text(&account.user_id));
    let attributes = item.into_iter().map(|(name, value)| Ok((name, attribute(value)?)));
    Ok(Value::Object(attributes.collect::<Result<Map<_, _>>>()?))
}

fn attribute(value: AttributeValue) -> Result<Value> {
    match value {
        AttributeValue::S(text) => Ok(json!({ "S": text })),
        AttributeValue::N(number) => Ok(json!({ "N": number })),
        other => Err(Failure::failed(format!("failed to deliver `{other:?}`: unknown type"))),
    }
}

#[cfg(test)]
mod tests {
    use contracts::loyalty::{PointsAdded, PointsAddedV1, PublishEvents};
    use platform::{
        EventPublisher,
        testing::{MemoryPublisher, PublishedEvent, invoke, is_done},
    };

    use super::*;
    use crate::{account::Award, memory::MemoryAccounts, ports::Awards, publish_events};

    #[derive(Default)]
    struct Bus(MemoryPublisher<PointsAdded>);

    impl EventPublisher<PointsAdded> for Bus {
        async fn publish(
            &self,
            id: String,
            event: &PointsAdded,
            occurred_at: Timestamp,
            context: &Context,
        ) -> Result {
            self.0.publish(id, event, occurred_at, context).await
        }
    }

    impl EventPublisher<PointsAddedV1> for Bus {
        async fn publish(&self, _: String, _: &PointsAddedV1, _: Timestamp, _: &Context) -> Result {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_change_in_memory_is_published_as_one_of_the_table_is() {
        let (accounts, context, bus) = (MemoryAccounts::default(), Context::new(), Bus::default());
        let welcomed = Account::new("u-1").with_award(&Award::Welcome).unwrap();
        accounts.give(&welcomed, &Award::Welcome, &context).await.unwrap();
        let order = Award::Order("o-1".to_owned());
        let ordered = welcomed.with_award(&order).unwrap();
        accounts.give(&ordered, &order, &context).await.unwrap();
        let (time, changes) = (Timestamp::UNIX_EPOCH, accounts.changes().all());
        for change in changes {
            let batch = delivery(&change, time, &context).unwrap();
            let handle = async |change| publish_events::handle(change, &bus).await;
            let response = invoke::<PublishEvents>(batch, handle).await;
            assert!(is_done(response));
        }
        let published = bus.0.published();
        let ids: Vec<&str> = published.iter().map(|published| &*published.id).collect();
        assert_eq!(ids, [change_id(&welcomed), change_id(&ordered)]);
        let PublishedEvent { event, occurred_at, context: found, .. } = &published[1];
        let user_id = "u-1".to_owned();
        assert_eq!(event, &PointsAdded { user_id, total_points: 150, difference: 50 });
        assert_eq!((*occurred_at, found), (time, &context));
    }
}
