//! The products in DynamoDB.
//!
//! | item | `PK` | `SK` | written by |
//! |---|---|---|---|
//! | product | `PRODUCT#{id}` | `PRODUCT` | create-, update-, delete-product, seed; stock and brackets by handle-stock-updated and handle-pricing-calculated |
//! | event to publish | `PRODUCT#{id}` | `OUTBOX#{uuid}` | create-, update-, delete-product, seed; read from the stream by publish-events |
//!
//! | index | keys | holds | read by |
//! |---|---|---|---|
//! | none | `PK`, `SK` | everything | get-, create-, update-product, seed: one product, as it is now |
//! | `Catalogue` | `Catalogue` (always `all`), `PK` | products | list-products: all |
//! | `Category` | `Category`, `PK` | products that have one | list-products: a category |
//!
//! Only products have the attributes `Catalogue` and `Category`, so that the indexes hold no row of
//! the outbox. Stock level and brackets are on the product's item: a product or a page of the list
//! is one request. The whole catalogue being one partition of an index limits it to some 1000
//! changes and 3000 pages of 4 KB a second.
//!
//! Administrators count their changes in `Version`, and each change insists on the one it has seen.
//! What other services tell has nothing to do with that: `StockStamp` and `BracketsStamp` say what
//! the values are of, and an older event changes nothing. Nothing else is needed to handle an event
//! once: the same event again is not newer than itself.

mod item;

use std::collections::HashMap;

use self::item::{ALL, ProductItem, bracket_items, read};
use crate::{
    events::Recorded,
    ports::{Noted, Page, Products, Wanted},
    product::{Bracket, Product, ProductId},
    stamp::Stamp,
};
use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    operation::update_item::UpdateItemError,
    types::{
        AttributeValue, Delete, ReturnValuesOnConditionCheckFailure, Update,
        builders::UpdateBuilder,
    },
};
use contracts::{Capability, Money, Rights, Table};
use platform::{
    Context, Recording, Result,
    dynamo::{Item, Outcome, Transaction, key, to_item},
};

/// The service's table.
pub struct DynamoProducts {
    client: Client,
    table: String,
}

fn partition(id: &ProductId) -> String {
    format!("PRODUCT#{id}")
}

fn product_key(id: &ProductId) -> Item {
    key(partition(id), "PRODUCT")
}

fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

fn number(value: u64) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

impl DynamoProducts {
    pub fn new<R: Rights>(aws: &SdkConfig, table: &Table<R>) -> Self {
        Self { client: Client::new(aws), table: table.value().clone() }
    }

    fn transaction(&self) -> Transaction<'_> {
        Transaction::new(&self.client, &self.table)
    }

    /// Sets `attribute` to what an event told, unless it was told of something newer.
    async fn note(
        &self,
        id: &ProductId,
        attribute: &str,
        value: AttributeValue,
        stamp: &Stamp,
    ) -> Result<Noted> {
        let noted = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(product_key(id)))
            .update_expression("SET #value = :value, #stamp = :stamp")
            .condition_expression(
                "attribute_exists(PK) AND (attribute_not_exists(#stamp) OR #stamp < :stamp)",
            )
            .expression_attribute_names("#value", attribute)
            .expression_attribute_names("#stamp", format!("{attribute}Stamp"))
            .expression_attribute_values(":value", value)
            .expression_attribute_values(":stamp", text(stamp.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match Box::pin(noted.send()).await {
            Ok(_) => Ok(Noted::Kept),
            Err(error) => match error.as_service_error() {
                Some(UpdateItemError::ConditionalCheckFailedException(refusal)) => {
                    Ok(if refusal.item().is_some() { Noted::Stale } else { Noted::Unknown })
                }
                _ => Err(error.into()),
            },
        }
    }
}

impl Products for DynamoProducts {
    async fn product(&self, id: &ProductId) -> Result<Option<Product>> {
        let request = self.client.get_item().table_name(&self.table);
        let request = request.set_key(Some(product_key(id))).consistent_read(true);
        Box::pin(request.send()).await?.item.map(read).transpose()
    }

    async fn page(&self, wanted: &Wanted) -> Result<Page> {
        let (index, value) = match &wanted.category {
            Some(category) => ("Category", category.as_str()),
            None => ("Catalogue", ALL),
        };
        let start = wanted.after.as_ref().map(|id| {
            let mut start = product_key(id);
            start.insert(index.to_owned(), text(value));
            start
        });
        // One more than wanted tells whether there is more.
        let limit = wanted.limit.map(|limit| i32::try_from(limit).unwrap_or(i32::MAX - 1) + 1);
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(index)
            .key_condition_expression("#index = :value")
            .expression_attribute_names("#index", index)
            .expression_attribute_values(":value", text(value))
            .set_exclusive_start_key(start)
            .set_limit(limit);
        let output = Box::pin(request.send()).await?;
        let mut items = output.items.unwrap_or_default();
        let wanted = wanted.limit.map_or(usize::MAX, |limit| limit as usize);
        let more = items.len() > wanted || output.last_evaluated_key.is_some();
        items.truncate(wanted);
        Ok(Page { products: items.into_iter().map(read).collect::<Result<_>>()?, more })
    }

