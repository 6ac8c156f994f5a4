//! Functions that are invoked by name, by the clock, or by changes of a table.

use std::cell::RefCell;

use contracts::{
    Schedule, TableStream,
    shared_infra::SERVICE,
    user_management::{Seed, SeedRequest, Seeded},
};
use platform::{Change, ChangeKind, Failure, testing::invoke};
use serde::Deserialize;
use serde_json::{Value, json};

contracts::function! {
    /// Does nothing, often.
    Tick = SERVICE / "tick" on Schedule {}
}

contracts::function! {
    /// Watches a table.
    Watch = SERVICE / "watch" on TableStream {}
}

async fn seed(request: SeedRequest) -> Result<Seeded, Failure> {
    match request.admin_email.as_deref() {
        Some("fails") => Err(Failure::failed("the table is on fire")),
        Some("panics") => panic!("on fire"),
        Some("rejected") => Err(Failure::bad_request("not an address")),
        email => Ok(Seeded { admin_created: email.is_some(), client_created: true }),
    }
}

#[tokio::test]
async fn an_invoker_gets_the_answer() {
    let answer = invoke::<Seed>(json!({ "adminEmail": "a@b.c" }), seed).await.unwrap();
    assert_eq!(answer, json!({ "adminCreated": true, "clientCreated": true }));
}

#[tokio::test]
async fn an_invoker_hears_what_went_wrong() {
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
async fn the_clock_invokes_with_anything() {
    let answer = invoke::<Tick>(json!({ "time": "now" }), async |()| Ok(())).await.unwrap();
    assert_eq!(answer, Value::Null);
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
async fn changes_arrive_one_after_another() {
    let batch = json!({ "Records": [change("INSERT", "1", 7), change("REMOVE", "2", 8)] });
    let seen = RefCell::new(Vec::new());
    let watch = async |change: Change| {
        assert_eq!(change.context.correlation_id, "c-1");
        let images = (change.old_as::<Book>()?, change.new_as::<Book>()?);
        seen.borrow_mut().push((change.kind, images));
        Ok(())
    };
    let answer = invoke::<Watch>(batch, watch).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    let book = |pages| Some(Book { title: "Emma".to_owned(), pages });
    let expected = [(ChangeKind::Insert, (None, book(7))), (ChangeKind::Remove, (book(8), None))];
    assert_eq!(seen.into_inner(), expected);
}

#[tokio::test]
async fn the_stream_starts_again_at_the_first_change_that_failed() {
    let batch = json!({ "Records": [
        change("INSERT", "1", 1), change("MODIFY", "2", 13), change("MODIFY", "3", 3),
    ]});
    let seen = RefCell::new(Vec::new());
    let watch = async |change: Change| {
        let pages = change.new_as::<Book>()?.map(|book| book.pages);
        seen.borrow_mut().push(pages);
        if pages == Some(13) { Err(Failure::failed("unlucky")) } else { Ok(()) }
    };
    let answer = invoke::<Watch>(batch, watch).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "2" }] }));
    assert_eq!(seen.into_inner(), [Some(1), Some(13)]);
}
