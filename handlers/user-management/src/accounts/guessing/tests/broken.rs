//! Guesses whose bookkeeping fails.

use super::*;
use crate::accounts::lockout::Entry;

/// The counts of which one cannot be changed.
struct Broken {
    accounts: MemoryAccounts,
    counter: Counter,
    begins: bool,
}

impl Broken {
    fn check(&self, counter: Counter) -> Result {
        if counter == self.counter { Err(Failure::failed("the row is gone")) } else { Ok(()) }
    }
}

impl GuessCounts for Broken {
    async fn counts(&self, source: &LoginSource) -> Result<Counts> {
        self.accounts.counts(source).await
    }

    async fn add_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        entry: Entry,
    ) -> Result<bool> {
        if !self.begins {
            self.check(counter)?;
        }
        self.accounts.add_guess(source, counter, entry).await
    }

    async fn take_turn(&self, source: &LoginSource, turn: SlowTurn) -> Result<bool> {
        self.accounts.take_turn(source, turn).await
    }

    async fn add_failure(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
    ) -> Result {
        self.check(counter)?;
        self.accounts.add_failure(source, counter, window).await
    }

    async fn remove_guess(
        &self,
        source: &LoginSource,
        counter: Counter,
        window: Timestamp,
        failures: u32,
    ) -> Result<bool> {
        self.check(counter)?;
        self.accounts.remove_guess(source, counter, window, failures).await
    }
}

#[tokio::test(start_paused = true)]
async fn a_result_stands_and_is_counted_once_if_the_other_count_cannot_be_written() {
    let source = source("jane@example.com", "203.0.113.7");
    for (counter, is_right) in [
        (Counter::Account, true),
        (Counter::Account, false),
        (Counter::Origin, true),
        (Counter::Origin, false),
    ] {
        let broken = Broken { accounts: MemoryAccounts::default(), counter, begins: true };
        let compare = async || Ok(is_right.then_some(()));
        let result = guess(&broken, &source, &VirtualClock, compare).await;
        assert_eq!(outcome(result) == Outcome::Correct, is_right, "{counter:?}");
        let Counts { origin, account, .. } = counts(&broken.accounts).await;
        let written = if counter == Counter::Account { origin } else { account };
        let failed = u32::from(!is_right);
        assert_eq!(written.map(|it| (it.guesses, it.failed)), Some((failed, failed)));
    }
}

#[tokio::test(start_paused = true)]
async fn a_guess_that_cannot_be_counted_for_the_account_leaves_that_of_its_origin() {
    let source = source("jane@example.com", "203.0.113.7");
    let accounts = MemoryAccounts::default();
    let broken = Broken { accounts, counter: Counter::Account, begins: false };
    let result = guess(&broken, &source, &VirtualClock, async || Ok(Some(()))).await;
    assert!(matches!(result, Err(Failure::Failed(_))));
    assert_eq!(counts(&broken.accounts).await.origin.map(|it| it.guesses), Some(0));
}
