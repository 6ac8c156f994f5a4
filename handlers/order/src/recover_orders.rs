//! `recover-orders`: finds orders whose workflow ended before they had a final state, or never
//! started, and starts it again. After three executions it rejects the order and requests the refund.
//!
//! The workflow of such an order may run at the same time: executions have names that start once, the
//! events of every execution have the same ids, and a final state never changes.

use contracts::order::{OrderStatus, OrderWorkflow, RecoverOrders, RejectionReason};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use platform::{
    ExecutionState, Failure, Handler, Lambda, Result,
    clock::{Clock, SystemClock},
};
use tracing::Instrument;

use crate::{
    dynamo::DynamoOrders,
    events::PrivateEvent,
    ports::{
        reading::{OrderLookup, UnfinishedOrder, UnfinishedOrders},
        settling::Moves,
        workflow::{WorkflowStates, Workflows},
    },
    settling::settle,
};

/// Age of an order whose workflow should have ended. It waits four minutes for replies at most.
const DUE: SignedDuration = SignedDuration::from_mins(5);

/// Executions of an order before it is rejected.
const EXECUTIONS: u32 = 3;

/// Most orders of one run, and most that are read of a partition. The next run is a minute later.
const MOST_ORDERS: u32 = 200;

/// Orders that are recovered, and partitions that are read, at the same time.
const CONCURRENT: usize = 10;

impl Handler<RecoverOrders> for crate::Order {
    async fn run(lambda: Lambda<RecoverOrders>) -> Result {
        let orders = DynamoOrders(lambda.table());
        let workflows = lambda.executions::<OrderWorkflow>();
        lambda.serve(async |()| handle(&orders, &workflows, &SystemClock).await).await
    }
}

pub async fn handle(
    orders: &(impl UnfinishedOrders + OrderLookup + Moves),
    workflows: &(impl Workflows + WorkflowStates),
    clock: &impl Clock,
) -> Result {
    let Found { due, unreadable } = find(orders, clock.now() - DUE).await;
    let failed = stream::iter(&due)
        .map(async |order| is_recovered(order, orders, workflows).await)
        .buffer_unordered(CONCURRENT)
        .filter(|is_recovered| std::future::ready(!is_recovered))
        .count()
        .await;
    if failed + unreadable == 0 {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "failed to recover {failed} of {} orders, and to read {unreadable} others or partitions",
        due.len()
    )))
}

/// The orders that a run found.
#[derive(Default)]
struct Found {
    /// The oldest ones that should have a final state.
    due: Vec<UnfinishedOrder>,
    /// How many orders, and partitions with orders, could not be read.
    unreadable: usize,
}

/// Finds the unfinished orders that were placed at `placed_until` or before. An order or a partition of
/// the index that cannot be read is logged and counted, and does not stop the recovery of the others.
async fn find(orders: &impl UnfinishedOrders, placed_until: Timestamp) -> Found {
    let read = async |partition| {
        let oldest = orders.oldest_unfinished(partition, MOST_ORDERS).await;
        oldest.unwrap_or_else(|failure| vec![Err(failure)])
    };
    let partitions: Vec<_> =
        stream::iter(orders.partitions()).map(read).buffer_unordered(CONCURRENT).collect().await;
    let mut found = Found::default();
    for order in partitions.into_iter().flatten() {
        match order {
            Ok(order) if order.order.placed_at <= placed_until => found.due.push(order),
            Ok(_) => {}
            Err(error) => {
                tracing::error!(?error, "failed to read unfinished orders");
                found.unreadable += 1;
            }
        }
    }
    found.due.sort_by_key(|unfinished| unfinished.order.placed_at);
    found.due.truncate(MOST_ORDERS as usize);
    found
}

/// Recovers an order. A failure is logged and does not stop the recovery of others.
async fn is_recovered(
    unfinished: &UnfinishedOrder,
    orders: &(impl OrderLookup + Moves),
    workflows: &(impl Workflows + WorkflowStates),
) -> bool {
    let span = tracing::info_span!(
        "order",
        order_number = unfinished.order.number,
        correlation_id = unfinished.context.correlation_id
    );
    let recover = async {
        let recovered = recover(unfinished, orders, workflows).await;
        recovered.inspect_err(|error| tracing::error!(?error, "failed to recover an order")).is_ok()
    };
    recover.instrument(span).await
}

async fn recover(
    unfinished: &UnfinishedOrder,
    orders: &(impl OrderLookup + Moves),
    workflows: &(impl Workflows + WorkflowStates),
) -> Result {
    let UnfinishedOrder { order, context } = unfinished;
    for execution in 1..=EXECUTIONS {
        let name = name(&order.number, execution);
        match workflows.state(&name).await? {
            ExecutionState::Running => return Ok(()),
            ExecutionState::Missing => return start(&name, unfinished, orders, workflows).await,
            ExecutionState::Succeeded | ExecutionState::Failed => {}
        }
    }
    let event = |order: &_| PrivateEvent::rejected(order, RejectionReason::PaymentFailed, true);
    let settled = settle(orders, &order.user_id, &order.number, event, context).await?;
    if settled.is_some_and(|settled| settled.moved) {
        tracing::error!(
            "the order was rejected: {EXECUTIONS} executions of its workflow ended without a result"
        );
    }
    Ok(())
}

