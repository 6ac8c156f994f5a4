//! Tests: a redrive moves each selected message, and loses none.

use std::time::Duration;

use tokio::time::Instant;

use super::*;

#[tokio::test]
async fn a_message_returns_to_its_queue_with_its_attributes() {
    let shop = Shop::new();
    let mut message = Message::new("m-1", "not JSON");
    message.attributes = json!({
        "text": { "DataType": "String", "StringValue": "a" },
        "bytes": { "DataType": "Binary.png", "BinaryValue": "AAEC" },
    });
    message.system.insert("AWSTraceHeader".to_owned(), "Root=1-2-3".to_owned());
    shop.fill(DEAD, [message.clone()]);
    assert!(!shop.redrive(&redrive()).await.unwrap());
    assert_eq!(shop.bodies(DEAD), Vec::<String>::new());
    let account = shop.aws.account();
    let moved = &account.world.queues[QUEUE][0];
    assert_eq!((&moved.body, &moved.attributes), (&message.body, &message.attributes));
    assert_eq!(moved.system["AWSTraceHeader"], "Root=1-2-3");
}

#[tokio::test]
async fn a_redrive_that_is_killed_at_any_request_loses_no_message_and_a_second_one_completes_it() {
    let count = 13;
    let complete = Shop::with_events(count);
    complete.redrive(&redrive()).await.unwrap();
    let requests = complete.aws.account().calls.len();
    for (index, executed) in (0..requests).flat_map(|it| [(it, false), (it, true)]) {
        let shop = Shop::with_events(count);
        shop.kill(index, executed);
        let result = shop.redrive(&redrive()).await;
        let is_done = shop.bodies(DEAD).is_empty();
        assert!(is_done || !matches!(result, Ok(false)), "request {index}, executed: {executed}");
        let mut left = [shop.bodies(QUEUE), shop.bodies(DEAD)].concat();
        left.sort();
        left.dedup();
        assert_eq!(left, events(0..count), "request {index}, executed: {executed}");

        shop.recover();
        assert!(!shop.redrive(&redrive()).await.unwrap());
        assert_eq!(shop.bodies(DEAD), Vec::<String>::new(), "request {index}");
        let mut moved = shop.bodies(QUEUE);
        assert!(moved.len() <= count + reader::MAX_MESSAGES, "a batch is sent twice at most");
        moved.dedup();
        assert_eq!(moved, events(0..count), "request {index}, executed: {executed}");
    }
}

#[tokio::test]
async fn a_message_that_its_queue_refuses_stays_a_dead_letter() {
    let shop = Shop::with_events(5);
    let refused = ("SendMessageBatch".to_owned(), event(3));
    shop.aws.account().world.refused.insert(refused);
    assert!(shop.redrive(&redrive()).await.unwrap(), "the exit code is 1");
    assert_eq!(shop.bodies(DEAD), events([3]));
    assert_eq!(shop.bodies(QUEUE), events([0, 1, 2, 4]));
    assert_eq!(shop.hidden(DEAD), 0);
}

#[tokio::test]
async fn a_moved_message_that_cannot_be_deleted_is_reported_and_sent_once() {
    let shop = Shop::with_events(12);
    let refused = ("DeleteMessageBatch".to_owned(), event(3));
    shop.aws.account().world.refused.insert(refused);
    assert!(shop.redrive(&redrive()).await.unwrap(), "the exit code is 1");
    assert_eq!(shop.bodies(DEAD), events([3]));
    assert_eq!(shop.bodies(QUEUE), events(0..12));
}

