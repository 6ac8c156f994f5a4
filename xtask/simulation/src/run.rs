//! One run: first with faults, then without them until nothing is left to do.

use std::{cell::Cell, rc::Rc, time::Duration};

use contracts::order::OrderStatus;
use platform::memory::seed_ids;
use tokio::{
    runtime::Builder,
    task::{LocalSet, spawn_local},
    time::{Instant, sleep},
};

use crate::{
    customers, invariants, plan::Plan, points, queue, shop::Shop, staff, stream, tokens::Tokens,
    world::World,
};

/// How often a run looks whether it has ended.
const STEP: Duration = Duration::from_secs(20);

/// Until when a run must have ended after its last fault.
const LONGEST: Duration = Duration::from_hours(2);

/// What a run found.
#[derive(Clone, Debug)]
pub struct Report {
    pub plan: Plan,
    /// What must not happen, and did.
    pub problems: Vec<String>,
    /// What happened, if that was asked for.
    pub trace: Vec<String>,
    /// The state of each order at the end, and how often something was refunded.
    pub states: Vec<OrderStatus>,
    pub refunds: usize,
    /// Points that customers spent.
    pub spent_points: u32,
    /// Messages that were dead letters until they were delivered again.
    pub redriven: usize,
}

/// Runs a plan, with a trace or without one.
pub fn run(plan: &Plan, has_trace: bool) -> Report {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build();
    let runtime = runtime.expect("a runtime without input and output starts");
    LocalSet::new().block_on(&runtime, simulate(plan, has_trace))
}

async fn simulate(plan: &Plan, has_trace: bool) -> Report {
    let world = Rc::new(World::new(plan, has_trace));
    let _seeded = seed_ids(plan.seed, world.clock);
    let shop = Rc::new(Shop::new(&world, Tokens::signed().await));
    start(&shop);
    sleep(Duration::from_mins(plan.faults.minutes.into())).await;
    world.calm();
    let has_ended = finish(&shop).await;
    let redriven = queue::redrive(&shop);
    if has_ended && finish(&shop).await {
        invariants::check(&shop);
    } else {
        let running = shop.workflows.running();
        world.problem(format!("the run does not end; executions that run: {running:?}"));
    }
    let (trace, problems) = world.end();
    let states = shop.orders.all_orders().iter().map(|order| order.status).collect();
    let refunds = invariants::refunds(&shop);
    let spent_points = shop.spent_points.iter().map(Cell::get).sum();
    Report { plan: plan.clone(), problems, trace, states, refunds, spent_points, redriven }
}

/// Starts everything that happens by itself.
fn start(shop: &Rc<Shop>) {
    let plan = &shop.world.plan;
    for index in 0..shop.streams.len() {
        spawn_local(stream::run(Rc::clone(shop), index));
    }
    for index in 0..plan.orders.len() {
        spawn_local(customers::place(Rc::clone(shop), index));
    }
    points::register(shop);
    for index in 0..plan.spendings.len() {
        spawn_local(points::spend(Rc::clone(shop), index));
    }
    for second in &plan.completions {
        spawn_local(staff::complete(Rc::clone(shop), *second));
    }
    for index in 0..plan.changes.len() {
        spawn_local(staff::change(Rc::clone(shop), index));
    }
    spawn_local(staff::recover(Rc::clone(shop)));
}

/// Waits until nothing is left to do. False if that takes too long.
async fn finish(shop: &Rc<Shop>) -> bool {
    let start = Instant::now();
    while !(shop.is_idle() && invariants::all_orders_are_final(shop)) {
        if start.elapsed() > LONGEST {
            return false;
        }
        sleep(STEP).await;
    }
    true
}
