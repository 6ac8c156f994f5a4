//! Tests: an environment with dead letters, and the commands that show them.

mod purges;
mod redrives;

use std::{
    collections::{BTreeMap, BTreeSet},
    num::NonZeroU32,
};

use manifest::{Outbox, Trigger};
use request::{
    Change, Filter, ListDeadLetters, PeekDeadLetters, PurgeDeadLetters, RedriveDeadLetters,
};
use serde_json::json;

use super::*;
use crate::testing::{Aws, Kill, Message, Project};

const YES: Change = Change { dry_run: false, yes: true };
const DRY_RUN: Change = Change { dry_run: true, yes: false };

const FUNCTION: &str = "activity/handle-event";
const QUEUE: &str = "dev-activity-handle-event";
const DEAD: &str = "dev-activity-handle-event-dlq";

/// An environment with a function of each kind that has a dead-letter queue.
struct Shop {
    aws: Aws,
    project: Project,
}

fn dead_letter_queue(name: &str, trigger: Trigger) -> manifest::DeadLetterQueue {
    let (service, function) = name.split_once('/').unwrap();
    let lambda = format!("dev-{service}-{function}");
    let queue = format!("{lambda}-dlq");
    manifest::DeadLetterQueue { function: function.to_owned(), lambda, queue, trigger }
}

impl Shop {
    fn new() -> Self {
        let queue = Trigger::Queue { queue: QUEUE.to_owned(), events: vec!["a.b.v1".to_owned()] };
        let outbox = Trigger::Outbox(Outbox {
            table: "Stock-dev".to_owned(),
            prefix: "OUTBOX#".to_owned(),
            mark: "RepublishedAt".to_owned(),
        });
        let stream = Trigger::Stream { table: "Mail-dev".to_owned(), remedy: "wait".to_owned() };
        let mut project = Project::new();
        let aws = Aws::default();
        let mut queues = BTreeMap::from([(QUEUE.to_owned(), vec![])]);
        for (stack, function, trigger) in [
            ("Activity", FUNCTION, queue),
            ("Stock", "stock/publish-events", outbox),
            ("Carts", "carts/clean", Trigger::Schedule),
            ("Mail", "mail/send", stream),
        ] {
            let declared = dead_letter_queue(function, trigger);
            queues.insert(declared.queue.clone(), vec![]);
            project.set(stack, &json!({}));
            project.declare(stack, vec![declared]);
        }
        aws.account().world.queues = queues;
        Self { aws, project }
    }

    /// With so many events in the dead-letter queue of [`FUNCTION`].
    fn with_events(count: usize) -> Self {
        let shop = Self::new();
        shop.fill(DEAD, (0..count).map(|it| Message::new(&format!("m-{it}"), &event(it))));
        shop
    }

    fn fill(&self, queue: &str, messages: impl IntoIterator<Item = Message>) {
        self.aws.account().world.queues.get_mut(queue).unwrap().extend(messages);
    }

    fn ctx(&self) -> Context {
        self.project.context(&self.aws)
    }

    async fn redrive(&self, options: &RedriveDeadLetters) -> Result<bool> {
        redrive::run(&self.ctx(), options).await
    }

    async fn purge(&self, options: &PurgeDeadLetters) -> Result<bool> {
        purge::run(&self.ctx(), options).await
    }

    async fn peek(&self, options: &PeekDeadLetters) -> Vec<Letter> {
        let ctx = self.ctx();
        let queue = queues::find(&ctx, &options.function).unwrap();
        peek::letters(&ctx, queue, options).await.unwrap()
    }

    /// The sorted bodies in a queue.
    fn bodies(&self, queue: &str) -> Vec<String> {
        let account = self.aws.account();
        let mut bodies: Vec<_> =
            account.world.queues[queue].iter().map(|it| it.body.clone()).collect();
        bodies.sort();
        bodies
    }

    /// How many messages of a queue are hidden.
    fn hidden(&self, queue: &str) -> usize {
        let account = self.aws.account();
        let clock = account.world.clock;
        account.world.queues[queue].iter().filter(|it| it.visible_at > clock).count()
    }

    /// Kills the command at a request, by its index.
    fn kill(&self, index: usize, executed: bool) {
        let mut account = self.aws.account();
        account.calls.clear();
        account.kill = Some(Kill { index, executed });
    }

    /// Lets commands run again, when no message is hidden any more.
    fn recover(&self) {
        let mut account = self.aws.account();
        account.kill = None;
        account.world.clock += 121;
    }

    fn calls(&self, action: &str) -> usize {
        self.aws.account().calls.iter().filter(|it| *it == action).count()
    }
}

