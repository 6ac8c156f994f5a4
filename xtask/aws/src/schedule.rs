//! Runs the nodes of a graph in parallel as far as the edges permit. A failure stops the dependants
//! of the failed node only.

use std::collections::BTreeMap;

use futures_util::stream::{FuturesUnordered, StreamExt};

/// A unit of work, and the names of those that must finish before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    /// Names of the nodes it depends on. A name outside the graph counts as done.
    pub after: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Outcome<T, E> {
    Done(T),
    Failed(E),
    /// Not started, because the named node was not done.
    Skipped(String),
}

impl<T, E> Outcome<T, E> {
    fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

/// Runs `work` for every node, at most `concurrency` at a time. `work` receives the outcomes so far.
pub async fn run<'n, T, E, W, F>(
    nodes: &'n [Node],
    concurrency: usize,
    work: W,
) -> BTreeMap<String, Outcome<T, E>>
where
    W: Fn(&'n Node, &BTreeMap<String, Outcome<T, E>>) -> F,
    F: Future<Output = std::result::Result<T, E>>,
{
    let mut waiting: Vec<&Node> = nodes.iter().collect();
    let mut running = FuturesUnordered::new();
    let mut finished = BTreeMap::new();
    loop {
        skip_blocked(&mut waiting, &mut finished);
        while running.len() < concurrency.max(1) {
            let Some(node) = take_ready(&mut waiting, nodes, &finished) else { break };
            let future = work(node, &finished);
            running.push(async move { (node.name.clone(), future.await) });
        }
        let Some((name, result)) = running.next().await else { break };
        let outcome = match result {
            Ok(value) => Outcome::Done(value),
            Err(error) => Outcome::Failed(error),
        };
        finished.insert(name, outcome);
    }
    for node in waiting {
        finished.insert(node.name.clone(), Outcome::Skipped(node.name.clone()));
    }
    finished
}

/// Moves every node that depends on a failed or skipped one to `finished`.
fn skip_blocked<T, E>(waiting: &mut Vec<&Node>, finished: &mut BTreeMap<String, Outcome<T, E>>) {
    while let Some((index, blocker)) = waiting.iter().enumerate().find_map(|(index, node)| {
        let blocker =
            node.after.iter().find(|it| finished.get(*it).is_some_and(|it| !it.is_done()))?;
        Some((index, blocker.clone()))
    }) {
        let node = waiting.remove(index);
        finished.insert(node.name.clone(), Outcome::Skipped(blocker));
    }
}

fn take_ready<'a, T, E>(
    waiting: &mut Vec<&'a Node>,
    nodes: &[Node],
    finished: &BTreeMap<String, Outcome<T, E>>,
) -> Option<&'a Node> {
    let is_done =
        |name: &String| finished.contains_key(name) || !nodes.iter().any(|node| node.name == *name);
    let index = waiting.iter().position(|node| node.after.iter().all(is_done))?;
    Some(waiting.remove(index))
}

/// The graph with all edges reversed.
pub fn reversed(nodes: &[Node]) -> Vec<Node> {
    let dependants = |name: &String| {
        nodes.iter().filter(|it| it.after.contains(name)).map(|it| it.name.clone()).collect()
    };
    nodes.iter().map(|it| Node { name: it.name.clone(), after: dependants(&it.name) }).collect()
}

#[cfg(test)]
mod tests {
    use std::{
        cell::{Cell, RefCell},
        collections::BTreeSet,
    };

    use proptest::prelude::*;

    use super::*;

    fn node(name: &str, after: &[&str]) -> Node {
        Node { name: name.to_owned(), after: after.iter().map(|it| (*it).to_owned()).collect() }
    }

