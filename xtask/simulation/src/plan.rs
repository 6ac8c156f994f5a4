//! What happens in a run, besides what its faults decide. A seed determines a plan, and a plan a run.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

/// The plan of a run. Each field can be made smaller on its own, so that a failure is shown in the
/// smallest plan that has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Determines every decision of the run that is not in the plan.
    pub seed: u64,
    pub products: Vec<PlannedProduct>,
    pub orders: Vec<PlannedOrder>,
    /// Seconds after the beginning at which an administrator completes an order.
    pub completions: Vec<u32>,
    pub changes: Vec<PlannedChange>,
    pub spendings: Vec<PlannedSpending>,
    pub faults: Faults,
}

/// A product. Its id is `PRODUCT-` and its index.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedProduct {
    /// Units that are in stock at the beginning. None for a product that inventory does not have.
    pub stock: Option<u32>,
    /// Price in cents. None for a product that the catalogue does not have.
    pub price: Option<u32>,
    /// Whether the price list of the orders has the price, and not only the catalogue.
    pub is_listed: bool,
}

/// An order that a customer places. The user with the index 0 is a premium user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedOrder {
    pub user: u8,
    /// Seconds after the beginning.
    pub second: u32,
    /// Indices of products, and units.
    pub lines: Vec<(usize, u32)>,
    pub is_declined: bool,
    pub way: Way,
}

/// How an order reaches the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    /// `POST /orders`, repeated after errors, with an idempotency key or without one.
    Request { key: bool },
    /// The function `submit-order`, with a request id.
    Submission,
    /// A basket that is checked out, with an idempotency key or without one.
    Basket { key: bool },
    /// The event `CheckoutBasket` of another application.
    OutsideCheckout { id: bool },
}

/// A change of products by others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedChange {
    /// Seconds after the beginning.
    pub second: u32,
    pub product: usize,
    pub change: Change,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    /// The price becomes so many cents.
    Price(u32),
    /// The product is deleted from the catalogue.
    Deletion,
    /// An administrator sets the stock.
    Stock(u32),
}

/// A customer who spends points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedSpending {
    pub user: u8,
    /// Seconds after the beginning.
    pub second: u32,
    pub points: u32,
}

/// The kinds of faults, and how often they happen: of 1,000 occasions.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Faults {
    /// Minutes after which no more faults happen.
    pub minutes: u32,
    /// Calls of stores and services that fail and change nothing.
    pub failed_calls: u16,
    /// Calls that make their change and fail.
    pub lost_responses: u16,
    /// Calls before or after which the process dies.
    pub crashes: u16,
    /// Calls that take 15 seconds.
    pub slow_calls: u16,
    /// Messages that are delivered twice.
    pub duplicates: u16,
    /// Messages that were handled and are delivered again.
    pub lost_acknowledgements: u16,
    /// Messages that arrive minutes later.
    pub late_messages: u16,
    /// Events that the bus refuses for 20 seconds, or in part.
    pub refused_events: u16,
    /// Executions of the workflow that are aborted.
    pub aborted_executions: u16,
    /// Longest time of other calls, in milliseconds.
    pub call_milliseconds: u32,
    /// Longest delay of other messages, in milliseconds.
    pub message_milliseconds: u32,
}

impl Plan {
    /// The plan of a seed.
    pub fn of_seed(seed: u64) -> Self {
        let random = &mut Rng::with_seed(seed);
        let products: Vec<_> = (0..random.u32(1..=4)).map(|_| product(random)).collect();
        let faults = Faults::random(random);
        let end = faults.minutes.max(2) * 60;
        let (users, most) = (random.u8(1..=4), products.len());
        let many = |longest, random: &mut Rng| 0..random.u32(0..=longest);
        let sale = random.u32(0..end);
        Self {
            seed,
            orders: (0..random.u32(1..=6)).map(|_| order(users, most, end, random)).collect(),
            completions: many(4, random).map(|_| random.u32(0..end + 600)).collect(),
            changes: many(3, random).map(|_| change(most, end, random)).collect(),
            spendings: many(3, random)
                .map(|_| spending(users, [sale, random.u32(0..end)], random))
                .collect(),
            products,
            faults,
        }
    }

    /// The users who do something.
    pub fn customers(&self) -> BTreeSet<usize> {
        let orders = self.orders.iter().map(|order| order.user.into());
        orders.chain(self.spendings.iter().map(|spending| spending.user.into())).collect()
    }
}

fn product(random: &mut Rng) -> PlannedProduct {
    PlannedProduct {
        stock: (random.u32(0..8) > 0).then(|| random.u32(0..=5)),
        price: (random.u32(0..8) > 0).then(|| random.u32(1..2000)),
        is_listed: random.u32(0..4) > 0,
    }
}

fn order(users: u8, products: usize, end: u32, random: &mut Rng) -> PlannedOrder {
    // An order in a basket lists each product once.
    let mut ids: Vec<usize> = (0..products).collect();
    random.shuffle(&mut ids);
    ids.truncate(random.usize(1..=products));
    PlannedOrder {
        user: random.u8(0..users),
        second: random.u32(0..end / 2),
        lines: ids.into_iter().map(|id| (id, random.u32(1..=3))).collect(),
        is_declined: random.u32(0..5) == 0,
        way: match random.u32(0..8) {
            0..=2 => Way::Request { key: random.u32(0..3) > 0 },
            3 => Way::Submission,
            4..=5 => Way::Basket { key: random.bool() },
            _ => Way::OutsideCheckout { id: random.bool() },
        },
    }
}

fn change(products: usize, end: u32, random: &mut Rng) -> PlannedChange {
    PlannedChange {
        second: random.u32(0..end),
        product: random.usize(0..products),
        change: match random.u32(0..5) {
            0..=1 => Change::Price(random.u32(1..2000)),
            2 => Change::Deletion,
            _ => Change::Stock(random.u32(1..=6)),
        },
    }
}

/// Most spendings are at the first of two times, so that those of one user conflict.
fn spending(users: u8, seconds: [u32; 2], random: &mut Rng) -> PlannedSpending {
    PlannedSpending {
        user: random.u8(0..users),
        second: seconds[usize::from(random.u32(0..4) == 0)],
        points: random.u32(0..=6) * 25,
    }
}

impl Faults {
    /// Faults of some kinds, each seldom or often. A run with all kinds hides what one kind does.
    fn random(random: &mut Rng) -> Self {
        let rate = |random: &mut Rng| match random.u32(0..4) {
            0..=1 => 0,
            2 => random.u16(1..=20),
            _ => random.u16(20..=150),
        };
        Self {
            minutes: random.u32(2..=12),
            failed_calls: rate(random),
            lost_responses: rate(random),
            crashes: rate(random),
            slow_calls: rate(random) / 4,
            duplicates: rate(random) * 2,
            lost_acknowledgements: rate(random) * 2,
            late_messages: rate(random) * 2,
            refused_events: rate(random),
            aborted_executions: rate(random) * 2,
            call_milliseconds: [2, 20, 200, 2000][random.usize(0..4)],
            message_milliseconds: [20, 1000, 20_000][random.usize(0..3)],
        }
    }
}