/// A failure of the next request with this action.
fn deny(shop: &Shop, action: &str) {
    let denied = |_: &mut _| Err(crate::testing::Failure::new(403, "AccessDenied", "not allowed"));
    shop.aws.account().on(action, denied);
}

/// The body of an event, different for each number.
fn event(number: usize) -> String {
    json!({ "detail-type": "a.b.v1", "detail": { "id": format!("e-{number:02}") } }).to_string()
}

fn events(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(event).collect()
}

fn redrive() -> RedriveDeadLetters {
    RedriveDeadLetters {
        function: Some(FUNCTION.to_owned()),
        all: false,
        filter: Filter::default(),
        limit: None,
        rate: NonZeroU32::new(1_000_000).unwrap(),
        change: YES,
        json: false,
    }
}

fn purge() -> PurgeDeadLetters {
    PurgeDeadLetters { function: FUNCTION.to_owned(), change: YES, ..PurgeDeadLetters::default() }
}

fn of_event(number: usize) -> Filter {
    Filter { id: vec![format!("e-{number:02}")], ..Filter::default() }
}

#[tokio::test]
async fn a_look_at_messages_leaves_all_of_them_visible() {
    let shop = Shop::with_events(12);
    let options =
        PeekDeadLetters { function: FUNCTION.to_owned(), limit: 3, ..PeekDeadLetters::default() };
    let letters = shop.peek(&options).await;
    assert_eq!(letters.len(), 3);
    assert!(letters.iter().all(|it| it.body.is_none() && it.event_id.is_some()));
    assert_eq!((shop.bodies(DEAD), shop.hidden(DEAD)), (events(0..12), 0));

    let options = PeekDeadLetters { filter: of_event(11), body: true, ..options };
    let letters = shop.peek(&options).await;
    assert_eq!(letters.iter().map(|it| it.body.clone().unwrap()).collect::<Vec<_>>(), events([11]));
    assert_eq!((shop.bodies(DEAD), shop.hidden(DEAD)), (events(0..12), 0));
}

#[tokio::test]
async fn a_list_counts_visible_and_hidden_messages() {
    let shop = Shop::with_events(3);
    shop.aws.account().world.queues.get_mut(DEAD).unwrap()[0].visible_at = 60;
    let depths = list::depths(&shop.ctx()).await.unwrap();
    let counts: Vec<_> =
        depths.iter().map(|it| (it.function.as_str(), it.visible, it.in_flight)).collect();
    let none = ["stock/publish-events", "carts/clean", "mail/send"].map(|it| (it, 0, 0));
    assert_eq!(counts, [vec![(FUNCTION, 2, 1)], none.to_vec()].concat());
    assert_eq!(depths[0].oldest_of_ten.unwrap().as_second(), 1_767_225_600);
    assert_eq!(depths[0].queue.as_deref(), Some(QUEUE));
    assert_eq!(shop.hidden(DEAD), 1);
    for (fail, exit) in [(false, false), (true, true)] {
        let options = ListDeadLetters { fail, ..ListDeadLetters::default() };
        assert_eq!(list::run(&shop.ctx(), &options).await.unwrap(), exit);
    }
}

#[tokio::test]
async fn an_empty_environment_passes_a_list_that_fails_on_dead_letters() {
    let shop = Shop::new();
    shop.aws.account().world.queues.remove("dev-carts-clean-dlq");
    let options = ListDeadLetters { fail: true, all: true, json: true };
    assert!(!list::run(&shop.ctx(), &options).await.unwrap());
    let all = RedriveDeadLetters { function: None, all: true, ..redrive() };
    assert!(!shop.redrive(&all).await.unwrap(), "a queue that is not deployed is no error");
}

#[tokio::test]
async fn an_unknown_function_is_refused_with_the_closest_names() {
    let shop = Shop::new();
    let options = PurgeDeadLetters { function: "handle-evnt".to_owned(), ..purge() };
    let error = shop.purge(&options).await.unwrap_err();
    assert_eq!(error.exit_code(), 2);
    let hint = error.hint().unwrap();
    assert!(hint.starts_with("the closest names are `activity/handle-event`, "), "{hint}");
}

#[tokio::test]
async fn a_function_that_is_not_deployed_is_refused_with_the_command_that_deploys_it() {
    let shop = Shop::new();
    shop.aws.account().world.queues.remove(DEAD);
    let error = shop.redrive(&redrive()).await.unwrap_err();
    assert!(error.report().contains("`cargo xtask deploy --env dev`"), "{}", error.report());
}
