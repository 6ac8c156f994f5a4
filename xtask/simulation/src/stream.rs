//! Streams of tables: every change is delivered in order, and again until it was handled.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use futures_util::future::LocalBoxFuture;
use jiff::Timestamp;
use platform::memory::BusEvent;
use tokio::{sync::Notify, time::sleep};

use crate::{bus, shop::Shop, world::World};

/// How long the bus refuses events.
const REFUSAL: Duration = Duration::from_secs(20);

/// Pause before a change that failed is delivered again.
const RETRY: Duration = Duration::from_secs(1);

/// What a stream delivers.
pub struct Source {
    pub name: &'static str,
    /// How many changes there are so far.
    pub length: fn(&Shop) -> usize,
    /// Handles one change. Whether it need not be delivered again.
    pub deliver: fn(Rc<Shop>, Change) -> LocalBoxFuture<'static, bool>,
}

/// A change.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    pub index: usize,
    /// When it was made: the same at every delivery.
    pub time: Timestamp,
}

/// A stream.
pub struct Stream {
    pub source: Source,
    pub changed: Rc<Notify>,
    delivered: Cell<usize>,
    times: RefCell<Vec<Timestamp>>,
}

impl Stream {
    pub fn new(source: Source, changed: &Rc<Notify>) -> Self {
        Self {
            source,
            changed: Rc::clone(changed),
            delivered: Cell::new(0),
            times: RefCell::default(),
        }
    }

    /// Whether everything was delivered.
    pub fn is_idle(&self, shop: &Shop) -> bool {
        let length = (self.source.length)(shop);
        self.times.borrow_mut().resize_with(length, || shop.now());
        self.delivered.get() == length
    }
}

/// Delivers the changes of a stream as long as the run takes.
pub async fn run(shop: Rc<Shop>, index: usize) {
    let stream = &shop.streams[index];
    loop {
        while !stream.is_idle(&shop) {
            sleep(shop.world.milliseconds(shop.world.plan.faults.message_milliseconds)).await;
            let index = stream.delivered.get();
            let change = Change { index, time: stream.times.borrow()[index] };
            if (stream.source.deliver)(Rc::clone(&shop), change).await {
                stream.delivered.set(index + 1);
            } else {
                shop.world.record(|| format!("{} repeats change {index}", stream.source.name));
                sleep(RETRY).await;
            }
        }
        stream.changed.notified().await;
    }
}

/// Publishes the events of an outbox message. Whether the publisher knows that all were published.
pub async fn publish(shop: &Rc<Shop>, events: Vec<BusEvent>) -> bool {
    let (world, refused) = (&shop.world, shop.world.plan.faults.refused_events);
    if is_refused(world).await {
        return false;
    }
    for event in &events {
        if world.is_struck(refused) {
            return false;
        }
        bus::put(shop, event.event_type, &event.detail, event.time);
    }
    !world.is_struck(refused)
}

/// Whether the bus refuses events for some time, which has then passed.
pub async fn is_refused(world: &World) -> bool {
    let is_refused = world.is_struck(world.plan.faults.refused_events);
    if is_refused {
        sleep(REFUSAL).await;
    }
    is_refused
}
