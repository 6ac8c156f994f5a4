//! Reading orders from DynamoDB.

use contracts::{
    Find, Function, Get, May, QueryItems,
    order::{AllOrders as AllOrdersIndex, GSI1, NumberRow, OrderRow, PriceRow},
};
use futures_util::future::try_join_all;
use platform::{
    Failure, Result,
    dynamo::{IndexPage, Item, Page, from_item},
};
use serde::{Deserialize, de::IgnoredAny};

use super::{
    DynamoOrders,
    item::{CONFIRMED, SHARDS, StoredOrder, listing, unfinished},
};
use crate::{
    order::Order,
    page_token::LastOrder,
    ports::reading::{
        AllOrders, ConfirmedOrders, HealthCheck, OrderLookup, Owners, UnfinishedOrder,
        UnfinishedOrders, UserOrders,
    },
};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct NumberItem {
    user_id: String,
}

impl<F: Function + May<Get<OrderRow>>> OrderLookup for DynamoOrders<F> {
    async fn order(&self, user_id: &str, order_number: &str) -> Result<Option<Order>> {
        let stored: Option<StoredOrder> = self.0.get(&OrderRow::key(user_id, order_number)).await?;
        Ok(stored.map(StoredOrder::into_order).transpose()?)
    }
}

impl<F: Function + May<Get<NumberRow>>> Owners for DynamoOrders<F> {
    async fn owner(&self, order_number: &str) -> Result<Option<String>> {
        let item: Option<NumberItem> = self.0.get(&NumberRow::key(order_number)).await?;
        Ok(item.map(|item| item.user_id))
    }
}

impl<F: Function + May<QueryItems<OrderRow>>> UserOrders for DynamoOrders<F> {
    async fn orders_of(
        &self,
        user_id: &str,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Page<Order>> {
        let after = after.map(|number| OrderRow::key(user_id, number));
        let partition = OrderRow::partition(user_id);
        orders(self.0.query_page(&partition, after.as_ref(), limit).await?)
    }
}

impl<F: Function + May<Find<GSI1>>> ConfirmedOrders for DynamoOrders<F> {
    async fn confirmed(&self, after: Option<&LastOrder>, limit: u32) -> Result<Page<Order>> {
        let key = after.map(|last| OrderRow::key(&last.user_id, &last.order_number));
        let after = key.as_ref().map(|key| (key, key.sort()));
        let page = IndexPage { after, limit: Some(limit), last_first: false };
        orders(self.0.find::<GSI1, _>(CONFIRMED, &page).await?)
    }
}

impl<F: Function + May<Find<GSI1>>> UnfinishedOrders for DynamoOrders<F> {
    fn partitions(&self) -> Vec<u32> {
        (0..SHARDS).collect()
    }

