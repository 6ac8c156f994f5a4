//! Tests: what commands leave alone, and what a purge deletes.

use super::*;

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let shop = Shop::with_events(12);
    let options = RedriveDeadLetters { change: DRY_RUN, ..redrive() };
    assert!(!shop.redrive(&options).await.unwrap());
    assert!(!shop.purge(&PurgeDeadLetters { change: DRY_RUN, ..purge() }).await.unwrap());
    assert_eq!((shop.bodies(DEAD), shop.bodies(QUEUE)), (events(0..12), vec![]));
    assert_eq!(shop.hidden(DEAD), 0);
    assert_eq!(shop.calls("SendMessageBatch") + shop.calls("DeleteMessageBatch"), 0);
}

#[tokio::test]
async fn nothing_is_moved_or_deleted_without_consent() {
    let shop = Shop::with_events(1);
    let change = Change::default();
    let redriven = RedriveDeadLetters { change, filter: of_event(0), ..redrive() };
    let purged = PurgeDeadLetters { change, filter: of_event(0), ..purge() };
    for (result, command) in [
        (shop.redrive(&redriven).await, "dlq redrive activity/handle-event"),
        (shop.purge(&purged).await, "dlq purge activity/handle-event"),
    ] {
        let error = result.unwrap_err();
        assert_eq!(error.exit_code(), 3);
        let hint =
            format!("confirm with `cargo xtask {command} --env dev --yes` and the same filters");
        assert_eq!(error.hint(), Some(hint.as_str()), "the hint does not widen the command");
    }
    assert_eq!((shop.bodies(DEAD), shop.hidden(DEAD)), (events([0]), 0));
}

#[tokio::test]
async fn a_purge_of_a_protected_environment_needs_its_name_even_with_consent() {
    let mut shop = Shop::with_events(1);
    shop.project.protected = true;
    let error = shop.purge(&purge()).await.unwrap_err();
    assert_eq!(error.exit_code(), 3);
    assert!(error.hint().unwrap().contains("`dev` is protected"), "{}", error.report());
    assert_eq!(shop.bodies(DEAD), events([0]));
}

#[tokio::test]
async fn a_purge_deletes_the_selected_messages_only() {
    let shop = Shop::with_events(15);
    let refused = ("DeleteMessageBatch".to_owned(), event(13));
    shop.aws.account().world.refused.insert(refused);
    assert!(!shop.purge(&PurgeDeadLetters { filter: of_event(12), ..purge() }).await.unwrap());
    assert_eq!(shop.bodies(DEAD), events((0..15).filter(|it| *it != 12)));
    assert_eq!(shop.hidden(DEAD), 0);
    assert!(shop.purge(&purge()).await.unwrap(), "the exit code is 1");
    assert_eq!(shop.bodies(DEAD), events([13]));
}

#[tokio::test]
async fn messages_that_arrive_during_a_run_are_left_alone() {
    let shop = Shop::with_events(3);
    shop.aws.account().on("SendMessageBatch", |account| {
        let messages = account.world.queues.get_mut(DEAD).unwrap();
        messages.push(Message::new("returned", &event(0)));
        Ok(())
    });
    shop.redrive(&redrive()).await.unwrap();
    assert_eq!((shop.bodies(DEAD), shop.bodies(QUEUE)), (events([0]), events(0..3)));
    shop.aws.account().on("DeleteMessageBatch", |account| {
        let messages = account.world.queues.get_mut(DEAD).unwrap();
        messages.push(Message::new("new", &event(9)));
        Ok(())
    });
    shop.purge(&purge()).await.unwrap();
    assert_eq!(shop.bodies(DEAD), events([9]));
}

#[tokio::test]
async fn messages_are_visible_again_after_a_command_failed() {
    let shop = Shop::with_events(12);
    deny(&shop, "SendMessageBatch");
    assert!(shop.redrive(&redrive()).await.unwrap(), "the exit code is 1");
    assert_eq!((shop.bodies(DEAD), shop.hidden(DEAD)), (events(0..12), 0));
    deny(&shop, "DeleteMessageBatch");
    shop.purge(&purge()).await.unwrap_err();
    assert_eq!((shop.bodies(DEAD), shop.hidden(DEAD)), (events(0..12), 0));
}

#[tokio::test]
async fn what_was_deleted_before_a_failure_is_known() {
    let shop = Shop::with_events(12);
    shop.aws.account().on("DeleteMessageBatch", |_| Ok(()));
    deny(&shop, "DeleteMessageBatch");
    let ctx = shop.ctx();
    let queue = queues::find(&ctx, FUNCTION).unwrap();
    let letters = select(&ctx, queue, &Filter::default(), None).await.unwrap();
    let outcome = delete(&ctx, queue, select::ids(&letters)).await;
    assert_eq!((outcome.deleted, outcome.failed.len()), (10, 0));
    assert_eq!(outcome.error.unwrap().exit_code(), 1);
    assert_eq!(shop.bodies(DEAD).len(), 2);
}

#[tokio::test]
async fn a_message_that_is_gone_is_not_counted_as_deleted() {
    let shop = Shop::with_events(1);
    let ctx = shop.ctx();
    let queue = queues::find(&ctx, FUNCTION).unwrap();
    let ids = ["m-0".to_owned(), "gone".to_owned()];
    let outcome = delete(&ctx, queue, ids.into()).await;
    let failed = [("gone".to_owned(), queues::NOT_FOUND.to_owned())];
    assert_eq!((outcome.deleted, outcome.failed), (1, failed.into()));
}

#[tokio::test]
async fn messages_that_cannot_be_released_are_no_failure() {
    let shop = Shop::with_events(2);
    deny(&shop, "ChangeMessageVisibilityBatch");
    let options = PeekDeadLetters { function: FUNCTION.to_owned(), limit: 5, ..Default::default() };
    assert_eq!(shop.peek(&options).await.len(), 2);
    assert_eq!(shop.hidden(DEAD), 2, "they are visible after two minutes");
}

#[tokio::test]
async fn an_interrupted_command_releases_messages_and_has_an_exit_code_of_its_own() {
    let shop = Shop::with_events(3);
    let ctx = shop.ctx();
    let interrupt = ctx.interrupt.clone();
    shop.aws.account().on("ReceiveMessage", move |_| {
        assert!(!interrupt.announce(), "a reader is open");
        Ok(())
    });
    let queue = queues::find(&ctx, FUNCTION).unwrap();
    let ids = BTreeSet::from(["m-0".to_owned()]);
    delete(&ctx, queue, ids).await;
    let error = purge::run(&ctx, &purge()).await.unwrap_err();
    assert_eq!((error.exit_code(), shop.hidden(DEAD)), (130, 0));
    let error = redrive::run(&ctx, &redrive()).await.unwrap_err();
    assert_eq!((error.exit_code(), shop.bodies(QUEUE)), (130, vec![]));
}
