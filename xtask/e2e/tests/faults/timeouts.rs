//! A function is killed at the end of its time, after a transaction that it made and of which it got
//! no answer.

use aws_sdk_lambda::Client;
use contracts::{Function, inventory::HandleOrderCreated, payment::HandlePaymentRequested};
use e2e::{Queues, Shop};
use serde_json::json;

use crate::customers::{STOCK, UNITS, check_confirmed, customers, place_orders, product};

/// Seconds that an invocation may take.
const TIMEOUT: i32 = 2;

/// Seconds after which a message is redelivered.
const REDELIVERY: u32 = 3;

/// A function whose next transactions succeed and have no answer.
struct Killed {
    client: Client,
    function: String,
    timeout: i32,
    queues: Queues,
}

impl Killed {
    async fn new<F: Function>(shop: &Shop, transactions: u32) -> Self {
        let (client, function) = (Client::new(&shop.aws), shop.function_name::<F>());
        let request = client.get_function_configuration().function_name(&function);
        let configuration = request.send().await.expect("the function exists");
        let queues = shop.queues_with_timeout(F::SERVICE, F::NAME, REDELIVERY).await;
        let timeout = configuration.timeout().expect("a function has a timeout");
        let killed = Self { client, function, timeout, queues };
        killed.set_timeout(TIMEOUT).await;
        shop.add_fault(&json!({
            "service": "dynamodb", "operation": "TransactWriteItems", "effect": "hold",
            "seconds": 60, "calls": transactions, "function": killed.function,
        }))
        .await;
        killed
    }

    async fn set_timeout(&self, seconds: i32) {
        let request = self.client.update_function_configuration().function_name(&self.function);
        request.timeout(seconds).send().await.expect("the tests may change functions");
    }

    async fn restore(self) {
        self.set_timeout(self.timeout).await;
        self.queues.restore_timeout().await;
    }
}

#[tokio::test]
async fn an_order_whose_functions_are_killed_after_their_transactions_is_confirmed_once() {
    let shop = Shop::open().await;
    let (product, customers) = (product(&shop).await, customers(&shop, 1).await);
    // A message is a dead letter after its third attempt.
    let payment = Killed::new::<HandlePaymentRequested>(&shop, 2).await;
    let inventory = Killed::new::<HandleOrderCreated>(&shop, 1).await;
    let orders = place_orders(&customers, &product).await;
    check_confirmed(&customers, &orders).await;
    assert_eq!(shop.available(&product).await, STOCK - UNITS);
    payment.restore().await;
    inventory.restore().await;
}
