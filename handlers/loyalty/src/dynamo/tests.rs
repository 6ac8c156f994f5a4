//! What DynamoDB is asked, and what its responses mean.

use aws_sdk_dynamodb::{
    Client,
    operation::{
        get_item::GetItemOutput,
        transact_write_items::{
            TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
        },
    },
    types::{CancellationReason, error::TransactionCanceledException},
};
use aws_smithy_mocks::{Rule, mock};
use contracts::loyalty::{GetAccount, HandleOrderCompleted, SpendPoints};

use super::*;

const TAKEN: &str = "ConditionalCheckFailed";

/// The table as `F` may use it, which responds as `rule` says.
fn accounts<F: Function>(rule: &Rule) -> DynamoAccounts<F> {
    DynamoAccounts(dynamo::Table::mocked(rule))
}

fn context() -> Context {
    let traceparent = Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".to_owned());
    Context { correlation_id: "c-1".to_owned(), traceparent }
}

fn account(version: u64) -> Account {
    Account { points: 150, orders: vec!["o-\"1\"".to_owned()], version, ..Account::new("u-1") }
}

fn request() -> IdempotentRequest {
    IdempotentRequest::new("key", &"content").unwrap()
}

/// DynamoDB that commits a transaction which is `expected`.
fn committed(expected: fn(&TransactWriteItemsInput) -> bool) -> Rule {
    mock!(Client::transact_write_items)
        .match_requests(expected)
        .then_output(|| TransactWriteItemsOutput::builder().build())
}

