//! Stock and orders in one DynamoDB table, found by key only: no index, no scan.
//!
//! | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|
//! | `PRODUCT#{id}` | `STOCK` | `StockLevel`: all units; `Available`: those not promised | set-stock, handle-order-created, -completed, -rejected, the ordering workflow | get-stock and set-stock (one); handle-order-completed, refresh-catalogue (up to 100 at once) |
//! | `ORDER#{number}` | `ORDER` | `Outcome`, and the units by product it got | handle-order-created, -completed, -rejected | the same, by number |
//! | `PRODUCT#{id}` | `OUTBOX#{uuid}` | that stock was counted | set-stock | publish-events (stream) |
//! | `ORDER#{number}` | `OUTBOX#{uuid}` | an answer to an order, or its sale | handle-order-created, -completed | publish-events (stream) |
//! | `ONCE#handle-order-created#{digest}` | the same | that this event was answered in this conversation | handle-order-created | its own condition |
//!
//! A reservation is one transaction and reads nothing: every product's item insists on enough
//! available units, the order's on being new. What is promised is `StockLevel` less `Available`, so a
//! reservation and a release change `Available` only, and a sale `StockLevel` only. Sales and counts
//! announce totals, so they insist on the total that they read.
//! Orders stay: whoever asks again is told what became of the order. Marks and outbox rows expire.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, KeysAndAttributes, Update, builders::UpdateBuilder},
};
use contracts::{
    Capability as _, Rights, Table,
    inventory::{HandleOrderCreated, STOCK_PK, STOCK_SK},
};
use platform::{
    Context, Failure, Recording, Result,
    dynamo::{Item, Outcome as Commit, Transaction, from_item, key, to_item},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::{
    events::Recorded,
    order::{Lines, Order, Outcome},
    ports::{Enquiry, Reserving, Stocks},
    sale::Sale,
    stock::Level,
};

/// Keys that DynamoDB takes in one batch.
const BATCH: usize = 100;

/// The service's table.
pub struct DynamoStocks {
    client: Client,
    table: String,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StockRow {
    product_id: String,
    stock_level: u32,
    available: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OrderRow {
    order_number: String,
    outcome: Outcome,
    products: BTreeMap<String, u32>,
}

impl DynamoStocks {
    pub fn new<R: Rights>(aws: &SdkConfig, table: &Table<R>) -> Self {
        Self { client: Client::new(aws), table: table.value().clone() }
    }

    fn transaction(&self) -> Transaction<'_> {
        Transaction::new(&self.client, &self.table)
    }

    /// The item at a key, as it is now.
    async fn get<T: DeserializeOwned>(&self, key: Item) -> Result<Option<T>> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let found = Box::pin(request.consistent_read(true).send()).await?.item;
        found.map(from_item).transpose()
    }

    /// The items at up to 100 keys, as they are now.
    async fn get_batch<T: DeserializeOwned>(&self, keys: Vec<Item>) -> Result<Vec<T>> {
        let mut found = Vec::new();
        let mut keys = keys;
        while !keys.is_empty() {
            let wanted =
                KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build()?;
            let request = self.client.batch_get_item().request_items(&self.table, wanted);
            let output = Box::pin(request.send()).await?;
            let items = output.responses.and_then(|mut tables| tables.remove(&self.table));
            for item in items.unwrap_or_default() {
                found.push(from_item(item)?);
            }
            let rest = output.unprocessed_keys.and_then(|mut tables| tables.remove(&self.table));
            keys = rest.map(|rest| rest.keys).unwrap_or_default();
        }
        Ok(found)
    }
}

impl Stocks for DynamoStocks {
    async fn level(&self, product_id: &str) -> Result<Option<Level>> {
        let row: Option<StockRow> = self.get(stock_key(product_id)).await?;
        row.map(|row| row.level()).transpose()
    }

    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
        let mut levels = BTreeMap::new();
        for batch in product_ids.chunks(BATCH) {
            let keys = batch.iter().map(|id| stock_key(id)).collect();
            for row in self.get_batch::<StockRow>(keys).await? {
                levels.insert(row.product_id.clone(), row.level()?);
            }
        }
        Ok(levels)
    }

    async fn order(&self, number: &str) -> Result<Option<Order>> {
        Ok(self.get::<OrderRow>(order_key(number)).await?.map(Order::from))
    }

    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        total: u32,
        context: &Context,
    ) -> Result<bool> {
        let pk = format!("{STOCK_PK}{product_id}");
        let recorded = Recorded::stock_set(product_id, before, total);
        let transaction = match before {
            None => self.transaction().put_new(new_stock(product_id, total, context)?),
            Some(before) => self.transaction().update(count(product_id, before, total, context)),
        };
        let transaction = transaction.record(&Recording::new(pk, &recorded, context)?);
        Ok(transaction.commit().await? == Commit::Committed)
    }

    async fn reserve(&self, enquiry: &Enquiry<'_>, lines: &Lines) -> Result<Reserving> {
        let order = new_order(enquiry.order_number, Outcome::Reserved, lines, enquiry.context)?;
        let transaction = answering(self.transaction().put_new(order), enquiry, Outcome::Reserved)?;
        let transaction = lines.iter().fold(transaction, |transaction, (product, units)| {
            transaction.update(promise(product, units))
        });
        Ok(match transaction.commit().await? {
            Commit::Committed | Commit::Repeated => Reserving::Done,
            Commit::Refused { index: 0 } => Reserving::Known,
            Commit::Refused { .. } => Reserving::Unavailable,
        })
    }

    async fn refuse(&self, enquiry: &Enquiry<'_>) -> Result<bool> {
        let nothing = Lines::default();
        let order = new_order(enquiry.order_number, Outcome::Refused, &nothing, enquiry.context)?;
        let transaction = answering(self.transaction().put_new(order), enquiry, Outcome::Refused)?;
        Ok(matches!(transaction.commit().await?, Commit::Committed | Commit::Repeated))
    }

    async fn answer(&self, enquiry: &Enquiry<'_>, outcome: Outcome) -> Result {
        match answering(self.transaction(), enquiry, outcome)?.commit().await? {
            Commit::Committed | Commit::Repeated => Ok(()),
            Commit::Refused { .. } => Err(Failure::failed(format!(
                "failed to answer the order `{}`: the outbox row is not new",
                enquiry.order_number
            ))),
        }
    }

    async fn sell(&self, order: &Order, sales: &[Sale], context: &Context) -> Result<bool> {
        let recorded = Recorded::order_sold(&order.number, sales);
        let recording = Recording::new(order_pk(&order.number), &recorded, context)?;
        let transaction =
            self.transaction().update(settle(order, Outcome::Sold)).record(&recording);
        let transaction =
            sales.iter().fold(transaction, |transaction, sale| transaction.update(deduct(sale)));
        Ok(transaction.commit().await? == Commit::Committed)
    }

    async fn release(&self, order: &Order, _: &Context) -> Result<bool> {
        let transaction = self.transaction().update(settle(order, Outcome::Released));
        let transaction = order.lines.iter().fold(transaction, |transaction, (product, units)| {
            transaction.update(give_back(product, units))
        });
        Ok(transaction.commit().await? == Commit::Committed)
    }

    async fn forestall(&self, order_number: &str, context: &Context) -> Result<bool> {
        let order = new_order(order_number, Outcome::Released, &Lines::default(), context)?;
        Ok(self.transaction().put_new(order).commit().await? == Commit::Committed)
    }
}

