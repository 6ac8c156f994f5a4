//! `handle-checkout-basket`: accepts the order of a basket that was checked out, once for each
//! checkout, at the prices of the price list. A basket that cannot be ordered is a dead letter.
//!
//! This shop's own basket has stated a total to the customer. If the order has another one by the
//! price list, it is priced by the catalogue instead. If it still has another one, it is stored all the
//! same and its workflow rejects it, so that the customer is notified and the basket returns.

#[cfg(test)]
mod tests;

use contracts::{
    basket::CheckoutItem,
    order::{BasketToOrder, HandleCheckoutBasket, OrderType, limits::MAX_ITEMS},
};
use platform::{
    Context, Failure, Handler, Lambda, Message, Result, clock::Clock, idempotency::digest, ids::Ids,
};
use uuid::Uuid;

use crate::{
    lines::{self, Line},
    new_order::{NewOrder, check_payment},
    order::Order,
    placing::{Placement, PlacementPorts, number_taken},
    ports::{
        placing::{CheckoutOrders, Placed},
        prices::{Catalogue, PriceList},
    },
    validation::ValidationErrors,
};

/// The type of the users whose orders have priority.
const PREMIUM: &str = "PREMIUM";

impl Handler<HandleCheckoutBasket> for crate::Order {
    async fn run(lambda: Lambda<HandleCheckoutBasket>) -> Result {
        let ports = PlacementPorts::of(&lambda)?;
        let placement = ports.placement();
        lambda.serve(async |message| handle(message, &placement).await).await
    }
}

pub async fn handle<O, P, I, C>(
    message: Message<BasketToOrder>,
    placement: &Placement<'_, O, P, I, C>,
) -> Result
where
    O: PriceList + CheckoutOrders,
    P: Catalogue,
    I: Ids,
    C: Clock,
{
    let basket = &message.data;
    let new = check(basket, placement.currency).map_err(|failure| match failure {
        // The sender gets no response, so that a rejected basket would be lost.
        Failure::Rejected(rejection) => {
            Failure::failed(format!("the basket cannot be ordered: {}", rejection.detail))
        }
        failed @ Failure::Failed(_) => failed,
    })?;
    let number = basket.checkout_id.as_deref().filter(|id| is_canonical_uuid(id));
    let order = price(&new, number, placement, &message.context).await?;
    let checkout = checkout(basket, &message.id);
    match placement.orders.place_checkout(&order, &checkout, &message.context).await? {
        Placed::Done => {
            let (order_number, rejection) = (&order.number, order.rejection());
            tracing::info!(order_number, ?rejection, "the order was accepted");
        }
        Placed::Repeated => tracing::info!("the basket was ordered before"),
        Placed::NumberTaken => return Err(number_taken(&order.number)),
    }
    Ok(())
}

/// The order at the prices of the price list, or at those of the catalogue if the customer accepted
/// another total.
async fn price<O: PriceList, P: Catalogue, I: Ids, C: Clock>(
    new: &NewOrder,
    number: Option<&str>,
    placement: &Placement<'_, O, P, I, C>,
    context: &Context,
) -> Result<Order> {
    let product_ids = new.product_ids();
    let prices = placement.prices(&product_ids, context).await?;
    let order = placement.order(new, &prices, number);
    if order.has_expected_total() {
        return Ok(order);
    }
    let prices = placement.current_prices(product_ids, context).await?;
    Ok(placement.order(new, &prices, number))
}

/// What identifies a checkout: the user and its id, or the event if it has none.
fn checkout(basket: &BasketToOrder, event_id: &str) -> String {
    match &basket.checkout_id {
        Some(id) => digest(format!("{:?}", (&basket.user_name, id))),
        None => digest(event_id),
    }
}

/// Whether this is a UUID as this service writes it, so that it can be the number of an order.
fn is_canonical_uuid(id: &str) -> bool {
    Uuid::parse_str(id).is_ok_and(|uuid| uuid.hyphenated().to_string() == id)
}

fn check(basket: &BasketToOrder, currency: &str) -> Result<NewOrder> {
    let mut errors = ValidationErrors::default();
    errors.require_user_id("UserName", &basket.user_name);
    let lines = lines(&basket.items, &mut errors);
    let (payment_method, currency) = check_payment(
        basket.payment_method.as_deref(),
        basket.currency.as_deref(),
        currency,
        &mut errors,
    );
    errors.check()?;
    let is_premium = basket.user_type.as_deref() == Some(PREMIUM);
    let kind = if is_premium { OrderType::Priority } else { OrderType::Standard };
    let (user_id, expected_total) = (basket.user_name.clone(), basket.expected_total);
    Ok(NewOrder { user_id, kind, lines, currency, payment_method, expected_total })
}

/// The products of a basket and the units of each. One in several colours is in several items.
fn lines(items: &[CheckoutItem], errors: &mut ValidationErrors) -> Vec<Line> {
    if items.len() > MAX_ITEMS {
        errors.add("Items", format!("At most {MAX_ITEMS} items can be ordered at once"));
        return Vec::new();
    }
    if items.iter().any(|item| item.quantity == 0) {
        errors.add("Items", lines::bad_quantity());
    }
    let mut units: Vec<(&str, i64)> = Vec::new();
    for CheckoutItem { product_id, quantity, .. } in items {
        match units.iter_mut().find(|(id, _)| id == product_id) {
            Some((_, units)) => *units += i64::from(*quantity),
            None => units.push((product_id, i64::from(*quantity))),
        }
    }
    lines::of_items(&units, errors)
}
