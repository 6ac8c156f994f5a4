//! Queues: at least once, in any order, in batches. A message that was received three times becomes a
//! dead letter.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{
    task::spawn_local,
    time::{Instant, sleep, sleep_until},
};

use crate::{
    services::{Consumer, consumers},
    shop::Shop,
    world::Work,
};

/// How long a message that was received is invisible, as the stacks deploy it.
const VISIBILITY: Duration = Duration::from_secs(174);

/// How often a message is received before it is a dead letter, as the stacks deploy it.
const MOST_RECEIVES: u32 = 3;

/// Messages of a batch at most.
const BATCH: usize = 10;

/// Longest time in which a batch is collected, in milliseconds.
const COLLECTING: u32 = 500;

/// Longest delay of a late message, in seconds.
const LATE: u32 = 400;

/// The queue of a function.
#[derive(Default)]
pub struct Queue {
    visible: RefCell<Vec<Message>>,
    is_collecting: Cell<bool>,
    dead_letters: RefCell<Vec<Rc<str>>>,
}

struct Message {
    id: String,
    body: Rc<str>,
    receives: u32,
    /// The run does not end before the message is handled.
    work: Work,
}

impl Queue {
    /// The messages in its dead-letter queue.
    pub fn dead_letters(&self) -> Vec<Rc<str>> {
        self.dead_letters.borrow().clone()
    }
}

/// Sends a message to the queue of the consumer with this index.
pub fn send(shop: &Rc<Shop>, consumer: usize, body: &Rc<str>) {
    let (shop, body, world) = (Rc::clone(shop), Rc::clone(body), &shop.world);
    let faults = &world.plan.faults;
    let delay = if world.is_struck(faults.late_messages) {
        world.seconds(LATE)
    } else {
        world.milliseconds(faults.message_milliseconds)
    };
    let id = format!("message-{}", shop.next_number());
    let message = Message { id, body, receives: 0, work: world.work() };
    spawn_local(async move {
        sleep(delay).await;
        arrive(&shop, consumer, message);
    });
}

/// Delivers all dead letters again, as `cargo xtask dlq redrive` does. Returns how many there were.
pub fn redrive(shop: &Rc<Shop>) -> usize {
    let mut redriven = 0;
    for (index, queue) in shop.queues.iter().enumerate() {
        for body in queue.dead_letters.take() {
            send(shop, index, &body);
            redriven += 1;
        }
    }
    redriven
}

fn arrive(shop: &Rc<Shop>, consumer: usize, message: Message) {
    let queue = &shop.queues[consumer];
    queue.visible.borrow_mut().push(message);
    if !queue.is_collecting.replace(true) {
        spawn_local(collect(Rc::clone(shop), consumer));
    }
}

/// Collects the messages that arrive within a short time into batches.
async fn collect(shop: Rc<Shop>, consumer: usize) {
    sleep(shop.world.milliseconds(COLLECTING)).await;
    let queue = &shop.queues[consumer];
    queue.is_collecting.set(false);
    let mut visible = queue.visible.take().into_iter().peekable();
    while visible.peek().is_some() {
        let batch = visible.by_ref().take(BATCH).collect();
        spawn_local(receive(Rc::clone(&shop), consumer, batch));
    }
}

/// Invokes the function with a batch. What it does not acknowledge becomes visible again.
async fn receive(shop: Rc<Shop>, index: usize, batch: Vec<Message>) {
    let (consumer, world) = (&consumers()[index], &shop.world);
    let visible_at = Instant::now() + VISIBILITY;
    world.record(|| {
        let ids: Vec<_> = batch.iter().map(|message| message.id.as_str()).collect();
        format!("{} receives {}", consumer.name, ids.join(", "))
    });
    let invocation = (consumer.invoke)(Rc::clone(&shop), payload(&batch));
    let response = world.process(consumer.name, invocation).await.and_then(Result::ok);
    for message in batch {
        let is_lost = world.is_struck(world.plan.faults.lost_acknowledgements);
        if is_failed(response.as_ref(), &message.id) || is_lost {
            let message = Message { receives: message.receives + 1, ..message };
            spawn_local(redeliver(Rc::clone(&shop), index, message, visible_at));
        }
    }
}

fn payload(batch: &[Message]) -> Value {
    let record = |message: &Message| json!({ "messageId": message.id, "body": &*message.body });
    json!({ "Records": batch.iter().map(record).collect::<Vec<_>>() })
}

fn is_failed(response: Option<&Value>, message_id: &str) -> bool {
    let Some(response) = response else { return true };
    let failures = response["batchItemFailures"].as_array();
    failures.is_none_or(|all| all.iter().any(|failure| failure["itemIdentifier"] == message_id))
}

async fn redeliver(shop: Rc<Shop>, consumer: usize, message: Message, visible_at: Instant) {
    sleep_until(visible_at).await;
    if message.receives < MOST_RECEIVES {
        arrive(&shop, consumer, message);
        return;
    }
    let Consumer { service, name, .. } = consumers()[consumer];
    shop.world.record(|| format!("{} is a dead letter of {service} {name}", message.id));
    shop.queues[consumer].dead_letters.borrow_mut().push(message.body);
    drop(message.work);
}
