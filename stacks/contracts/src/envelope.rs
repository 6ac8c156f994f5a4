//! How events are written on the bus: as `CloudEvents`, unless their consumers expect another form.

/// The form in which an event is published: how its `Detail` and its `Source` differ from those of
/// other events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// `EventBridge` source; that of the publisher's service if absent.
    pub source: Option<&'static str>,
    /// Whether the members of `data` are members of the `Detail` itself. Of the envelope, only `id`,
    /// `correlationid` and `traceparent` are beside them.
    pub is_bare: bool,
    /// Further attributes of the `CloudEvent`, by name.
    pub extensions: &'static [(&'static str, &'static str)],
}

impl Envelope {
    /// A `CloudEvent` from the publisher's service.
    pub const CLOUD_EVENT: Self = Self { source: None, is_bare: false, extensions: &[] };
}
