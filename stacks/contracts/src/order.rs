//! Orders: from checkout to completion.

pub mod api;
pub mod events;
pub mod limits;
pub mod task_errors;

pub use api::*;
pub use events::*;

use crate::{
    basket::events::{CheckoutBasket, CheckoutItem, text_or_number},
    capability::{
        BatchGet, CompleteTask, Describe, FailTask, Find, Get, Invoke, Parameter, Put, QueryItems,
        Setting, Start, Update,
    },
    export, function,
    function::{Direct, Queue, Schedule, TableStream},
    http::{Admin, Fallible, Http, Json, NoBody, Public, Query, User},
    inventory::events::{StockReservationFailed, StockReserved},
    money::Money,
    path,
    payment::events::{PaymentFailed, PaymentProcessed},
    pricing::events::{PriceBracket, PricingCalculated},
    product_management::{
        ProductApi,
        events::{ProductCreated, ProductDeleted, ProductUpdated},
    },
    service,
    service::Service,
    setting::Currency,
    shared_infra::{ApiAddress, BareApiAddress},
    table,
    table::{IdempotencyKey, Outbox},
    view, workflow,
};

/// The order service.
pub const SERVICE: Service = Service {
    name: "order",
    stack: "OrdersService",
    parameters: "OrdersService",
    source: "orders",
};

/// The order service under a further name, by which some clients look it up.
const SECOND_NAME: Service = Service { parameters: "OrderService", ..SERVICE };

/// The routes of the order service for tests.
const TEST_HARNESS: Service = Service { parameters: "OrdersService_TestHarness", ..SERVICE };

export! {
    /// Base address of its API.
    OrderApi = SERVICE / "api-endpoint": BareApiAddress
}

export! {
    /// The same address, under the name that some clients use.
    OrderServiceApi = SECOND_NAME / "api-endpoint": BareApiAddress
}

export! {
    /// Base address of the routes for tests. Not in production.
    TestHarnessApi = TEST_HARNESS / "api-endpoint": ApiAddress
}

table! {
    /// Orders by user, and the price list that they are priced by.
    Orders = SERVICE / "OrdersService-OrderTable" {
        rows: {
            /// One order.
            OrderRow(user_id; order_number) = "{user_id}" / "{order_number}",
            /// The user whose order has a number.
            NumberRow(order_number) = "NUMBER#{order_number}" / "NUMBER",
            /// The order that a request with an idempotency key made.
            RequestRow(user_id, key) = "REQUEST#{user_id}#{key}" / "REQUEST",
            /// The price of one product, and its price brackets.
            PriceRow(product_id) = "PRICE#{product_id}" / "PRICE",
        },
        indexes: {
            /// Orders without a final state: those that wait for their completion, by number, and, in
            /// several partitions, those whose workflow has not ended, by time.
            GSI1 of OrderRow = "GSI1PK" / "GSI1SK",
            /// All orders by number, in several partitions.
            AllOrders of OrderRow = "Listing" / "SK",
        },
    }
}

table! {
    /// Events that the test harness recorded.
    RecordedEvents = SERVICE / "OrdersService-Events" {
        rows: {
            /// One event about one order.
            EventRow(order_number; time, event_type) = "{order_number}" / "{time}_{event_type}",
        },
    }
}

path! {
    /// Names an order.
    OrderPath { order_id }
}

path! {
    /// Names a user.
    UserPath { user_name }
}

workflow! {
    /// Takes the payment of an order, reserves its products, and confirms or rejects it.
    OrderWorkflow = SERVICE / "order-workflow" {
        may: [Invoke<ConfirmOrder>, Invoke<RejectOrder>],
        publishes: [PaymentRequested, OrderCreated],
    }
}

function! {
    /// Accepts an order. With the header `Idempotency-Key`, a repeated request gets the same order.
    CreateOrder = SERVICE / "create-order"
        on Http<Fallible<Json<CreateOrderRequest>>, Json<CreatedOrder>, User>
    {
        routes: ["POST /orders" => 201],
        may: [
            BatchGet<PriceRow>,
            Parameter<ProductApi>,
            Get<RequestRow>,
            Put<RequestRow>,
            Get<OrderRow>,
            Put<OrderRow>,
            Put<NumberRow>,
            Setting<Currency>,
        ],
    }
}

function! {
    /// Lists the caller's orders, newest first.
    ListOrders = SERVICE / "list-orders" on Http<Query<PageQuery>, Json<OrderPage>, User> {
        routes: ["GET /orders" => 200],
        may: [QueryItems<OrderRow>],
    }
}

