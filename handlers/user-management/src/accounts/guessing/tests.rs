//! Guesses of many callers at once, with comparisons that take virtual time.

mod broken;

use std::{
    cell::{Cell, RefCell},
    sync::LazyLock,
};

use futures_util::future::join_all;
use platform::{Failure, testing::block_on};
use proptest::prelude::*;

use super::*;
use crate::accounts::{
    lockout::{ACCOUNT_LIMIT, Counts, ORIGIN_LIMIT, SlowTurn},
    memory::MemoryAccounts,
    ports::Unlocking,
    samples::now,
};

/// Retry-After of a refusal that is no lock-out is at most this.
const LONGEST_QUEUE_SECONDS: u64 = 23;

/// Shows the virtual time.
struct VirtualClock;

impl Clock for VirtualClock {
    fn now(&self) -> Timestamp {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        let current = Instant::now();
        // Each test has a time of its own, which may be before that of the first.
        now() + current.duration_since(*START) - START.duration_since(current)
    }
}

/// One call of many that are made at the same time.
#[derive(Clone, Copy, Debug)]
struct Call {
    is_right: bool,
    /// Milliseconds before the call, and that its comparison takes.
    delay: u64,
    duration: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    Correct,
    Wrong,
    LockedOut,
    Busy,
}

fn source(email: &str, origin: &str) -> LoginSource {
    LoginSource { email: Email::parse(email).unwrap(), origin: Origin::of(origin) }
}

fn outcome(result: Result<Result<Option<()>, TooManyGuesses>>) -> Outcome {
    match result.unwrap() {
        Ok(Some(())) => Outcome::Correct,
        Ok(None) => Outcome::Wrong,
        Err(too_many) if too_many.retry_after_seconds <= LONGEST_QUEUE_SECONDS => Outcome::Busy,
        Err(_) => Outcome::LockedOut,
    }
}

async fn call(accounts: &MemoryAccounts, source: &LoginSource, call: Call) -> Outcome {
    let compare = async || {
        sleep(Duration::from_millis(call.duration)).await;
        Ok(call.is_right.then_some(()))
    };
    sleep(Duration::from_millis(call.delay)).await;
    outcome(guess(accounts, source, &VirtualClock, compare).await)
}

/// The outcomes of calls of one origin.
async fn call_all(accounts: &MemoryAccounts, calls: &[Call]) -> Vec<Outcome> {
    let source = source("jane@example.com", "203.0.113.7");
    join_all(calls.iter().map(|it| call(accounts, &source, *it))).await
}

async fn counts(accounts: &MemoryAccounts) -> Counts {
    accounts.counts(&source("jane@example.com", "203.0.113.7")).await.unwrap()
}

fn at_once(count: usize, is_right: bool) -> Vec<Call> {
    vec![Call { is_right, delay: 0, duration: 80 }; count]
}

fn number_of(outcomes: &[Outcome], outcome: Outcome) -> usize {
    outcomes.iter().filter(|it| **it == outcome).count()
}

#[tokio::test(start_paused = true)]
async fn all_correct_guesses_at_once_are_accepted() {
    for count in [40, 60, 100] {
        let accounts = MemoryAccounts::default();
        let outcomes = call_all(&accounts, &at_once(count, true)).await;
        assert_eq!(number_of(&outcomes, Outcome::Correct), count);
    }
}

#[tokio::test(start_paused = true)]
async fn five_of_many_wrong_guesses_at_once_are_compared() {
    for count in [5, 6, 40, 100] {
        let accounts = MemoryAccounts::default();
        let outcomes = call_all(&accounts, &at_once(count, false)).await;
        assert_eq!(number_of(&outcomes, Outcome::Wrong), 5);
        assert_eq!(number_of(&outcomes, Outcome::LockedOut), count - 5);
    }
}

#[tokio::test(start_paused = true)]
async fn a_correct_guess_forgets_the_failures_before_it() {
    let accounts = MemoryAccounts::default();
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(call_all(&accounts, &at_once(1, false)).await, [Outcome::Wrong]);
        }
        assert_eq!(call_all(&accounts, &at_once(1, true)).await, [Outcome::Correct]);
    }
}

