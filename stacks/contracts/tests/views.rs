//! Every function reads every event that it subscribes to from the fields that it uses, whatever
//! else the event has or lacks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use contracts::{
    Contract, EventView, FunctionContract, Published, Subscription, activity::ActivityEvent,
    basket::RejectedOrder, contracts, order::BasketToOrder,
};
use serde_json::{Map, Value, json};

fn functions(contracts: &[Contract]) -> impl Iterator<Item = (&Contract, &FunctionContract)> {
    contracts.iter().flat_map(|contract| contract.functions.iter().map(move |it| (contract, it)))
}

/// Runs `check` with every pair of a function and an event that it subscribes to.
fn for_each_view(check: impl Fn(&EventView, Map<String, Value>) -> Result<(), String>) {
    let contracts = contracts();
    let published: Vec<&Published> = contracts.iter().flat_map(Contract::published).collect();
    let mut pairs = 0;
    for (contract, function) in functions(&contracts) {
        for view in function.views() {
            let event = published.iter().find(|published| published.event == view.event).unwrap();
            let Value::Object(sample) = event.sample() else { panic!("data is an object") };
            let outcome = check(view, view.used_fields(&sample));
            let (service, name) = (contract.service.name, view.event.name);
            assert_eq!(outcome, Ok(()), "`{name}` in `{}` of `{service}`", function.name);
            pairs += 1;
        }
    }
    assert!(pairs > 20, "there are only {pairs} pairs");
}

fn read(view: &EventView, data: Value) -> Result<(), String> {
    (view.check)(data.clone()).map_err(|error| format!("{error:?}: {data}"))
}

#[test]
fn the_fields_that_a_function_uses_are_enough() {
    for_each_view(|view, used| read(view, used.into()));
}

#[test]
fn unknown_fields_are_ignored() {
    for_each_view(|view, mut used| {
        used.insert("unknown".to_owned(), json!({ "nested": [1, null] }));
        read(view, used.into())
    });
}

#[test]
fn a_field_may_be_null_where_it_may_be_absent() {
    for_each_view(|view, used| {
        for name in used.keys() {
            if view.is_optional(name, &used) {
                let mut null = used.clone();
                null.insert(name.clone(), Value::Null);
                read(view, null.into())?;
            }
        }
        Ok(())
    });
}

#[test]
fn an_event_without_its_subject_is_unreadable() {
    for_each_view(|view, mut used| {
        let subject = view.names().next().unwrap();
        // Some publishers of replies name the conversation only.
        if view.is_optional(&subject, &used) && used.contains_key("conversationId") {
            return Ok(());
        }
        used.remove(&subject);
        match read(view, used.into()) {
            Ok(()) => Err(format!("read without `{subject}`")),
            Err(_) => Ok(()),
        }
    });
}

/// Checks which of the events that arrive are their `data` themselves.
#[track_caller]
fn check_bare<S: Subscription>(expected: &[&str]) {
    let names = S::types().into_iter().map(|event| event.name);
    assert_eq!(names.filter(|name| S::is_bare(name)).collect::<Vec<_>>(), expected);
    assert!(!S::is_bare("unknown"));
}

#[test]
fn only_events_that_are_published_without_an_envelope_are_bare() {
    check_bare::<BasketToOrder>(&["CheckoutBasket"]);
    check_bare::<ActivityEvent>(&["CheckoutBasket"]);
    check_bare::<RejectedOrder>(&[]);
    // A function that does not subscribe to a bare event has none.
    assert!(!RejectedOrder::is_bare("CheckoutBasket"));
}
