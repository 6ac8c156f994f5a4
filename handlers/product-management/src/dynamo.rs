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

use std::collections::HashMap;

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
    dynamo::{Item, Outcome, Transaction, from_item, key, to_item},
};
use serde::{Deserialize, Serialize};

use crate::{
    events::Recorded,
    ports::{Noted, Page, Products, Wanted},
    product::{Bracket, Details, Product, ProductId},
    stamp::Stamp,
};

/// Value of `Catalogue`.
const ALL: &str = "all";

/// The service's table.
pub struct DynamoProducts {
    client: Client,
    table: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ProductItem {
    #[serde(rename = "PK")]
    pk: String,
    #[serde(rename = "SK")]
    sk: String,
    r#type: String,
    catalogue: String,
    product_id: String,
    name: String,
    price: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    category: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    image_file: Option<String>,
    stock_level: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    brackets: Option<Vec<BracketItem>>,
    version: u64,
    correlation_id: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BracketItem {
    quantity: u32,
    price: Money,
}

#[derive(Debug, thiserror::Error)]
#[error("the id `{0}` of a stored product is not one")]
struct BadItem(String);

impl ProductItem {
    fn new(product: &Product, context: &Context) -> Self {
        let details = product.details.clone();
        Self {
            pk: partition(&product.id),
            sk: "PRODUCT".to_owned(),
            r#type: "Product".to_owned(),
            catalogue: ALL.to_owned(),
            product_id: product.id.to_string(),
            name: details.name,
            price: Money(details.price),
            category: details.category,
            description: details.description,
            image_file: details.image_file,
            stock_level: product.stock_level,
            brackets: product.brackets.as_deref().map(bracket_items),
            version: product.version,
            correlation_id: context.correlation_id.clone(),
        }
    }

    fn into_product(self) -> Result<Product, BadItem> {
        let bracket = |it: BracketItem| Bracket { quantity: it.quantity, price: it.price.0 };
        Ok(Product {
            id: ProductId::parse(&self.product_id).ok_or(BadItem(self.product_id))?,
            details: Details {
                name: self.name,
                price: self.price.0,
                category: self.category,
                description: self.description,
                image_file: self.image_file,
            },
            stock_level: self.stock_level,
            brackets: self.brackets.map(|brackets| brackets.into_iter().map(bracket).collect()),
            version: self.version,
        })
    }
}

fn bracket_items(brackets: &[Bracket]) -> Vec<BracketItem> {
    brackets
        .iter()
        .map(|it| BracketItem { quantity: it.quantity, price: Money(it.price) })
        .collect()
}

fn read(item: Item) -> Result<Product> {
    Ok(from_item::<ProductItem>(item)?.into_product()?)
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
    use super::*;
    use crate::samples::{bracket, details, plain};

    #[test]
    fn a_product_is_read_as_it_was_written() {
        let full = Product {
            brackets: Some(vec![bracket(5, "3.33"), bracket(10, "3.15")]),
            stock_level: 7,
            ..Product::new(details()).unwrap()
        };
        for product in [plain("Latte", "4.99"), full] {
            let item = to_item(&ProductItem::new(&product, &Context::new())).unwrap();
            assert_eq!(read(item).unwrap(), product);
        }
    }

    #[test]
    fn prices_are_exact_numbers() {
        let product = plain("Latte", "1000000");
        let item = to_item(&ProductItem::new(&product, &Context::new())).unwrap();
        assert_eq!(item["Price"], AttributeValue::N("1000000".to_owned()));
        let product = plain("Latte", "12.99");
        let item = to_item(&ProductItem::new(&product, &Context::new())).unwrap();
        assert_eq!(item["Price"], AttributeValue::N("12.99".to_owned()));
    }

    #[test]
    fn a_product_without_category_is_in_no_category() {
        let item = to_item(&ProductItem::new(&plain("Latte", "1"), &Context::new())).unwrap();
        assert!(!item.contains_key("Category"));
        assert_eq!(item["Catalogue"], text("all"));
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
