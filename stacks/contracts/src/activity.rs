//! Activity: what happened to a product, a user or an order, in one feed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Export, Http, Json, Nothing, Public, Queue, Read, ReadWrite, Service,
    asyncapi::Subscriber,
    documents::Contract,
    events, function,
    inventory::{OutOfStock, StockReservationFailed, StockReserved, StockUpdated},
    loyalty::{PointsAdded, TierUpgraded},
    openapi::Operation,
    order::{
        OrderCompleted, OrderConfirmed, OrderCreated, OrderRejected, PaymentRequested,
        RefundRequested,
    },
    payment::{PaymentFailed, PaymentProcessed, PaymentRefunded},
    pricing::PricingCalculated,
    product_management::{ProductCreated, ProductDeleted, ProductUpdated},
    shared_infra::ApiEndpoint,
    user_management::UserCreated,
};

/// The activity service.
pub const SERVICE: Service = Service {
    name: "activity",
    stack: "ActivityService",
    parameters: "ActivityService",
    source: "activity",
};

/// Base address of its API.
pub const API: Export<ApiEndpoint> = Export::new(SERVICE, "api-endpoint");

events! {
    /// Every event that names a product, a user or an order. Of events published in two versions
    /// only one is here, so that one happening is one entry of the feed.
    pub enum Happening {
        ProductCreated, ProductUpdated, ProductDeleted,
        PricingCalculated,
        StockUpdated, StockReserved, StockReservationFailed, OutOfStock,
        UserCreated,
        OrderCreated, OrderConfirmed, OrderCompleted, OrderRejected,
        PaymentRequested, RefundRequested,
        PaymentProcessed, PaymentFailed, PaymentRefunded,
        PointsAdded, TierUpgraded,
    }
}

/// One entity's feed, oldest first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Feed {
    /// The entity's id within its type.
    pub entity_id: String,
    /// `product`, `user` or `order`.
    pub entity_type: String,
    /// What happened to it.
    pub activities: Vec<Activity>,
}

/// One entry of a feed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Activity {
    /// The event's detail type.
    pub r#type: String,
    /// When, in milliseconds since 1970.
    pub activity_time: i64,
}

function! {
    /// The feed of a product, a user or an order.
    GetActivity = SERVICE / "get-activity" on Http<Nothing, Json<Feed>, Public>,
        routes ["GET /api/activity/{entity_type}/{entity_id}" => 200] {
            activities: Table<Read>,
        }
}

function! {
    /// Writes down what happened.
    HandleHappening = SERVICE / "handle-happening" on Queue<Happening> {
        activities: Table<ReadWrite>,
    }
}

/// What it offers and hears.
pub fn contract() -> Contract {
    Contract {
        service: SERVICE,
        operations: vec![Operation::of::<GetActivity>()],
        publishes: vec![],
        subscribers: vec![Subscriber::of::<HandleHappening>()],
    }
}
