//! `confirm-order`: confirms an order that is paid and whose products are reserved.
//!
//! The workflow repeats the invocation if it does not receive the response. An order that was
//! confirmed, completed or rejected before stays as it is.

use contracts::order::{ConfirmOrder, MovedOrder, OrderToConfirm};
use platform::{Handler, Input, Lambda, Result};

use crate::{
    dynamo::DynamoOrders,
    events::PrivateEvent,
    ports::{reading::OrderLookup, settling::Moves},
    settling::{no_such_order, settle},
};

impl Handler<ConfirmOrder> for crate::Order {
    async fn run(lambda: Lambda<ConfirmOrder>) -> Result {
        let orders = DynamoOrders(lambda.table());
        lambda.serve(async |order| handle(order, &orders).await).await
    }
}

pub async fn handle(
    input: Input<OrderToConfirm>,
    orders: &(impl OrderLookup + Moves),
) -> Result<MovedOrder> {
    let OrderToConfirm { user_id, order_number: number } = input.content;
    let event = PrivateEvent::confirmed;
    let settled = settle(orders, &user_id, &number, event, &input.context).await?;
    let order = settled.ok_or_else(|| no_such_order("confirm", &number))?.order;
    Ok(MovedOrder { status: order.status })
}

#[cfg(test)]
mod tests {
    use contracts::order::OrderStatus;
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

    async fn confirm(orders: &MemoryOrders, number: &str) -> Result<Value> {
        let input = json!({ "UserId": "u-1", "OrderNumber": number, "CorrelationId": "c-1" });
        invoke::<ConfirmOrder>(input, async |input| handle(input, orders).await).await
    }

    #[tokio::test]
    async fn a_created_order_is_confirmed_and_published_once() {
        let orders = orders(OrderStatus::Created);
        for _ in 0..3 {
            assert_eq!(confirm(&orders, "o-1").await.unwrap(), json!({ "status": "Confirmed" }));
        }
        assert_eq!(orders.all_orders()[0].status, OrderStatus::Confirmed);
        assert_eq!(orders.events(), [PrivateEvent::confirmed(&samples::order())]);
    }

    #[tokio::test]
    async fn an_order_in_a_final_state_stays_in_it() {
        for status in [OrderStatus::Completed, OrderStatus::NoStock, OrderStatus::PaymentFailed] {
            let orders = orders(status);
            let expected = json!({ "status": status });
            assert_eq!(confirm(&orders, "o-1").await.unwrap(), expected);
            assert_eq!(orders.all_orders()[0].status, status);
            assert_eq!(orders.events(), []);
        }
    }

    #[tokio::test]
    async fn an_unknown_order_is_a_failure() {
        let error = confirm(&orders(OrderStatus::Created), "o-2").await.unwrap_err();
        assert_eq!(format!("{error:?}"), "Failed: failed to confirm order `o-2`: order not found");
    }
}