function! {
    /// Lists the orders of all users that wait for their completion. For administrators.
    ListConfirmedOrders = SERVICE / "list-confirmed-orders"
        on Http<Query<PageQuery>, Json<OrderPage>, User>
    {
        routes: ["GET /orders/confirmed" => 200],
        may: [Find<GSI1>],
    }
}

function! {
    /// Shows an order: the caller's own, or to an administrator any.
    GetOrder = SERVICE / "get-order" on Http<NoBody, Json<OrderDto>, User, OrderPath> {
        routes: ["GET /orders/{order_id}" => 200],
        may: [Get<OrderRow>, Get<NumberRow>],
    }
}

function! {
    /// Completes a confirmed order. For administrators.
    CompleteOrder = SERVICE / "complete-order"
        on Http<Fallible<Json<CompleteOrderRequest>>, Json<OrderDto>, User, OrderPath>
    {
        routes: ["POST /orders/{order_id}/complete" => 200],
        may: [Get<NumberRow>, Get<OrderRow>, Update<OrderRow>, Put<Outbox<Orders>>],
    }
}

function! {
    /// Shows whether the API and its table respond.
    GetHealth = SERVICE / "get-health" on Http<NoBody, Json<HealthReply>, Public> {
        routes: ["GET /health" => 200, "GET /health/ready" => 200, "GET /health/live" => 200],
        may: [Get<PriceRow>],
    }
}

function! {
    /// Lists the orders of all users, newest first.
    ListAllOrders = SERVICE / "list-all-orders" on Http<Query<PageQuery>, Json<BasketOrders>, Admin> {
        routes: ["GET /order" => 200],
        may: [Find<AllOrders>],
    }
}

function! {
    /// Lists the orders of a user, newest first: the caller's own, or to an administrator any.
    ListUserOrders = SERVICE / "list-user-orders"
        on Http<Query<OrderDateQuery>, Json<BasketOrders>, User, UserPath>
    {
        routes: ["GET /order/{user_name}" => 200],
        may: [QueryItems<OrderRow>],
    }
}

function! {
    /// Accepts an order whose prices and total are those that the sender expects.
    SubmitOrder = SERVICE / "submit-order" on Direct<SubmittedOrder, OrderDto> {
        may: [
            BatchGet<PriceRow>,
            Parameter<ProductApi>,
            Get<RequestRow>,
            Put<RequestRow>,
            Get<OrderRow>,
            Put<OrderRow>,
            Put<NumberRow>,
            Setting<Currency>,
        ],
    }
}

view! {
    /// A basket whose products are to be ordered.
    pub struct BasketToOrder of CheckoutBasket {
        user_name: String,
        checkout_id: Option<String>,
        items: Vec<CheckoutItem>,
        expected_total: Option<Money>,
        currency: Option<String>,
        #[serde(default, deserialize_with = "text_or_number")]
        payment_method: Option<String>,
        user_type: Option<String>,
    }
}

function! {
    /// Accepts the order of a basket that was checked out, one for each checkout.
    HandleCheckoutBasket = SERVICE / "handle-checkout-basket" on Queue<BasketToOrder> {
        may: [
            BatchGet<PriceRow>,
            Parameter<ProductApi>,
            Put<OrderRow>,
            Put<NumberRow>,
            Put<IdempotencyKey<Orders>>,
            Setting<Currency>,
        ],
    }
}

view! {
    /// A product whose price may have changed.
    pub enum ChangedProduct {
        ProductCreated { product_id: String, price: Option<Money> },
        ProductUpdated { product_id: String, price: Option<Money> },
        ProductDeleted { product_id: String },
    }
}

function! {
    /// Enters the price of a product into the price list.
    HandleProductChanged = SERVICE / "handle-product-changed" on Queue<ChangedProduct> {
        may: [Parameter<ProductApi>, Update<PriceRow>],
    }
}

view! {
    /// The price brackets of a product.
    pub struct CalculatedBrackets of PricingCalculated {
        product_id: String,
        price_brackets: Vec<PriceBracket>,
    }
}

function! {
    /// Enters the price brackets of a product into the price list.
    HandlePricingCalculated = SERVICE / "handle-pricing-calculated" on Queue<CalculatedBrackets> {
        may: [Update<PriceRow>],
    }
}

function! {
    /// Starts the workflow of a new order.
    StartWorkflow = SERVICE / "start-workflow" on TableStream<Orders> {
        may: [Start<OrderWorkflow>],
    }
}

view! {
    /// An order that was paid. Its workflow waits for the reply.
    pub struct PaidOrder of PaymentProcessed {
        order_number: Option<String>,
        conversation_id: Option<String>,
    }
}

