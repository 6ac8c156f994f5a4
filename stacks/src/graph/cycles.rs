//! Cycles of services through events. Each has a reason why it is wanted and why it ends.

use super::flow::{Flow, flows};

/// Why a cycle of services is wanted, and why events do not circulate in it for ever.
pub(super) struct Reason {
    /// The services in the direction of the events, the first of the alphabet first.
    services: &'static [&'static str],
    pub(super) text: &'static str,
}

const REASONS: &[Reason] = &[
    Reason {
        services: &["basket", "order"],
        text: "An order is made of a basket that was checked out, and the products of a rejected \
               order return to the basket. It ends: only a customer checks a basket out.",
    },
    Reason {
        services: &["inventory", "order"],
        text: "The order workflow requests a reservation, and inventory replies; completed orders are \
               shipped, rejected ones release their products. It ends: an order \
               has at most three executions, each requests a reservation at most twice, and shipping and \
               releasing publish stock levels only.",
    },
    Reason {
        services: &["inventory", "product-management", "order"],
        text: "The catalogue publishes products, of which orders keep the prices and inventory the \
               stock. It ends: neither a price nor a stock level causes an order.",
    },
    Reason {
        services: &["inventory", "product-management", "pricing", "order"],
        text: "The same with the price brackets that pricing calculates.",
    },
    Reason {
        services: &["order"],
        text: "The test harness records the events of orders. It ends: it publishes nothing.",
    },
    Reason {
        services: &["order", "payment"],
        text: "The order workflow requests a payment and its refund, and payment replies. It ends: an \
               order has at most three executions, each requests a payment at most twice, and a refund \
               causes nothing further.",
    },
    Reason {
        services: &["inventory", "product-management"],
        text: "Inventory orders the first stock of a new product or publishes the stock that it has \
               already, and the catalogue shows the stock level. It ends: applying a stock level \
               publishes no event.",
    },
    Reason {
        services: &["pricing", "product-management"],
        text: "Pricing calculates the price brackets of a product, and the catalogue shows them. It \
               ends: applying price brackets publishes no event.",
    },
];

/// Cycles without a reason and reasons without a cycle, one sentence each.
pub fn problems() -> Vec<String> {
    problems_with(&cycles(&flows()), REASONS)
}

/// The reason of a cycle.
pub(super) fn reason(cycle: &[&str]) -> Option<&'static Reason> {
    REASONS.iter().find(|reason| reason.services == cycle)
}

/// Every cycle once, from its first service in the order of the alphabet.
pub(super) fn cycles(flows: &[Flow]) -> Vec<Vec<&'static str>> {
    let mut services: Vec<&'static str> = flows.iter().map(|flow| flow.from).collect();
    services.sort_unstable();
    services.dedup();
    let mut cycles = Vec::new();
    for service in services {
        add_cycles(flows, &mut vec![service], &mut cycles);
    }
    cycles
}

/// Adds the cycles that begin with `path` and otherwise have only services after its first one.
fn add_cycles(flows: &[Flow], path: &mut Vec<&'static str>, cycles: &mut Vec<Vec<&'static str>>) {
    let (first, last) = (path[0], path[path.len() - 1]);
    for flow in flows.iter().filter(|flow| flow.from == last) {
        if flow.to == first {
            cycles.push(path.clone());
        } else if flow.to > first && !path.contains(&flow.to) {
            path.push(flow.to);
            add_cycles(flows, path, cycles);
            path.pop();
        }
    }
}

fn problems_with(cycles: &[Vec<&str>], reasons: &[Reason]) -> Vec<String> {
    let place = "`REASONS` in `stacks/src/graph/cycles.rs`";
    let unexplained = cycles
        .iter()
        .filter(|cycle| reasons.iter().all(|reason| reason.services != cycle.as_slice()))
        .map(|cycle| {
            format!("the cycle `{}` has no reason: add one to {place}", cycle.join("` → `"))
        });
    let obsolete = reasons
        .iter()
        .filter(|reason| cycles.iter().all(|cycle| reason.services != cycle.as_slice()))
        .map(|reason| {
            let services = reason.services.join("` → `");
            format!("`{services}` has a reason and is no cycle: remove it from {place}")
        });
    unexplained.chain(obsolete).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(from: &'static str, to: &'static str) -> Flow {
        Flow { from, to, events: Vec::new() }
    }

    #[test]
    fn every_cycle_is_found_once() {
        let flows = [
            flow("a", "b"),
            flow("b", "a"),
            flow("b", "c"),
            flow("c", "a"),
            flow("c", "d"),
            flow("e", "e"),
        ];
        assert_eq!(cycles(&flows), [vec!["a", "b"], vec!["a", "b", "c"], vec!["e"]]);
    }

    #[test]
    fn a_cycle_without_reason_and_a_reason_without_cycle_are_problems() {
        let reasons = [Reason { services: &["x", "y"], text: "" }];
        assert_eq!(
            problems_with(&[vec!["a", "b"]], &reasons),
            [
                "the cycle `a` → `b` has no reason: add one to `REASONS` in \
                 `stacks/src/graph/cycles.rs`",
                "`x` → `y` has a reason and is no cycle: remove it from `REASONS` in \
                 `stacks/src/graph/cycles.rs`",
            ]
        );
    }
}