#[tokio::test]
async fn what_was_moved_before_a_failure_is_in_the_report_and_other_functions_are_not_affected() {
    let mut shop = Shop::with_events(12);
    let own = Trigger::Queue { queue: "dev-more-other".to_owned(), events: vec![] };
    shop.project.set("More", &json!({}));
    shop.project.declare("More", vec![dead_letter_queue("more/other", own)]);
    for queue in ["dev-more-other", "dev-more-other-dlq"] {
        shop.aws.account().world.queues.insert(queue.to_owned(), vec![]);
    }
    shop.fill("dev-more-other-dlq", [Message::new("o-1", &event(99))]);
    shop.aws.account().on("DeleteMessageBatch", |_| Ok(()));
    deny(&shop, "DeleteMessageBatch");

    let options = RedriveDeadLetters { function: None, all: true, ..redrive() };
    let (reports, done) = redrive::reports(&shop.ctx(), &options).await.unwrap();
    assert!(done.is_ok());
    let failed = &reports[0];
    assert_eq!((failed.selected.len(), failed.moved, failed.failed.len()), (12, 12, 0));
    let error = failed.error.as_ref().unwrap();
    assert!(
        error.contains("AccessDenied") && error.contains("which consumers recognise"),
        "{error}"
    );
    assert_eq!((shop.bodies(DEAD).len(), shop.hidden(DEAD)), (2, 0));
    let other = reports.last().unwrap();
    assert_eq!((other.function.as_str(), other.moved, &other.error), ("more/other", 1, &None));
    assert_eq!(shop.bodies("dev-more-other"), [event(99)]);
}

#[tokio::test]
async fn a_dry_run_names_the_messages_that_would_be_moved() {
    let shop = Shop::with_events(15);
    let options = RedriveDeadLetters { filter: of_event(12), change: DRY_RUN, ..redrive() };
    let (reports, _) = redrive::reports(&shop.ctx(), &options).await.unwrap();
    assert_eq!(serde_json::json!(reports)[0]["selected"], json!(["m-12"]));
    assert_eq!(shop.bodies(QUEUE), Vec::<String>::new());
}

#[tokio::test]
async fn only_selected_messages_are_moved_and_the_others_stay_visible() {
    let shop = Shop::with_events(15);
    shop.redrive(&RedriveDeadLetters { filter: of_event(12), ..redrive() }).await.unwrap();
    assert_eq!(shop.bodies(QUEUE), events([12]));
    assert_eq!((shop.bodies(DEAD).len(), shop.hidden(DEAD)), (14, 0));
    shop.redrive(&RedriveDeadLetters { limit: Some(4), ..redrive() }).await.unwrap();
    assert_eq!((shop.bodies(QUEUE).len(), shop.bodies(DEAD).len(), shop.hidden(DEAD)), (5, 10, 0));
}

#[tokio::test]
async fn a_command_ends_although_messages_become_visible_again_while_it_reads() {
    let shop = Shop::with_events(25);
    shop.aws.account().seconds_per_request = 50;
    shop.redrive(&RedriveDeadLetters { filter: of_event(24), ..redrive() }).await.unwrap();
    assert_eq!((shop.bodies(DEAD), shop.bodies(QUEUE)), (events(0..24), events([24])));

    let shop = Shop::with_events(25);
    shop.aws.account().seconds_per_request = 1_000;
    shop.redrive(&RedriveDeadLetters { filter: of_event(99), ..redrive() }).await.unwrap();
    assert_eq!(shop.bodies(DEAD), events(0..25));
}

#[tokio::test(start_paused = true)]
async fn no_more_messages_are_moved_per_second_than_the_rate() {
    for (rate, seconds) in [(1, 22), (5, 4), (10, 2), (20, 1)] {
        let shop = Shop::with_events(23);
        let started = Instant::now();
        let rate = NonZeroU32::new(rate).unwrap();
        shop.redrive(&RedriveDeadLetters { rate, ..redrive() }).await.unwrap();
        let elapsed = started.elapsed();
        let expected = Duration::from_secs(seconds);
        assert!(
            expected <= elapsed && elapsed < expected + Duration::from_millis(100),
            "{elapsed:?}"
        );
        assert_eq!(shop.bodies(QUEUE).len(), 23);
    }
}