/// DynamoDB that cancels a transaction for these reasons, one per operation.
fn cancelled<const N: usize>(codes: [&'static str; N]) -> Rule {
    let reasons = codes.map(|code| CancellationReason::builder().code(code).build());
    mock!(Client::transact_write_items).then_error(move || {
        let error = TransactionCanceledException::builder()
            .set_cancellation_reasons(Some(reasons.to_vec()));
        TransactWriteItemsError::TransactionCanceledException(error.build())
    })
}

/// DynamoDB that has this item at this key and no other.
fn with_item(key: &'static str, item: Item) -> Rule {
    mock!(Client::get_item)
        .match_requests(move |request| {
            *request.key().unwrap() == Item::from([("PK".into(), text(key))])
        })
        .then_output(move || GetItemOutput::builder().set_item(Some(item.clone())).build())
}

async fn give(rule: &Rule, version: u64) -> Awarding {
    let award = Award::Order("o-1".to_owned());
    let accounts = accounts::<HandleOrderCompleted>(rule);
    accounts.give(&account(version), &award, &context()).await.unwrap()
}

async fn spend(rule: &Rule, request: Option<&IdempotentRequest>) -> bool {
    let request = request.map(|request| (request, Timestamp::UNIX_EPOCH));
    accounts::<SpendPoints>(rule).spend(&account(8), request, &context()).await.unwrap()
}

/// Whether an operation of a transaction stores the account if its version is still 7.
fn stores_version_8(request: &TransactWriteItemsInput, index: usize) -> bool {
    let put = request.transact_items()[index].put().unwrap();
    let item = put.item();
    put.condition_expression() == Some("Version = :before")
        && put.expression_attribute_values().unwrap()[":before"] == number(7)
        && item["PK"] == text("u-1")
        && !item.contains_key("SK")
        && item["Type"] == text("LoyaltyAccount")
        && item["Points"] == number(150)
        && item["Orders"] == text(r#"["o-\"1\""]"#)
        && item["Version"] == number(8)
        && item["CorrelationId"] == text("c-1")
        && item["Traceparent"] == text(context().traceparent.unwrap())
        && item["ChangeId"].as_s().is_ok()
        && item["ChangedAt"].as_s().is_ok()
}

#[tokio::test]
async fn an_award_and_its_points_are_one_transaction() {
    let rule = committed(|request| {
        let award = request.transact_items()[0].put().unwrap();
        award.condition_expression() == Some("attribute_not_exists(PK)")
            && award.item()["PK"] == text("AWARD#u-1#order#o-1")
            && award.item()["Points"] == number(50)
            && !award.item().contains_key("Expires")
            && stores_version_8(request, 1)
            && request.transact_items().len() == 2
    });
    assert_eq!(give(&rule, 8).await, Awarding::Given);
}

#[tokio::test]
async fn a_new_account_replaces_no_other() {
    let rule = committed(|request| {
        let account = request.transact_items()[1].put().unwrap();
        account.condition_expression() == Some("attribute_not_exists(PK)")
            && account.item()["Version"] == number(1)
    });
    assert_eq!(give(&rule, 1).await, Awarding::Given);
}

#[tokio::test]
async fn an_award_that_is_known_is_a_duplicate_and_an_account_that_changed_a_conflict() {
    assert_eq!(give(&cancelled([TAKEN, "None"]), 8).await, Awarding::Duplicate);
    assert_eq!(give(&cancelled([TAKEN, TAKEN]), 8).await, Awarding::Duplicate);
    assert_eq!(give(&cancelled(["None", TAKEN]), 8).await, Awarding::Conflict);
}

#[tokio::test]
async fn points_are_spent_if_the_account_has_not_changed() {
    let rule =
        committed(|request| stores_version_8(request, 0) && request.transact_items().len() == 1);
    assert!(spend(&rule, None).await);
    assert!(!spend(&cancelled([TAKEN]), None).await);
}

#[tokio::test]
async fn a_request_with_a_key_is_stored_with_the_points_that_it_left() {
    let rule = committed(|input| {
        let put = input.transact_items()[1].put().unwrap();
        stores_version_8(input, 0)
            && put.item()["PK"] == text(format!("REQUEST#u-1#{}", request().key))
            && put.item()["Outcome"] == number(150)
            && put.condition_expression() == Some("attribute_not_exists(PK) OR Expires <= :now")
    });
    assert!(spend(&rule, Some(&request())).await);
    assert!(!spend(&cancelled(["None", TAKEN]), Some(&request())).await);
}

#[tokio::test]
async fn an_accepted_request_is_read_as_it_was_written() {
    let accepted = AcceptedRequest::new(&request(), 150, Timestamp::UNIX_EPOCH);
    let rule = with_item("REQUEST#u-1#digest", to_item(&accepted).unwrap());
    let read = accounts::<SpendPoints>(&rule).accepted("u-1", "digest").await.unwrap();
    assert_eq!(read, Some(accepted));
}

#[tokio::test]
async fn an_account_is_read_as_it_was_written() {
    let rule = with_item("u-1", account_item(&account(8), &context()).unwrap());
    let read = accounts::<GetAccount>(&rule).account("u-1").await.unwrap();
    assert_eq!(read, Some(account(8)));
}

#[tokio::test]
async fn an_account_without_orders_is_read() {
    let item = [("Points", number(70)), ("Version", number(3))];
    let item = item.map(|(name, value)| (name.to_owned(), value)).into();
    let read = accounts::<GetAccount>(&with_item("u-1", item)).account("u-1").await.unwrap();
    assert_eq!(read, Some(Account { points: 70, version: 3, ..Account::new("u-1") }));
}

#[tokio::test]
async fn a_tier_is_read_from_the_item_that_other_readers_know() {
    let attributes = [
        ("PK", text("TIER#u-1")),
        ("UserId", text("u-1")),
        ("Tier", text("Gold")),
        ("PointsAtUpgrade", number(1500)),
        ("UpgradedAt", text("2026-11-21T10:00:00Z")),
        ("TierVersion", number(2)),
    ];
    let item = attributes.map(|(name, value)| (name.to_owned(), value)).into();
    let rule = with_item("TIER#u-1", item);
    assert_eq!(accounts::<GetAccount>(&rule).tier("u-1").await.unwrap(), Some(Tier::Gold));
}