#[tokio::test(start_paused = true)]
async fn another_origin_is_not_locked_out() {
    let accounts = MemoryAccounts::default();
    call_all(&accounts, &at_once(6, false)).await;
    for (origin, expected) in [
        ("203.0.113.7", Outcome::LockedOut),
        ("203.0.113.8", Outcome::Correct),
        ("2001:db8::7", Outcome::Correct),
    ] {
        let source = source("JANE@example.com", origin);
        let call = call(&accounts, &source, at_once(1, true)[0]).await;
        assert_eq!(call, expected, "{origin}");
    }
}

/// Makes one guess per origin, all at once. Returns the outcomes, the most comparisons at a time, and
/// after how many milliseconds each began.
async fn guess_from_many_origins(
    accounts: &MemoryAccounts,
    origins: std::ops::Range<u8>,
    is_right: bool,
) -> (Vec<Outcome>, u32, Vec<u128>) {
    let (running, most, start) = (Cell::new(0), Cell::new(0), Instant::now());
    let begun = RefCell::new(Vec::new());
    let (running, most, begun_at) = (&running, &most, &begun);
    let guesses = origins.map(async |number| {
        let source = source("jane@example.com", &format!("203.0.113.{number}"));
        let compare = async || {
            begun_at.borrow_mut().push(start.elapsed().as_millis());
            running.set(running.get() + 1);
            most.set(most.get().max(running.get()));
            sleep(Duration::from_millis(80)).await;
            running.set(running.get() - 1);
            Ok(is_right.then_some(()))
        };
        outcome(guess(accounts, &source, &VirtualClock, compare).await)
    });
    (join_all(guesses).await, most.get(), begun.into_inner())
}

#[tokio::test(start_paused = true)]
async fn failures_of_many_origins_slow_guesses_down_and_do_not_lock_out() {
    let accounts = MemoryAccounts::default();
    let (outcomes, _, begun) = guess_from_many_origins(&accounts, 0..20, false).await;
    assert_eq!(number_of(&outcomes, Outcome::Wrong), 20);
    assert!(begun.iter().all(|millis| *millis < 1000), "{begun:?}");

    let (outcomes, most, begun) = guess_from_many_origins(&accounts, 20..60, false).await;
    let compared = number_of(&outcomes, Outcome::Wrong);
    assert!((8..=9).contains(&compared), "{compared}");
    assert_eq!(number_of(&outcomes, Outcome::Busy), 40 - compared);
    assert_eq!(most, 1);
    assert!(begun.windows(2).all(|pair| pair[1] - pair[0] >= 2500), "{begun:?}");

    let (outcomes, _, begun) = guess_from_many_origins(&accounts, 60..61, true).await;
    assert_eq!(outcomes, [Outcome::Correct]);
    assert!(begun[0] <= 2500, "{begun:?}");
}

#[tokio::test(start_paused = true)]
async fn a_slow_guess_without_a_turn_is_told_when_there_is_one() {
    let accounts = MemoryAccounts::default();
    guess_from_many_origins(&accounts, 0..20, false).await;
    let source = source("jane@example.com", "198.51.100.7");
    let at = VirtualClock.now() + SignedDuration::from_secs(20);
    assert!(accounts.take_turn(&source, SlowTurn { at, previous: None }).await.unwrap());
    let result = guess(&accounts, &source, &VirtualClock, async || Ok(Some(()))).await;
    assert_eq!(result.unwrap(), Err(TooManyGuesses { retry_after_seconds: 23 }));
    sleep(Duration::from_secs(23)).await;
    let result = guess(&accounts, &source, &VirtualClock, async || Ok(Some(()))).await;
    assert_eq!(result.unwrap(), Ok(Some(())));
}

#[tokio::test(start_paused = true)]
async fn guesses_without_end_do_not_lock_out_other_origins() {
    let accounts = MemoryAccounts::default();
    guess_from_many_origins(&accounts, 0..18, false).await;
    let endless = async |number: u8| {
        let source = source("jane@example.com", &format!("198.51.100.{number}"));
        let endless = Call { is_right: true, delay: 0, duration: 600_000 };
        call(&accounts, &source, endless).await
    };
    let other = async {
        sleep(Duration::from_secs(1)).await;
        guess_from_many_origins(&accounts, 18..19, true).await
    };
    let (_, _, (outcomes, _, begun)) = tokio::join!(endless(1), endless(2), other);
    assert_eq!(outcomes, [Outcome::Correct]);
    assert!((5000..6000).contains(&begun[0]), "{begun:?}");
}