    async fn oldest_unfinished(
        &self,
        partition: u32,
        limit: u32,
    ) -> Result<Vec<Result<UnfinishedOrder>>> {
        let page = IndexPage { limit: Some(limit), ..IndexPage::default() };
        let page = self.0.find_items::<GSI1>(&unfinished(partition), &page).await?;
        Ok(page.items.into_iter().map(unfinished_order).collect())
    }
}

fn unfinished_order(item: Item) -> Result<UnfinishedOrder> {
    let number = item.get("SK").and_then(|number| number.as_s().ok()).cloned();
    let read = || {
        let stored: StoredOrder = from_item(item)?;
        let context = stored.context();
        Ok(UnfinishedOrder { order: stored.into_order()?, context })
    };
    read().map_err(|failure: Failure| {
        let number = number.unwrap_or_default();
        Failure::failed(format!("failed to read order `{number}`: {failure:?}"))
    })
}

impl<F: Function + May<Find<AllOrdersIndex>>> AllOrders for DynamoOrders<F> {
    async fn all(&self, after: Option<&LastOrder>, limit: u32) -> Result<Page<Order>> {
        // A query may begin after the key of an item that is in another partition.
        let key = after.map(|last| OrderRow::key(&last.user_id, &last.order_number));
        let after = key.as_ref().map(|key| (key, key.sort()));
        let find = async |shard: u32| {
            let page = IndexPage { after, limit: Some(limit), last_first: true };
            orders(self.0.find::<AllOrdersIndex, _>(&listing(shard), &page).await?)
        };
        let pages = try_join_all((0..SHARDS).map(find)).await?;
        Ok(merge(pages, limit as usize))
    }
}

impl<F: Function + May<Get<PriceRow>>> HealthCheck for DynamoOrders<F> {
    async fn check(&self) -> Result {
        let _: Option<IgnoredAny> = self.0.get(&PriceRow::key("health")).await?;
        Ok(())
    }
}

fn orders(page: Page<StoredOrder>) -> Result<Page<Order>> {
    let items = page.items.into_iter().map(StoredOrder::into_order).collect::<Result<_, _>>()?;
    Ok(Page { items, more: page.more })
}

/// One page of the first pages of several partitions, the last number first.
fn merge(pages: Vec<Page<Order>>, limit: usize) -> Page<Order> {
    // A partition that has more may have them directly after its last order.
    let read_until = pages
        .iter()
        .filter(|page| page.more)
        .filter_map(|page| page.items.last())
        .map(|order| order.number.clone())
        .max();
    let mut more = read_until.is_some();
    let mut items: Vec<_> = pages.into_iter().flat_map(|page| page.items).collect();
    items.sort_by(|one, other| other.number.cmp(&one.number));
    items.retain(|order| read_until.as_ref().is_none_or(|number| order.number >= *number));
    more |= items.len() > limit;
    items.truncate(limit);
    Page { items, more }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use aws_sdk_dynamodb::{
        Client,
        operation::{
            get_item::GetItemOutput,
            query::{QueryInput, QueryOutput},
        },
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::order::{
        GetHealth, GetOrder, ListAllOrders, ListConfirmedOrders, ListOrders, OrderStatus,
        RecoverOrders,
    };
    use platform::{
        Context,
        dynamo::{self, text},
    };
    use proptest::{collection::btree_set, prelude::*};

    use super::*;
    use crate::{dynamo::item::attributes, memory::samples, ports::reading::suite};

    fn context() -> Context {
        Context { correlation_id: "c-1".to_owned(), traceparent: None }
    }

    /// DynamoDB that finds two orders with an `expected` query.
    fn found(expected: impl Fn(&QueryInput) -> bool + Send + Sync + 'static) -> Rule {
        mock!(Client::query).match_requests(expected).then_output(|| {
            let items = [2, 3].map(|number| {
                let order = suite::order(number, "u-1", OrderStatus::Confirmed);
                attributes(&order, &context()).unwrap()
            });
            QueryOutput::builder().set_items(Some(items.to_vec())).build()
        })
    }

    fn orders<F: Function>(rule: &Rule) -> DynamoOrders<F> {
        DynamoOrders(dynamo::Table::mocked(rule))
    }

    fn last() -> LastOrder {
        LastOrder { user_id: "u-1".to_owned(), order_number: "o-1".to_owned() }
    }

    #[tokio::test]
    async fn the_orders_of_a_user_are_read_from_their_partition() {
        let rule = found(|query| {
            let start = query.exclusive_start_key().unwrap();
            query.index_name().is_none()
                && query.scan_index_forward() == Some(false)
                && query.expression_attribute_values().unwrap().values().any(|v| *v == text("u-7"))
                && (&start["PK"], &start["SK"]) == (&text("u-7"), &text("o-1"))
        });
        let page = orders::<ListOrders>(&rule).orders_of("u-7", Some("o-1"), 2).await.unwrap();
        assert_eq!((page.items.len(), page.more), (2, false));
    }

    #[tokio::test]
    async fn confirmed_orders_are_read_from_their_index() {
        let rule = found(|query| {
            let start = query.exclusive_start_key().unwrap();
            let names = ["PK", "SK", "GSI1PK", "GSI1SK"];
            query.index_name() == Some("GSI1")
                && query.scan_index_forward() != Some(false)
                && names.map(|name| start[name].as_s().unwrap().as_str())
                    == ["u-1", "o-1", "CONFIRMED", "o-1"]
        });
        let orders = orders::<ListConfirmedOrders>(&rule);
        let page = orders.confirmed(Some(&last()), 1).await.unwrap();
        assert_eq!(page.items, [suite::order(2, "u-1", OrderStatus::Confirmed)]);
        assert!(page.more);
    }

    #[tokio::test]
    async fn unfinished_orders_have_the_context_of_their_request() {
        let rule = found(|query| {
            let values = query.expression_attribute_values().unwrap();
            query.index_name() == Some("GSI1")
                && query.scan_index_forward() != Some(false)
                && values.values().any(|value| *value == text("UNFINISHED#15"))
        });
        let orders = orders::<RecoverOrders>(&rule);
        assert_eq!(orders.partitions().len(), 16);
        let found = orders.oldest_unfinished(15, 10).await.unwrap();
        let found: Vec<_> = found.into_iter().map(Result::unwrap).collect();
        assert_eq!(found[0].context, context());
        assert_eq!(found[1].order.number, "o-3");
    }

    #[tokio::test]
    async fn an_unfinished_order_that_cannot_be_read_does_not_hide_the_others() {
        let rule = mock!(Client::query).then_output(|| {
            let items = [2, 3, 4].map(|number| {
                let order = suite::order(number, "u-1", OrderStatus::Created);
                let mut item = attributes(&order, &context()).unwrap();
                item.insert("SK".to_owned(), text(&order.number));
                match number {
                    2 => drop(item.remove("items")),
                    3 => drop(item.insert("orderStatus".to_owned(), dynamo::number(9))),
                    _ => {}
                }
                item
            });
            QueryOutput::builder().set_items(Some(items.to_vec())).build()
        });
        let found = orders::<RecoverOrders>(&rule).oldest_unfinished(0, 10).await.unwrap();
        let [Err(first), Err(second), Ok(third)] = &found[..] else { panic!("{found:?}") };
        assert!(format!("{first:?}").contains("failed to read order `o-2`: "), "{first:?}");
        assert!(format!("{second:?}").contains("unknown status 9"), "{second:?}");
        assert_eq!(third.order.number, "o-4");
    }

    #[tokio::test]
    async fn all_orders_are_read_from_every_partition_of_their_index() {
        let rule = found(|query| {
            let start = query.exclusive_start_key().unwrap();
            query.index_name() == Some("AllOrders")
                && query.scan_index_forward() == Some(false)
                && start["Listing"].as_s().unwrap().starts_with("ORDERS#")
                && (&start["PK"], &start["SK"]) == (&text("u-1"), &text("o-1"))
        });
        let page = orders::<ListAllOrders>(&rule).all(Some(&last()), 100).await.unwrap();
        assert_eq!((rule.num_calls(), page.items.len()), (16, 32));
    }

    #[tokio::test]
    async fn the_owner_of_an_order_is_the_user_of_its_number() {
        let rule = mock!(Client::get_item)
            .match_requests(|request| request.key().unwrap()["PK"] == text("NUMBER#o-1"))
            .then_output(|| GetItemOutput::builder().item("UserId", text("u-1")).build());
        let owner = orders::<GetOrder>(&rule).owner("o-1").await.unwrap();
        assert_eq!(owner.as_deref(), Some("u-1"));
    }

    #[tokio::test]
    async fn a_table_that_responds_is_healthy() {
        let rule = mock!(Client::get_item).then_output(|| GetItemOutput::builder().build());
        assert!(orders::<GetHealth>(&rule).check().await.is_ok());
    }

    /// The number of an order, such as `o-007`.
    fn order(number: u8) -> Order {
        Order { number: format!("o-{number:03}"), ..samples::order() }
    }

    proptest! {
        #[test]
        fn merged_pages_miss_no_order_and_repeat_none(
            numbers in btree_set(any::<u8>(), 0..60),
            limit in 1_usize..8,
            short in 1_usize..8,
        ) {
            // Partitions may return fewer orders than requested.
            let read = |partition: u8, before: Option<&String>| {
                let items: Vec<_> = numbers
                    .iter()
                    .rev()
                    .filter(|number| *number % 3 == partition)
                    .map(|number| order(*number))
                    .filter(|order| before.is_none_or(|before| order.number < *before))
                    .collect();
                let size = if partition == 0 { limit.min(short) } else { limit };
                let more = items.len() > size;
                Page { items: items.into_iter().take(size).collect(), more }
            };
            let mut found: Vec<Order> = Vec::new();
            loop {
                let before = found.last().map(|order| order.number.clone());
                let pages = (0..3).map(|partition| read(partition, before.as_ref())).collect();
                let page = merge(pages, limit);
                prop_assert!(page.items.len() <= limit);
                prop_assert!(!page.more || !page.items.is_empty());
                found.extend(page.items);
                if !page.more {
                    break;
                }
            }
            let expected: Vec<_> = numbers.iter().rev().map(|number| order(*number)).collect();
            prop_assert_eq!(&found, &expected);
            let different: BTreeSet<_> = found.iter().map(|order| &order.number).collect();
            prop_assert_eq!(different.len(), numbers.len());
        }
    }
}
