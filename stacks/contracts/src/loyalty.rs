//! Loyalty: points for registrations and completed orders, which users spend, and tiers.

pub mod events;

pub use events::*;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    capability::{Get, Put},
    export, function,
    function::{Queue, TableStream},
    http::{Http, Json, NoBody, User},
    order::events::{OrderCompleted, OrderCompletedV2},
    service,
    service::Service,
    shared_infra::ApiAddress,
    table,
    user_management::events::UserCreated,
    view,
};

/// The loyalty service.
pub const SERVICE: Service = Service {
    name: "loyalty",
    stack: "LoyaltyService",
    parameters: "LoyaltyService",
    source: "loyalty",
};

export! {
    /// Base address of its API.
    LoyaltyApi = SERVICE / "api-endpoint": ApiAddress
}

export! {
    /// Name of the table of points in AWS, which existing readers look up.
    PointsTableName = SERVICE / "table-name": String
}

table! {
    /// Accounts and tiers. Existing readers find them by `PK` alone.
    Points = SERVICE / "LoyaltyService-Points" {
        rows: {
            /// The points of one user.
            AccountRow(user_id) = "{user_id}",
            /// The tier of one user.
            TierRow(user_id) = "TIER#{user_id}",
            /// That a user was given points for this reason.
            AwardRow(user_id, reason) = "AWARD#{user_id}#{reason}",
            /// An accepted request with an idempotency key, by the SHA-256 of the key.
            RequestRow(user_id, digest) = "REQUEST#{user_id}#{digest}",
        },
    }
}

/// A user's tier, the lowest first. Users do not lose a tier.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub enum Tier {
    /// The tier of users without an upgrade.
    #[default]
    Bronze,
    /// From 500 points.
    Silver,
    /// From 1500 points.
    Gold,
    /// From 3000 points.
    Platinum,
}

/// The response of the routes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountReply {
    /// The caller's account.
    pub data: AccountDto,
    /// True.
    pub success: bool,
    /// Empty.
    pub message: Vec<String>,
}

/// The points of a user.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AccountDto {
    /// The user.
    pub user_id: String,
    /// Points that can be spent.
    pub current_points: u32,
    /// The tier, which does not depend on points that were spent. Not in the response to a request
    /// that spends points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
}

/// Spends points.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpendRequest {
    /// How many: a whole number, not negative.
    pub points: f64,
}

function! {
    /// Shows the caller's points and tier.
    GetAccount = SERVICE / "get-account" on Http<NoBody, Json<AccountReply>, User> {
        routes: ["GET /loyalty" => 200],
        may: [Get<AccountRow>, Get<TierRow>],
    }
}

function! {
    /// Spends points of the caller.
    SpendPoints = SERVICE / "spend-points"
        on Http<Json<SpendRequest>, Json<AccountReply>, User>
    {
        routes: ["POST /loyalty" => 201],
        may: [Get<AccountRow>, Put<AccountRow>, Get<RequestRow>, Put<RequestRow>],
    }
}

view! {
    /// A user who is welcomed with points.
    pub struct UserToWelcome of UserCreated { user_id: String }
}

function! {
    /// Gives a new user points, once.
    HandleUserCreated = SERVICE / "handle-user-created" on Queue<UserToWelcome> {
        may: [Get<AccountRow>, Put<AccountRow>, Put<AwardRow>],
    }
}

view! {
    /// A completed order, in both versions of its event. The first field is the user, so that the
    /// orders of one user in a batch do not conflict.
    pub enum OrderToReward {
        OrderCompleted { user_id: String, order_number: String },
        OrderCompletedV2 { user_id: String, order_id: String },
    }
}

function! {
    /// Gives the user of a completed order points, once per order.
    HandleOrderCompleted = SERVICE / "handle-order-completed" on Queue<OrderToReward> {
        may: [Get<AccountRow>, Put<AccountRow>, Put<AwardRow>],
    }
}

function! {
    /// Publishes the points that were added to accounts.
    PublishEvents = SERVICE / "publish-events" on TableStream<Points> {
        publishes: [PointsAdded, PointsAddedV1, TierUpgraded],
    }
}

service! {
    SERVICE {
        functions: [
            GetAccount,
            SpendPoints,
            HandleUserCreated,
            HandleOrderCompleted,
            PublishEvents,
        ],
    }
}