#[tokio::test]
async fn what_has_no_queue_to_return_to_stays_and_is_explained() {
    let shop = Shop::with_events(1);
    let pointer = json!({ "DDBStreamBatchInfo": {}, "requestContext": {} }).to_string();
    let failure = json!({ "requestContext": { "functionArn": "f" } }).to_string();
    let mut foreign = Message::new("foreign", &event(7));
    let arn = "arn:aws:sqs:eu-west-1:123456789012:other".to_owned();
    foreign.system.insert("DeadLetterQueueSourceArn".to_owned(), arn);
    shop.fill(DEAD, [Message::new("f-1", &failure), foreign]);
    shop.fill("dev-stock-publish-events-dlq", [Message::new("p-1", &pointer)]);
    shop.fill("dev-carts-clean-dlq", [Message::new("c-1", "{}")]);
    shop.fill("dev-mail-send-dlq", [Message::new("s-1", &pointer)]);

    let options = RedriveDeadLetters { function: None, all: true, ..redrive() };
    assert!(!shop.redrive(&options).await.unwrap());
    assert_eq!(shop.bodies(QUEUE), events([0]));
    assert_eq!(shop.bodies(DEAD).len(), 2);
    assert_eq!(shop.bodies("dev-stock-publish-events-dlq"), [pointer]);
    assert_eq!(shop.bodies("dev-carts-clean-dlq"), ["{}"]);

    let ctx = shop.ctx();
    for (function, advice) in [
        ("stock/publish-events", "`cargo xtask outbox republish stock --from-dlq --env dev`"),
        ("carts/clean", "invoke --function-name dev-carts-clean response.json`"),
        ("carts/clean", "`cargo xtask dlq purge carts/clean --id ID --env dev`"),
        ("mail/send", "`Mail-dev`: wait; then delete the dead letter"),
        (FUNCTION, "not come from the function's queue"),
    ] {
        let queue = queues::find(&ctx, function).unwrap();
        let letters = select(&ctx, queue, &Filter::default(), None).await.unwrap();
        let found = advice::advice(&ctx, queue, &letters[0]).unwrap();
        assert!(found.contains(advice), "{found}");
    }
}

#[tokio::test]
async fn large_messages_are_sent_in_several_requests() {
    let shop = Shop::new();
    let large = "x".repeat(150_000);
    shop.fill(DEAD, (0..3).map(|it| Message::new(&format!("m-{it}"), &format!("{it}{large}"))));
    shop.fill(DEAD, [Message::new("small", "small")]);
    shop.redrive(&redrive()).await.unwrap();
    assert_eq!((shop.bodies(QUEUE).len(), shop.calls("SendMessageBatch")), (4, 3));
}

#[tokio::test]
async fn attributes_count_towards_the_size_of_a_request() {
    let shop = Shop::new();
    let half = "x".repeat(60_000);
    shop.fill(
        DEAD,
        (0..3).map(|it| {
            let mut message = Message::new(&format!("m-{it}"), &half);
            message.attributes = json!({ "a": { "DataType": "String", "StringValue": half } });
            message
        }),
    );
    assert!(!shop.redrive(&redrive()).await.unwrap());
    assert_eq!((shop.bodies(QUEUE).len(), shop.calls("SendMessageBatch")), (3, 3));
}

#[tokio::test]
async fn a_function_on_the_local_aws_is_invoked_there() {
    let shop = Shop::new();
    shop.fill("dev-carts-clean-dlq", [Message::new("c-1", "{}")]);
    let mut ctx = shop.ctx();
    let queue = queues::find(&ctx, "carts/clean").unwrap().declared.clone();
    let queue = DeadLetterQueue { service: "carts", declared: &queue };
    let letters = select(&ctx, queue, &Filter::default(), None).await.unwrap();
    ctx.manifest.endpoint = Some("http://localhost:4566".to_owned());
    let advice = advice::advice(&ctx, queue, &letters[0]).unwrap();
    assert!(advice.contains("--endpoint-url http://localhost:4566 --function-name"), "{advice}");
}
