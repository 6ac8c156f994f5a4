//! The public events of loyalty.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{envelope::Envelope, event::Event};

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

/// A user was given points. The predecessor of [`PointsAdded`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PointsAddedV1 {
    /// The user.
    pub user_id: String,
    /// Points after.
    pub new_points_total: u32,
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

    fn sample() -> Self {
        Self {
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
            total_points: 150,
            difference: 50,
        }
    }
}

impl Event for PointsAddedV1 {
    const TYPE: &'static str = "loyalty.pointsAdded.v1";
    const ENVELOPE: Envelope = Envelope {
        extensions: &[
            ("supercededby", PointsAdded::TYPE),
            ("deprecationdate", "2025-12-31T00:00:00Z"),
        ],
        ..Envelope::CLOUD_EVENT
    };

    fn sample() -> Self {
        Self { user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(), new_points_total: 150 }
    }
}

impl Event for TierUpgraded {
    const TYPE: &'static str = "loyalty.tierUpgraded.v1";

    fn sample() -> Self {
        Self {
            user_id: "0199c2f4-1b7a-7c31-9d2e-3f4a5b6c7d8e".into(),
            previous_tier: Some("Silver".into()),
            new_tier: "Gold".into(),
            current_points: 1500,
        }
    }
}
