//! Functions that are invoked by name, by the clock, or by the stream of a table.

use std::cell::RefCell;

use contracts::{
    Direct, Listed, Schedule, TableStream,
    shared_infra::SERVICE,
    user_management::{Seed, SeedRequest, Seeded, Users},
};
use platform::{Change, ChangeKind, Failure, Input, testing::invoke};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{sync::Barrier, task::yield_now};

contracts::function! {
    /// Does nothing.
    Tick = SERVICE / "tick" on Schedule {}
}

contracts::function! {
    /// Reads the stream of a table.
    Watch = SERVICE / "watch" on TableStream<Users> {}
}

contracts::function! {
    /// Returns its correlation id.
    Correlate = SERVICE / "correlate" on Direct<Value, String> {}
}

impl Listed for Correlate {}
impl Listed for Tick {}
impl Listed for Watch {}

async fn seed(input: Input<SeedRequest>) -> Result<Seeded, Failure> {
    match input.content.admin_email.as_deref() {
        Some("fails") => Err(Failure::failed("the table is on fire")),
        Some("panics") => panic!("on fire"),
        Some("rejected") => Err(Failure::bad_request("not an address")),
        email => Ok(Seeded { admin_created: email.is_some(), client_created: true }),
    }
}

#[tokio::test]
async fn a_direct_invocation_returns_the_output() {
    let response = invoke::<Seed>(json!({ "adminEmail": "a@b.c" }), seed).await.unwrap();
    assert_eq!(response, json!({ "adminCreated": true, "clientCreated": true }));
}

#[tokio::test]
async fn a_direct_invocation_that_fails_returns_the_reason() {
    let check = async |payload: Value, expected: &str| {
        let failure = invoke::<Seed>(payload, seed).await.unwrap_err();
        assert_eq!(format!("{failure:?}"), expected);
    };
    check(json!({ "adminEmail": "fails" }), "Failed: the table is on fire").await;
    check(json!({ "adminEmail": "panics" }), "Failed: the function panicked").await;
    check(json!({ "adminEmail": "rejected" }), "Rejected: not an address").await;
    let expected = "Rejected: the input is not readable: `adminEmail`: \
                    invalid type: integer `7`, expected a string";
    check(json!({ "adminEmail": 7 }), expected).await;
}

#[tokio::test]
async fn a_direct_invocation_has_the_correlation_id_of_its_payload() {
    let payload = json!({ "CorrelationId": "c-1" });
    let correlate =
        invoke::<Correlate>(payload, async |input: Input<Value>| Ok(input.context.correlation_id));
    assert_eq!(correlate.await.unwrap(), "c-1");
}

#[tokio::test]
async fn a_scheduled_function_accepts_any_payload() {
    let response = invoke::<Tick>(json!({ "time": "now" }), async |()| Ok(())).await.unwrap();
    assert_eq!(response, Value::Null);
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Book {
    title: String,
    pages: u32,
}

fn change(name: &str, sequence_number: &str, pages: u32) -> Value {
    let image = json!({
        "PK": { "S": "BOOK#1" }, "Title": { "S": "Emma" }, "Pages": { "N": pages.to_string() },
        "CorrelationId": { "S": "c-1" },
    });
    let mut images =
        json!({ "Keys": { "PK": { "S": "BOOK#1" } }, "SequenceNumber": sequence_number });
    if name != "INSERT" {
        images["OldImage"] = image.clone();
    }
    if name != "REMOVE" {
        images["NewImage"] = image;
    }
    json!({ "eventName": name, "dynamodb": images })
}

#[tokio::test]
async fn changes_are_handled_in_order_with_their_images() {
    let batch = json!({ "Records": [change("INSERT", "1", 7), change("REMOVE", "2", 8)] });
    let seen = RefCell::new(Vec::new());
    let watch = async |change: Change| {
        assert_eq!(change.context.correlation_id, "c-1");
        let images = (change.old_as::<Book>()?, change.new_as::<Book>()?);
        seen.borrow_mut().push((change.kind, images));
        Ok(())
    };
    let response = invoke::<Watch>(batch, watch).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [] }));
    let book = |pages| Some(Book { title: "Emma".to_owned(), pages });
    let expected = [(ChangeKind::Insert, (None, book(7))), (ChangeKind::Remove, (book(8), None))];
    assert_eq!(seen.into_inner(), expected);
}

