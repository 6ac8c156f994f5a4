//! Thousands of runs of the shop with faults: none loses an order or charges one twice.

use std::{collections::BTreeSet, thread::available_parallelism};

use contracts::order::OrderStatus;
use simulation::{Faults, Plan, PlannedOrder, PlannedProduct, Search, run, search};

#[test]
fn no_run_loses_an_order_or_charges_one_twice() {
    let threads = available_parallelism().unwrap().into();
    let failure = search(Search { first: 0, seeds: 4000, threads }, || ());
    if let Some(failure) = failure {
        let (seed, problems) = (failure.plan.seed, failure.problems);
        panic!("{problems:#?}\nrepeat it with: cargo xtask simulate --trace --seed {seed}");
    }
}

#[test]
fn without_faults_an_order_that_is_paid_and_in_stock_is_confirmed() {
    for seed in 0..200 {
        let random = Plan::of_seed(seed);
        let order = random.orders[0].clone();
        let product =
            PlannedProduct { stock: Some(10), price: Some(499), is_listed: seed % 2 == 0 };
        let plan = Plan {
            products: vec![product; random.products.len()],
            orders: vec![PlannedOrder { is_declined: false, ..order }],
            completions: vec![],
            changes: vec![],
            faults: Faults { minutes: 20, ..Faults::default() },
            ..random
        };
        let report = run(&plan, false);
        assert_eq!(report.problems, [""; 0], "seed {seed}");
        assert_eq!(report.states, [OrderStatus::Confirmed], "seed {seed}");
    }
}

#[test]
fn a_seed_has_one_trace() {
    for seed in 0..200 {
        let plan = Plan::of_seed(seed);
        let (one, other) = (run(&plan, true), run(&plan, true));
        assert_eq!(one.trace, other.trace, "seed {seed}");
        assert!(!one.trace.is_empty());
    }
}

#[test]
fn a_trace_changes_nothing() {
    for seed in 0..50 {
        let plan = Plan::of_seed(seed);
        let (with, without) = (run(&plan, true), run(&plan, false));
        assert_eq!((with.states, with.redriven), (without.states, without.redriven), "{seed}");
    }
}

#[test]
fn runs_reach_every_state_and_refund_and_redrive_and_spend_points() {
    let reports: Vec<_> = (0..100).map(|seed| run(&Plan::of_seed(seed), false)).collect();
    let states = reports.iter().flat_map(|report| &report.states);
    let states: BTreeSet<_> = states.map(|status| format!("{status:?}")).collect();
    let expected = [
        OrderStatus::Completed,
        OrderStatus::Confirmed,
        OrderStatus::NoStock,
        OrderStatus::PaymentFailed,
    ];
    assert_eq!(states, expected.map(|status| format!("{status:?}")).into());
    assert!(reports.iter().any(|report| report.refunds > 0));
    assert!(reports.iter().any(|report| report.spent_points > 0));
    assert!(reports.iter().any(|report| report.redriven > 0));
}
