//! Loyalty: points and tiers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Event, Service, TableStream, asyncapi::Published, documents::Contract, function};

/// The loyalty service.
pub const SERVICE: Service = Service {
    name: "loyalty",
    stack: "LoyaltyService",
    parameters: "LoyaltyService",
    source: "loyalty",
};

/// A user was given points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointsAdded {
    /// The user.
    pub user_id: String,
    /// Points after.
    pub total_points: u32,
    /// Points given.
    pub difference: u32,
}

/// A user reached a higher tier.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TierUpgraded {
    /// The user.
    pub user_id: String,
    /// Tier before; absent for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_tier: Option<String>,
    /// Tier now.
    pub new_tier: String,
    /// Points at that moment.
    pub current_points: u32,
}

impl Event for PointsAdded {
    const TYPE: &'static str = "loyalty.pointsAdded.v2";
    type Publisher = PublishEvents;
}

impl Event for TierUpgraded {
    const TYPE: &'static str = "loyalty.tierUpgraded.v1";
    type Publisher = PublishEvents;
}

function! {
    /// Publishes what the table's outbox holds.
    PublishEvents = SERVICE / "publish-events" on TableStream,
        publishes [PointsAdded, TierUpgraded] {}
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![],
        publishes: vec![
            Published::of(&PointsAdded {
                user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
                total_points: 150,
                difference: 50,
            }),
            Published::of(&TierUpgraded {
                user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
                previous_tier: Some("Silver".into()),
                new_tier: "Gold".into(),
                current_points: 1500,
            }),
        ],
        subscribers: vec![],
    }
}
