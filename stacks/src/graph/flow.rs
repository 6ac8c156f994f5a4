//! Which service receives which events of which other service, according to the contracts.

use std::collections::{BTreeMap, BTreeSet};

use contracts::{Contract, contracts};

/// The events of one service to which another subscribes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The service that publishes.
    pub from: &'static str,
    /// The service that subscribes.
    pub to: &'static str,
    /// Detail types of the events, in the order of the alphabet.
    pub events: Vec<&'static str>,
}

/// One flow per pair of publishing and subscribing service, planned services included.
pub fn flows() -> Vec<Flow> {
    flows_of(&contracts())
}

pub(super) fn flows_of(contracts: &[Contract]) -> Vec<Flow> {
    let mut events_of: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
    for publisher in contracts {
        for event in publisher.published() {
            let name = event.event.name;
            for subscriber in contracts.iter().filter(|it| !subscribers(it, name).is_empty()) {
                let pair = (publisher.service.name, subscriber.service.name);
                events_of.entry(pair).or_default().insert(name);
            }
        }
    }
    let flow = |((from, to), events)| Flow { from, to, events: Vec::from_iter(events) };
    events_of.into_iter().map(flow).collect()
}

/// The functions of a service that subscribe to `event`.
pub(super) fn subscribers(contract: &Contract, event: &str) -> Vec<&'static str> {
    contract
        .functions
        .iter()
        .filter(|function| function.subscribes_to().any(|it| it.name == event))
        .map(|function| function.name)
        .collect()
}
