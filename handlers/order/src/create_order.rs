//! `create-order`: accepts an order at the prices of the price list.
//!
//! A request takes at most two round trips to DynamoDB: the prices together with an earlier request of
//! the same idempotency key, and one transaction.

#[cfg(test)]
mod tests;

use contracts::{
    Json,
    order::{CreateOrder, CreateOrderRequest, CreatedOrder, OrderType},
};
use platform::{
    Caller, Handler, Lambda, Reply, Request, Result, UserType, clock::Clock,
    idempotency::IdempotentRequest, ids::Ids,
};

use crate::{
    lines::{self, Line},
    new_order::{NewOrder, check_payment},
    placing::{Accepted, Placement, PlacementPorts},
    ports::{
        placing::RequestedOrders,
        prices::{Catalogue, PriceList},
        reading::OrderLookup,
    },
    validation::{ValidationErrors, readable},
    versions::versioned,
};

impl Handler<CreateOrder> for crate::Order {
    async fn run(lambda: Lambda<CreateOrder>) -> Result {
        let ports = PlacementPorts::of(&lambda)?;
        let placement = ports.placement();
        lambda.serve(async |request| handle(request, &placement).await).await
    }
}

pub async fn handle<O, P, I, C>(
    request: Request<CreateOrder>,
    placement: &Placement<'_, O, P, I, C>,
) -> Result<Reply<Json<CreatedOrder>>>
where
    O: PriceList + RequestedOrders + OrderLookup,
    P: Catalogue,
    I: Ids,
    C: Clock,
{
    versioned(create(request, placement).await)
}

async fn create<O, P, I, C>(
    request: Request<CreateOrder>,
    placement: &Placement<'_, O, P, I, C>,
) -> Result<Reply<Json<CreatedOrder>>>
where
    O: PriceList + RequestedOrders + OrderLookup,
    P: Catalogue,
    I: Ids,
    C: Clock,
{
    let content = readable(&request.content)?;
    let new = check(content, &request.caller, placement.currency)?;
    let repeatable = IdempotentRequest::of(&request, content)?;
    let accepted =
        placement.accept(&new, repeatable.as_ref(), |_| Ok(()), &request.context).await?;
    let Accepted { order, is_repeated } = accepted;
    tracing::info!(order_number = order.number, is_repeated, "the order was accepted");
    let dto = order.dto();
    let location = format!("/api/orders/{}", order.number);
    let reply = Reply::new(Json(CreatedOrder { order: dto.clone(), data: dto }));
    let reply = reply.header("Location", location);
    Ok(if is_repeated { reply.replayed() } else { reply })
}

/// The order, if the request is valid.
fn check(request: &CreateOrderRequest, caller: &Caller, currency: &str) -> Result<NewOrder> {
    let mut errors = ValidationErrors::default();
    let lines = lines(request, &mut errors);
    let (payment_method, currency) = check_payment(
        request.payment_method.as_deref(),
        request.currency.as_deref(),
        currency,
        &mut errors,
    );
    errors.check()?;
    let is_premium = caller.user_type == UserType::Premium;
    let kind = if is_premium { OrderType::Priority } else { OrderType::Standard };
    let user_id = caller.user_id.clone();
    Ok(NewOrder { user_id, kind, lines, currency, payment_method, expected_total: None })
}

fn lines(request: &CreateOrderRequest, errors: &mut ValidationErrors) -> Vec<Line> {
    match (&request.products, &request.items) {
        (products, None) => lines::of_products(products.as_deref().unwrap_or_default(), errors),
        (None, Some(items)) => {
            let items: Vec<_> =
                items.iter().map(|item| (item.product_id.as_str(), item.quantity)).collect();
            lines::of_items(&items, errors)
        }
        (Some(_), Some(_)) => {
            errors.add("Items", "Either products or items can be specified, not both");
            Vec::new()
        }
    }
}
