//! Pages of a partition and of an index: which items DynamoDB is asked for, and which of them are the
//! page.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use aws_sdk_dynamodb::{
    Client,
    operation::query::{QueryInput, QueryOutput},
};
use aws_smithy_mocks::{Rule, mock};
use contracts::{
    Direct, Find, Listed, QueryItems,
    order::{AllOrders, GSI1, OrderRow, Orders, SERVICE},
};
use platform::dynamo::{IndexPage, Item, Page, Table, number, text};
use serde::Deserialize;

contracts::function! {
    /// Reads pages of orders.
    ReadPages = SERVICE / "read-pages" on Direct<(), ()> {
        may: [QueryItems<OrderRow>, Find<GSI1>, Find<AllOrders>],
    }
}

impl Listed for ReadPages {}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Order {
    number: u32,
}

/// The item of an order, which has no other attributes than its keys and its number.
fn item(order: u32) -> Item {
    [("PK", text("u-1")), ("SK", text(order.to_string())), ("Number", number(order))]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

/// The number of the order after which a request begins; 0 if it begins with the first one.
fn start(request: &QueryInput) -> u32 {
    let start = request.exclusive_start_key().map(|key| key["SK"].as_s().unwrap());
    start.map_or(0, |sort| sort.parse().unwrap())
}

/// Orders 1 to `count` in the order that each request asks for, of which a request returns at most
/// three.
fn orders(count: u32, expected: fn(&QueryInput) -> bool) -> Rule {
    mock!(Client::query).match_requests(expected).then_compute_output(move |request| {
        let limit = request.limit().map_or(3, |limit| limit.min(3).try_into().unwrap());
        let last = (start(request) + limit).min(count);
        let items = (start(request) + 1..=last).map(item).collect();
        let next = (last < count).then(|| item(last));
        QueryOutput::builder().set_items(Some(items)).set_last_evaluated_key(next).build()
    })
}

fn table(rule: &Rule) -> Table<ReadPages, Orders> {
    Table::mocked(rule)
}

fn numbers(page: &Page<Order>) -> Vec<u32> {
    page.items.iter().map(|order| order.number).collect()
}

/// A page of a partition, the last sort key first.
async fn partition_page(rule: &Rule, after: Option<u32>, limit: u32) -> (Vec<u32>, bool) {
    let after = after.map(|number| OrderRow::key("u-1", number));
    let partition = OrderRow::partition("u-1");
    let page = table(rule).query_page(&partition, after.as_ref(), limit).await.unwrap();
    (numbers(&page), page.more)
}

fn is_descending(request: &QueryInput) -> bool {
    request.index_name().is_none()
        && request.scan_index_forward() == Some(false)
        && request.expression_attribute_names().unwrap()["#partition"] == "PK"
        && request.expression_attribute_values().unwrap()[":partition"] == text("u-1")
}

#[tokio::test]
async fn a_page_of_a_partition_takes_as_many_requests_as_its_items_need() {
    for (count, limit, expected, more, requests) in [
        (9, 7, 7, true, 3),
        (9, 2, 2, true, 1),
        (7, 7, 7, false, 3),
        (2, 7, 2, false, 1),
        (0, 7, 0, false, 1),
        (9, 0, 0, true, 1),
    ] {
        let rule = orders(count, is_descending);
        let expected = ((1..=expected).collect(), more);
        assert_eq!(partition_page(&rule, None, limit).await, expected, "{limit} of {count}");
        assert_eq!(rule.num_calls(), requests, "{limit} of {count}");
    }
}

#[tokio::test]
async fn a_page_of_a_partition_begins_after_the_last_item_of_the_page_before() {
    let rule = orders(9, is_descending);
    assert_eq!(partition_page(&rule, Some(2), 4).await, (vec![3, 4, 5, 6], true));
    assert_eq!(partition_page(&rule, Some(6), 4).await, (vec![7, 8, 9], false));
}

#[tokio::test]
async fn a_partition_whose_key_is_too_long_is_empty() {
    let rule = orders(9, |_| true);
    let partition = OrderRow::partition("x".repeat(2049));
    let page: Page<Order> = table(&rule).query_page(&partition, None, 5).await.unwrap();
    assert_eq!(page, Page { items: vec![], more: false });
    assert_eq!(rule.num_calls(), 0);
}

#[tokio::test]
async fn a_page_of_an_index_begins_after_an_item_with_its_value_of_the_sort_key() {
    let rule = orders(9, |request| {
        let start = request.exclusive_start_key().unwrap();
        request.index_name() == Some("GSI1")
            && request.scan_index_forward() == Some(true)
            && request.limit() == Some(3)
            && request.expression_attribute_names().unwrap()["#partition"] == "GSI1PK"
            && request.expression_attribute_values().unwrap()[":partition"] == text("CONFIRMED")
            && start.len() == 4
            && start["PK"] == text("u-1")
            && start["SK"] == text("4")
            && start["GSI1PK"] == text("CONFIRMED")
            && start["GSI1SK"] == text("2026-11-21")
    });
    let key = OrderRow::key("u-1", 4);
    let after = Some((&key, "2026-11-21"));
    let wanted = IndexPage { after, limit: Some(2), ..IndexPage::default() };
    let page: Page<Order> = table(&rule).find::<GSI1, _>("CONFIRMED", &wanted).await.unwrap();
    assert_eq!((numbers(&page), page.more), (vec![5, 6], true));
}

#[tokio::test]
async fn a_page_of_an_index_can_have_the_last_item_first() {
    let rule = orders(2, |request| {
        let start = request.exclusive_start_key();
        request.scan_index_forward() == Some(false)
            && start.is_none_or(|start| start.len() == 3 && start["Listing"] == text("all"))
    });
    let newest = IndexPage { last_first: true, ..IndexPage::default() };
    let page: Page<Order> = table(&rule).find::<AllOrders, _>("all", &newest).await.unwrap();
    assert_eq!((numbers(&page), page.more), (vec![1, 2], false));
    let key = OrderRow::key("u-1", 1);
    let rest = IndexPage { after: Some((&key, "1")), ..newest };
    let page: Page<Order> = table(&rule).find::<AllOrders, _>("all", &rest).await.unwrap();
    assert_eq!((numbers(&page), page.more), (vec![2], false));
}

#[tokio::test]
async fn a_page_of_an_index_is_one_request() {
    let rule = orders(9, |_| true);
    let large = IndexPage { limit: Some(8), ..IndexPage::default() };
    let page: Page<Order> = table(&rule).find::<AllOrders, _>("all", &large).await.unwrap();
    assert_eq!((numbers(&page), page.more, rule.num_calls()), (vec![1, 2, 3], true, 1));
}
