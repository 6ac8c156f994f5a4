//! The products in DynamoDB.
//!
//! | row | `PK` | `SK` | written by |
//! |---|---|---|---|
//! | `ProductRow` | `PRODUCT#{product_id}` | `PRODUCT` | create-, update-, delete-product, seed; stock level and brackets by handle-stock-updated and handle-pricing-calculated |
//! | `Outbox` | `OUTBOX#PRODUCT#{product_id}` | `{message id}` | create-, update-, delete-product, seed; published from the stream by publish-events |
//!
//! | index | keys | items | read by |
//! |---|---|---|---|
//! | none | `PK`, `SK` | all | get-, create-, update-product, seed: one product, as it is now |
//! | `Catalogue` | `Catalogue` (always `all`), `PK` | products | list-products: all |
//! | `Category` | `Category`, `PK` | products with a category | list-products: a category |
//!
//! Only products have the attributes `Catalogue` and `Category`, so that the indexes contain no
//! outbox messages. Stock level and brackets are on the product's item: a product or a page of the
//! list is one request. The whole catalogue is one partition of an index, which limits it to some
//! 1000 changes and 3000 pages of 4 KB a second.
//!
//! `Version` is for optimistic locking of the details: a change requires the version that it was made
//! from. Stock level and brackets are independent of it: `StockLevelRevision` is the level's revision
//! in inventory, `BracketsStamp` names the event that the brackets are from, and an older event changes
//! nothing. This also makes events idempotent: an event is not newer than itself.

mod item;

use aws_sdk_dynamodb::types::{
    AttributeValue,
    builders::{DeleteBuilder, UpdateBuilder},
};
use contracts::{
    Delete, Find, Function, Get, May, Outbox, Put, Update,
    product_management::{Catalogue, Category, ProductRow, Products as Table},
};
use platform::{
    Context, OutboxMessage, Result, Stamp,
    dynamo::{self, IndexPage, Outcome, Written, number, text},
};

use self::item::{ALL, ProductItem, attributes, bracket_items};
use crate::{
    events::PrivateEvent,
    ports::{
        Applied, InboundValues, ListQuery, NewProducts, Page, ProductChanges, ProductPages,
        ProductRemovals, Products,
    },
    product::{Bracket, Product, ProductId},
    stock_level::StockLevel,
};

/// What `update-product` writes. It leaves stock level and brackets alone, which may change at the
/// same time.
const DETAILS: [&str; 7] =
    ["Name", "Price", "Category", "Description", "ImageFile", "Version", "CorrelationId"];

/// The table of the products.
pub struct DynamoProducts<F>(pub dynamo::Table<F, Table>);

impl<F: Function + May<Get<ProductRow>>> Products for DynamoProducts<F> {
    async fn product(&self, id: &ProductId) -> Result<Option<Product>> {
        let item: Option<ProductItem> = self.0.get(&ProductRow::key(id)).await?;
        Ok(item.map(ProductItem::into_product).transpose()?)
    }
}

impl<F> ProductPages for DynamoProducts<F>
where
    F: Function + May<Find<Catalogue>> + May<Find<Category>>,
{
    async fn page(&self, query: &ListQuery) -> Result<Page> {
        let after = query.after.as_ref().map(ProductRow::key);
        let after = after.as_ref().map(|key| (key, key.partition()));
        let wanted = IndexPage { after, limit: query.limit, ..IndexPage::default() };
        let page: dynamo::Page<ProductItem> = match &query.category {
            Some(category) => self.0.find::<Category, _>(category, &wanted).await?,
            None => self.0.find::<Catalogue, _>(ALL, &wanted).await?,
        };
        let products = page.items.into_iter().map(ProductItem::into_product);
        Ok(Page { products: products.collect::<Result<_, _>>()?, more: page.more })
    }
}

impl<F> NewProducts for DynamoProducts<F>
where
    F: Function + May<Put<ProductRow>> + May<Put<Outbox<Table>>>,
{
    async fn add(
        &self,
        product: &Product,
        event: &PrivateEvent,
        context: &Context,
    ) -> Result<bool> {
        let key = ProductRow::key(&product.id);
        let transaction = self.0.transaction().put_new(&key, attributes(product, context)?);
        let message = OutboxMessage::about(&key, event, context)?;
        Ok(transaction.enqueue(&message).commit().await? == Outcome::Committed)
    }
}

