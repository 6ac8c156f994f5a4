//! A notification, who receives it, and the states of its delivery:
//!
//! ```text
//! Pending ◄──► Sending ──► Sent
//! ```
//!
//! A notification is stored as `Sending` before it is sent, so that one whose process died while it
//! was sending is not sent again. It returns to `Pending` if it was certainly not sent.

use std::{fmt, str::FromStr};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Longest id of a user, in characters.
const MAX_USER_ID: usize = 100;

/// Whom the notifications for operators are for, as text.
const OPERATORS: &str = "operators";

/// What the recipient begins with, as text, if it is a user.
const USER: &str = "user#";

/// A notification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Notification {
    pub recipient: Recipient,
    /// The id of the event that it is about: the same however often the event is delivered.
    pub event_id: String,
    /// The event's detail type.
    pub event_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
    /// Name of the template that the text was made of.
    pub template: String,
    pub subject: String,
    pub text: String,
    /// When the event happened.
    pub created_at: Timestamp,
}

/// The place of a notification among those of its recipient. They are in the order of time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// When the event happened, in milliseconds since 1970.
    pub time: i64,
    pub event_id: String,
}

/// Who receives a notification.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum Recipient {
    /// A user, by the id or the e-mail address that events have.
    User(String),
    Operators,
}

/// The state of the delivery of a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeliveryState {
    /// It is to be sent.
    Pending,
    /// It may or may not have been sent.
    Sending,
    /// It was sent.
    Sent,
}

/// A user id that cannot be part of a key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the user id is empty, has more than {MAX_USER_ID} characters, or contains `#` or a control \
     character"
)]
pub struct BadUserId;

impl Notification {
    /// Its place among the notifications of its recipient.
    pub fn position(&self) -> Position {
        // Keys have no room for a sign.
        let time = self.created_at.as_millisecond().max(0);
        Position { time, event_id: self.event_id.clone() }
    }
}

impl Recipient {
    /// The user with this id.
    pub fn user(id: &str) -> Result<Self, BadUserId> {
        let is_valid = (1..=MAX_USER_ID).contains(&id.chars().count())
            && !id.chars().any(|character| character == '#' || character.is_control());
        if is_valid { Ok(Self::User(id.to_owned())) } else { Err(BadUserId) }
    }

    /// The recipient as logs may show it: without an e-mail address.
    pub fn in_log(&self) -> &str {
        match self {
            Self::User(id) if id.contains('@') => "a user by e-mail address",
            Self::User(id) => id,
            Self::Operators => OPERATORS,
        }
    }
}

/// The part of the key: no user is the operators, whatever the user's id.
impl fmt::Display for Recipient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(formatter, "{USER}{id}"),
            Self::Operators => formatter.write_str(OPERATORS),
        }
    }
}

impl FromStr for Recipient {
    type Err = BadUserId;

    fn from_str(text: &str) -> Result<Self, BadUserId> {
        match text.strip_prefix(USER) {
            Some(id) => Self::user(id),
            None if text == OPERATORS => Ok(Self::Operators),
            None => Err(BadUserId),
        }
    }
}

impl From<Recipient> for String {
    fn from(recipient: Recipient) -> Self {
        recipient.to_string()
    }
}

impl TryFrom<String> for Recipient {
    type Error = BadUserId;

    fn try_from(text: String) -> Result<Self, BadUserId> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_is_parsed_from_its_text() {
        let user = Recipient::user("0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e").unwrap();
        for recipient in
            [user, Recipient::user("jürgen@example.org").unwrap(), Recipient::Operators]
        {
            assert_eq!(recipient.to_string().parse(), Ok(recipient));
        }
        assert_eq!("somewhere".parse::<Recipient>(), Err(BadUserId));
    }

    #[test]
    fn a_user_id_that_cannot_be_part_of_a_key_is_refused() {
        for id in ["", "a#b", "a\nb", "a\u{0}", &"x".repeat(101)] {
            assert_eq!(Recipient::user(id), Err(BadUserId), "{id:?}");
        }
        assert!(Recipient::user(&"ü".repeat(100)).is_ok());
    }

    #[test]
    fn no_user_is_the_operators() {
        assert_ne!(Recipient::user("operators").unwrap().to_string(), "operators");
    }

    #[test]
    fn logs_show_the_id_of_a_user_and_no_address() {
        assert_eq!(Recipient::user("u-1").unwrap().in_log(), "u-1");
        assert!(!Recipient::user("ada@example.org").unwrap().in_log().contains("ada"));
    }
}
