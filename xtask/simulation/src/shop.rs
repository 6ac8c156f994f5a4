//! The shop of a run: all services with their ports in memory, the queues and the streams.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use basket::memory::MemoryBaskets;
use contracts::pricing::PriceBracket;
use inventory::memory::MemoryStock;
use jiff::Timestamp;
use loyalty::memory::MemoryAccounts as MemoryPoints;
use notification::memory::{MemoryNotifications, MemorySender};
use order::{memory::MemoryOrders, price_list::ListedPrice};
use payment::memory::MemoryPayments;
use platform::{UserType, clock::Clock, memory::Calls};
use serde_json::Value;
use tokio::sync::Notify;
use user_management::accounts::{email::Email, memory::MemoryAccounts, user::User};

use crate::{
    catalogue::{self, BRACKET, Catalogue, product_id},
    clock::VirtualClock,
    executions::{Executions, ShopWorkflow},
    faults::FaultyCalls,
    plan::PlannedProduct,
    queue::Queue,
    services::{Sources, consumers, sources},
    stream::Stream,
    tokens::Tokens,
    world::World,
};

/// ISO 4217 code of all prices.
pub const CURRENCY: &str = "EUR";

/// Users of every run.
pub const USERS: usize = 4;

pub struct Shop {
    pub world: Rc<World>,
    pub tokens: Tokens,
    pub orders: MemoryOrders<VirtualClock>,
    pub payments: MemoryPayments<VirtualClock>,
    pub stock: MemoryStock<VirtualClock>,
    pub baskets: MemoryBaskets,
    pub notifications: MemoryNotifications<VirtualClock>,
    pub sender: MemorySender,
    pub users: MemoryAccounts,
    pub points: MemoryPoints,
    pub catalogue: Catalogue,
    pub workflows: Executions,
    /// What happens to calls of the bus.
    pub bus: Calls,
    pub queues: Vec<Queue>,
    pub streams: Vec<Stream>,
    pub replies: RefCell<Vec<Reply>>,
    /// How often the service was asked to place each planned order.
    pub attempts: Vec<Cell<usize>>,
    /// The events about orders that were published.
    pub published: RefCell<Vec<OrderEvent>>,
    /// The events about points that were published.
    pub published_points: RefCell<Vec<PointsEvent>>,
    /// The points that each user spent, as the responses say.
    pub spent_points: [Cell<u32>; USERS],
    numbers: Cell<u64>,
}

/// A client received the response that its order is accepted.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The index of the planned order.
    pub planned: usize,
    pub order_number: String,
}

/// An event about an order, as it was published.
#[derive(Clone, Debug)]
pub struct OrderEvent {
    pub id: String,
    pub event_type: String,
    pub order_number: String,
    pub correlation_id: String,
}

/// An event about points, as it was published.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsEvent {
    pub id: String,
    pub event_type: String,
    pub correlation_id: String,
    pub data: Value,
}

/// The id of a user.
pub fn user_id(index: usize) -> String {
    format!("user-{index}")
}

/// The type of a user.
pub fn user_type(index: usize) -> UserType {
    if index == 0 { UserType::Premium } else { UserType::Standard }
}

impl Shop {
    pub fn new(world: &Rc<World>, tokens: Tokens) -> Self {
        let [orders, new_orders, payments, stock, baskets, notifications, points] =
            [(); 7].map(|()| Rc::new(Notify::new()));
        let calls = |streams: &[&Rc<Notify>]| FaultyCalls::of(world, streams);
        let (clock, products, sources) = (world.clock, &world.plan.products, sources());
        let Sources { orders: [inserted, outbox], .. } = sources;
        let streams = vec![
            Stream::new(inserted, &new_orders),
            Stream::new(outbox, &orders),
            Stream::new(sources.payments, &payments),
            Stream::new(sources.stock, &stock),
            Stream::new(sources.baskets, &baskets),
            Stream::new(sources.notifications, &notifications),
            Stream::new(sources.points, &points),
        ];
        Self {
            tokens,
            orders: price_list(products, MemoryOrders::at(clock))
                .with_calls(calls(&[&orders, &new_orders])),
            payments: MemoryPayments::at(clock).with_calls(calls(&[&payments])),
            stock: stocked(products, MemoryStock::at(clock)).with_calls(calls(&[&stock])),
            baskets: MemoryBaskets::default().with_calls(calls(&[&baskets])),
            notifications: MemoryNotifications::at(clock).with_calls(calls(&[&notifications])),
            sender: MemorySender::default().with_calls(calls(&[])),
            users: MemoryAccounts::with_users((0..USERS).map(user)).with_calls(calls(&[])),
            points: MemoryPoints::default().with_calls(calls(&[&points])),
            catalogue: Catalogue::new(products, calls(&[])),
            workflows: Executions::new(world, calls(&[])),
            bus: calls(&[]),
            queues: consumers().iter().map(|_| Queue::default()).collect(),
            streams,
            replies: RefCell::default(),
            attempts: world.plan.orders.iter().map(|_| Cell::new(0)).collect(),
            published: RefCell::default(),
            published_points: RefCell::default(),
            spent_points: Default::default(),
            numbers: Cell::new(0),
            world: Rc::clone(world),
        }
    }

    pub fn now(&self) -> Timestamp {
        self.world.clock.now()
    }

    /// 1, 2, 3, ...
    pub fn next_number(&self) -> u64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    /// The workflow of the orders, which can be started.
    pub fn workflow(self: &Rc<Self>) -> ShopWorkflow<'_> {
        ShopWorkflow(self)
    }

    /// Whether nothing is left to do but what the clock starts.
    pub fn is_idle(&self) -> bool {
        !self.world.is_working() && self.streams.iter().all(|stream| stream.is_idle(self))
    }
}

type Orders = MemoryOrders<VirtualClock>;

fn price_list(products: &[PlannedProduct], orders: Orders) -> Orders {
    products.iter().enumerate().fold(orders, |orders, (index, product)| match product.price {
        Some(cents) if product.is_listed => {
            let [price, less] = catalogue::prices(cents);
            let brackets = [PriceBracket { quantity: BRACKET, price: less }];
            orders.with_price(&product_id(index), ListedPrice::Price(price), &brackets)
        }
        _ => orders,
    })
}

type Stock = MemoryStock<VirtualClock>;

fn stocked(products: &[PlannedProduct], stock: Stock) -> Stock {
    products.iter().enumerate().fold(stock, |stock, (index, product)| match product.stock {
        Some(units) => stock.stocked(&product_id(index), units),
        None => stock,
    })
}

fn user(index: usize) -> User {
    let epoch = Timestamp::UNIX_EPOCH;
    User {
        id: user_id(index),
        email: Email::parse(&format!("user-{index}@example.com")).expect("an address is valid"),
        first_name: "Jane".to_owned(),
        last_name: "Doe".to_owned(),
        user_type: user_type(index),
        order_count: 0,
        created_at: epoch,
        last_active: epoch,
    }
}
