//! The declared dead-letter queues are those of the templates, with the queues and tables that their
//! dead letters come from.

use std::collections::BTreeSet;

use manifest::Trigger;
use stacks::Stack;

use crate::system::{all_stacks, resources_of, stack_resource};

const QUEUE: &str = "AWS::SQS::Queue";
const TABLE: &str = "AWS::DynamoDB::Table";

/// The names of the resources of one type.
fn names<'a>(stack: &'a Stack, kind: &str, property: &str) -> BTreeSet<&'a str> {
    resources_of(stack, kind).iter().filter_map(|it| it.property(property).as_str()).collect()
}

/// The queue whose failed messages SQS moves to `dead_letters`.
fn source(stack: &Stack, dead_letters: &str) -> Option<String> {
    let queues = resources_of(stack, QUEUE);
    let queue = queues.iter().find(|queue| {
        let target = queue.property("/RedrivePolicy/deadLetterTargetArn");
        stack_resource(stack, target, QUEUE)
            .is_some_and(|it| *it.property("/QueueName") == dead_letters)
    })?;
    queue.property("/QueueName").as_str().map(str::to_owned)
}

#[test]
fn every_dead_letter_queue_is_declared_with_the_origin_of_its_messages() {
    for stack in all_stacks() {
        let queues = names(&stack, QUEUE, "/QueueName");
        let dead = queues.into_iter().filter(|it| it.ends_with("-dlq")).collect::<BTreeSet<_>>();
        let declared: BTreeSet<_> = stack.dead_letters.iter().map(|it| it.queue.as_str()).collect();
        assert_eq!(declared, dead, "{}", stack.name);
        for declared in &stack.dead_letters {
            let origin = source(&stack, &declared.queue);
            match &declared.trigger {
                Trigger::Queue { queue, events } => {
                    assert_eq!(origin.as_ref(), Some(queue));
                    assert!(!events.is_empty(), "{queue}");
                }
                Trigger::Outbox(outbox) => {
                    assert!(names(&stack, TABLE, "/TableName").contains(outbox.table.as_str()));
                    assert_eq!(outbox.prefix, "OUTBOX#");
                    assert_eq!((outbox.mark.as_str(), origin), ("RepublishedAt", None));
                }
                Trigger::Stream { .. } | Trigger::Schedule => assert_eq!(origin, None),
            }
        }
    }
}