impl<F> ProductChanges for DynamoProducts<F>
where
    F: Function + May<Update<ProductRow>> + May<Put<Outbox<Table>>>,
{
    async fn replace(
        &self,
        after: &Product,
        event: &PrivateEvent,
        context: &Context,
    ) -> Result<bool> {
        let key = ProductRow::key(&after.id);
        let transaction = self.0.transaction().update(&key, update_details(after, context)?);
        let message = OutboxMessage::about(&key, event, context)?;
        Ok(transaction.enqueue(&message).commit().await? == Outcome::Committed)
    }
}

impl<F> ProductRemovals for DynamoProducts<F>
where
    F: Function + May<Delete<ProductRow>> + May<Put<Outbox<Table>>>,
{
    async fn remove(&self, id: &ProductId, event: &PrivateEvent, context: &Context) -> Result {
        let key = ProductRow::key(id);
        let transaction = self.0.transaction().delete(&key, DeleteBuilder::default());
        transaction.enqueue(&OutboxMessage::about(&key, event, context)?).commit().await?;
        Ok(())
    }
}

impl<F: Function + May<Update<ProductRow>>> InboundValues for DynamoProducts<F> {
    async fn apply_stock(&self, id: &ProductId, level: StockLevel) -> Result<Applied> {
        let update = set("StockLevel", number(level.units));
        let update = match level.revision {
            Some(revision) => if_newer(update, "StockLevelRevision", number(revision)),
            None => update,
        };
        self.apply(id, update).await
    }

    async fn apply_brackets(
        &self,
        id: &ProductId,
        brackets: &[Bracket],
        stamp: &Stamp,
    ) -> Result<Applied> {
        let value = serde_dynamo::to_attribute_value(bracket_items(brackets))?;
        let update = set("Brackets", value);
        self.apply(id, if_newer(update, "BracketsStamp", text(stamp.as_str()))).await
    }
}

impl<F: Function + May<Update<ProductRow>>> DynamoProducts<F> {
    /// Applies the value of an event.
    async fn apply(&self, id: &ProductId, update: UpdateBuilder) -> Result<Applied> {
        Ok(match self.0.update(&ProductRow::key(id), update).await? {
            Written::Done => Applied::Done,
            Written::Refused { exists: true } => Applied::Stale,
            Written::Refused { exists: false } => Applied::UnknownProduct,
        })
    }
}

/// Sets an attribute of an existing product.
fn set(attribute: &str, value: AttributeValue) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET #value = :value")
        .condition_expression("attribute_exists(PK)")
        .expression_attribute_names("#value", attribute)
        .expression_attribute_values(":value", value)
}

/// The same, on the condition that `version` is greater than the attribute `name`, which it becomes.
fn if_newer(update: UpdateBuilder, name: &str, version: AttributeValue) -> UpdateBuilder {
    update
        .update_expression("SET #value = :value, #version = :version")
        .condition_expression(
            "attribute_exists(PK) AND (attribute_not_exists(#version) OR #version < :version)",
        )
        .expression_attribute_names("#version", name)
        .expression_attribute_values(":version", version)
}

