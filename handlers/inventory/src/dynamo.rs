//! Stock and orders in one DynamoDB table, found by key only: no index, no scan.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `StockRow` | `PRODUCT#{product_id}` | `STOCK` | `StockLevel`: all units; `Available`: those not reserved | set-stock, handle-order-created, -completed, -rejected, the ordering workflow | get-stock, set-stock (one); handle-order-completed, refresh-catalogue (several) |
//! | `OrderRow` | `ORDER#{order_number}` | `ORDER` | `Outcome`, and the reserved units by product | handle-order-created, -completed, -rejected | the same, by number |
//! | `Outbox` | `OUTBOX#PRODUCT#{product_id}` | message id | that stock was set | set-stock | publish-events (stream) |
//! | `Outbox` | `OUTBOX#ORDER#{order_number}` | message id | the reply to an order, or its shipment | handle-order-created, -completed | publish-events (stream) |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-order-created#{digest}` | `IDEMPOTENCY` | that the reply to this event was sent in this conversation | handle-order-created | its own condition |
//!
//! A reservation is one transaction and reads nothing: the condition of every product's item is that
//! enough units are available, that of the order's item is that it is new. `StockLevel` less
//! `Available` are the reserved units, so that a reservation and a release change `Available` only,
//! and a shipment `StockLevel` only. Shipments and new totals publish totals, so their condition is
//! the total that was read.
//! Orders stay: a retried order gets its original outcome. Idempotency keys and outbox messages
//! expire.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::{
    BatchGet, Function, Get, IdempotencyKey, May, Outbox, Put, Update,
    inventory::{OrderRow, Stock, StockRow},
};
use platform::{
    Context, Failure, OutboxMessage, Result,
    dynamo::{self, Item, Transaction, described, number, text, to_item},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    events::PrivateEvent,
    order::{Lines, Order, Outcome},
    ports::{
        Orders, Releases, ReservationRequest, ReservationResult, Reservations, Shipments,
        StockLevelBatches, StockLevels, StockTotals,
    },
    shipment::Shipment,
    stock::Level,
};

