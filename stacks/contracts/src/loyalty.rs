//! Loyalty: points and tiers.

pub mod events;

pub use events::*;

use crate::{function, function::TableStream, service, service::Service, table};

/// The loyalty service.
pub const SERVICE: Service = Service {
    name: "loyalty",
    stack: "LoyaltyService",
    parameters: "LoyaltyService",
    source: "loyalty",
};

table! {
    /// Accounts and tiers.
    Points = SERVICE / "LoyaltyService-Points" {
        rows: {},
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Points> {
        publishes: [PointsAdded, TierUpgraded],
    }
}

service! {
    SERVICE {
        functions: [PublishEvents],
    }
}