    /// Runs a graph in which the nodes of `broken` fail. Returns the outcomes, the order in which
    /// nodes finished, and how many ran at once at most.
    fn simulate(
        nodes: &[Node],
        concurrency: usize,
        broken: &BTreeSet<String>,
    ) -> (BTreeMap<String, Outcome<(), ()>>, Vec<String>, usize) {
        let (order, now, peak) = (RefCell::new(vec![]), Cell::new(0), Cell::new(0));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let outcomes = runtime.block_on(run(nodes, concurrency, |node, _| {
            let name = node.name.clone();
            let (order, now, peak) = (&order, &now, &peak);
            async move {
                now.set(now.get() + 1);
                peak.set(peak.get().max(now.get()));
                tokio::task::yield_now().await;
                now.set(now.get() - 1);
                order.borrow_mut().push(name.clone());
                if broken.contains(&name) { Err(()) } else { Ok(()) }
            }
        }));
        (outcomes, order.into_inner(), peak.get())
    }

    #[test]
    fn a_failure_stops_its_dependants_and_not_its_siblings() {
        let nodes = [
            node("shared", &[]),
            node("users", &["shared"]),
            node("orders", &["users"]),
            node("activity", &["shared"]),
        ];
        let broken = BTreeSet::from(["users".to_owned()]);
        let (outcomes, order, _) = simulate(&nodes, 4, &broken);
        assert_eq!(outcomes["users"], Outcome::Failed(()));
        assert_eq!(outcomes["orders"], Outcome::Skipped("users".to_owned()));
        assert_eq!(outcomes["activity"], Outcome::Done(()));
        assert!(!order.contains(&"orders".to_owned()));
    }

    #[test]
    fn siblings_run_in_parallel_up_to_the_limit() {
        let nodes = ["a", "b", "c", "d", "e"].map(|name| node(name, &[]));
        assert_eq!(simulate(&nodes, 3, &BTreeSet::new()).2, 3);
        assert_eq!(simulate(&nodes, 1, &BTreeSet::new()).2, 1);
    }

    #[test]
    fn the_nodes_of_a_cycle_are_skipped() {
        let nodes = [node("a", &["b"]), node("b", &["a"])];
        let (outcomes, order, _) = simulate(&nodes, 2, &BTreeSet::new());
        assert!(order.is_empty());
        assert!(outcomes.values().all(|it| !it.is_done()));
    }

    #[test]
    fn a_graph_reversed_twice_is_unchanged() {
        let nodes = [node("a", &[]), node("b", &["a"]), node("c", &["a", "b"])];
        assert_eq!(reversed(&nodes)[0], node("a", &["b", "c"]));
        assert_eq!(reversed(&reversed(&nodes)), nodes);
    }

    /// Up to eight nodes; edges lead to earlier nodes only, so there is no cycle.
    fn graphs() -> impl Strategy<Value = Vec<Node>> {
        prop::collection::vec(any::<u8>(), 1..9).prop_map(|masks| {
            let name = |index: usize| format!("n{index}");
            let after = |index: usize, mask: u8| {
                (0..index).filter(|it| mask & (1 << it) != 0).map(name).collect()
            };
            masks
                .into_iter()
                .enumerate()
                .map(|(index, mask)| Node { name: name(index), after: after(index, mask) })
                .collect()
        })
    }

    proptest! {
        #[test]
        fn order_limit_and_isolation_hold_for_any_graph(
            nodes in graphs(), concurrency in 1_usize..5, mask in any::<u8>(),
        ) {
            let broken: BTreeSet<String> =
                (0..8).filter(|it| mask & (1 << it) != 0).map(|it| format!("n{it}")).collect();
            let (outcomes, order, peak) = simulate(&nodes, concurrency, &broken);
            let position = |name: &String| order.iter().position(|it| it == name);

            prop_assert!(peak <= concurrency);
            prop_assert_eq!(outcomes.len(), nodes.len());
            for node in &nodes {
                let blocked = node.after.iter().any(|it| !outcomes[it].is_done());
                prop_assert_eq!(position(&node.name).is_none(), blocked);
                prop_assert_eq!(matches!(outcomes[&node.name], Outcome::Skipped(_)), blocked);
                if !blocked {
                    prop_assert_eq!(outcomes[&node.name].is_done(), !broken.contains(&node.name));
                    prop_assert!(node.after.iter().all(|it| position(it) < position(&node.name)));
                }
            }
        }
    }
}