#[tokio::test]
async fn a_batch_is_retried_from_the_first_change_that_failed() {
    let batch = json!({ "Records": [
        change("INSERT", "1", 1), change("MODIFY", "2", 13), change("MODIFY", "3", 3),
    ]});
    let seen = RefCell::new(Vec::new());
    let watch = async |change: Change| {
        let pages = change.new_as::<Book>()?.map(|book| book.pages);
        seen.borrow_mut().push(pages);
        if pages == Some(13) { Err(Failure::failed("unlucky")) } else { Ok(()) }
    };
    let response = invoke::<Watch>(batch, watch).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [{ "itemIdentifier": "2" }] }));
    assert_eq!(seen.into_inner(), [Some(1), Some(13)]);
}

/// A change of the item `item`.
fn change_of(item: &str, sequence_number: u32) -> Value {
    let key = json!({ "PK": { "S": item }, "SK": { "S": "ITEM" } });
    let images =
        json!({ "Keys": key, "NewImage": key, "SequenceNumber": sequence_number.to_string() });
    json!({ "eventName": "INSERT", "dynamodb": images })
}

/// A batch of changes of these items. Their sequence numbers are 0, 1 ...
fn changes_of(items: &[&str]) -> Value {
    let records: Vec<_> = (0..).zip(items).map(|(number, item)| change_of(item, number)).collect();
    json!({ "Records": records })
}

fn item_of(change: &Change) -> String {
    match &change.keys["PK"] {
        serde_dynamo::AttributeValue::S(key) => key.clone(),
        other => panic!("{other:?} is no key"),
    }
}

#[tokio::test]
async fn changes_of_different_items_are_handled_at_the_same_time() {
    let all_arrived = Barrier::new(10);
    let watch = async |_: Change| {
        all_arrived.wait().await;
        Ok(())
    };
    let items = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let response = invoke::<Watch>(changes_of(&items), watch).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [] }));
}

#[tokio::test]
async fn changes_of_one_item_are_handled_in_order() {
    let seen = RefCell::new(Vec::new());
    let watch = async |change: Change| {
        let item = item_of(&change);
        seen.borrow_mut().push(format!("{item} begins"));
        yield_now().await;
        seen.borrow_mut().push(format!("{item} ends"));
        Ok(())
    };
    let response = invoke::<Watch>(changes_of(&["a", "a"]), watch).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [] }));
    assert_eq!(seen.into_inner(), ["a begins", "a ends"].repeat(2));
}

#[tokio::test]
async fn the_first_change_that_failed_in_the_order_of_the_stream_is_the_one_to_retry_from() {
    let seen = RefCell::new(Vec::new());
    let watch = async |change: Change| {
        let item = item_of(&change);
        seen.borrow_mut().push(item.clone());
        match item.as_str() {
            "slow" => {
                yield_now().await;
                Err(Failure::failed("the table is gone"))
            }
            "fast" => Err(Failure::failed("the table is gone")),
            _ => Ok(()),
        }
    };
    let batch = changes_of(&["fine", "slow", "fast", "slow", "fine", "other"]);
    let response = invoke::<Watch>(batch, watch).await.unwrap();
    assert_eq!(response, json!({ "batchItemFailures": [{ "itemIdentifier": "1" }] }));
    let mut seen = seen.into_inner();
    seen.sort();
    // The second change of the slow item comes again after the first one.
    assert_eq!(seen, ["fast", "fine", "fine", "other", "slow"]);
}
