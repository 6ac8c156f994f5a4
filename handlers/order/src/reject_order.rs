//! `reject-order`: rejects an order, and requests the refund of what was paid.
//!
//! The workflow repeats the invocation if it does not receive the response, and invokes it too if it
//! does not know whether the order was confirmed. An order that was confirmed, completed or rejected
//! before stays as it is, and nothing is refunded.

use contracts::order::{MovedOrder, OrderToReject, RejectOrder};
use platform::{Handler, Input, Lambda, Result};

use crate::{
    dynamo::DynamoOrders,
    events::PrivateEvent,
    ports::{reading::OrderLookup, settling::Moves},
    settling::{no_such_order, settle},
};

impl Handler<RejectOrder> for crate::Order {
    async fn run(lambda: Lambda<RejectOrder>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |order| handle(order, &orders).await).await
    }
}

pub async fn handle(
    input: Input<OrderToReject>,
    orders: &(impl OrderLookup + Moves),
) -> Result<MovedOrder> {
    let OrderToReject { user_id, order_number: number, reason, refund, unexpected } = input.content;
    let event = |order: &_| PrivateEvent::rejected(order, reason, refund);
    let settled = settle(orders, &user_id, &number, event, &input.context).await?;
    let order = settled.ok_or_else(|| no_such_order("reject", &number))?.order;
    if unexpected {
        tracing::error!(
            order_number = number,
            status = ?order.status,
            "the workflow of the order was interrupted: a reply is missing or `confirm-order` \
             failed; look for the cause in its execution"
        );
    }
    Ok(MovedOrder { status: order.status })
}

#[cfg(test)]
mod tests {
    use contracts::order::{OrderStatus, RejectionReason};
    use platform::testing::invoke;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryOrders, samples},
        order::Order,
    };

    fn orders(status: OrderStatus) -> MemoryOrders {
        MemoryOrders::default().with_orders([Order { status, ..samples::order() }])
    }

    async fn reject(orders: &MemoryOrders, reason: &str, refund: bool) -> Value {
        let input = json!({
            "UserId": "u-1", "OrderNumber": "o-1", "Reason": reason, "Refund": refund,
            "Unexpected": refund,
        });
        let handle = async |input| handle(input, orders).await;
        invoke::<RejectOrder>(input, handle).await.unwrap()
    }

    #[tokio::test]
    async fn a_created_order_is_rejected_once_for_the_first_reason() {
        let orders = orders(OrderStatus::Created);
        let expected = json!({ "status": "NoStock" });
        assert_eq!(reject(&orders, "NO_STOCK", true).await, expected);
        assert_eq!(reject(&orders, "NO_STOCK", true).await, expected);
        assert_eq!(reject(&orders, "PAYMENT_FAILED", false).await, expected);
        let event = PrivateEvent::rejected(&samples::order(), RejectionReason::NoStock, true);
        assert_eq!(orders.events(), [event]);
    }

    #[tokio::test]
    async fn an_order_that_could_not_be_paid_is_rejected_without_a_refund() {
        let orders = orders(OrderStatus::Created);
        let expected = json!({ "status": "PaymentFailed" });
        assert_eq!(reject(&orders, "PAYMENT_FAILED", false).await, expected);
        let reason = RejectionReason::PaymentFailed;
        assert_eq!(orders.events(), [PrivateEvent::rejected(&samples::order(), reason, false)]);
    }

    #[tokio::test]
    async fn a_confirmed_or_completed_order_is_neither_rejected_nor_refunded() {
        for status in [OrderStatus::Confirmed, OrderStatus::Completed] {
            let orders = orders(status);
            assert_eq!(reject(&orders, "NO_STOCK", true).await, json!({ "status": status }));
            assert_eq!(orders.all_orders()[0].status, status);
            assert_eq!(orders.events(), []);
        }
    }

    #[tokio::test]
    async fn an_unknown_order_is_a_failure() {
        let input = json!({
            "UserId": "u-2", "OrderNumber": "o-1", "Reason": "NO_STOCK", "Refund": true,
        });
        let orders = orders(OrderStatus::Created);
        let handle = async |input| handle(input, &orders).await;
        let error = invoke::<RejectOrder>(input, handle).await.unwrap_err();
        assert!(format!("{error:?}").contains("failed to reject order `o-1`"), "{error:?}");
        assert_eq!(orders.events(), []);
    }
}
