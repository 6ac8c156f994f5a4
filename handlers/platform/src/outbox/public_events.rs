//! The public events that a private event becomes.

use std::marker::PhantomData;

use contracts::{Event, Publishes};
use serde_json::Value;

use super::public_event::PublicEvent;
use crate::Result;

/// The public events that a private event of `F`'s service becomes: one, several or none.
pub struct PublicEvents<F> {
    events: Vec<Result<PublicEvent, serde_json::Error>>,
    publisher: PhantomData<F>,
}

impl<F> PublicEvents<F> {
    /// No event.
    pub fn none() -> Self {
        Self { events: Vec::new(), publisher: PhantomData }
    }

    /// One event, which `F` must have declared.
    pub fn event<E: Event>(event: E) -> Self
    where
        F: Publishes<E>,
    {
        Self::none().and(event)
    }

    /// One more event.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "translating consumes the private event")]
    pub fn and<E: Event>(mut self, event: E) -> Self
    where
        F: Publishes<E>,
    {
        self.events.push(PublicEvent::of(&event));
        self
    }

    /// Detail types and data, in the order they will be sent.
    pub fn into_events(self) -> Result<Vec<(&'static str, Value)>> {
        let events = self.into_public_events()?.into_iter();
        Ok(events.map(|event| (event.name, event.data)).collect())
    }

    /// The events, in the order they will be sent.
    pub(crate) fn into_public_events(self) -> Result<Vec<PublicEvent>> {
        Ok(self.events.into_iter().collect::<Result<_, _>>()?)
    }
}