/// Starts an execution, unless the order has a final state by now: the index of unfinished orders
/// follows their state with a delay.
async fn start(
    name: &str,
    UnfinishedOrder { order, context }: &UnfinishedOrder,
    orders: &impl OrderLookup,
    workflows: &impl Workflows,
) -> Result {
    let order = orders.order(&order.user_id, &order.number).await?;
    let Some(order) = order.filter(|order| order.status == OrderStatus::Created) else {
        return Ok(());
    };
    workflows.start(name, &order, context).await?;
    tracing::warn!(name, "the workflow of the order was started again");
    Ok(())
}

/// The name of an order's execution, counted from 1.
fn name(order_number: &str, execution: u32) -> String {
    match execution {
        1 => order_number.to_owned(),
        _ => format!("{order_number}-{execution}"),
    }
}

#[cfg(test)]
mod tests {
    use platform::{Context, clock::FixedClock, testing::invoke};
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        memory::{MemoryOrders, MemoryWorkflows, samples},
        order::Order,
        ports::reading::suite,
    };

    /// Recovers orders six minutes after they were placed.
    async fn run(orders: &MemoryOrders, workflows: &MemoryWorkflows) -> Result<Value> {
        run_after(SignedDuration::from_mins(6), orders, workflows).await
    }

    async fn run_after(
        age: SignedDuration,
        orders: &MemoryOrders,
        workflows: &MemoryWorkflows,
    ) -> Result<Value> {
        let clock = FixedClock(samples::order().placed_at + age);
        let handle = async |()| handle(orders, workflows, &clock).await;
        invoke::<RecoverOrders>(json!({}), handle).await
    }

    fn orders() -> MemoryOrders {
        MemoryOrders::default().with_orders([samples::order()])
    }

    #[tokio::test]
    async fn an_order_without_a_workflow_gets_one() {
        let (orders, workflows) = (orders(), MemoryWorkflows::default());
        for _ in 0..2 {
            run(&orders, &workflows).await.unwrap();
        }
        assert_eq!(workflows.started(), ["o-1"]);
    }

    #[tokio::test]
    async fn an_order_whose_workflow_runs_is_left_alone() {
        let orders = orders();
        let workflows = MemoryWorkflows::default().with("o-1", ExecutionState::Running);
        run(&orders, &workflows).await.unwrap();
        let workflows = workflows.with("o-1", ExecutionState::Failed);
        let workflows = workflows.with("o-1-2", ExecutionState::Running);
        run(&orders, &workflows).await.unwrap();
        assert_eq!(workflows.started(), [""; 0]);
        assert_eq!(orders.events(), []);
    }

    #[tokio::test]
    async fn an_order_younger_than_five_minutes_is_left_alone() {
        let (orders, workflows) = (orders(), MemoryWorkflows::default());
        let age = SignedDuration::from_secs(299);
        run_after(age, &orders, &workflows).await.unwrap();
        assert_eq!(workflows.started(), [""; 0]);
    }

    #[tokio::test]
    async fn a_workflow_that_ended_without_a_final_state_is_started_again_twice() {
        for ended in [ExecutionState::Failed, ExecutionState::Succeeded] {
            let orders = orders();
            let workflows = MemoryWorkflows::default().with("o-1", ended);
            run(&orders, &workflows).await.unwrap();
            let workflows = workflows.with("o-1-2", ended);
            run(&orders, &workflows).await.unwrap();
            assert_eq!(workflows.started(), ["o-1-2", "o-1-3"]);
            assert_eq!(orders.events(), []);
        }
    }

    #[tokio::test]
    async fn after_three_executions_an_order_is_rejected_and_refunded_once() {
        let orders = orders();
        let workflows = ["o-1", "o-1-2", "o-1-3"]
            .into_iter()
            .fold(MemoryWorkflows::default(), |all, name| all.with(name, ExecutionState::Failed));
        for _ in 0..2 {
            run(&orders, &workflows).await.unwrap();
        }
        assert_eq!(workflows.started(), [""; 0]);
        let reason = RejectionReason::PaymentFailed;
        assert_eq!(orders.events(), [PrivateEvent::rejected(&samples::order(), reason, true)]);
        assert_eq!(orders.all_orders()[0].status, OrderStatus::PaymentFailed);
    }

    #[tokio::test]
    async fn an_order_that_got_a_final_state_since_it_was_read_is_left_alone() {
        let workflows = MemoryWorkflows::default().with("o-1", ExecutionState::Succeeded);
        let confirmed = Order { status: OrderStatus::Confirmed, ..samples::order() };
        let orders = MemoryOrders::default().with_orders([confirmed]);
        let unfinished = UnfinishedOrder { order: samples::order(), context: Context::new() };
        recover(&unfinished, &orders, &workflows).await.unwrap();
        assert_eq!(workflows.started(), [""; 0]);
        assert_eq!(orders.events(), []);
    }

    #[tokio::test]
    async fn an_order_that_cannot_be_recovered_does_not_stop_the_others() {
        let numbers = [1, 2, 3];
        let orders = numbers.map(|number| suite::order(number, "u-1", OrderStatus::Created));
        let orders = MemoryOrders::default().with_orders(orders);
        let workflows = MemoryWorkflows::default().without_starting("o-2");
        let error = run(&orders, &workflows).await.unwrap_err();
        let expected = "failed to recover 1 of 3 orders, and to read 0 others or partitions";
        assert_eq!(format!("{error:?}"), format!("Failed: {expected}"));
        let mut started = workflows.started();
        started.sort();
        assert_eq!(started, ["o-1", "o-3"]);
    }

    /// Orders in an index of which something cannot be read.
    struct Damaged {
        orders: MemoryOrders,
        damage: Damage,
    }

    #[derive(Clone, Copy)]
    enum Damage {
        /// The first order of every partition.
        Orders,
        /// The first partition.
        Partition,
    }

    impl UnfinishedOrders for Damaged {
        fn partitions(&self) -> Vec<u32> {
            self.orders.partitions()
        }

        async fn oldest_unfinished(
            &self,
            partition: u32,
            limit: u32,
        ) -> Result<Vec<Result<UnfinishedOrder>>> {
            let mut found = self.orders.oldest_unfinished(partition, limit).await?;
            match self.damage {
                Damage::Orders => found.insert(0, Err(Failure::failed("a member is missing"))),
                Damage::Partition if partition == 0 => {
                    return Err(Failure::failed("the index is unavailable"));
                }
                Damage::Partition => {}
            }
            Ok(found)
        }
    }

    impl OrderLookup for Damaged {
        async fn order(&self, user_id: &str, order_number: &str) -> Result<Option<Order>> {
            self.orders.order(user_id, order_number).await
        }
    }

    impl Moves for Damaged {
        async fn apply(
            &self,
            order: &Order,
            event: &PrivateEvent,
            context: &Context,
        ) -> Result<bool> {
            self.orders.apply(order, event, context).await
        }
    }

    /// Recovers ten orders. The numbers of those whose workflow was started, and the error.
    async fn recover_damaged(damage: Damage) -> (Vec<String>, String) {
        let order = |number| suite::order(number, "u-1", OrderStatus::Created);
        let orders = MemoryOrders::default().with_orders((0..10).map(order));
        let (orders, workflows) = (Damaged { orders, damage }, MemoryWorkflows::default());
        let clock = FixedClock(samples::order().placed_at + SignedDuration::from_mins(6));
        let error = handle(&orders, &workflows, &clock).await.unwrap_err();
        (workflows.started(), format!("{error:?}"))
    }

    #[tokio::test]
    async fn an_order_that_cannot_be_read_does_not_stop_the_others() {
        let (started, error) = recover_damaged(Damage::Orders).await;
        assert_eq!(started.len(), 10);
        assert!(error.contains("0 of 10 orders, and to read 2 others or partitions"), "{error}");
    }

    #[tokio::test]
    async fn a_partition_that_cannot_be_read_does_not_stop_the_others() {
        let (started, error) = recover_damaged(Damage::Partition).await;
        assert!((1..10).contains(&started.len()), "{started:?}");
        let count = started.len();
        let expected = format!("0 of {count} orders, and to read 1 others or partitions");
        assert!(error.contains(&expected), "{error}");
    }

    #[tokio::test]
    async fn an_old_order_is_found_behind_many_young_ones() {
        let order = |number: u32| {
            let order = suite::order(1000 + number, "u-1", OrderStatus::Created);
            let age = SignedDuration::from_mins(if number == 9_999 { 0 } else { 2 });
            Order { placed_at: order.placed_at + age, ..order }
        };
        let orders = MemoryOrders::default().with_orders((0..10_000).map(order));
        let workflows = MemoryWorkflows::default();
        run(&orders, &workflows).await.unwrap();
        assert_eq!(workflows.started(), ["o-10999"]);
    }

    #[tokio::test]
    async fn a_run_recovers_a_limited_number_of_orders_and_the_oldest_first() {
        let order = |number: u32| {
            let order = suite::order(1000 + number, "u-1", OrderStatus::Created);
            let placed_at = order.placed_at - SignedDuration::from_secs(number.into());
            Order { placed_at, ..order }
        };
        let orders = MemoryOrders::default().with_orders((0..250).map(order));
        let workflows = MemoryWorkflows::default();
        run(&orders, &workflows).await.unwrap();
        let mut started = workflows.started();
        started.sort();
        let expected: Vec<_> = (1050..1250).map(|number| format!("o-{number}")).collect();
        assert_eq!(started, expected);
    }
}
