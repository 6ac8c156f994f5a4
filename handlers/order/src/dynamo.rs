//! Orders in one DynamoDB table, found by key or in an index: no scan.
//!
//! | row | `PK` | `SK` | holds | written by | read by |
//! |---|---|---|---|---|---|
//! | `OrderRow` | `{user_id}` | `{order_number}` | the order | create-order, submit-order, handle-checkout-basket; its state by confirm-, reject-, complete-order, recover-orders | all that show, move or repeat an order |
//! | `NumberRow` | `NUMBER#{order_number}` | `NUMBER` | who ordered; no number is used twice | create-order, submit-order, handle-checkout-basket | get-order, complete-order |
//! | `RequestRow` | `REQUEST#{user_id}#{digest}` | `REQUEST` | the order that a request with an idempotency key made, and a digest of the request; expires after 7 days | create-order, submit-order | the same |
//! | `PriceRow` | `PRICE#{product_id}` | `PRICE` | `Price` (absent if the product was deleted) as of the event `PriceAsOf`, `Brackets` as of the event `BracketsAsOf` | handle-product-changed, handle-pricing-calculated | create-order, submit-order, handle-checkout-basket; get-health |
//! | `Outbox` | `OUTBOX#NUMBER#{order_number}` | message id | a private event | confirm-, reject-, complete-order, recover-orders | publish-events (stream) |
//! | `IdempotencyKey` | `IDEMPOTENCY#handle-checkout-basket#{digest}` | `IDEMPOTENCY` | that this checkout was ordered | handle-checkout-basket | its own condition |
//!
//! | index | keys | items | read by |
//! |---|---|---|---|
//! | none | `PK`, `SK` | all | list-orders, list-user-orders: the orders of a user |
//! | `GSI1` | `GSI1PK` (`CONFIRMED`), `GSI1SK` (order number) | confirmed orders | list-confirmed-orders |
//! | `GSI1` | `GSI1PK` (`UNFINISHED#0` to `UNFINISHED#15`), `GSI1SK` (`{placedAt}#{order number}`, the time with three digits after the point) | created orders | recover-orders |
//! | `AllOrders` | `Listing` (`ORDERS#0` to `ORDERS#15`), `SK` | all orders | list-all-orders |

pub mod item;
mod placing;
mod prices;
mod reading;
mod recordings;
mod settling;

use contracts::order::Orders as Table;
use platform::dynamo;

pub use self::recordings::DynamoRecordings;

/// The table of the orders.
pub struct DynamoOrders<F>(pub dynamo::Table<F, Table>);