#[tokio::test(start_paused = true)]
async fn parallel_guesses_of_many_origins_do_not_exceed_the_limit_of_the_account() {
    let accounts = MemoryAccounts::default();
    let (_, most, _) = guess_from_many_origins(&accounts, 0..200, false).await;
    assert_eq!(most, ACCOUNT_LIMIT);
}

#[tokio::test(start_paused = true)]
async fn an_unlocked_address_can_be_guessed_again() {
    let accounts = MemoryAccounts::default();
    call_all(&accounts, &at_once(6, false)).await;
    let later = now() + jiff::SignedDuration::from_millis(1);
    accounts.unlock(&Email::parse("Jane@example.com").unwrap(), later).await.unwrap();
    let outcomes = call_all(&accounts, &at_once(6, false)).await;
    assert_eq!(number_of(&outcomes, Outcome::Wrong), 5);
}

#[tokio::test(start_paused = true)]
async fn a_guess_that_could_not_be_compared_does_not_count() {
    let accounts = MemoryAccounts::default();
    let source = source("jane@example.com", "203.0.113.7");
    for _ in 0..6 {
        let failed: Result<Option<()>> = Err(Failure::failed("the table is gone"));
        let result = guess(&accounts, &source, &VirtualClock, async || failed).await;
        assert!(matches!(result, Err(Failure::Failed(_))));
    }
    assert_eq!(call_all(&accounts, &at_once(1, true)).await, [Outcome::Correct]);
}

#[tokio::test(start_paused = true)]
async fn guesses_without_end_occupy_places_of_their_origin_until_the_window_ends() {
    let accounts = MemoryAccounts::default();
    let endless = Call { is_right: true, delay: 0, duration: 3_600_000 };
    let after = |seconds: u64| Call { delay: seconds * 1000, duration: 80, ..endless };
    let outcomes = call_all(&accounts, &[vec![endless; 4], vec![after(1); 10]].concat()).await;
    assert_eq!(number_of(&outcomes, Outcome::Correct), 14);

    let others = async {
        let begun = Instant::now();
        assert_eq!(call_all(&accounts, &[after(1)]).await, [Outcome::Busy]);
        assert!((21..23).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
        assert_eq!(call_all(&accounts, &[after(15 * 60)]).await, [Outcome::Correct]);
    };
    let five = [endless; 5];
    tokio::join!(call_all(&accounts, &five), others);
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = (any::<bool>(), 0_u64..500, 0_u64..300)
        .prop_map(|(is_right, delay, duration)| Call { is_right, delay, duration });
    prop::collection::vec(call, 1..24)
}

proptest! {
    /// Each correct guess forgets at most the four failures before it.
    #[test]
    fn wrong_guesses_are_compared_five_times_at_most_between_correct_ones(calls in calls()) {
        block_on(async {
            let accounts = MemoryAccounts::default();
            let outcomes = call_all(&accounts, &calls).await;
            let correct = number_of(&outcomes, Outcome::Correct);
            let wrong = number_of(&outcomes, Outcome::Wrong);
            assert!(wrong <= 5 + 4 * correct, "{wrong} wrong and {correct} correct guesses");
            assert_eq!(number_of(&outcomes, Outcome::Busy), 0);
            for (call, outcome) in calls.iter().zip(&outcomes) {
                assert!(call.is_right || *outcome != Outcome::Correct);
                assert!(!call.is_right || *outcome != Outcome::Wrong);
            }
        });
    }

    #[test]
    fn no_guess_stays_counted_as_being_compared(calls in calls()) {
        block_on(async {
            let accounts = MemoryAccounts::default();
            let outcomes = call_all(&accounts, &calls).await;
            let Counts { origin, account, .. } = counts(&accounts).await;
            let (origin, account) = (origin.unwrap(), account.unwrap());
            assert_eq!(origin.guesses, origin.failed);
            assert_eq!(account.guesses, account.failed);
            assert!(origin.failed <= ORIGIN_LIMIT);
            // Once guesses are slow, further failures are not counted for the account.
            let wrong = number_of(&outcomes, Outcome::Wrong).min(ACCOUNT_LIMIT as usize);
            assert_eq!(account.failed as usize, wrong);
            let is_locked_out = outcomes.contains(&Outcome::LockedOut);
            assert!(!is_locked_out || outcomes.contains(&Outcome::Wrong));
        });
    }
}
