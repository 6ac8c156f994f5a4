//! Counts of the guesses for e-mail addresses, in DynamoDB. Each change is one update with a condition.

use aws_sdk_dynamodb::types::builders::UpdateBuilder;
use contracts::{BatchGet, Function, Key, May, Update, user_management::AttemptsRow};
use jiff::Timestamp;
use platform::{
    Result,
    dynamo::{Written, number, text},
};
use serde::Deserialize;

use crate::{
    accounts::{
        email::Email,
        guessing::LoginSource,
        lockout::{Count, Counts, Entry, SlowTurn, window_end},
        ports::{Counter, GuessCounts, Unlocking},
    },
    dynamo::DynamoStore,
};

/// Sort key of the count of all origins.
const ACCOUNT: &str = "ACCOUNT";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AttemptsItem {
    #[serde(rename = "SK")]
    counter: String,
    /// Absent, with the numbers, from the item of an address that was unlocked and not guessed since.
    begun_at: Option<Timestamp>,
    #[serde(default)]
    guesses: u32,
    #[serde(default)]
    failed: u32,
    next_slow_at: Option<Timestamp>,
    unlocked_at: Option<Timestamp>,
}

impl<F> GuessCounts for DynamoStore<F>
where
    F: Function + May<BatchGet<AttemptsRow>> + May<Update<AttemptsRow>>,
{
    async fn counts(&self, source: &LoginSource) -> Result<Counts> {
        let keys = [Counter::Origin, Counter::Account].map(|counter| key(source, counter));
        let items: Vec<AttemptsItem> = self.0.batch_get(&keys).await?;
        Ok(counts(items))
    }

    async fn add_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        entry: Entry,
    ) -> Result<bool> {
        let update = match entry {
            Entry::First { begun_at, previous } => first_guess(begun_at, previous),
            Entry::Further { begun_at, failed, limit } => further_guess(begun_at, failed, limit),
        };
        Ok(self.0.update(&key(source, counter), update).await? == Written::Done)
    }

    async fn take_turn(&self, source: &LoginSource, turn: SlowTurn) -> Result<bool> {
        let key = key(source, Counter::Account);
        Ok(self.0.update(&key, taken_turn(turn)).await? == Written::Done)
    }

    async fn add_failure(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
    ) -> Result {
        // Refused if the window is over or has no guess to end: then there is nothing to count.
        self.0.update(&key(source, counter), failure(window)).await.map(|_| ())
    }

    async fn remove_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
        failures: u32,
    ) -> Result<bool> {
        let update = removal(window, failures);
        Ok(self.0.update(&key(source, counter), update).await? == Written::Done)
    }
}

impl<F: Function + May<Update<AttemptsRow>>> Unlocking for DynamoStore<F> {
    async fn unlock(&self, email: &Email, now: Timestamp) -> Result {
        let key = AttemptsRow::key(email.folded(), ACCOUNT);
        self.0.update(&key, unlocking(now)).await.map(|_| ())
    }
}

fn key(source: &LoginSource, counter: Counter) -> Key<AttemptsRow> {
    let email = source.email.folded();
    match counter {
        Counter::Origin => AttemptsRow::key(email, format!("ORIGIN#{}", source.origin)),
        Counter::Account => AttemptsRow::key(email, ACCOUNT),
    }
}

/// The counts in the items of an address: that of all origins, and that of one.
fn counts(items: Vec<AttemptsItem>) -> Counts {
    let mut counts = Counts::default();
    for item in items {
        let AttemptsItem { counter, begun_at, guesses, failed, next_slow_at, unlocked_at } = item;
        let count = begun_at.map(|begun_at| Count { begun_at, guesses, failed });
        if counter == ACCOUNT {
            counts = Counts { account: count, next_slow_at, unlocked_at, ..counts };
        } else {
            counts.origin = count;
        }
    }
    counts
}

fn first_guess(begun_at: Timestamp, previous: Option<Timestamp>) -> UpdateBuilder {
    let update = UpdateBuilder::default()
        .update_expression(
            "SET BegunAt = :begun, Guesses = :one, Failed = :zero, Expires = :expires",
        )
        .expression_attribute_values(":begun", text(begun_at.to_string()))
        .expression_attribute_values(":one", number(1))
        .expression_attribute_values(":zero", number(0))
        .expression_attribute_values(":expires", number(window_end(begun_at).as_second()));
    match previous {
        None => update.condition_expression("attribute_not_exists(BegunAt)"),
        Some(previous) => update
            .condition_expression("BegunAt = :previous")
            .expression_attribute_values(":previous", text(previous.to_string())),
    }
}

fn further_guess(begun_at: Timestamp, failed: u32, limit: u32) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("ADD Guesses :one")
        .condition_expression("BegunAt = :begun AND Failed = :failed AND Guesses < :limit")
        .expression_attribute_values(":one", number(1))
        .expression_attribute_values(":begun", text(begun_at.to_string()))
        .expression_attribute_values(":failed", number(failed))
        .expression_attribute_values(":limit", number(limit))
}

