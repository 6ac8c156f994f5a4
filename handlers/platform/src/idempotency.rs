//! Requests with the header `Idempotency-Key`: a repeated request has no further effect, and gets the
//! outcome of the first one.
//!
//! The outcome is stored under the key in the transaction of the effect, so a request that failed has
//! no outcome and may be repeated. The statuses are those of the IETF draft
//! `draft-ietf-httpapi-idempotency-key-header`: 400 for an invalid key, 422 if the key belongs to
//! another request, and 409 if two requests with one key conflict for too long.

use std::ops::RangeInclusive;

use aws_sdk_dynamodb::types::builders::PutBuilder;
use contracts::{Function, Key, May, Put, Row, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::{
    Context, Endpoint, Failure, Request, Result,
    dynamo::{Transaction, described, number, to_item},
};

/// How long a repeated request gets the outcome of the first one.
pub const LIFETIME: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The header of a request.
const HEADER: &str = "Idempotency-Key";

/// Lengths of keys.
const KEY_LENGTHS: RangeInclusive<usize> = 1..=255;

/// A request with an idempotency key. Both digests are SHA-256 in hexadecimal digits, so they have one
/// length and no separator of the keys of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotentRequest {
    /// The digest of the key.
    pub key: String,
    /// The digest of the decoded request.
    pub content: String,
}

impl IdempotentRequest {
    /// The request with this content, if its header has a key.
    pub fn of<F: Endpoint>(request: &Request<F>, content: &impl Serialize) -> Result<Option<Self>> {
        request.header(HEADER).map(|key| Self::new(key, content)).transpose()
    }

    /// The request with this key. 400 if the key is not 1 to 255 visible ASCII characters.
    pub fn new(key: &str, content: &impl Serialize) -> Result<Self> {
        let is_visible = key.bytes().all(|byte| byte.is_ascii_graphic());
        if is_visible && KEY_LENGTHS.contains(&key.len()) {
            return Ok(Self { key: digest(key), content: content_digest(content)? });
        }
        let (shortest, longest) = KEY_LENGTHS.into_inner();
        let characters = format!("{shortest} to {longest} visible ASCII characters");
        Err(Failure::bad_request(format!("an idempotency key has {characters}")))
    }

    /// The outcome of the accepted request with the same key; none if there is no such request, or if
    /// it has expired. 422 if that was another request.
    pub fn outcome<T>(
        &self,
        accepted: Option<AcceptedRequest<T>>,
        now: Timestamp,
    ) -> Result<Option<T>> {
        let Some(accepted) = accepted.filter(|accepted| accepted.is_valid(now)) else {
            return Ok(None);
        };
        if accepted.content != self.content {
            let detail = "another request was made with this idempotency key";
            return Err(Failure::rejected(422, detail));
        }
        Ok(Some(accepted.outcome))
    }
}

/// The SHA-256 in hexadecimal digits.
pub fn digest(data: impl AsRef<[u8]>) -> String {
    hex::encode(Sha256::digest(data))
}

/// The digest of a request. The order of members does not matter, and a member that is null counts as
/// absent: a new optional field does not change the digests of requests that were accepted before.
fn content_digest(content: &impl Serialize) -> Result<String> {
    let mut content = serde_json::to_value(content)?;
    remove_nulls(&mut content);
    content.sort_all_objects();
    Ok(digest(content.to_string()))
}

fn remove_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null());
            members.values_mut().for_each(remove_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(remove_nulls),
        _ => {}
    }
}

/// An accepted request with an idempotency key, and its outcome: what a repeated request needs of it.
/// Also the attributes of its row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AcceptedRequest<T> {
    outcome: T,
    content: String,
    /// In seconds: it is the table's time-to-live attribute.
    #[serde(with = "jiff::fmt::serde::timestamp::second::required")]
    expires: Timestamp,
}

impl<T> AcceptedRequest<T> {
    /// A request that is accepted at `now`.
    pub fn new(request: &IdempotentRequest, outcome: T, now: Timestamp) -> Self {
        Self { outcome, content: request.content.clone(), expires: now + LIFETIME }
    }

    /// Whether it has not expired. DynamoDB deletes expired rows hours or days later.
    pub fn is_valid(&self, now: Timestamp) -> bool {
        now < self.expires
    }
}

