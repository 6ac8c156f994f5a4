//! Orders: the routes, the price list, the order workflow and the functions that answer it, and the
//! recovery of orders whose workflow failed.

mod workflow;

use cfn::Output;
use contracts::order::{
    CompleteOrder, ConfirmOrder, CreateOrder, GetHealth, GetOrder, GetRecordedEvents,
    HandleCheckoutBasket, HandlePaymentFailed, HandlePaymentProcessed, HandlePricingCalculated,
    HandleProductChanged, HandleStockReservationFailed, HandleStockReserved, ListAllOrders,
    ListConfirmedOrders, ListOrders, ListUserOrders, OrderApi, OrderServiceApi, OrderWorkflow,
    Orders, PublishEvents, RecordEvent, RecordedEvents, RecoverOrders, RejectOrder, StartWorkflow,
    SubmitOrder, TestHarnessApi, contract,
};

use crate::{
    Environment, Stack, StackBuilder,
    service::{StreamChanges, StreamOptions},
};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Orders and their workflow.");
    s.table::<Orders>();
    s.api::<OrderApi>();
    s.api_alias::<OrderServiceApi>();
    s.http_function::<CreateOrder>();
    s.http_function::<ListOrders>();
    s.http_function::<ListConfirmedOrders>();
    s.http_function::<GetOrder>();
    s.http_function::<CompleteOrder>();
    s.http_function::<GetHealth>();
    s.http_function::<ListAllOrders>();
    s.http_function::<ListUserOrders>();

    s.direct_function::<SubmitOrder>();
    let submit_order = s.function_name::<SubmitOrder>();
    let description = "The function that accepts orders by direct invocation.";
    s.template().output("OrderServiceName", Output::new(description, submit_order));
    s.queue_function::<HandleCheckoutBasket>();
    s.queue_function::<HandleProductChanged>();
    s.queue_function::<HandlePricingCalculated>();

    let definition = workflow::definition(environment);
    s.workflow::<OrderWorkflow>("OrdersService-OrderWorkflow", definition);
    // Few retries: an order whose workflow cannot be started must not hold up those after it, and
    // `recover-orders` starts it later.
    let new_orders = StreamOptions {
        changes: StreamChanges::InsertionsOf("Order"),
        max_retries: 5,
        remedy: "`recover-orders` starts the workflows of these orders when they are five minutes \
                 old",
        ..StreamOptions::default()
    };
    s.stream_function_with::<StartWorkflow>(new_orders);
    s.queue_function::<HandlePaymentProcessed>();
    s.queue_function::<HandlePaymentFailed>();
    s.queue_function::<HandleStockReserved>();
    s.queue_function::<HandleStockReservationFailed>();
    s.direct_function::<ConfirmOrder>();
    s.direct_function::<RejectOrder>();
    s.scheduled_function::<RecoverOrders>("1 minute");
    s.outbox_function::<PublishEvents>();

    if !environment.protected {
        s.table::<RecordedEvents>();
        s.api_alias::<TestHarnessApi>();
        s.queue_function::<RecordEvent>();
        s.http_function::<GetRecordedEvents>();
    }
    s.finish()
}
