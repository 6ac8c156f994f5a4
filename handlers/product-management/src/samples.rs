//! Products, messages and a clock for tests.

use jiff::{SignedDuration, Timestamp};
use platform::{Context, Message, clock::FixedClock};

use crate::product::{Bracket, Details, Product};

pub fn details() -> Details {
    Details {
        name: "Flat White".to_owned(),
        price: "3.5".parse().unwrap(),
        category: Some("coffee".to_owned()),
        description: None,
        image_file: None,
    }
}

/// A product with a name and a price only.
pub fn plain(name: &str, price: &str) -> Product {
    Product::new(Details {
        name: name.to_owned(),
        price: price.parse().unwrap(),
        category: None,
        ..details()
    })
    .unwrap()
}

pub fn bracket(quantity: u32, price: &str) -> Bracket {
    Bracket { quantity, price: price.parse().unwrap() }
}

/// An event that occurred this many nanoseconds after [`start`].
pub fn message<T>(nanosecond: i64, event_id: &str, data: T) -> Message<T> {
    let occurred_at = start() + SignedDuration::from_nanos(nanosecond);
    Message {
        data,
        id: event_id.to_owned(),
        event_type: String::new(),
        time: occurred_at,
        occurred_at,
        conversation_id: None,
        context: Context::new(),
    }
}

/// A clock that stands at [`start`].
pub fn clock() -> FixedClock {
    FixedClock(start())
}

fn start() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}