impl StockRow {
    fn level(&self) -> Result<Level> {
        Level::stored(self.stock_level, self.available).ok_or_else(|| {
            let Self { product_id, stock_level, available } = self;
            Failure::failed(format!(
                "the stock of `{product_id}` is corrupt: {available} of {stock_level} available"
            ))
        })
    }
}

impl From<OrderRow> for Order {
    fn from(row: OrderRow) -> Self {
        Self { number: row.order_number, outcome: row.outcome, lines: Lines::stored(row.products) }
    }
}

fn stock_key(product_id: &str) -> Item {
    key(format!("{STOCK_PK}{product_id}"), STOCK_SK)
}

fn order_pk(number: &str) -> String {
    format!("ORDER#{number}")
}

fn order_key(number: &str) -> Item {
    key(order_pk(number), "ORDER")
}

fn new_stock(product_id: &str, total: u32, context: &Context) -> Result<Item> {
    let product_id = product_id.to_owned();
    let row = StockRow { stock_level: total, available: total, product_id };
    Ok(described(to_item(&row)?, stock_key(&row.product_id), "Stock", context))
}

fn new_order(number: &str, outcome: Outcome, lines: &Lines, context: &Context) -> Result<Item> {
    let row =
        OrderRow { order_number: number.to_owned(), outcome, products: lines.as_map().clone() };
    Ok(described(to_item(&row)?, order_key(number), "Order", context))
}

/// An item with its key, its type and the request it came from.
fn described(mut item: Item, key: Item, kind: &str, context: &Context) -> Item {
    item.extend(key);
    item.insert("Type".to_owned(), text(kind));
    item.insert("CorrelationId".to_owned(), text(&context.correlation_id));
    item
}