    async fn add(&self, product: &Product, event: &Recorded, context: &Context) -> Result<bool> {
        let outcome = self
            .transaction()
            .put_new(to_item(&ProductItem::new(product, context))?)
            .record(&Recording::new(partition(&product.id), event, context)?)
            .commit()
            .await?;
        Ok(outcome == Outcome::Committed)
    }

    async fn replace(&self, after: &Product, event: &Recorded, context: &Context) -> Result<bool> {
        let outcome = self
            .transaction()
            .update(update_details(after, context)?)
            .record(&Recording::new(partition(&after.id), event, context)?)
            .commit()
            .await?;
        Ok(outcome == Outcome::Committed)
    }

    async fn remove(&self, id: &ProductId, event: &Recorded, context: &Context) -> Result {
        self.transaction()
            .delete(Delete::builder().set_key(Some(product_key(id))))
            .record(&Recording::new(partition(id), event, context)?)
            .commit()
            .await?;
        Ok(())
    }

    async fn note_stock(&self, id: &ProductId, level: u64, stamp: &Stamp) -> Result<Noted> {
        self.note(id, "StockLevel", number(level), stamp).await
    }

    async fn note_brackets(
        &self,
        id: &ProductId,
        brackets: &[Bracket],
        stamp: &Stamp,
    ) -> Result<Noted> {
        let value = serde_dynamo::to_attribute_value(bracket_items(brackets))?;
        self.note(id, "Brackets", value, stamp).await
    }
}

