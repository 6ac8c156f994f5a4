//! Which guesses the counts admit.

use super::*;

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

fn start() -> Timestamp {
    "2026-01-01T00:00:00Z".parse().unwrap()
}

fn count(guesses: u32, failed: u32) -> Count {
    Count { begun_at: start(), guesses, failed }
}

fn admit(origin: Option<Count>, account: Option<Count>, now: Timestamp) -> Admission {
    Counts { origin, account, ..Counts::default() }.admit(now, true)
}

/// The entry of the origin and whether the guess is slow, if it is admitted.
fn admitted(admission: Admission) -> Option<(Entry, bool)> {
    match admission {
        Admission::Admitted(Admitted { origin, account }) => {
            Some((origin, matches!(account, AccountEntry::Slow(_))))
        }
        _ => None,
    }
}

/// The turn of a guess, if it is slow.
fn turn(counts: Counts, now: Timestamp, is_patient: bool) -> Option<SlowTurn> {
    match counts.admit(now, is_patient) {
        Admission::Admitted(Admitted { account: AccountEntry::Slow(turn), .. }) => Some(turn),
        _ => None,
    }
}

#[test]
fn five_failures_lock_an_origin_out_until_the_window_ends() {
    let later = start() + MINUTE;
    let further = Entry::Further { begun_at: start(), failed: 4, limit: 5 };
    assert_eq!(
        admitted(admit(Some(count(4, 4)), Some(count(4, 4)), later)),
        Some((further, false))
    );
    let refused = Admission::Refused(TooManyGuesses { retry_after_seconds: 840 });
    assert_eq!(admit(Some(count(5, 5)), Some(count(5, 5)), later), refused);
}

#[test]
fn a_window_ends_after_fifteen_minutes() {
    let full = Some(count(5, 5));
    let refused = admit(full, full, start() + MINUTE * 15 - SignedDuration::from_millis(1));
    assert_eq!(refused, Admission::Refused(TooManyGuesses { retry_after_seconds: 1 }));
    let end = start() + MINUTE * 15;
    let first = Entry::First { begun_at: end, previous: Some(start()) };
    assert_eq!(admitted(admit(full, full, end)), Some((first, false)));
}

#[test]
fn a_guess_waits_if_only_guesses_in_flight_reach_the_limit() {
    assert_eq!(admit(Some(count(5, 4)), Some(count(5, 4)), start()), Admission::Wait);
    assert_eq!(admit(Some(count(5, 0)), Some(count(5, 0)), start()), Admission::Wait);
    assert_eq!(admit(None, Some(count(20, 19)), start()), Admission::Wait);
}

#[test]
fn twenty_failures_of_all_origins_slow_a_further_origin_down_and_never_lock_it_out() {
    assert_eq!(admitted(admit(None, Some(count(19, 19)), start())).map(|it| it.1), Some(false));
    for (guesses, failed) in [(20, 20), (21, 20), (501, 500), (900, 20)] {
        let admission = admit(None, Some(count(guesses, failed)), start());
        assert_eq!(admitted(admission).map(|it| it.1), Some(true), "{guesses}");
    }
}

#[test]
fn slow_guesses_have_turns_with_an_interval_between_them() {
    let slow =
        |next_slow_at| Counts { account: Some(count(20, 20)), next_slow_at, ..Counts::default() };
    let first = turn(slow(None), start(), true).unwrap();
    assert_eq!(first, SlowTurn { at: start(), previous: None });
    let second = turn(slow(Some(first.next())), start(), true).unwrap();
    assert_eq!(second, SlowTurn { at: first.next(), previous: Some(first.next()) });
    assert_eq!(second.at, start() + SLOW_INTERVAL);
    let later = start() + MINUTE;
    let third = turn(slow(Some(second.next())), later, true).unwrap();
    assert_eq!(third, SlowTurn { at: later, previous: Some(second.next()) });
}

#[test]
fn a_guess_that_waited_long_enough_for_other_origins_is_slow() {
    let account = |failed| Counts { account: Some(count(20, failed)), ..Counts::default() };
    for failed in [0, 18] {
        assert_eq!(account(failed).admit(start(), true), Admission::Wait);
        assert!(turn(account(failed), start(), false).is_some(), "{failed}");
    }
    let of_one_origin = Counts { origin: Some(count(5, 0)), ..account(0) };
    assert_eq!(of_one_origin.admit(start(), false), Admission::Wait);
}

#[test]
fn the_remaining_time_is_rounded_up() {
    for (millis, seconds) in [(-1, 1), (0, 1), (1, 1), (1000, 1), (1001, 2), (2500, 3)] {
        let too_many =
            TooManyGuesses::until(start() + SignedDuration::from_millis(millis), start());
        assert_eq!(too_many.retry_after_seconds, seconds, "{millis}");
    }
}

#[test]
fn windows_that_began_before_the_address_was_unlocked_are_over() {
    let full = Some(count(5, 5));
    let unlocked =
        |at| Counts { origin: full, account: full, unlocked_at: Some(at), ..Counts::default() };
    let later = start() + MINUTE;
    let first = Entry::First { begun_at: later, previous: Some(start()) };
    assert_eq!(admitted(unlocked(later).admit(later, true)), Some((first, false)));
    // The clock of the function that unlocked the address is ahead.
    assert_eq!(admitted(unlocked(later).admit(start(), true)), Some((first, false)));
    assert!(matches!(unlocked(start()).admit(later, true), Admission::Refused(_)));
}

#[test]
fn a_lock_out_is_a_rejection_with_its_remaining_time() {
    let Failure::Rejected(rejection) = TooManyGuesses { retry_after_seconds: 60 }.into() else {
        panic!("a lock-out is no failure of ours");
    };
    assert_eq!(rejection.status, 429);
    assert_eq!(rejection.headers, [("Retry-After", "60".to_owned())]);
}
