//! A function can listen to events only, not to any type that can be deserialised.

use contracts::{Subscription, UnknownEvent};
use serde::de::DeserializeOwned;

fn hear_anything<T: DeserializeOwned>(name: &str, data: contracts::serde_json::Value) -> Result<T, UnknownEvent> {
    <T as Subscription>::decode(name, data)
}

fn main() {}
