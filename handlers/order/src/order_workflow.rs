//! The workflow of orders in Step Functions: its input, and the ports that it implements.

use contracts::{CompleteTask, Describe, FailTask, Function, May, Start, order::OrderWorkflow};
use platform::{Completion, Context, ExecutionState, Executions, Result, Tasks};
use serde_json::{Value, json};

use crate::{
    dynamo::item::{status_number, type_number},
    order::Order,
    ports::workflow::{Failures, Successes, WorkflowStates, Workflows},
};

impl<F: May<Start<OrderWorkflow>>> Workflows for Executions<F, OrderWorkflow> {
    async fn start(&self, name: &str, order: &Order, context: &Context) -> Result {
        Executions::start(self, name, &input(order, context)).await
    }
}

impl<F: May<Describe<OrderWorkflow>>> WorkflowStates for Executions<F, OrderWorkflow> {
    async fn state(&self, name: &str) -> Result<ExecutionState> {
        Executions::state(self, name).await
    }
}

impl<F: Function + May<CompleteTask<OrderWorkflow>>> Successes for Tasks<F, OrderWorkflow> {
    async fn succeed(&self, token: &str, result: &str) -> Result<Completion> {
        Tasks::succeed(self, token, &json!({ "result": result })).await
    }
}

impl<F: Function + May<FailTask<OrderWorkflow>>> Failures for Tasks<F, OrderWorkflow> {
    async fn fail(&self, token: &str, error: &str, cause: &str) -> Result<Completion> {
        Tasks::fail(self, token, error, cause).await
    }
}

/// What an execution reads of its order. Its expressions fail if a member is missing.
pub fn input(order: &Order, context: &Context) -> Value {
    let traceparent = context.traceparent.clone().or_else(|| Context::new().traceparent);
    json!({
        "orderNumber": order.number,
        "userId": order.user_id,
        "products": order.units(),
        "orderDate": order.placed_at.to_string(),
        "orderType": type_number(order.kind),
        "orderStatus": status_number(order.status),
        "totalPrice": order.total(),
        "rejection": order.rejection(),
        "currency": order.currency,
        "paymentMethod": order.payment_method,
        "correlationId": context.correlation_id,
        "traceparent": traceparent,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::samples;

    #[test]
    fn the_input_has_every_unit_and_what_the_workflow_reads() {
        let traceparent = Some("00-1-2-01".to_owned());
        let context = Context { correlation_id: "c-1".to_owned(), traceparent };
        let expected = json!({
            "orderNumber": "o-1", "userId": "u-1", "products": ["LATTE", "LATTE"],
            "orderDate": "2026-11-21T10:00:00Z", "orderType": 0, "orderStatus": 0,
            "totalPrice": 9.98, "rejection": null, "currency": "EUR",
            "paymentMethod": "card", "correlationId": "c-1", "traceparent": "00-1-2-01",
        });
        assert_eq!(input(&samples::order(), &context), expected);
    }

    #[test]
    fn the_input_states_why_an_order_must_not_be_paid() {
        let items = vec![samples::item("LATTE", 1, "4.99"), samples::unpriced("GONE", 1)];
        let order = Order { items, ..samples::order() };
        assert_eq!(input(&order, &Context::new())["rejection"], "NO_STOCK");
        let expected_total = Some(samples::money("9.97"));
        let order = Order { expected_total, ..samples::order() };
        assert_eq!(input(&order, &Context::new())["rejection"], "PAYMENT_FAILED");
    }

    #[test]
    fn an_order_without_a_trace_begins_one() {
        let context = Context { correlation_id: "c-1".to_owned(), traceparent: None };
        assert!(input(&samples::order(), &context)["traceparent"].is_string());
    }
}
