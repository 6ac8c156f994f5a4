//! Ctrl-C. As soon as a process listens for it, Ctrl-C does not end the process any more, so one task
//! listens for the whole process and ends it, unless something must be released first.

use tokio::sync::watch::{Receiver, Sender};

use crate::error::{Error, Result};

/// Whether the user has interrupted the command. Clones are one.
#[derive(Clone, Debug)]
pub struct Interrupt(Sender<bool>);

/// While one exists, the first Ctrl-C does not end the process.
#[derive(Debug)]
pub struct Cleanup(Receiver<bool>);

impl Default for Interrupt {
    fn default() -> Self {
        Self(Sender::new(false))
    }
}

impl Interrupt {
    /// Listens for Ctrl-C, and ends the process where it may end.
    pub async fn listen(self) {
        while tokio::signal::ctrl_c().await.is_ok() {
            if self.announce() {
                std::process::exit(Error::INTERRUPTED.into());
            }
        }
    }

    /// Tells all work that the user has interrupted it. Returns whether the process may end at once,
    /// because there is nothing to release, or this is the second time.
    pub fn announce(&self) -> bool {
        let is_repeated = self.0.send_replace(true);
        is_repeated || self.0.receiver_count() == 0
    }

    /// Lets the caller release something before the process ends.
    pub fn cleanup(&self) -> Cleanup {
        Cleanup(self.0.subscribe())
    }

    /// Fails if the user has interrupted the command.
    pub fn check(&self) -> Result<()> {
        if *self.0.borrow() {
            return Err(Error::interrupted("nothing was changed", "run the same command again"));
        }
        Ok(())
    }
}

impl Cleanup {
    /// Waits until the user interrupts the command; no time if that has happened.
    pub async fn interrupted(&mut self) {
        // An error would mean that nothing can announce Ctrl-C any more.
        if self.0.wait_for(|is_interrupted| *is_interrupted).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_process_ends_at_once_if_there_is_nothing_to_release() {
        let interrupt = Interrupt::default();
        drop(interrupt.cleanup());
        assert!(interrupt.check().is_ok());
        assert!(interrupt.announce());
        assert_eq!(interrupt.check().unwrap_err().exit_code(), 130);
    }

    #[tokio::test]
    async fn a_first_interruption_waits_for_what_must_be_released_and_a_second_does_not() {
        let interrupt = Interrupt::default();
        let mut cleanup = interrupt.cleanup();
        assert!(!interrupt.clone().announce());
        cleanup.interrupted().await;
        assert!(interrupt.announce());
        interrupt.cleanup().interrupted().await;
    }
}
