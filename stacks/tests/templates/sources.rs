//! Events come from sources of the environment, and from publishers outside of it that a contract
//! names. A component publishes from the sources of its events only.

use std::collections::BTreeSet;

use contracts::{Direct, Event, Queue, Service, function, order::OrderCompleted, service, view};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use stacks::{DeployedComponent, Environment, Stack, StackBuilder};

use crate::system::{self, environments, resources_of, statements};

const SERVICE: Service =
    Service { name: "market", stack: "Market", parameters: "Market", source: "market" };

/// An event that other companies publish too.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BasketFilled {
    /// Whose basket it is.
    user_id: String,
}

impl Event for BasketFilled {
    const TYPE: &'static str = "market.basketFilled.v1";
    const OUTSIDE_SOURCES: &'static [&'static str] = &["com.example.basket", "org.example.shop"];

    fn sample() -> Self {
        Self { user_id: "u-1".to_owned() }
    }
}

view! {
    /// What customers do.
    pub enum CustomerEvent {
        OrderCompleted { order_number: String },
        BasketFilled { user_id: String },
    }
}

view! {
    /// A completed order.
    pub struct CompletedOrder of OrderCompleted { order_number: String }
}

function! {
    /// Fills a basket.
    FillBasket = SERVICE / "fill-basket" on Direct<(), ()> {
        publishes: [BasketFilled],
    }
}

function! {
    /// Counts what customers do.
    CountEvents = SERVICE / "count-events" on Queue<CustomerEvent> {}
}

function! {
    /// Counts completed orders.
    CountOrders = SERVICE / "count-orders" on Queue<CompletedOrder> {}
}

service! { SERVICE { functions: [FillBasket, CountEvents, CountOrders] } }

fn stack() -> Stack {
    let environment: Environment =
        environments().into_iter().find(|environment| environment.name == "dev").unwrap();
    let mut s = StackBuilder::new(contract(), &environment, "A market.");
    s.direct_function::<FillBasket>();
    s.queue_function::<CountEvents>();
    s.queue_function::<CountOrders>();
    s.finish()
}

#[track_caller]
fn check_pattern(rule: &str, expected: &Value) {
    let stack = stack();
    assert_eq!(system::resource(&stack, rule).unwrap().property("/EventPattern"), expected);
}

#[test]
fn a_rule_takes_events_from_every_source_of_its_environment() {
    check_pattern(
        "CountOrdersRule",
        &json!({
            "source": [{ "prefix": "dev." }],
            "detail-type": ["orders.orderCompleted.v1"],
        }),
    );
}

#[test]
fn a_rule_takes_from_outside_publishers_the_events_that_name_them_and_no_others() {
    check_pattern(
        "CountEventsRule",
        &json!({ "$or": [
            {
                "source": [{ "prefix": "dev." }],
                "detail-type": ["orders.orderCompleted.v1", "market.basketFilled.v1"],
            },
            {
                "source": ["com.example.basket", "org.example.shop"],
                "detail-type": ["market.basketFilled.v1"],
            },
        ] }),
    );
}

#[test]
fn every_rule_has_the_source_of_its_environment() {
    for environment in environments() {
        let inside = json!([{ "prefix": format!("{}.", environment.name) }]);
        for stack in stacks::all(&environment).unwrap() {
            for rule in resources_of(&stack, "AWS::Events::Rule") {
                let pattern = rule.property("/EventPattern");
                let source = pattern.get("source").unwrap_or(&pattern["$or"][0]["source"]);
                assert_eq!(*source, inside, "{}", rule.id);
            }
        }
    }
}

#[test]
fn a_component_may_publish_from_the_sources_of_its_events_only() {
    let contracts = contracts::contracts();
    for environment in environments() {
        for stack in stacks::all(&environment).unwrap() {
            let contract = contracts.iter().find(|it| it.service.name == stack.service);
            let published: Vec<_> = contract.iter().flat_map(|it| it.published()).collect();
            let sources = |component: &DeployedComponent| {
                let events = published.iter().map(|published| published.event);
                let own = events.filter(|event| component.publishes.contains(&event.name));
                let sources: BTreeSet<String> =
                    own.map(|event| event.source_in(&environment.name)).collect();
                (!sources.is_empty()).then(|| json!(sources).to_string())
            };
            let components = stack.workflows.iter().chain(&stack.functions);
            let mut expected: Vec<String> = components.filter_map(sources).collect();
            let mut allowed: Vec<String> =
                allowed_sources(&stack).iter().map(Value::to_string).collect();
            expected.sort_unstable();
            allowed.sort_unstable();
            assert_eq!(allowed, expected, "{}", stack.name);
        }
    }
}

/// The sources from which each statement about publishing allows events.
fn allowed_sources(stack: &Stack) -> Vec<Value> {
    let roles = resources_of(stack, "AWS::IAM::Role");
    let all = roles.iter().flat_map(|role| statements(role.body));
    let publishing = all.filter(|statement| statement["Action"] == json!(["events:PutEvents"]));
    publishing
        .map(|it| it["Condition"]["ForAllValues:StringEquals"]["events:source"].clone())
        .collect()
}