/// The answer to an enquiry, once per event and conversation.
fn answering<'a>(
    transaction: Transaction<'a>,
    enquiry: &Enquiry<'_>,
    outcome: Outcome,
) -> Result<Transaction<'a>> {
    let answer = Recorded::answer(enquiry, outcome);
    let recording = Recording::new(order_pk(enquiry.order_number), &answer, enquiry.context)?;
    Ok(transaction.once(HandleOrderCreated::NAME, &digest(enquiry)).record(&recording))
}

/// A conversation's id is a task token, which is longer than a key may be.
fn digest(enquiry: &Enquiry<'_>) -> String {
    let parts = (enquiry.order_number, enquiry.event_id, enquiry.conversation_id);
    hex::encode(Sha256::digest(format!("{parts:?}")))
}

/// Counts all units. As many as are promised stay promised, whatever happened since `before`.
fn count(product_id: &str, before: Level, total: u32, context: &Context) -> UpdateBuilder {
    let change = i64::from(total) - i64::from(before.total());
    Update::builder()
        .set_key(Some(stock_key(product_id)))
        .update_expression(
            "SET StockLevel = :total, Available = Available + :change, CorrelationId = :correlation",
        )
        .condition_expression("StockLevel = :before AND Available >= :missing")
        .expression_attribute_values(":total", number(total))
        .expression_attribute_values(":change", number(change))
        .expression_attribute_values(":before", number(before.total()))
        .expression_attribute_values(":missing", number((-change).max(0)))
        .expression_attribute_values(":correlation", text(&context.correlation_id))
}

fn promise(product_id: &str, units: u32) -> UpdateBuilder {
    Update::builder()
        .set_key(Some(stock_key(product_id)))
        .update_expression("SET Available = Available - :units")
        .condition_expression("Available >= :units")
        .expression_attribute_values(":units", number(units))
}

fn give_back(product_id: &str, units: u32) -> UpdateBuilder {
    Update::builder()
        .set_key(Some(stock_key(product_id)))
        .update_expression("SET Available = Available + :units")
        .condition_expression("attribute_exists(PK)")
        .expression_attribute_values(":units", number(units))
}

fn deduct(sale: &Sale) -> UpdateBuilder {
    Update::builder()
        .set_key(Some(stock_key(&sale.product_id)))
        .update_expression("SET StockLevel = :new")
        .condition_expression("StockLevel = :previous")
        .expression_attribute_values(":new", number(sale.new))
        .expression_attribute_values(":previous", number(sale.previous))
}

/// Says what became of a reserved order.
fn settle(order: &Order, outcome: Outcome) -> UpdateBuilder {
    Update::builder()
        .set_key(Some(order_key(&order.number)))
        .update_expression("SET Outcome = :outcome")
        .condition_expression("Outcome = :reserved")
        .expression_attribute_values(":outcome", text(&format!("{outcome:?}")))
        .expression_attribute_values(":reserved", text("Reserved"))
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

fn number(value: impl Into<i64>) -> AttributeValue {
    AttributeValue::N(value.into().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_as_they_were_written() {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let stock: StockRow = from_item(new_stock("LATTE", 7, &context).unwrap()).unwrap();
        assert_eq!(stock.level().unwrap(), Level::unreserved(7));

        let lines = Lines::of(&["LATTE".to_owned(), "LATTE".to_owned()]).unwrap();
        let item = new_order("o-1", Outcome::Reserved, &lines, &context).unwrap();
        assert_eq!(item["PK"], text("ORDER#o-1"));
        assert_eq!(item["CorrelationId"], text("c-1"));
        assert_eq!(item["Outcome"], text("Reserved"));
        let order = Order::from(from_item::<OrderRow>(item).unwrap());
        assert_eq!(order, Order { number: "o-1".to_owned(), outcome: Outcome::Reserved, lines });
    }

    #[test]
    fn outcomes_are_updated_as_they_are_stored() {
        for outcome in [Outcome::Reserved, Outcome::Refused, Outcome::Sold, Outcome::Released] {
            assert_eq!(serde_json::json!(outcome), format!("{outcome:?}"));
        }
    }

    #[test]
    fn every_conversation_is_answered_on_its_own() {
        let context = Context::new();
        let digest = |order_number, event_id, conversation_id| {
            digest(&Enquiry { order_number, event_id, conversation_id, context: &context })
        };
        let one = digest("o", "e", Some("token"));
        assert_eq!(one, digest("o", "e", Some("token")));
        for other in [
            digest("o", "e", Some("other")),
            digest("o", "e", None),
            digest("o", "f", Some("token")),
            digest("p", "e", Some("token")),
        ] {
            assert_ne!(one, other);
        }
    }
}