/// The table of stock and orders.
pub struct DynamoStock<F>(pub dynamo::Table<F, Stock>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct StockItem {
    product_id: String,
    stock_level: u32,
    available: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct OrderItem {
    order_number: String,
    outcome: Outcome,
    products: BTreeMap<String, u32>,
}

impl StockItem {
    fn level(&self) -> Result<Level> {
        Level::stored(self.stock_level, self.available).ok_or_else(|| {
            let Self { product_id, stock_level, available } = self;
            Failure::failed(format!(
                "the stock of `{product_id}` is corrupt: {available} of {stock_level} available"
            ))
        })
    }
}

impl From<OrderItem> for Order {
    fn from(item: OrderItem) -> Self {
        let lines = Lines::stored(item.products);
        Self { number: item.order_number, outcome: item.outcome, lines }
    }
}

impl<F: Function + May<Get<StockRow>>> StockLevels for DynamoStock<F> {
    async fn level(&self, product_id: &str) -> Result<Option<Level>> {
        let item: Option<StockItem> = self.0.get(&StockRow::key(product_id)).await?;
        item.map(|item| item.level()).transpose()
    }
}

impl<F: Function + May<BatchGet<StockRow>>> StockLevelBatches for DynamoStock<F> {
    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>> {
        let keys: Vec<_> = product_ids.iter().map(StockRow::key).collect();
        let items: Vec<StockItem> = self.0.batch_get(&keys).await?;
        items.into_iter().map(|item| Ok((item.product_id.clone(), item.level()?))).collect()
    }
}

impl<F> StockTotals for DynamoStock<F>
where
    F: Function + May<Put<StockRow>> + May<Update<StockRow>> + May<Put<Outbox<Stock>>>,
{
    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        total: u32,
        context: &Context,
    ) -> Result<bool> {
        let key = StockRow::key(product_id);
        let event = PrivateEvent::stock_set(product_id, before, total);
        let message = OutboxMessage::about(&key, &event, context)?;
        let transaction = self.0.transaction().enqueue(&message);
        let transaction = match before {
            None => transaction.put_new(&key, new_stock(product_id, total, context)?),
            Some(before) => transaction.update(&key, change_total(before, total, context)),
        };
        Ok(transaction.commit().await? == dynamo::Outcome::Committed)
    }
}

impl<F: Function + May<Get<OrderRow>>> Orders for DynamoStock<F> {
    async fn order(&self, number: &str) -> Result<Option<Order>> {
        let item: Option<OrderItem> = self.0.get(&OrderRow::key(number)).await?;
        Ok(item.map(Order::from))
    }
}

impl<F> Reservations for DynamoStock<F>
where
    F: Function + May<Put<OrderRow>> + May<Update<StockRow>>,
    F: May<Put<IdempotencyKey<Stock>>> + May<Put<Outbox<Stock>>>,
{
    async fn reserve(
        &self,
        request: &ReservationRequest<'_>,
        lines: &Lines,
    ) -> Result<ReservationResult> {
        let transaction = self.decide(request, Outcome::Reserved, lines)?;
        let transaction = lines.iter().fold(transaction, |transaction, (product, units)| {
            transaction.update(&StockRow::key(product), reserve_units(units))
        });
        Ok(match transaction.commit().await? {
            dynamo::Outcome::Committed | dynamo::Outcome::Duplicate => ReservationResult::Reserved,
            dynamo::Outcome::Refused { index: 0 } => ReservationResult::AlreadyDecided,
            dynamo::Outcome::Refused { .. } => ReservationResult::Unavailable,
        })
    }

    async fn refuse(&self, request: &ReservationRequest<'_>) -> Result<bool> {
        let transaction = self.decide(request, Outcome::Refused, &Lines::default())?;
        Ok(!matches!(transaction.commit().await?, dynamo::Outcome::Refused { .. }))
    }

    async fn reply(&self, request: &ReservationRequest<'_>, outcome: Outcome) -> Result {
        match with_reply(self.0.transaction(), request, outcome)?.commit().await? {
            dynamo::Outcome::Committed | dynamo::Outcome::Duplicate => Ok(()),
            dynamo::Outcome::Refused { .. } => Err(Failure::failed(format!(
                "failed to reply to order `{}`: the outbox message is not new",
                request.order_number
            ))),
        }
    }
}

impl<F> DynamoStock<F>
where
    F: Function + May<Put<OrderRow>>,
    F: May<Put<IdempotencyKey<Stock>>> + May<Put<Outbox<Stock>>>,
{
    /// Stores the outcome of a new order and replies. The first operation is that of the order.
    fn decide(
        &self,
        request: &ReservationRequest<'_>,
        outcome: Outcome,
        lines: &Lines,
    ) -> Result<Transaction<'_, F, Stock>> {
        let order = new_order(request.order_number, outcome, lines, request.context)?;
        let transaction = self.0.transaction().put_new(&OrderRow::key(request.order_number), order);
        with_reply(transaction, request, outcome)
    }
}

impl<F> Shipments for DynamoStock<F>
where
    F: Function + May<Update<OrderRow>> + May<Update<StockRow>> + May<Put<Outbox<Stock>>>,
{
    async fn ship(&self, order: &Order, shipments: &[Shipment], context: &Context) -> Result<bool> {
        let key = OrderRow::key(&order.number);
        let event = PrivateEvent::order_shipped(&order.number, shipments);
        let message = OutboxMessage::about(&key, &event, context)?;
        let transaction = self.0.transaction().enqueue(&message);
        let transaction = transaction.update(&key, change_outcome(Outcome::Shipped));
        let transaction = shipments.iter().fold(transaction, |transaction, shipment| {
            transaction.update(&StockRow::key(&shipment.product_id), ship_units(shipment))
        });
        Ok(transaction.commit().await? == dynamo::Outcome::Committed)
    }
}

impl<F> Releases for DynamoStock<F>
where
    F: Function + May<Put<OrderRow>> + May<Update<OrderRow>> + May<Update<StockRow>>,
{
    async fn release(&self, order: &Order) -> Result<bool> {
        let released = change_outcome(Outcome::Released);
        let transaction = self.0.transaction().update(&OrderRow::key(&order.number), released);
        let transaction = order.lines.iter().fold(transaction, |transaction, (product, units)| {
            transaction.update(&StockRow::key(product), release_units(units))
        });
        Ok(transaction.commit().await? == dynamo::Outcome::Committed)
    }

    async fn reject_unknown_order(&self, order_number: &str, context: &Context) -> Result<bool> {
        let order = new_order(order_number, Outcome::Released, &Lines::default(), context)?;
        let transaction = self.0.transaction().put_new(&OrderRow::key(order_number), order);
        Ok(transaction.commit().await? == dynamo::Outcome::Committed)
    }
}

