//! Stock and orders in one DynamoDB table, found by key only: no index, no scan.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `StockRow` | `PRODUCT#{product_id}` | `STOCK` | `StockLevel`: all units; `Available`: those not reserved; `Revision` | set-stock, handle-order-created, -completed, -rejected, the ordering workflow | get-stock, set-stock, handle-product-created (one); handle-order-completed, refresh-catalogue (several) |
//! | `OrderRow` | `ORDER#{order_number}` | `ORDER` | `Outcome`, and the reserved units by product | handle-order-created, -completed, -rejected | the same, by number |
//! | `Outbox` | `OUTBOX#PRODUCT#{product_id}` | message id | that stock was set, or is there already | set-stock, handle-product-created | publish-events (stream) |
//! | `Outbox` | `OUTBOX#ORDER#{order_number}` | message id | the reply to an order, or its shipment | handle-order-created, -completed | publish-events (stream) |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-order-created#{digest}` | `IDEMPOTENCY` | that the reply to this event was sent in this conversation | handle-order-created | its own condition |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-product-created#{event id}` | `IDEMPOTENCY` | that this event was handled | handle-product-created | its own condition |
//!
//! A reservation is one transaction and reads nothing: the condition of every product's item is that
//! enough units are available, that of the order's item is that it is new. `StockLevel` less
//! `Available` are the reserved units, so that a reservation and a release change `Available` only,
//! and a shipment `StockLevel` only. Shipments and new totals publish totals: `Revision` grows by one
//! with each, and their condition is the one that was read, so that no two totals have the same.
//! Orders stay: a retried order gets its original outcome. Idempotency keys and outbox messages
//! expire.

mod changes;
mod items;

use std::collections::BTreeMap;

use contracts::{
    BatchGet, Function, Get, IdempotencyKey, May, Outbox, Put, Update,
    inventory::{OrderRow, Stock, StockRow},
};
use platform::{
    Context, Failure, OutboxMessage, ReplyRequest, Result,
    dynamo::{self, Transaction},
};

use self::{
    changes::{change_outcome, change_total, release_units, reserve_units, ship_units},
    items::{OrderItem, StockItem, new_order, new_stock},
};
use crate::{
    events::PrivateEvent,
    order::{Lines, Order, Outcome},
    ports::{
        NewProducts, Orders, Releases, ReservationResult, Reservations, Shipments,
        StockLevelBatches, StockLevels, StockTotals,
    },
    shipment::Shipment,
    stock::Level,
};

/// The table of stock and orders.
pub struct DynamoStock<F>(pub dynamo::Table<F, Stock>);

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
        after: Level,
        context: &Context,
    ) -> Result<bool> {
        let key = StockRow::key(product_id);
        let event = PrivateEvent::stock_set(product_id, before, after);
        let message = OutboxMessage::about(&key, &event, context)?;
        let transaction = self.0.transaction().enqueue(&message);
        let transaction = match before {
            None => transaction.put_new(&key, new_stock(product_id, after, context)?),
            Some(before) => {
                let available = i64::from(after.total()) - i64::from(before.total());
                transaction.update(
                    &key,
                    change_total(before.revision(), after.total(), available, context),
                )
            }
        };
        Ok(transaction.commit().await? == dynamo::Outcome::Committed)
    }
}

impl<F> NewProducts for DynamoStock<F>
where
    F: Function + May<Put<IdempotencyKey<Stock>>> + May<Put<Outbox<Stock>>>,
{
    async fn publish_level(
        &self,
        product_id: &str,
        level: Option<Level>,
        event_id: &str,
        context: &Context,
    ) -> Result {
        let transaction = self.0.transaction().idempotent(event_id);
        let transaction = match level {
            None => transaction,
            Some(level) => {
                let event = PrivateEvent::stock_set(product_id, None, level);
                let key = StockRow::key(product_id);
                transaction.enqueue(&OutboxMessage::about(&key, &event, context)?)
            }
        };
        match transaction.commit().await? {
            dynamo::Outcome::Committed | dynamo::Outcome::Duplicate => Ok(()),
            dynamo::Outcome::Refused { .. } => Err(Failure::failed(format!(
                "failed to publish the stock of `{product_id}`: the outbox message is not new"
            ))),
        }
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
        order_number: &str,
        lines: &Lines,
        request: &ReplyRequest<'_>,
    ) -> Result<ReservationResult> {
        let transaction = self.decide(order_number, Outcome::Reserved, lines, request)?;
        let transaction = lines.iter().fold(transaction, |transaction, (product, units)| {
            transaction.update(&StockRow::key(product), reserve_units(units))
        });
        Ok(match transaction.commit().await? {
            dynamo::Outcome::Committed | dynamo::Outcome::Duplicate => ReservationResult::Reserved,
            dynamo::Outcome::Refused { index: 0 } => ReservationResult::AlreadyDecided,
            dynamo::Outcome::Refused { .. } => ReservationResult::Unavailable,
        })
    }

    async fn refuse(&self, order_number: &str, request: &ReplyRequest<'_>) -> Result<bool> {
        let nothing = Lines::default();
        let transaction = self.decide(order_number, Outcome::Refused, &nothing, request)?;
        Ok(!matches!(transaction.commit().await?, dynamo::Outcome::Refused { .. }))
    }

    async fn reply(
        &self,
        order_number: &str,
        outcome: Outcome,
        request: &ReplyRequest<'_>,
    ) -> Result {
        let transaction = with_reply(self.0.transaction(), order_number, outcome, request)?;
        match transaction.commit().await? {
            dynamo::Outcome::Committed | dynamo::Outcome::Duplicate => Ok(()),
            dynamo::Outcome::Refused { .. } => Err(Failure::failed(format!(
                "failed to reply to order `{order_number}`: the outbox message is not new"
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
        order_number: &str,
        outcome: Outcome,
        lines: &Lines,
        request: &ReplyRequest<'_>,
    ) -> Result<Transaction<'_, F, Stock>> {
        let order = new_order(order_number, outcome, lines, request.context)?;
        let transaction = self.0.transaction().put_new(&OrderRow::key(order_number), order);
        with_reply(transaction, order_number, outcome, request)
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
            let update = ship_units(shipment, context);
            transaction.update(&StockRow::key(&shipment.product_id), update)
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

/// Replies to a request, once per event and conversation.
fn with_reply<'a, F>(
    transaction: Transaction<'a, F, Stock>,
    order_number: &str,
    outcome: Outcome,
    request: &ReplyRequest<'_>,
) -> Result<Transaction<'a, F, Stock>>
where
    F: Function + May<Put<IdempotencyKey<Stock>>> + May<Put<Outbox<Stock>>>,
{
    let event = PrivateEvent::reply(order_number, outcome, request.conversation_id);
    let key = OrderRow::key(order_number);
    let message = OutboxMessage::about(&key, &event, request.context)?;
    Ok(transaction.idempotent_reply(order_number, request).enqueue(&message))
}
