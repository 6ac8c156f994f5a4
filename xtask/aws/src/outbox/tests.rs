//! Tests: only existing rows are marked, and a dead letter is deleted after its row was marked.

use manifest::{DeadLetterQueue as Queue, Trigger};
use request::{Change, ListOutbox, RepublishOutbox};
use serde_json::{Value, json};

use super::{rows::Row, *};
use crate::testing::{Aws, Items, Kill, Message, Project};

const TABLE: &str = "Stock-dev";
const DEAD: &str = "dev-stock-publish-events-dlq";

/// A service with a table of outbox messages, and the dead letters of the function that publishes them.
struct Shop {
    aws: Aws,
    project: Project,
}

impl Shop {
    /// With two messages about each of three products, `P#1/m-11` to `P#3/m-32`, a minute apart, and
    /// an item that is no message.
    fn new() -> Self {
        let mut project = Project::new();
        project.set("Stock", &json!({}));
        let outbox = Declared {
            table: TABLE.to_owned(),
            prefix: "OUTBOX#".to_owned(),
            mark: "RepublishedAt".to_owned(),
        };
        let trigger = Trigger::Outbox(outbox);
        let function = "publish-events".to_owned();
        let lambda = "dev-stock-publish-events".to_owned();
        project.declare("Stock", vec![Queue { function, lambda, queue: DEAD.to_owned(), trigger }]);
        let aws = Aws::default();
        let mut items = Items::new();
        for (minute, id) in ["11", "12", "21", "22", "31", "32"].into_iter().enumerate() {
            let item = json!({
                "PK": { "S": format!("OUTBOX#P#{}", &id[..1]) },
                "SK": { "S": format!("m-{id}") },
                "Event": { "S": format!(r#"{{"event":"sold","order":"o-{id}"}}"#) },
                "CorrelationId": { "S": "c-1" },
                "CreatedAt": { "S": format!("2026-01-01T00:{:02}:00.5Z", minute * 10) },
            });
            insert(&mut items, item);
        }
        insert(&mut items, json!({ "PK": { "S": "P#1" }, "SK": { "S": "STOCK" } }));
        let world = &mut aws.account().world;
        world.items.insert(TABLE.to_owned(), items);
        world.queues.insert(DEAD.to_owned(), vec![]);
        Self { aws: aws.clone(), project }
    }

    fn ctx(&self) -> Context {
        self.project.context(&self.aws)
    }

    async fn list(&self, options: &ListOutbox) -> Vec<String> {
        let rows = list::select(&self.ctx(), options).await.unwrap();
        rows.into_iter().map(|it: Row| it.id).collect()
    }

    async fn republish(&self, options: &RepublishOutbox) -> Result<bool> {
        republish::run(&self.ctx(), options).await
    }

    fn fill(&self, letters: impl IntoIterator<Item = (&'static str, Value)>) {
        let messages = letters.into_iter().map(|(id, body)| Message::new(id, &body.to_string()));
        self.aws.account().world.queues.get_mut(DEAD).unwrap().extend(messages);
    }

    /// The ids of the messages that were marked.
    fn marked(&self) -> Vec<String> {
        let account = self.aws.account();
        let items = account.world.items[TABLE].iter();
        let marked = items.filter(|(_, item)| item["RepublishedAt"]["S"].is_string());
        marked.map(|((_, id), _)| id.clone()).collect()
    }

    /// The ids of the dead letters.
    fn letters(&self) -> Vec<String> {
        let account = self.aws.account();
        account.world.queues[DEAD].iter().map(|it| it.id.clone()).collect()
    }
}

fn insert(items: &mut Items, item: Value) {
    let text = |name: &str| item[name]["S"].as_str().unwrap().to_owned();
    items.insert((text("PK"), text("SK")), item);
}

/// The dead letter of a message, as the function writes it.
fn letter(aggregate: &str, id: &str) -> Value {
    let keys = json!({ "PK": { "S": format!("OUTBOX#{aggregate}") }, "SK": { "S": id } });
    json!({ "reason": "unreadable", "record": { "dynamodb": { "Keys": keys } } })
}

/// Lambda's record of a batch that it gave up.
fn batch(first: &str, last: &str, size: usize) -> Value {
    json!({
        "requestContext": { "functionArn": "f", "condition": "RetryAttemptsExhausted" },
        "DDBStreamBatchInfo": {
            "approximateArrivalOfFirstRecord": first, "approximateArrivalOfLastRecord": last,
            "batchSize": size,
        },
    })
}

fn about(aggregate: &str) -> RepublishOutbox {
    RepublishOutbox {
        service: "stock".to_owned(),
        aggregate: Some(aggregate.to_owned()),
        change: Change { dry_run: false, yes: true },
        ..RepublishOutbox::default()
    }
}

fn from_dlq() -> RepublishOutbox {
    RepublishOutbox { aggregate: None, from_dlq: true, ..about("") }
}

#[tokio::test]
async fn a_list_has_all_messages_and_no_other_items() {
    let shop = Shop::new();
    let ids = shop.list(&ListOutbox::default()).await;
    assert_eq!(ids, ["m-11", "m-12", "m-21", "m-22", "m-31", "m-32"]);
    let rows = list::select(&shop.ctx(), &ListOutbox::default()).await.unwrap();
    assert_eq!((rows[0].aggregate.as_str(), rows[0].event.as_deref()), ("P#1", Some("sold")));
    assert_eq!(
        list::table(&rows[..1]),
        "2026-01-01T00:00:00Z  Stock-dev  P#1  m-11  sold  correlation id c-1\n"
    );
}

#[tokio::test]
async fn a_list_is_restricted_by_service_aggregate_text_and_time() {
    let shop = Shop::new();
    let all = ListOutbox::default;
    let some = |text: &str| Some(text.to_owned());
    let about = ListOutbox { aggregate: some("P#2"), service: some("stock"), ..all() };
    assert_eq!(shop.list(&about).await, ["m-21", "m-22"]);
    assert_eq!(shop.aws.account().calls, ["Query"], "no table is scanned");
    assert_eq!(shop.list(&ListOutbox { contains: some("o-31"), ..all() }).await, ["m-31"]);
    let after = Some("2026-01-01T00:40:00Z".parse().unwrap());
    assert_eq!(shop.list(&ListOutbox { after, ..all() }).await, ["m-31", "m-32"]);
}

#[tokio::test]
async fn an_unknown_service_is_refused_with_the_closest_names() {
    let shop = Shop::new();
    let options = RepublishOutbox { service: "stok".to_owned(), ..about("P#1") };
    let error = shop.republish(&options).await.unwrap_err();
    assert_eq!((error.exit_code(), error.hint()), (2, Some("the closest names are `stock`")));
}

#[tokio::test]
async fn a_table_that_is_not_deployed_is_an_error_with_a_hint() {
    let shop = Shop::new();
    shop.aws.account().world.items.clear();
    let error = shop.republish(&about("P#1")).await.unwrap_err();
    assert!(error.report().contains("`cargo xtask deploy --env dev`"), "{}", error.report());
}

#[tokio::test]
async fn the_messages_about_an_aggregate_are_marked() {
    let shop = Shop::new();
    assert!(!shop.republish(&about("P#2")).await.unwrap());
    assert_eq!(shop.marked(), ["m-21", "m-22"]);
    let one = RepublishOutbox { id: vec!["m-32".to_owned()], ..about("P#3") };
    assert!(!shop.republish(&one).await.unwrap());
    assert_eq!(shop.marked(), ["m-21", "m-22", "m-32"]);
}

#[tokio::test]
async fn nothing_is_marked_without_consent_or_in_a_dry_run() {
    let shop = Shop::new();
    shop.fill([("l-1", letter("P#1", "m-11"))]);
    let error = shop
        .republish(&RepublishOutbox {
            change: Change::default(),
            id: vec!["m-21".to_owned()],
            ..about("P#2")
        })
        .await
        .unwrap_err();
    let hint = "confirm with `cargo xtask outbox republish stock --aggregate 'P#2' --env dev --yes` \
                and the same filters";
    assert_eq!((error.exit_code(), error.hint()), (3, Some(hint)));
    for options in [about("P#2"), from_dlq()] {
        let options = RepublishOutbox { change: Change { dry_run: true, yes: false }, ..options };
        assert!(!shop.republish(&options).await.unwrap());
    }
    assert_eq!((shop.marked(), shop.letters()), (vec![], vec!["l-1".to_owned()]));
}

#[tokio::test]
async fn an_aggregate_without_messages_is_an_error() {
    let shop = Shop::new();
    let unknown = RepublishOutbox { id: vec!["m-11".to_owned()], ..about("P#2") };
    for options in [about("P#9"), unknown] {
        let error = shop.republish(&options).await.unwrap_err();
        assert!(error.report().contains("`cargo xtask outbox list stock --env dev`"));
    }
}

#[tokio::test]
async fn a_row_that_no_longer_exists_is_reported_and_not_created() {
    let shop = Shop::new();
    shop.fill([("l-1", letter("P#9", "m-91")), ("l-2", letter("P#1", "m-11"))]);
    shop.fill([("l-3", letter("P#1", "m-12"))]);
    shop.aws.account().on("UpdateItem", |account| {
        let items = account.world.items.get_mut(TABLE).unwrap();
        items.remove(&("OUTBOX#P#1".to_owned(), "m-12".to_owned()));
        Ok(())
    });
    assert!(shop.republish(&from_dlq()).await.unwrap(), "the exit code is 1");
    assert_eq!(shop.marked(), ["m-11"]);
    assert_eq!(shop.letters(), ["l-1", "l-3"]);
    assert_eq!(shop.aws.account().world.items[TABLE].len(), 6);
}

#[tokio::test]
async fn the_messages_that_dead_letters_contain_are_marked_and_the_dead_letters_deleted() {
    let shop = Shop::new();
    let other = json!({ "detail-type": "a.b.v1" });
    shop.fill([
        ("l-1", letter("P#1", "m-12")),
        ("l-2", letter("P#1", "m-11")),
        ("l-3", letter("P#1", "m-11")),
        ("l-4", other),
    ]);
    assert!(shop.republish(&from_dlq()).await.unwrap(), "the exit code is 1: one is no message");
    assert_eq!(
        (shop.marked(), shop.letters()),
        (vec!["m-11".into(), "m-12".into()], vec!["l-4".to_owned()])
    );
    let account = shop.aws.account();
    let time = |id: &str| {
        let key = ("OUTBOX#P#1".to_owned(), id.to_owned());
        account.world.items[TABLE][&key]["RepublishedAt"]["S"].as_str().unwrap().to_owned()
    };
    assert!(time("m-11") < time("m-12"), "they are published in the order of the changes");
    assert_eq!(account.calls.iter().filter(|it| *it == "Scan").count(), 0);
}

#[tokio::test]
async fn the_messages_of_a_batch_without_content_are_found_by_their_times() {
    let shop = Shop::new();
    shop.aws
        .account()
        .world
        .items
        .get_mut(TABLE)
        .unwrap()
        .get_mut(&("OUTBOX#P#3".to_owned(), "m-32".to_owned()))
        .unwrap()["RepublishedAt"] = json!({ "S": "2026-01-01T00:20:30Z" });
    shop.fill([("l-1", batch("2026-01-01T00:11:00Z", "2026-01-01T00:20:00Z", 3))]);
    assert!(!shop.republish(&from_dlq()).await.unwrap());
    assert_eq!(
        (shop.marked(), shop.letters()),
        (vec!["m-12".into(), "m-21".into(), "m-32".into()], vec![])
    );
    let account = shop.aws.account();
    let key = ("OUTBOX#P#3".to_owned(), "m-32".to_owned());
    assert_ne!(account.world.items[TABLE][&key]["RepublishedAt"]["S"], "2026-01-01T00:20:30Z");
}

#[tokio::test]
async fn the_dead_letter_of_a_batch_stays_until_all_of_its_messages_are_found() {
    let shop = Shop::new();
    shop.fill([
        ("l-1", batch("2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z", 1)),
        ("l-2", batch("2026-01-01T00:11:00Z", "2026-01-01T00:20:00Z", 3)),
    ]);
    assert!(shop.republish(&from_dlq()).await.unwrap(), "the exit code is 1");
    assert_eq!(shop.marked(), ["m-12", "m-21"]);
    assert_eq!(shop.letters(), ["l-1", "l-2"]);
}

#[tokio::test]
async fn a_message_of_unknown_time_may_be_in_any_batch() {
    let shop = Shop::new();
    let key = ("OUTBOX#P#3".to_owned(), "m-32".to_owned());
    let set = |name: &str, value: &str| {
        let mut account = shop.aws.account();
        let items = account.world.items.get_mut(TABLE).unwrap();
        items.get_mut(&key).unwrap()[name] = json!({ "S": value });
    };
    set("CreatedAt", "yesterday");
    shop.fill([("l-1", batch("2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z", 1))]);
    assert!(!shop.republish(&from_dlq()).await.unwrap());
    assert_eq!((shop.marked(), shop.letters()), (vec!["m-32".to_owned()], vec![]));
}

#[tokio::test]
async fn dead_letters_whose_rows_are_all_gone_stay_without_a_question() {
    let shop = Shop::new();
    shop.fill([("l-1", letter("P#9", "m-91"))]);
    let options = RepublishOutbox { change: Change::default(), ..from_dlq() };
    assert!(shop.republish(&options).await.unwrap(), "the exit code is 1");
    assert_eq!((shop.marked(), shop.letters()), (vec![], vec!["l-1".to_owned()]));
}

#[tokio::test]
async fn a_failure_leaves_the_dead_letters_and_what_was_marked_is_reported() {
    let shop = Shop::new();
    shop.fill([("l-1", letter("P#1", "m-11")), ("l-2", letter("P#1", "m-12"))]);
    shop.aws.account().on("UpdateItem", |_| Ok(()));
    let denied = |_: &mut _| Err(crate::testing::Failure::new(400, "AccessDenied", "not allowed"));
    shop.aws.account().on("UpdateItem", denied);
    assert!(shop.republish(&from_dlq()).await.unwrap(), "the exit code is 1");
    assert_eq!((shop.marked(), shop.letters().len()), (vec!["m-11".to_owned()], 2));
}

#[tokio::test]
async fn only_the_named_dead_letters_are_handled() {
    let shop = Shop::new();
    shop.fill([("l-1", letter("P#1", "m-11")), ("l-2", letter("P#1", "m-12"))]);
    let options = RepublishOutbox { id: vec!["m-12".to_owned()], ..from_dlq() };
    assert!(!shop.republish(&options).await.unwrap());
    assert_eq!((shop.marked(), shop.letters()), (vec!["m-12".to_owned()], vec!["l-1".to_owned()]));
}

#[tokio::test]
async fn no_dead_letters_are_no_error() {
    assert!(!Shop::new().republish(&from_dlq()).await.unwrap());
}

#[tokio::test]
async fn a_command_that_is_killed_at_any_request_deletes_no_dead_letter_of_an_unmarked_row() {
    let letters = || {
        let shop = Shop::new();
        shop.fill([
            ("l-1", letter("P#1", "m-11")),
            ("l-2", letter("P#2", "m-22")),
            ("l-3", batch("2026-01-01T00:40:00Z", "2026-01-01T00:41:00Z", 1)),
        ]);
        shop
    };
    let complete = letters();
    complete.republish(&from_dlq()).await.unwrap();
    let expected = ["m-11", "m-22", "m-31"];
    assert_eq!((complete.marked(), complete.letters()), (expected.map(Into::into).into(), vec![]));
    let requests = complete.aws.account().calls.len();
    for (index, executed) in (0..requests).flat_map(|it| [(it, false), (it, true)]) {
        let shop = letters();
        shop.aws.account().kill = Some(Kill { index, executed });
        let result = shop.republish(&from_dlq()).await;
        let is_done = shop.letters().is_empty();
        assert!(is_done || !matches!(result, Ok(false)), "request {index}, executed: {executed}");
        if shop.letters().len() < 3 {
            assert_eq!(shop.marked(), expected, "request {index}, executed: {executed}");
        }
        shop.aws.account().kill = None;
        shop.aws.account().world.clock += 121;
        assert!(!shop.republish(&from_dlq()).await.unwrap());
        assert_eq!((shop.marked(), shop.letters()), (expected.map(Into::into).into(), vec![]));
    }
}