fn new_stock(product_id: &str, total: u32, context: &Context) -> Result<Item> {
    let product_id = product_id.to_owned();
    let item = StockItem { product_id, stock_level: total, available: total };
    Ok(described(to_item(&item)?, "Stock", &context.correlation_id))
}

fn new_order(
    order_number: &str,
    outcome: Outcome,
    lines: &Lines,
    context: &Context,
) -> Result<Item> {
    let (order_number, products) = (order_number.to_owned(), lines.as_map().clone());
    let item = OrderItem { order_number, outcome, products };
    Ok(described(to_item(&item)?, "Order", &context.correlation_id))
}

/// Replies to a request, once per event and conversation.
fn with_reply<'a, F>(
    transaction: Transaction<'a, F, Stock>,
    request: &ReservationRequest<'_>,
    outcome: Outcome,
) -> Result<Transaction<'a, F, Stock>>
where
    F: Function + May<Put<IdempotencyKey<Stock>>> + May<Put<Outbox<Stock>>>,
{
    let event = PrivateEvent::reply(request, outcome);
    let key = OrderRow::key(request.order_number);
    let message = OutboxMessage::about(&key, &event, request.context)?;
    Ok(transaction.idempotent(&digest(request)).enqueue(&message))
}

/// The conversation id is a task token, which is longer than a key may be.
fn digest(request: &ReservationRequest<'_>) -> String {
    let parts = (request.order_number, request.event_id, request.conversation_id);
    hex::encode(Sha256::digest(format!("{parts:?}")))
}

/// Changes all units by as many as the available ones, so that units that were reserved since
/// `before` was read stay reserved.
fn change_total(before: Level, total: u32, context: &Context) -> UpdateBuilder {
    let change = i64::from(total) - i64::from(before.total());
    UpdateBuilder::default()
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

fn reserve_units(units: u32) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET Available = Available - :units")
        .condition_expression("Available >= :units")
        .expression_attribute_values(":units", number(units))
}

fn release_units(units: u32) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET Available = Available + :units")
        .condition_expression("attribute_exists(PK)")
        .expression_attribute_values(":units", number(units))
}

fn ship_units(shipment: &Shipment) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET StockLevel = :new")
        .condition_expression("StockLevel = :previous")
        .expression_attribute_values(":new", number(shipment.new))
        .expression_attribute_values(":previous", number(shipment.previous))
}

/// Changes the outcome of a reserved order.
fn change_outcome(outcome: Outcome) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET Outcome = :outcome")
        .condition_expression("Outcome = :reserved")
        .expression_attribute_values(":outcome", text(format!("{outcome:?}")))
        .expression_attribute_values(":reserved", text("Reserved"))
}

#[cfg(test)]
mod tests {
    use platform::dynamo::from_item;

    use super::*;

    #[test]
    fn items_are_read_as_they_were_written() {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        let stock: StockItem = from_item(new_stock("LATTE", 7, &context).unwrap()).unwrap();
        assert_eq!(stock.level().unwrap(), Level::unreserved(7));

        let lines = Lines::of(&["LATTE".to_owned(), "LATTE".to_owned()]).unwrap();
        let item = new_order("o-1", Outcome::Reserved, &lines, &context).unwrap();
        assert_eq!(item["CorrelationId"], text("c-1"));
        assert_eq!(item["Outcome"], text("Reserved"));
        let order = Order::from(from_item::<OrderItem>(item).unwrap());
        assert_eq!(order, Order { number: "o-1".to_owned(), outcome: Outcome::Reserved, lines });
    }

    #[test]
    fn outcomes_are_updated_as_they_are_stored() {
        for outcome in [Outcome::Reserved, Outcome::Refused, Outcome::Shipped, Outcome::Released] {
            assert_eq!(serde_json::json!(outcome), format!("{outcome:?}"));
        }
    }

    #[test]
    fn every_conversation_has_its_own_reply() {
        let context = Context::new();
        let digest = |order_number, event_id, conversation_id| {
            let context = &context;
            digest(&ReservationRequest { order_number, event_id, conversation_id, context })
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