/// Sets the [`DETAILS`] that the product has and removes the others, on the condition that the
/// stored version is the one before.
fn update_details(after: &Product, context: &Context) -> Result<UpdateBuilder> {
    let mut attributes = attributes(after, context)?;
    let (mut set, mut remove) = (Vec::new(), Vec::new());
    let mut update = UpdateBuilder::default()
        .condition_expression("#Version = :before")
        .expression_attribute_values(":before", number(after.version - 1));
    for name in DETAILS {
        update = update.expression_attribute_names(format!("#{name}"), name);
        match attributes.remove(name) {
            Some(value) => {
                set.push(format!("#{name} = :{name}"));
                update = update.expression_attribute_values(format!(":{name}"), value);
            }
            None => remove.push(format!("#{name}")),
        }
    }
    let mut clauses = vec![format!("SET {}", set.join(", "))];
    if !remove.is_empty() {
        clauses.push(format!("REMOVE {}", remove.join(", ")));
    }
    Ok(update.update_expression(clauses.join(" ")))
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::{
        Client,
        operation::{
            get_item::GetItemOutput,
            query::QueryOutput,
            update_item::{UpdateItemError, UpdateItemOutput},
        },
        types::error::ConditionalCheckFailedException,
    };
    use aws_smithy_mocks::{Rule, mock};
    use contracts::product_management::{GetProduct, HandleStockUpdated, ListProducts};
    use platform::dynamo::Item;

    use super::*;
    use crate::samples::plain;

    /// The table as `F` may use it, which responds as `rule` says.
    fn products<F: Function>(rule: &Rule) -> DynamoProducts<F> {
        DynamoProducts(dynamo::Table::mocked(rule))
    }

    fn item(product: &Product) -> Item {
        attributes(product, &Context::new()).unwrap()
    }

    #[tokio::test]
    async fn reading_a_product_is_one_request() {
        let rule = mock!(Client::get_item)
            .match_requests(|request| {
                request.consistent_read() == Some(true)
                    && request.key().unwrap()["PK"] == text("PRODUCT#LATTE")
            })
            .then_output(|| {
                GetItemOutput::builder().set_item(Some(item(&plain("Latte", "4.99")))).build()
            });
        let latte = plain("Latte", "4.99");
        let found = products::<GetProduct>(&rule).product(&latte.id).await.unwrap();
        assert_eq!((found, rule.num_calls()), (Some(latte), 1));
    }

    /// A page if the index has products with these names, and the number of requests it takes.
    async fn page(query: &ListQuery, names: &'static [&'static str], cut: bool) -> (Page, usize) {
        let rule = mock!(Client::query).then_output(move || {
            let items = names.iter().map(|name| item(&plain(name, "4.99"))).collect();
            let last = cut.then(|| Item::from([("PK".to_owned(), text("PRODUCT#X"))]));
            QueryOutput::builder().set_items(Some(items)).set_last_evaluated_key(last).build()
        });
        (products::<ListProducts>(&rule).page(query).await.unwrap(), rule.num_calls())
    }

    #[tokio::test]
    async fn a_page_is_one_request_whether_there_are_more_products_or_not() {
        let all = ListQuery::default();
        let two = ListQuery { limit: Some(2), ..all.clone() };
        for (query, names, cut, length, more) in [
            (&two, &["aaaa", "bbbb"][..], false, 2, false),
            (&two, &["aaaa", "bbbb", "cccc"], true, 2, true),
            (&two, &["aaaa"], true, 1, true),
            (&all, &["aaaa", "bbbb", "cccc"], false, 3, false),
            (&all, &["aaaa", "bbbb", "cccc"], true, 3, true),
        ] {
            let (page, requests) = page(query, names, cut).await;
            assert_eq!((page.products.len(), page.more, requests), (length, more, 1));
        }
    }

    #[tokio::test]
    async fn a_page_begins_after_the_last_product_of_the_page_before() {
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
        let query = ListQuery {
            category: Some("coffee".to_owned()),
            after: ProductId::parse("LATTE"),
            limit: Some(5),
        };
        let page = products::<ListProducts>(&rule).page(&query).await.unwrap();
        assert_eq!(page, Page { products: Vec::new(), more: false });
    }

    async fn apply(rule: &Rule, revision: Option<u64>) -> Applied {
        let products = products::<HandleStockUpdated>(rule);
        let level = StockLevel { units: 7, revision };
        products.apply_stock(&plain("Latte", "1").id, level).await.unwrap()
    }

    fn refusal(old: Option<Item>) -> UpdateItemError {
        let refusal = ConditionalCheckFailedException::builder().set_item(old).build();
        UpdateItemError::ConditionalCheckFailedException(refusal)
    }

    #[tokio::test]
    async fn a_stock_level_is_applied_in_one_request_unless_stale_or_unknown() {
        let rule = mock!(Client::update_item)
            .match_requests(|request| {
                let names = request.expression_attribute_names().unwrap();
                let values = request.expression_attribute_values().unwrap();
                names["#value"] == "StockLevel"
                    && names["#version"] == "StockLevelRevision"
                    && values[":value"] == number(7)
                    && values[":version"] == number(3)
            })
            .then_output(|| UpdateItemOutput::builder().build());
        assert_eq!((apply(&rule, Some(3)).await, rule.num_calls()), (Applied::Done, 1));
        let rule =
            mock!(Client::update_item).then_error(|| refusal(Some(item(&plain("Latte", "1")))));
        assert_eq!(apply(&rule, Some(3)).await, Applied::Stale);
        let rule = mock!(Client::update_item).then_error(|| refusal(None));
        assert_eq!(apply(&rule, Some(3)).await, Applied::UnknownProduct);
    }

    #[tokio::test]
    async fn a_stock_level_without_revision_is_applied_to_any_product_that_exists() {
        let rule = mock!(Client::update_item)
            .match_requests(|request| {
                request.condition_expression() == Some("attribute_exists(PK)")
                    && request.update_expression() == Some("SET #value = :value")
            })
            .then_output(|| UpdateItemOutput::builder().build());
        assert_eq!(apply(&rule, None).await, Applied::Done);
    }

    #[test]
    fn an_update_sets_present_details_removes_absent_ones_and_requires_the_version_before() {
        let mut product = plain("Latte", "4.99");
        product.version = 3;
        let update = update_details(&product, &Context::new()).unwrap();
        let update = update.table_name("t").set_key(Some(Item::new())).build().unwrap();
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
