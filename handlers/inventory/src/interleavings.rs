//! Whatever happens at once, in whatever order and however often: no promise is broken, and every
//! order counts once.

use std::collections::{BTreeMap, BTreeSet};

use contracts::inventory::{HandleOrderCompleted, HandleOrderCreated, HandleOrderRejected};
use futures_util::future::join_all;
use platform::{
    Context,
    testing::{batch, invoke},
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Value, json};

use crate::{
    availability::Availability,
    events::Recorded,
    handle_order_completed, handle_order_created, handle_order_rejected,
    memory::MemoryStocks,
    order::{Lines, Outcome},
    sale::Sale,
    set_stock,
};

const PRODUCTS: [&str; 3] = ["LATTE", "MILK", "TEA"];

/// Something that happens. Orders and conversations are few, so that events repeat.
#[derive(Clone, Debug)]
enum Happening {
    Created { order: u8, products: Vec<usize>, conversation: u8 },
    Completed { order: u8 },
    Rejected { order: u8 },
    Counted { product: usize, total: u32 },
}

fn happening() -> impl Strategy<Value = Happening> {
    let product = 0..PRODUCTS.len();
    let order = 0_u8..6;
    prop_oneof![
        4 => (order.clone(), vec(product.clone(), 0..5), 0_u8..2).prop_map(
            |(order, products, conversation)| Happening::Created { order, products, conversation }
        ),
        3 => order.clone().prop_map(|order| Happening::Completed { order }),
        2 => order.prop_map(|order| Happening::Rejected { order }),
        2 => (product, 1_u32..12)
            .prop_map(|(product, total)| Happening::Counted { product, total }),
    ]
}

/// One delivery. Its success is no matter here: what fails is delivered again, as is what does not.
async fn happen(happening: Happening, stocks: &MemoryStocks) {
    match happening {
        Happening::Created { order, products, conversation } => {
            let products: Vec<&str> = products.into_iter().map(|index| PRODUCTS[index]).collect();
            let detail = json!({
                "id": format!("event of {order}"),
                "conversationId": conversation.to_string(),
                "data": { "orderNumber": order.to_string(), "products": products },
            });
            let batch = batch("orders.orderCreated.v1", &detail);
            let handle = async |message| {
                handle_order_created::handle(message, stocks, Availability::ALWAYS).await
            };
            invoke::<HandleOrderCreated>(batch, handle).await.unwrap();
        }
        Happening::Completed { order } => {
            let batch = batch("orders.orderCompleted.v1", &settled(order));
            let handle = async |message| handle_order_completed::handle(message, stocks).await;
            invoke::<HandleOrderCompleted>(batch, handle).await.unwrap();
        }
        Happening::Rejected { order } => {
            let batch = batch("orders.orderRejected.v1", &settled(order));
            let handle = async |message| handle_order_rejected::handle(message, stocks).await;
            invoke::<HandleOrderRejected>(batch, handle).await.unwrap();
        }
        Happening::Counted { product, total } => {
            // Refused if more is promised.
            set_stock::set(PRODUCTS[product], total, stocks, &Context::new()).await.ok();
        }
    }
}

fn settled(order: u8) -> Value {
    let order = order.to_string();
    json!({ "data": { "orderNumber": order, "userId": "u-1", "reason": "PAYMENT_FAILED" } })
}

/// All at once, on stock of two products; of the third nothing is known.
fn run(happenings: &[Happening], pauses: Vec<u8>) -> MemoryStocks {
    let stocks = MemoryStocks::with(&[("LATTE", 5), ("MILK", 3)]).pausing(pauses);
    let all = happenings.iter().map(|happening| happen(happening.clone(), &stocks));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(join_all(all));
    stocks
}

fn units(lines: &Lines) -> BTreeMap<String, u32> {
    lines.as_map().clone()
}

proptest! {
    #[test]
    fn what_is_reserved_is_what_open_orders_were_promised(
        happenings in vec(happening(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stocks = run(&happenings, pauses);
        let mut promised: BTreeMap<String, u32> = BTreeMap::new();
        for order in stocks.orders() {
            if order.outcome == Outcome::Reserved {
                for (product, units) in order.lines.iter() {
                    *promised.entry(product.to_owned()).or_default() += units;
                }
            }
        }
        for (product, level) in stocks.all_levels() {
            prop_assert!(level.available() <= level.total());
            let promised = promised.remove(&product).unwrap_or_default();
            prop_assert_eq!(level.reserved(), promised, "{}", product);
        }
        prop_assert!(promised.is_empty(), "promised and unknown: {:?}", promised);
    }

    #[test]
    fn every_change_begins_where_the_last_one_ended(
        happenings in vec(happening(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stocks = run(&happenings, pauses);
        let mut totals = BTreeMap::from([("LATTE".to_owned(), 5), ("MILK".to_owned(), 3)]);
        let mut change = |product: &str, previous: u32, new: u32| {
            let known = totals.insert(product.to_owned(), new).unwrap_or(new);
            prop_assert_eq!(known, previous, "{}", product);
            Ok(())
        };
        for recorded in stocks.recorded() {
            match recorded {
                Recorded::StockSet { product_id, previous, new } => {
                    change(&product_id, previous, new)?;
                }
                Recorded::OrderSold { sales, .. } => {
                    for sale in sales {
                        change(&sale.product_id, sale.previous, sale.new)?;
                    }
                }
                Recorded::OrderReserved { .. } | Recorded::OrderRefused { .. } => {}
            }
        }
        for (product, level) in stocks.all_levels() {
            prop_assert_eq!(totals[&product], level.total(), "{}", product);
        }
    }

    #[test]
    fn every_order_is_sold_once_and_in_full(
        happenings in vec(happening(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stocks = run(&happenings, pauses);
        let mut sold = BTreeMap::new();
        for recorded in stocks.recorded() {
            if let Recorded::OrderSold { order_number, sales } = recorded {
                let units: BTreeMap<String, u32> =
                    sales.iter().map(|sale: &Sale| (sale.product_id.clone(), sale.units())).collect();
                let before = sold.insert(order_number, units);
                prop_assert_eq!(before, None);
            }
        }
        let orders = stocks.orders().into_iter();
        let expected: BTreeMap<_, _> = orders
            .filter(|order| order.outcome == Outcome::Sold)
            .map(|order| (order.number, units(&order.lines)))
            .collect();
        prop_assert_eq!(sold, expected);
    }

    #[test]
    fn every_conversation_is_answered_once(
        happenings in vec(happening(), 1..40),
        pauses in vec(0_u8..4, 0..200),
    ) {
        let stocks = run(&happenings, pauses);
        let mut answered = BTreeSet::new();
        for recorded in stocks.recorded() {
            if let Recorded::OrderReserved { order_number, conversation_id }
                | Recorded::OrderRefused { order_number, conversation_id } = recorded
            {
                let is_first = answered.insert((order_number, conversation_id));
                prop_assert!(is_first);
            }
        }
        let asked = happenings.iter().filter_map(|happening| match happening {
            Happening::Created { order, products, conversation } if !products.is_empty() => {
                Some((order.to_string(), Some(conversation.to_string())))
            }
            _ => None,
        });
        prop_assert_eq!(answered, asked.collect::<BTreeSet<_>>());
    }
}
