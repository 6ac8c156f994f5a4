//! Properties of concurrent deliveries in any order, duplicates included: reserved units stay
//! reserved, and every order counts once.

use std::collections::{BTreeMap, BTreeSet};

use contracts::inventory::{HandleOrderCompleted, HandleOrderCreated, HandleOrderRejected};
use futures_util::future::join_all;
use jiff::Timestamp;
use platform::{
    Context,
    clock::FixedClock,
    memory::Calls,
    simulation::Rate,
    testing::{batch, block_on, invoke},
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use crate::{
    events::PrivateEvent,
    handle_order_completed, handle_order_created, handle_order_rejected,
    memory::MemoryStock,
    order::{Lines, Outcome},
    set_stock,
    shipment::Shipment,
};

const PRODUCTS: [&str; 3] = ["LATTE", "MILK", "TEA"];

/// An event or a request. Orders and conversations are few, so that there are duplicates.
#[derive(Clone, Debug)]
enum Input {
    OrderCreated { order: u8, products: Vec<usize>, conversation: u8 },
    OrderCompleted { order: u8 },
    OrderRejected { order: u8 },
    SetStock { product: usize, total: u32 },
}

fn input() -> impl Strategy<Value = Input> {
    let product = 0..PRODUCTS.len();
    let order = 0_u8..6;
    prop_oneof![
        4 => (order.clone(), vec(product.clone(), 0..5), 0_u8..2).prop_map(
            |(order, products, conversation)| Input::OrderCreated { order, products, conversation }
        ),
        3 => order.clone().prop_map(|order| Input::OrderCompleted { order }),
        2 => order.prop_map(|order| Input::OrderRejected { order }),
        2 => (product, 1_u32..12).prop_map(|(product, total)| Input::SetStock { product, total }),
    ]
}

/// One delivery. Its result is ignored: failed and successful events may both be redelivered.
async fn deliver(input: Input, stock: &MemoryStock) {
    match input {
        Input::OrderCreated { order, products, conversation } => {
            let products: Vec<&str> = products.into_iter().map(|index| PRODUCTS[index]).collect();
            let detail = json!({
                "id": format!("event of {order}"),
                "conversationId": conversation.to_string(),
                "data": { "orderNumber": order.to_string(), "products": products },
            });
            let batch = batch("orders.orderCreated.v1", &detail);
            let handle =
                async |message| handle_order_created::handle(message, stock, Rate::ALWAYS).await;
            invoke::<HandleOrderCreated>(batch, handle).await.unwrap();
        }
        Input::OrderCompleted { order } => {
            let batch = batch("orders.orderCompleted.v1", &event_of(order));
            let handle = async |message| handle_order_completed::handle(message, stock).await;
            invoke::<HandleOrderCompleted>(batch, handle).await.unwrap();
        }
        Input::OrderRejected { order } => {
            let batch = batch("orders.orderRejected.v1", &event_of(order));
            let handle = async |message| handle_order_rejected::handle(message, stock).await;
            invoke::<HandleOrderRejected>(batch, handle).await.unwrap();
        }
        Input::SetStock { product, total } => {
            // A conflict if more units are reserved.
            let clock = FixedClock(Timestamp::constant(1, 0));
            let context = Context::new();
            set_stock::set(PRODUCTS[product], total, stock, &clock, &context).await.ok();
        }
    }
}

fn event_of(order: u8) -> Value {
    let order = order.to_string();
    json!({ "data": { "orderNumber": order, "userId": "u-1", "reason": "PAYMENT_FAILED" } })
}

/// Delivers all inputs concurrently to stock of two products; the third is unknown.
fn run(inputs: &[Input], pauses: Vec<u8>) -> MemoryStock {
    let stock = MemoryStock::with(&[("LATTE", 5), ("MILK", 3)]).with_calls(Calls::pausing(pauses));
    let all = inputs.iter().map(|input| deliver(input.clone(), &stock));
    block_on(join_all(all));
    stock
}

fn units(lines: &Lines) -> BTreeMap<String, u32> {
    lines.as_map().clone()
}

proptest! {
    #[test]
    fn the_reserved_units_are_those_of_the_reserved_orders(
        inputs in vec(input(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stock = run(&inputs, pauses);
        let mut reserved: BTreeMap<String, u32> = BTreeMap::new();
        for order in stock.orders() {
            if order.outcome == Outcome::Reserved {
                for (product, units) in order.lines.iter() {
                    *reserved.entry(product.to_owned()).or_default() += units;
                }
            }
        }
        for (product, level) in stock.all_levels() {
            prop_assert!(level.available() <= level.total());
            let reserved = reserved.remove(&product).unwrap_or_default();
            prop_assert_eq!(level.reserved(), reserved, "{}", product);
        }
        prop_assert!(reserved.is_empty(), "reserved and unknown: {:?}", reserved);
    }

    #[test]
    fn every_change_begins_where_the_last_one_ended_and_has_a_greater_revision(
        inputs in vec(input(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stock = run(&inputs, pauses);
        let mut totals = BTreeMap::from([("LATTE".to_owned(), 5), ("MILK".to_owned(), 3)]);
        let mut revisions = BTreeMap::new();
        let mut change = |product: &str, previous: u32, new: u32, revision: u64| {
            let before = totals.insert(product.to_owned(), new).unwrap_or(new);
            prop_assert_eq!(before, previous, "{}", product);
            let before = revisions.insert(product.to_owned(), revision);
            prop_assert!(before.is_none_or(|before| before < revision), "{product}: {revision}");
            Ok(())
        };
        for event in stock.events() {
            match event {
                PrivateEvent::StockSet { product_id, previous, new, revision } => {
                    change(&product_id, previous, new, revision)?;
                }
                PrivateEvent::OrderShipped { shipments, .. } => {
                    for shipment in shipments {
                        let Shipment { product_id, previous, new, revision, .. } = shipment;
                        change(&product_id, previous, new, revision)?;
                    }
                }
                PrivateEvent::OrderReserved { .. } | PrivateEvent::OrderRefused { .. } => {}
            }
        }
        for (product, level) in stock.all_levels() {
            prop_assert_eq!(totals[&product], level.total(), "{}", product);
        }
    }

    #[test]
    fn every_order_is_shipped_once_and_in_full(
        inputs in vec(input(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stock = run(&inputs, pauses);
        let mut shipped = BTreeMap::new();
        for event in stock.events() {
            if let PrivateEvent::OrderShipped { order_number, shipments } = event {
                let units = |shipment: &Shipment| (shipment.product_id.clone(), shipment.units());
                let units: BTreeMap<String, u32> = shipments.iter().map(units).collect();
                let before = shipped.insert(order_number, units);
                prop_assert_eq!(before, None);
            }
        }
        let orders = stock.orders().into_iter();
        let expected: BTreeMap<_, _> = orders
            .filter(|order| order.outcome == Outcome::Shipped)
            .map(|order| (order.number, units(&order.lines)))
            .collect();
        prop_assert_eq!(shipped, expected);
    }

    #[test]
    fn every_conversation_has_one_reply(
        inputs in vec(input(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stock = run(&inputs, pauses);
        let mut replies = BTreeSet::new();
        for event in stock.events() {
            if let PrivateEvent::OrderReserved { order_number, conversation_id }
                | PrivateEvent::OrderRefused { order_number, conversation_id } = event
            {
                let is_first = replies.insert((order_number, conversation_id));
                prop_assert!(is_first);
            }
        }
        let requests = inputs.iter().filter_map(|input| match input {
            Input::OrderCreated { order, products, conversation } if !products.is_empty() => {
                Some((order.to_string(), Some(conversation.to_string())))
            }
            _ => None,
        });
        prop_assert_eq!(replies, requests.collect::<BTreeSet<_>>());
    }
}