/// Requires the stored turn alone: failures, which make guesses slow, are not removed from the account.
fn taken_turn(turn: SlowTurn) -> UpdateBuilder {
    let update = UpdateBuilder::default()
        .update_expression("SET NextSlowAt = :next")
        .expression_attribute_values(":next", text(turn.next().to_string()));
    match turn.previous {
        None => update.condition_expression("attribute_not_exists(NextSlowAt)"),
        Some(previous) => update
            .condition_expression("NextSlowAt = :previous")
            .expression_attribute_values(":previous", text(previous.to_string())),
    }
}

/// Requires a guess that has not ended, because the SDK may repeat an update that was made.
fn failure(window: Timestamp) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("ADD Failed :one")
        .condition_expression("BegunAt = :begun AND Guesses > Failed")
        .expression_attribute_values(":one", number(1))
        .expression_attribute_values(":begun", text(window.to_string()))
}

/// Requires a guess that has not ended, as [`failure`] does, so that no number becomes negative.
fn removal(window: Timestamp, failures: u32) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("ADD Guesses :guesses, Failed :failed")
        .condition_expression("BegunAt = :begun AND Guesses > Failed AND Failed >= :failures")
        .expression_attribute_values(":guesses", number(-1 - i64::from(failures)))
        .expression_attribute_values(":failed", number(-i64::from(failures)))
        .expression_attribute_values(":failures", number(failures))
        .expression_attribute_values(":begun", text(window.to_string()))
}

/// Windows that began before are over. The item expires when the last of those windows would have ended.
fn unlocking(now: Timestamp) -> UpdateBuilder {
    UpdateBuilder::default()
        .update_expression("SET UnlockedAt = :now, Expires = :expires")
        .expression_attribute_values(":now", text(now.to_string()))
        .expression_attribute_values(":expires", number(window_end(now).as_second()))
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;
    use platform::dynamo::{Item, from_item};

    use super::*;
    use crate::accounts::samples::now;

    /// The item that exactly these values of an update make.
    fn item(update: &UpdateBuilder, counter: &str, attributes: &[(&str, &str)]) -> AttemptsItem {
        let values = update.get_expression_attribute_values().as_ref().unwrap();
        let mut item: Item = [("SK".to_owned(), text(counter))].into();
        for (name, value) in attributes {
            assert!(update.get_update_expression().as_ref().unwrap().contains(name), "{name}");
            item.insert((*name).to_owned(), values[*value].clone());
        }
        from_item(item).unwrap()
    }

    #[test]
    fn counts_are_read_as_they_were_written() {
        let numbers = [("BegunAt", ":begun"), ("Guesses", ":one"), ("Failed", ":zero")];
        let first = |counter| item(&first_guess(now(), None), counter, &numbers);
        let count = Some(Count { begun_at: now(), guesses: 1, failed: 0 });
        assert_eq!(counts(vec![]), Counts::default());
        assert_eq!(
            counts(vec![first(ACCOUNT), first("ORIGIN#203.0.113.7")]),
            Counts { origin: count, account: count, ..Counts::default() }
        );
        let unlocked = item(&unlocking(now()), ACCOUNT, &[("UnlockedAt", ":now")]);
        assert_eq!(
            counts(vec![first("ORIGIN#203.0.113.7"), unlocked]),
            Counts { origin: count, unlocked_at: Some(now()), ..Counts::default() }
        );
        let turn = SlowTurn { at: now(), previous: None };
        let slow = item(&taken_turn(turn), ACCOUNT, &[("NextSlowAt", ":next")]);
        assert_eq!(counts(vec![slow]).next_slow_at, Some(turn.next()));
    }

    #[test]
    fn times_are_stored_as_they_are_compared() {
        let begun = text(now().to_string());
        let updates = [
            (first_guess(now(), None), ":begun"),
            (first_guess(now() + SignedDuration::from_mins(15), Some(now())), ":previous"),
            (further_guess(now(), 0, 5), ":begun"),
            (failure(now()), ":begun"),
            (removal(now(), 2), ":begun"),
            (taken_turn(SlowTurn { at: now(), previous: Some(now()) }), ":previous"),
        ];
        for (update, value) in updates {
            let values = update.get_expression_attribute_values().as_ref().unwrap();
            assert_eq!(values[value], begun, "{:?}", update.get_update_expression());
        }
    }

    #[test]
    fn a_removed_guess_takes_the_failures_before_it_out_of_both_numbers() {
        let update = removal(now(), 4);
        let values = update.get_expression_attribute_values().as_ref().unwrap();
        assert_eq!((&values[":guesses"], &values[":failed"]), (&number(-5), &number(-4)));
    }

    #[test]
    fn only_a_guess_that_has_not_ended_can_end() {
        for update in [failure(now()), removal(now(), 0)] {
            let condition = update.get_condition_expression().as_ref().unwrap();
            assert!(condition.contains("Guesses > Failed"), "{condition}");
        }
    }

    #[test]
    fn an_item_is_kept_until_the_windows_that_it_decides_about_have_ended() {
        let end = number((now() + SignedDuration::from_mins(15)).as_second());
        for update in [first_guess(now(), None), unlocking(now())] {
            let values = update.get_expression_attribute_values().as_ref().unwrap();
            assert_eq!(values[":expires"], end);
        }
    }
}