impl<F: Function, T: Table> Transaction<'_, F, T> {
    /// Stores a request that is accepted now, on the condition that no other with its key is valid.
    pub fn accept<R, O>(
        self,
        key: &Key<R>,
        accepted: &AcceptedRequest<O>,
        context: &Context,
    ) -> Result<Self>
    where
        R: Row<Table = T>,
        F: May<Put<R>>,
        O: Serialize,
    {
        let now = accepted.expires - LIFETIME;
        let item = described(to_item(accepted)?, "Request", &context.correlation_id);
        let unless_valid = PutBuilder::default()
            .condition_expression("attribute_not_exists(PK) OR Expires <= :now")
            .expression_attribute_values(":now", number(now.as_second()));
        Ok(self.put(key, item, unless_valid))
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{Client, operation::transact_write_items::TransactWriteItemsOutput};
    use aws_smithy_mocks::mock;
    use contracts::{
        Direct, Listed,
        inventory::{SERVICE, Stock, StockRow},
    };
    use serde_json::json;

    use super::*;
    use crate::dynamo::{self, Outcome, from_item};

    contracts::function! {
        /// Accepts requests.
        AcceptRequest = SERVICE / "accept-request" on Direct<(), ()> { may: [Put<StockRow>] }
    }

    impl Listed for AcceptRequest {}

    const NOW: Timestamp = Timestamp::constant(1_795_255_200, 0);

    fn request(key: &str, content: &impl Serialize) -> IdempotentRequest {
        IdempotentRequest::new(key, content).unwrap()
    }

    #[test]
    fn a_key_has_1_to_255_visible_characters() {
        for key in ["a", "\"8e03978e-40d5\"", &"~".repeat(255)] {
            assert_eq!(request(key, &()).key.len(), 64, "{key}");
        }
        for key in ["", " ", "a b", "é", "a\n", &"x".repeat(256)] {
            let failure = IdempotentRequest::new(key, &()).unwrap_err();
            assert!(matches!(&failure, Failure::Rejected(it) if it.status == 400), "{key}");
        }
    }

    #[test]
    fn another_key_or_content_is_another_request() {
        assert_eq!(request("a", &1), request("a", &1));
        assert_ne!(request("a", &1).key, request("b", &1).key);
        assert_ne!(request("a", &1).content, request("a", &2).content);
        assert_ne!(request("a", &[1, 2]).content, request("a", &[2, 1]).content);
    }

    #[test]
    fn null_members_and_the_order_of_members_do_not_matter() {
        let items = json!([{ "id": "A", "color": "red" }, { "id": "B" }]);
        let content = |content| request("a", &content).content;
        let expected = content(json!({ "items": items, "total": 7 }));
        let items = json!([{ "color": "red", "id": "A" }, { "id": "B", "color": null }]);
        assert_eq!(content(json!({ "total": 7, "items": items, "method": null })), expected);
        assert_eq!(content(json!({ "a": null })), content(json!({})));
        // The items of an array are not members.
        assert_ne!(content(json!([null])), content(json!([])));
    }

    #[test]
    fn a_repeated_request_has_the_outcome_of_the_first_one_until_it_expires() {
        let (first, other) = (request("a", &1), request("a", &2));
        let accepted = || Some(AcceptedRequest::new(&first, "o-1", NOW));
        let last = NOW + LIFETIME - SignedDuration::from_secs(1);
        assert_eq!(first.outcome::<()>(None, NOW).unwrap(), None);
        assert_eq!(first.outcome(accepted(), last).unwrap(), Some("o-1"));
        let failure = other.outcome(accepted(), last).unwrap_err();
        assert!(matches!(failure, Failure::Rejected(it) if it.status == 422));
        for request in [&first, &other] {
            assert_eq!(request.outcome(accepted(), NOW + LIFETIME).unwrap(), None);
        }
    }

    #[tokio::test]
    async fn an_accepted_request_replaces_an_expired_one_only() {
        let rule = mock!(Client::transact_write_items)
            .match_requests(|input| {
                let put = input.transact_items()[0].put().unwrap();
                let values = put.expression_attribute_values().unwrap();
                let expected = AcceptedRequest::new(&request("a", &1), "o-1".to_owned(), NOW);
                put.condition_expression() == Some("attribute_not_exists(PK) OR Expires <= :now")
                    && values[":now"] == number(NOW.as_second())
                    && put.item()["Expires"] == number(NOW.as_second() + 7 * 24 * 60 * 60)
                    && from_item::<AcceptedRequest<String>>(put.item().clone()).unwrap() == expected
            })
            .then_output(|| TransactWriteItemsOutput::builder().build());
        let table = dynamo::Table::<AcceptRequest, Stock>::mocked(&rule);
        let accepted = AcceptedRequest::new(&request("a", &1), "o-1", NOW);
        let key = StockRow::key("LATTE");
        let transaction = table.transaction().accept(&key, &accepted, &Context::new()).unwrap();
        assert_eq!(transaction.commit().await.unwrap(), Outcome::Committed);
    }
}
