//! Properties of concurrent requests and deliveries in any order, duplicates and processes that die
//! included: a request or checkout makes one order.

use std::collections::BTreeSet;

use contracts::order::{CreateOrder, HandleCheckoutBasket};
use futures_util::future::join_all;
use platform::{
    UserType,
    memory::Calls,
    testing::{Call, TestResponse, batch, block_on, invoke, is_done, run_process, token},
};
use proptest::{collection::vec, prelude::*};
use serde_json::json;

use crate::{
    create_order, handle_checkout_basket,
    memory::{
        MemoryCatalogue, MemoryOrders,
        samples::{money, placement},
    },
    price_list::ListedPrice,
};

/// Requests and checkouts are few, so that there are duplicates.
#[derive(Clone, Debug)]
enum Input {
    Request { key: u8 },
    Checkout { checkout: u8 },
}

fn input() -> impl Strategy<Value = Input> {
    prop_oneof![
        (0_u8..3).prop_map(|key| Input::Request { key }),
        (0_u8..3).prop_map(|checkout| Input::Checkout { checkout }),
    ]
}

/// An attempt. It begins after `delay` turns, and its process dies after it was polled `polls` times.
#[derive(Clone, Debug)]
struct Attempt {
    input: Input,
    delay: usize,
    polls: usize,
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let attempt = (input(), 0_usize..24, 0_usize..16);
    attempt.prop_map(|(input, delay, polls)| Attempt { input, delay, polls })
}

/// One request or delivery. The order that a response states; none of a message.
async fn send(input: &Input, orders: &MemoryOrders, token: &str) -> Option<String> {
    let catalogue = MemoryCatalogue::default();
    let placement = placement(orders, &catalogue);
    match input {
        Input::Request { key } => {
            let call = Call::to::<CreateOrder>("POST /orders").bearer(token);
            let call = call.header("idempotency-key", &key.to_string());
            let call = call.json(&json!({ "products": ["LATTE"] }));
            let handle = async |request| create_order::handle(request, &placement).await;
            let response = TestResponse::of(invoke::<CreateOrder>(call.event(), handle).await);
            assert_eq!(response.status(), 201);
            Some(response.json()["orderId"].as_str().unwrap().to_owned())
        }
        Input::Checkout { checkout } => {
            let items = json!([{ "productId": "LATTE" }]);
            let basket =
                json!({ "userName": "u-1", "checkoutId": checkout.to_string(), "items": items });
            let batch = batch("CheckoutBasket", &basket);
            let handle = async |message| handle_checkout_basket::handle(message, &placement).await;
            assert!(is_done(invoke::<HandleCheckoutBasket>(batch, handle).await));
            None
        }
    }
}

/// An attempt in a process that may die.
async fn run_attempt(attempt: &Attempt, orders: &MemoryOrders, token: &str) {
    let Attempt { input, delay, polls } = attempt;
    run_process(*delay, *polls, send(input, orders, token)).await;
}

/// Makes all attempts concurrently, and each once more at the end, as clients and queues do with what
/// was not acknowledged. Returns the orders, and those that the responses at the end state.
fn run(attempts: &[Attempt], pauses: Vec<u8>) -> (MemoryOrders, Vec<String>) {
    let price = ListedPrice::Price(money("4.99"));
    let orders =
        MemoryOrders::default().with_price("LATTE", price, &[]).with_calls(Calls::pausing(pauses));
    let stated = block_on(async {
        let token = token("u-1", UserType::Standard).await;
        join_all(attempts.iter().map(|attempt| run_attempt(attempt, &orders, &token))).await;
        let mut stated = Vec::new();
        for Attempt { input, .. } in attempts {
            stated.extend(send(input, &orders, &token).await);
        }
        stated
    });
    (orders, stated)
}

proptest! {
    #[test]
    fn a_request_or_checkout_makes_one_order_however_often_it_is_repeated(
        attempts in vec(attempt(), 1..24),
        pauses in vec(0_u8..4, 0..120),
    ) {
        let (orders, stated) = run(&attempts, pauses);
        let different: BTreeSet<_> =
            attempts.iter().map(|attempt| format!("{:?}", attempt.input)).collect();
        let all = orders.all_orders();
        prop_assert_eq!(all.len(), different.len());
        let keys = different.iter().filter(|input| input.contains("key")).count();
        prop_assert_eq!(stated.iter().collect::<BTreeSet<_>>().len(), keys);
        prop_assert!(stated.iter().all(|number| all.iter().any(|order| order.number == *number)));
    }
}
