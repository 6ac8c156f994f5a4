//! Feeds: entities, and the entries about them.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

/// Longest id, in bytes, of an entity or an event. Both end up in keys of limited length.
const LONGEST_ID: usize = 256;

/// A type of entity that has a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntityType {
    Product,
    User,
    Order,
}

/// An entity that has a feed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entity {
    pub kind: EntityType,
    pub id: String,
}

/// An event, as the feeds of its entities keep it.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// The event's id: the same however often it is delivered.
    pub event_id: String,
    /// The event's detail type.
    pub event_type: String,
    /// When it was published.
    pub at: Timestamp,
    /// Correlation id of the request that caused it.
    pub correlation_id: String,
    /// The entities that it names.
    pub entities: Vec<Entity>,
}

/// One entry of one feed.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub event_type: String,
    pub at: Timestamp,
}

/// An id that cannot be part of a key.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadId {
    #[error("the id of the {0} is empty")]
    Empty(&'static str),
    #[error("the id of the {0} is longer than {LONGEST_ID} bytes")]
    TooLong(&'static str),
}

/// Text that is not an [`EntityType`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` has no feed; the types with a feed are `product`, `user` and `order`")]
pub struct UnknownEntityType(String);

impl EntityType {
    fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::User => "user",
            Self::Order => "order",
        }
    }

    /// The entity of this kind called `id`.
    pub fn entity(self, id: &str) -> Result<Entity, BadId> {
        check_id(self.name(), id)?;
        Ok(Entity { kind: self, id: id.to_owned() })
    }
}

/// Whether `id` is neither empty nor too long for a key.
pub fn check_id(of: &'static str, id: &str) -> Result<(), BadId> {
    match id.len() {
        0 => Err(BadId::Empty(of)),
        1..=LONGEST_ID => Ok(()),
        _ => Err(BadId::TooLong(of)),
    }
}

impl fmt::Display for EntityType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for EntityType {
    type Err = UnknownEntityType;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        [Self::Product, Self::User, Self::Order]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| UnknownEntityType(name.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_parsed_from_its_name() {
        for kind in [EntityType::Product, EntityType::User, EntityType::Order] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
    }

    #[test]
    fn any_other_name_is_refused() {
        for name in ["", "Product", "basket", "users"] {
            assert_eq!(name.parse::<EntityType>(), Err(UnknownEntityType(name.to_owned())));
        }
    }

    #[test]
    fn an_empty_or_too_long_id_is_refused() {
        assert_eq!(EntityType::User.entity(""), Err(BadId::Empty("user")));
        assert_eq!(EntityType::User.entity(&"x".repeat(257)), Err(BadId::TooLong("user")));
        assert!(EntityType::User.entity(&"x".repeat(256)).is_ok());
    }
}
