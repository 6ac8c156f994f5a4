//! A publisher in memory.

use std::cell::RefCell;

use jiff::Timestamp;

use crate::{Context, EventPublisher, Result};

/// Keeps the events that it publishes.
pub struct MemoryPublisher<E>(RefCell<Vec<PublishedEvent<E>>>);

/// An event, and what it was published with.
#[derive(Clone, Debug, PartialEq)]
pub struct PublishedEvent<E> {
    /// Its id.
    pub id: String,
    /// The event.
    pub event: E,
    /// When it happened.
    pub occurred_at: Timestamp,
    /// The context of the message that caused it.
    pub context: Context,
}

impl<E> Default for MemoryPublisher<E> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<E: Clone> MemoryPublisher<E> {
    /// The events so far.
    pub fn published(&self) -> Vec<PublishedEvent<E>> {
        self.0.borrow().clone()
    }
}

impl<E: Clone> EventPublisher<E> for MemoryPublisher<E> {
    async fn publish(
        &self,
        id: String,
        event: &E,
        occurred_at: Timestamp,
        context: &Context,
    ) -> Result {
        let (event, context) = (event.clone(), context.clone());
        self.0.borrow_mut().push(PublishedEvent { id, event, occurred_at, context });
        Ok(())
    }
}