function! {
    /// Continues the workflow of an order that was paid.
    HandlePaymentProcessed = SERVICE / "handle-payment-processed" on Queue<PaidOrder> {
        may: [CompleteTask<OrderWorkflow>],
    }
}

view! {
    /// An order that could not be paid. Its workflow waits for the reply.
    pub struct UnpaidOrder of PaymentFailed {
        order_number: Option<String>,
        reason: Option<String>,
        conversation_id: Option<String>,
    }
}

function! {
    /// Continues the workflow of an order that could not be paid.
    HandlePaymentFailed = SERVICE / "handle-payment-failed" on Queue<UnpaidOrder> {
        may: [FailTask<OrderWorkflow>],
    }
}

view! {
    /// A reservation of products. The workflow of the order waits for the reply.
    pub struct ReservedStock of StockReserved {
        order_number: Option<String>,
        conversation_id: Option<String>,
    }
}

function! {
    /// Continues the workflow of an order whose products are reserved.
    HandleStockReserved = SERVICE / "handle-stock-reserved" on Queue<ReservedStock> {
        may: [CompleteTask<OrderWorkflow>],
    }
}

view! {
    /// A reservation that failed. The workflow of the order waits for the reply.
    pub struct UnreservedStock of StockReservationFailed {
        order_number: Option<String>,
        conversation_id: Option<String>,
    }
}

function! {
    /// Continues the workflow of an order whose products are not available.
    HandleStockReservationFailed = SERVICE / "handle-stock-reservation-failed"
        on Queue<UnreservedStock>
    {
        may: [FailTask<OrderWorkflow>],
    }
}

function! {
    /// Confirms an order that is paid and whose products are reserved.
    ConfirmOrder = SERVICE / "confirm-order" on Direct<OrderToConfirm, MovedOrder> {
        may: [Get<OrderRow>, Update<OrderRow>, Put<Outbox<Orders>>],
    }
}

function! {
    /// Rejects an order that was not confirmed, and requests the refund of what was paid.
    RejectOrder = SERVICE / "reject-order" on Direct<OrderToReject, MovedOrder> {
        may: [Get<OrderRow>, Update<OrderRow>, Put<Outbox<Orders>>],
    }
}

function! {
    /// Finds orders whose workflow ended before they had a final state, starts it again, and after
    /// several failures rejects them.
    RecoverOrders = SERVICE / "recover-orders" on Schedule {
        may: [
            Find<GSI1>,
            Get<OrderRow>,
            Update<OrderRow>,
            Put<Outbox<Orders>>,
            Start<OrderWorkflow>,
            Describe<OrderWorkflow>,
        ],
    }
}

function! {
    /// Publishes the events in the outbox of the table.
    PublishEvents = SERVICE / "publish-events" on TableStream<Orders> {
        publishes: [
            OrderConfirmed,
            OrderCompleted,
            OrderCompletedV2,
            OrderRejected,
            RefundRequested,
        ],
    }
}

view! {
    /// The events that the test harness records.
    pub enum HarnessEvent {
        OrderCreated { order_number: String, products: Option<Vec<String>>, user_id: Option<String> },
        OrderConfirmed { order_number: String, user_id: Option<String> },
        OrderCompleted { order_number: String, user_id: Option<String> },
    }
}

function! {
    /// Records events for tests. Not in production.
    RecordEvent = SERVICE / "record-event" on Queue<HarnessEvent> {
        may: [Put<EventRow>],
    }
}

path! {
    /// Names an order.
    RecordedOrderPath { order_number }
}

function! {
    /// Shows the recorded events of an order, newest first. Not in production.
    GetRecordedEvents = SERVICE / "get-recorded-events"
        on Http<NoBody, Json<Vec<RecordedEvent>>, Public, RecordedOrderPath>
    {
        routes: ["GET /events/{order_number}" => 200],
        may: [QueryItems<EventRow>],
    }
}

service! {
    SERVICE {
        functions: [
            CreateOrder,
            ListOrders,
            ListConfirmedOrders,
            GetOrder,
            CompleteOrder,
            GetHealth,
            ListAllOrders,
            ListUserOrders,
            SubmitOrder,
            HandleCheckoutBasket,
            HandleProductChanged,
            HandlePricingCalculated,
            StartWorkflow,
            HandlePaymentProcessed,
            HandlePaymentFailed,
            HandleStockReserved,
            HandleStockReservationFailed,
            ConfirmOrder,
            RejectOrder,
            RecoverOrders,
            PublishEvents,
        ],
        outside_production: [RecordEvent, GetRecordedEvents],
        workflows: [OrderWorkflow],
    }
}
