//! A consumer remembers a message for longer than any copy of it can arrive.

use contracts::retention::MARK_LIFETIME_DAYS;

use crate::system::{self, all_stacks, environments, resources_of};

/// The largest value of a property in all stacks.
fn longest(kind: &str, property: &str, is_wanted: impl Fn(&system::Deployed) -> bool) -> u64 {
    let stacks = all_stacks();
    let resources = stacks.iter().flat_map(|stack| resources_of(stack, kind));
    let values = resources.filter(is_wanted).map(|it| it.property(property).as_u64().unwrap());
    values.max().unwrap()
}

fn longest_in_queues(are_dead_letters: bool) -> u64 {
    longest("AWS::SQS::Queue", "/MessageRetentionPeriod", |queue| {
        let name = queue.property("/QueueName").as_str().unwrap();
        name.ends_with("-dlq") == are_dead_letters
    })
}

#[test]
fn marks_outlive_an_event_that_is_replayed_and_redriven_as_late_as_possible() {
    let archive = longest("AWS::Events::Archive", "/RetentionDays", |_| true) * 24 * 60 * 60;
    let last_delivery = archive + longest_in_queues(true) + longest_in_queues(false);
    assert!(u64::from(MARK_LIFETIME_DAYS) * 24 * 60 * 60 > last_delivery);
}

#[test]
fn every_archive_deletes_its_events() {
    for environment in environments().iter().filter(|environment| environment.is_aws()) {
        let stacks = stacks::all(environment).unwrap();
        let archives: Vec<_> =
            stacks.iter().flat_map(|it| resources_of(it, "AWS::Events::Archive")).collect();
        assert_eq!(archives.len(), 1, "{}", environment.name);
        assert!(archives[0].property("/RetentionDays").as_u64() > Some(0), "{}", environment.name);
    }
}
