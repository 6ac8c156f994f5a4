//! The smallest plan that still fails: what is removed from it is not needed for the failure.

use crate::plan::{Faults, Plan};

/// Runs with other decisions that each smaller plan gets. Decisions depend on all that is random
/// before them, so a smaller plan with the same seed often misses the fault.
const ATTEMPTS: u64 = 40;

/// Makes a plan that fails smaller as long as `fails`.
pub fn shrink(plan: Plan, fails: impl Fn(&Plan) -> bool) -> Plan {
    let failing = |plan: Plan| {
        let seeds = (0..ATTEMPTS).map(|number| plan.seed.wrapping_add(number));
        seeds.map(|seed| Plan { seed, ..plan.clone() }).find(&fails)
    };
    let mut smallest = plan;
    while let Some(smaller) = smaller_plans(&smallest).into_iter().find_map(failing) {
        smallest = smaller;
    }
    smallest
}

/// Every plan that is one step smaller, the largest steps first.
fn smaller_plans(plan: &Plan) -> Vec<Plan> {
    let with = |change: &dyn Fn(&mut Plan)| {
        let mut smaller = plan.clone();
        change(&mut smaller);
        smaller
    };
    let mut plans = Vec::new();
    for index in 0..plan.orders.len() {
        plans.push(with(&|plan| remove(&mut plan.orders, index)));
    }
    for index in 0..plan.changes.len() {
        plans.push(with(&|plan| remove(&mut plan.changes, index)));
    }
    for index in 0..plan.completions.len() {
        plans.push(with(&|plan| remove(&mut plan.completions, index)));
    }
    for index in 0..plan.spendings.len() {
        plans.push(with(&|plan| remove(&mut plan.spendings, index)));
    }
    for kind in kinds() {
        plans.push(with(&|plan| *kind(&mut plan.faults) = 0));
    }
    for (index, order) in plan.orders.iter().enumerate() {
        if order.lines.len() > 1 {
            plans.push(with(&|plan| plan.orders[index].lines.truncate(1)));
        }
        plans.push(with(&|plan| plan.orders[index].lines.iter_mut().for_each(|line| line.1 = 1)));
        plans.push(with(&|plan| plan.orders[index].second = 0));
    }
    plans.push(with(&|plan| plan.faults.minutes = 2));
    plans.push(with(&|plan| plan.faults.call_milliseconds = 2));
    plans.push(with(&|plan| plan.faults.message_milliseconds = 20));
    plans.retain(|smaller| smaller != plan);
    plans
}

fn remove<T>(items: &mut Vec<T>, index: usize) {
    drop(items.drain(index..=index));
}

type Kind = fn(&mut Faults) -> &mut u16;

fn kinds() -> [Kind; 9] {
    [
        |faults| &mut faults.failed_calls,
        |faults| &mut faults.lost_responses,
        |faults| &mut faults.crashes,
        |faults| &mut faults.slow_calls,
        |faults| &mut faults.duplicates,
        |faults| &mut faults.lost_acknowledgements,
        |faults| &mut faults.late_messages,
        |faults| &mut faults.refused_events,
        |faults| &mut faults.aborted_executions,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_failure_does_not_need_is_removed() {
        // Two declined orders and a crash fail with every third seed.
        let fails = |plan: &Plan| {
            let declined = plan.orders.iter().filter(|order| order.is_declined).count();
            plan.seed.is_multiple_of(3) && plan.faults.crashes > 0 && declined > 1
        };
        let is_large =
            |plan: &Plan| fails(plan) && plan.orders.len() > 3 && plan.spendings.len() > 1;
        let large = (0..1000).map(Plan::of_seed).find(is_large).unwrap();
        let small = shrink(large.clone(), fails);
        assert!(fails(&small));
        assert_eq!((small.orders.len(), small.changes.len(), small.completions.len()), (2, 0, 0));
        assert_eq!(small.spendings, []);
        assert!(small.orders.iter().all(|order| order.lines.len() == 1 && order.second == 0));
        let faults = Faults {
            minutes: 2,
            crashes: large.faults.crashes,
            call_milliseconds: 2,
            message_milliseconds: 20,
            ..Faults::default()
        };
        assert_eq!(small.faults, faults);
    }
}