/// Writes what an administrator says and nothing else: stock and brackets may change meanwhile.
fn update_details(after: &Product, context: &Context) -> Result<UpdateBuilder> {
    let details = &after.details;
    let price = serde_dynamo::to_attribute_value(Money(details.price))?;
    let optional = |value: &Option<String>| value.clone().map(AttributeValue::S);
    let attributes = [
        ("Name", Some(text(&details.name))),
        ("Price", Some(price)),
        ("Category", optional(&details.category)),
        ("Description", optional(&details.description)),
        ("ImageFile", optional(&details.image_file)),
        ("Version", Some(number(after.version))),
        ("CorrelationId", Some(text(&context.correlation_id))),
    ];
    let (mut set, mut remove) = (Vec::new(), Vec::new());
    let mut names = HashMap::new();
    let mut values = HashMap::from([(":before".to_owned(), number(after.version - 1))]);
    for (name, value) in attributes {
        names.insert(format!("#{name}"), name.to_owned());
        match value {
            Some(value) => {
                set.push(format!("#{name} = :{name}"));
                values.insert(format!(":{name}"), value);
            }
            None => remove.push(format!("#{name}")),
        }
    }
    let mut clauses = vec![format!("SET {}", set.join(", "))];
    if !remove.is_empty() {
        clauses.push(format!("REMOVE {}", remove.join(", ")));
    }
    Ok(Update::builder()
        .set_key(Some(product_key(&after.id)))
        .update_expression(clauses.join(" "))
        .condition_expression("#Version = :before")
        .set_expression_attribute_names(Some(names))
        .set_expression_attribute_values(Some(values)))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Config,
        config::{BehaviorVersion, Credentials, Region},
        operation::{get_item::GetItemOutput, query::QueryOutput, update_item::UpdateItemOutput},
        types::error::ConditionalCheckFailedException,
    };
    use aws_smithy_mocks::{
        MockResponseInterceptor, Rule, RuleMode, create_mock_http_client, mock,
    };

    use super::*;
    use crate::samples::plain;

    /// A table that answers as `rule` says.
    fn products(rule: &Rule) -> DynamoProducts {
        let answers = MockResponseInterceptor::new().rule_mode(RuleMode::MatchAny).with_rule(rule);
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("us-east-1"))
            .credentials_provider(Credentials::new("id", "key", None, None, "test"))
            .http_client(create_mock_http_client())
            .interceptor(answers);
        DynamoProducts { client: Client::from_conf(config.build()), table: "t".to_owned() }
    }

    fn item(product: &Product) -> Item {
        to_item(&ProductItem::new(product, &Context::new())).unwrap()
    }

    #[tokio::test]
    async fn a_product_is_one_request() {
        let rule = mock!(Client::get_item)
            .match_requests(|request| {
                request.consistent_read() == Some(true)
                    && request.key().unwrap()["PK"] == text("PRODUCT#LATTE")
            })
            .then_output(|| {
                GetItemOutput::builder().set_item(Some(item(&plain("Latte", "4.99")))).build()
            });
        let latte = plain("Latte", "4.99");
        let found = products(&rule).product(&latte.id).await.unwrap();
        assert_eq!((found, rule.num_calls()), (Some(latte), 1));
    }

    /// A page of what is wanted when the index has these products, and how many requests it took.
    async fn page(wanted: &Wanted, names: &'static [&'static str], cut: bool) -> (Page, usize) {
        let rule = mock!(Client::query).then_output(move || {
            let items = names.iter().map(|name| item(&plain(name, "4.99"))).collect();
            let last = cut.then(|| key("PRODUCT#X", "PRODUCT"));
            QueryOutput::builder().set_items(Some(items)).set_last_evaluated_key(last).build()
        });
        (products(&rule).page(wanted).await.unwrap(), rule.num_calls())
    }

    #[tokio::test]
    async fn a_page_is_one_request_whatever_there_is_more() {
        let two = Wanted { limit: Some(2), ..Wanted::default() };
        for (wanted, names, cut, length, more) in [
            (&two, &["aaaa", "bbbb"][..], false, 2, false),
            (&two, &["aaaa", "bbbb", "cccc"], true, 2, true),
            (&two, &["aaaa"], true, 1, true),
            (&Wanted::default(), &["aaaa", "bbbb", "cccc"], false, 3, false),
            (&Wanted::default(), &["aaaa", "bbbb", "cccc"], true, 3, true),
        ] {
            let (page, requests) = page(wanted, names, cut).await;
            assert_eq!((page.products.len(), page.more, requests), (length, more, 1));
        }
    }

    #[tokio::test]
    async fn a_page_begins_after_the_one_before() {
        let rule = mock!(Client::query)
            .match_requests(|request| {
                let start = request.exclusive_start_key().unwrap();
                request.index_name() == Some("Category")
                    && request.limit() == Some(6)
                    && start["PK"] == text("PRODUCT#LATTE")
                    && start["SK"] == text("PRODUCT")
                    && start["Category"] == text("coffee")
            })
            .then_output(|| QueryOutput::builder().build());
        let wanted = Wanted {
            category: Some("coffee".to_owned()),
            after: ProductId::parse("LATTE"),
            limit: Some(5),
        };
        let page = products(&rule).page(&wanted).await.unwrap();
        assert_eq!(page, Page { products: Vec::new(), more: false });
    }

    async fn note(rule: &Rule) -> Noted {
        let now = jiff::Timestamp::UNIX_EPOCH;
        let stamp = Stamp::new(now, "e-1", now).unwrap();
        products(rule).note_stock(&plain("Latte", "1").id, 7, &stamp).await.unwrap()
    }

    fn refusal(old: Option<Item>) -> UpdateItemError {
        let refusal = ConditionalCheckFailedException::builder().set_item(old).build();
        UpdateItemError::ConditionalCheckFailedException(refusal)
    }

    #[tokio::test]
    async fn what_others_tell_is_one_request_and_its_refusal_is_understood() {
        let rule = mock!(Client::update_item)
            .match_requests(|request| {
                let values = request.expression_attribute_values().unwrap();
                values[":value"] == number(7)
                    && values[":stamp"] == text("1970-01-01T00:00:00.000000000Z#e-1")
            })
            .then_output(|| UpdateItemOutput::builder().build());
        assert_eq!((note(&rule).await, rule.num_calls()), (Noted::Kept, 1));
        let rule =
            mock!(Client::update_item).then_error(|| refusal(Some(item(&plain("Latte", "1")))));
        assert_eq!(note(&rule).await, Noted::Stale);
        let rule = mock!(Client::update_item).then_error(|| refusal(None));
        assert_eq!(note(&rule).await, Noted::Unknown);
    }

    #[test]
    fn a_change_sets_what_there_is_removes_the_rest_and_insists_on_the_version() {
        let mut product = plain("Latte", "4.99");
        product.version = 3;
        let update = update_details(&product, &Context::new()).unwrap();
        let update = update.table_name("t").build().unwrap();
        assert_eq!(
            update.update_expression(),
            "SET #Name = :Name, #Price = :Price, #Version = :Version, \
             #CorrelationId = :CorrelationId REMOVE #Category, #Description, #ImageFile"
        );
        assert_eq!(update.condition_expression(), Some("#Version = :before"));
        let values = update.expression_attribute_values().unwrap();
        assert_eq!((&values[":before"], &values[":Version"]), (&number(2), &number(3)));
    }
}
