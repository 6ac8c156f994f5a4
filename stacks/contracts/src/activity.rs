//! Activity: the events about a product, a user or an order, in one feed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    basket::events::CheckoutBasket,
    capability::{Put, QueryItems},
    export, function,
    function::Queue,
    http::{Http, Json, NoBody, Public},
    inventory::events::{OutOfStock, StockReservationFailed, StockReserved, StockUpdated},
    loyalty::events::{PointsAdded, TierUpgraded},
    order::events::{
        OrderCompleted, OrderConfirmed, OrderCreated, OrderRejected, PaymentRequested,
        RefundRequested,
    },
    path,
    payment::events::{PaymentFailed, PaymentProcessed, PaymentRefunded},
    pricing::events::PricingCalculated,
    product_management::events::{ProductCreated, ProductDeleted, ProductUpdated},
    service,
    service::Service,
    shared_infra::ApiAddress,
    table,
    table::IdempotencyKey,
    user_management::events::UserCreated,
    view,
};

/// The activity service.
pub const SERVICE: Service = Service {
    name: "activity",
    stack: "ActivityService",
    parameters: "ActivityService",
    source: "activity",
};

export! {
    /// Base address of its API.
    ActivityApi = SERVICE / "api-endpoint": ApiAddress
}

table! {
    /// The feeds of all entities.
    Activities = SERVICE / "Activities" {
        rows: {
            /// One entry of one feed. Times are in milliseconds since 1970.
            EntryRow(entity_id, entity_type; time, event_id)
                = "{entity_id}-{entity_type}" / "{time:015}#{event_id}",
        },
    }
}

view! {
    /// Every event that names a product, a user or an order. Of an event that is published in two
    /// versions only one is here, so that the feed has one entry for it.
    pub enum ActivityEvent {
        ProductCreated { product_id: String },
        ProductUpdated { product_id: String },
        ProductDeleted { product_id: String },
        PricingCalculated { product_id: String },
        StockUpdated { product_id: String },
        OutOfStock { product_id: String },
        UserCreated { user_id: String },
        PointsAdded { user_id: String },
        TierUpgraded { user_id: String },
        CheckoutBasket { user_name: String },
        OrderCreated { order_number: String, user_id: Option<String> },
        OrderConfirmed { order_number: String, user_id: Option<String> },
        OrderCompleted { order_number: String, user_id: Option<String> },
        OrderRejected { order_number: String, user_id: Option<String> },
        PaymentRequested { order_number: String, user_id: Option<String> },
        RefundRequested { order_number: String },
        StockReserved { order_number: String },
        StockReservationFailed { order_number: String },
        PaymentProcessed { order_number: String, user_id: Option<String> },
        PaymentFailed { order_number: String },
        PaymentRefunded { order_number: String, user_id: Option<String> },
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

path! {
    /// Names the entity of a feed.
    FeedPath { entity_type, entity_id }
}

function! {
    /// The feed of a product, a user or an order.
    GetActivity = SERVICE / "get-activity" on Http<NoBody, Json<Feed>, Public, FeedPath> {
        routes: ["GET /api/activity/{entity_type}/{entity_id}" => 200],
        may: [QueryItems<EntryRow>],
    }
}

function! {
    /// Adds an event to the feed of every entity that it names.
    HandleEvent = SERVICE / "handle-event" on Queue<ActivityEvent> {
        may: [Put<EntryRow>, Put<IdempotencyKey<Activities>>],
    }
}

service! {
    SERVICE {
        functions: [GetActivity, HandleEvent],
    }
}
