//! The feed: entities, and what happened to them.

use std::{fmt, str::FromStr};

use jiff::Timestamp;

/// Longest id, in bytes, of an entity or an event. Both end up in keys of limited length.
const LONGEST_ID: usize = 256;

/// A kind of thing that has a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EntityType {
    Product,
    User,
    Order,
}

/// A thing that has a feed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entity {
    pub(crate) kind: EntityType,
    pub(crate) id: String,
}

/// Something that happened, and to what.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Happened {
    /// The event's id: the same however often it is delivered.
    pub(crate) event_id: String,
    /// The event's detail type.
    pub(crate) event_type: String,
    /// When it happened.
    pub(crate) at: Timestamp,
    /// Ties it to the request it came from.
    pub(crate) correlation_id: String,
    /// Whose feeds it belongs to.
    pub(crate) entities: Vec<Entity>,
}

/// One line of one feed.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) event_type: String,
    pub(crate) at: Timestamp,
}

/// An id that names nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BadId {
    #[error("the id of the {0} is empty")]
    Empty(&'static str),
    #[error("the id of the {0} is longer than {LONGEST_ID} bytes")]
    TooLong(&'static str),
}

/// A word that is not an [`EntityType`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` has no feed; `product`, `user` and `order` have")]
pub(crate) struct UnknownEntityType(String);

impl EntityType {
    fn name(self) -> &'static str {
        match self {
            Self::Product => "product",
            Self::User => "user",
            Self::Order => "order",
        }
    }

    /// The entity of this kind called `id`.
    pub(crate) fn entity(self, id: &str) -> Result<Entity, BadId> {
        check_id(self.name(), id)?;
        Ok(Entity { kind: self, id: id.to_owned() })
    }
}

/// That `id` is there and of a length that can be kept.
pub(crate) fn check_id(of: &'static str, id: &str) -> Result<(), BadId> {
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
    fn types_are_known_by_their_names() {
        for kind in [EntityType::Product, EntityType::User, EntityType::Order] {
            assert_eq!(kind.to_string().parse(), Ok(kind));
        }
    }

    #[test]
    fn another_type_has_no_feed() {
        for name in ["", "Product", "basket", "users"] {
            assert_eq!(name.parse::<EntityType>(), Err(UnknownEntityType(name.to_owned())));
        }
    }

    #[test]
    fn an_id_is_neither_empty_nor_endless() {
        assert_eq!(EntityType::User.entity(""), Err(BadId::Empty("user")));
        assert_eq!(EntityType::User.entity(&"x".repeat(257)), Err(BadId::TooLong("user")));
        assert!(EntityType::User.entity(&"x".repeat(256)).is_ok());
    }
}
