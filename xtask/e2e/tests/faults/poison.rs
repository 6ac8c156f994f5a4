//! Messages that no function can read, in every queue of the services on the way of an order.

use contracts::{EventView, FunctionContract, Service, basket, notification, order, payment};
use e2e::{Queues, Shop, eventually, unique};
use futures_util::future::join_all;
use request::{Change, Command, Dlq, Filter, ListDeadLetters, PurgeDeadLetters};
use serde_json::{Value, json};

use crate::customers::{check_confirmed, customers, place_orders, product, subscribers};

/// Seconds after which a failed message is redelivered.
const REDELIVERY: u32 = 1;

/// Most messages of a batch.
const BATCH: usize = 10;

/// A function with messages in its queue that it cannot read.
struct Poisoned {
    /// The function as the tool names it.
    function: String,
    queues: Queues,
    messages: Vec<String>,
}

impl Poisoned {
    async fn new(shop: &Shop, service: Service, function: &FunctionContract, mark: &str) -> Self {
        let queues = shop.queues_with_timeout(service, function.name, REDELIVERY).await;
        let messages = messages(shop, function.views(), mark);
        for batch in messages.chunks(BATCH) {
            queues.send(batch).await;
        }
        Self { function: format!("{}/{}", service.name, function.name), queues, messages }
    }

    /// Deletes the dead letters that contain the mark, as an operator does. Returns how many.
    fn purge(&self, shop: &Shop, mark: &str) -> Value {
        let options = PurgeDeadLetters {
            function: self.function.clone(),
            filter: Filter { contains: Some(mark.to_owned()), ..Filter::default() },
            limit: None,
            change: Change { dry_run: false, yes: true },
            json: true,
        };
        shop.operate(Command::Dlq(Dlq::Purge(options)))["deleted"].clone()
    }
}

/// Messages that a function with these views cannot read.
fn messages(shop: &Shop, views: &[EventView], mark: &str) -> Vec<String> {
    let envelope = |detail_type: &str, detail: &Value| {
        json!({
            "id": unique("bus"), "detail-type": detail_type, "source": "e2e.poison",
            "time": "2026-01-01T00:00:00Z", "detail": detail, "mark": mark,
        })
    };
    let unreadable = views.iter().flat_map(|view| {
        let details = data(view).map(|data| shop.event_of_type(view.event, &data).detail);
        details.map(|detail| envelope(view.event.name, &detail))
    });
    let others = [
        envelope("e2e.withoutSubscriber.v1", &json!({ "data": {} })),
        json!({ "an event": "no", "mark": mark }),
        json!([mark]),
    ];
    let bodies = unreadable.chain(others).map(|body| body.to_string());
    bodies.chain([format!("not JSON: {mark}")]).collect()
}

/// Data without the fields that a view needs, unless it needs none, and with fields of other types.
fn data(view: &EventView) -> impl Iterator<Item = Value> {
    let of_other_types = view.names().map(|name| (name, json!({ "another": ["type"] }))).collect();
    let is_unreadable = |data: &Value| (view.check)(data.clone()).is_err();
    [json!({}), Value::Object(of_other_types)].into_iter().filter(is_unreadable)
}

fn is_on_the_way_of_an_order(service: Service) -> bool {
    let services = [order::SERVICE, payment::SERVICE, basket::SERVICE, notification::SERVICE];
    services.iter().any(|it| it.name == service.name)
}

/// The number of dead letters of a function.
fn depth(depths: &Value, function: &str) -> u64 {
    let depths = depths.as_array().expect("a list");
    let found = depths.iter().find(|depth| depth["function"] == function);
    found.map_or(0, |depth| depth["visible"].as_u64().expect("depths are numbers"))
}

#[tokio::test]
async fn unreadable_messages_in_every_queue_become_dead_letters_and_hold_up_no_order() {
    let shop = Shop::open().await;
    let (product, customers) = (product(&shop).await, customers(&shop, 5).await);
    let (contracts, mark) = (contracts::contracts(), unique("poison"));
    let poisoned = subscribers(&contracts)
        .filter(|(service, _)| is_on_the_way_of_an_order(*service))
        .map(|(service, function)| Poisoned::new(&shop, service, function, &mark));
    let poisoned = join_all(poisoned).await;
    let orders = place_orders(&customers, &product).await;
    check_confirmed(&customers, &orders).await;

    eventually("the unreadable messages to be dead letters", async || {
        let list = ListDeadLetters { all: false, fail: false, json: true };
        let depths = shop.operate(Command::Dlq(Dlq::List(list)));
        let are_there = |it: &Poisoned| depth(&depths, &it.function) >= it.messages.len() as u64;
        poisoned.iter().all(are_there).then_some(())
    })
    .await;
    for it in poisoned {
        assert_eq!(it.purge(&shop, &mark), it.messages.len(), "`{}`", it.function);
        it.queues.restore_timeout().await;
    }
}
