//! How long messages exist. A consumer remembers the messages that it handled for longer than any of
//! them can be delivered again.

/// Days that the archive keeps an event, from which it can be replayed.
pub const ARCHIVE_RETENTION_DAYS: u32 = 30;

/// Days that a queue keeps a message.
pub const QUEUE_RETENTION_DAYS: u32 = 4;

/// Days that a dead-letter queue keeps a message: the most that SQS allows. They count from the
/// message's arrival in the queue in which it was first.
pub const DEAD_LETTER_RETENTION_DAYS: u32 = 14;

/// Days that a consumer remembers a message. The last delivery is that of an event which is replayed
/// on the last day of the archive, becomes a dead letter, and returns to its queue on the last day of
/// the dead-letter queue.
pub const MARK_LIFETIME_DAYS: u32 =
    ARCHIVE_RETENTION_DAYS + DEAD_LETTER_RETENTION_DAYS + QUEUE_RETENTION_DAYS + MARGIN_DAYS;

/// Days for what takes time besides: replaying the archive, and deciding about dead letters.
const MARGIN_DAYS: u32 = 2;
