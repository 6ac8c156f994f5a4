//! The response of the routes that applications with a basket expect.

use contracts::{Json, order::BasketOrders};

use crate::{order::Order, page_token::LastOrder};

/// The response with these orders. The next page begins after `last`, if there is a next page.
pub fn basket_orders<'a>(
    orders: impl IntoIterator<Item = &'a Order>,
    last: Option<&LastOrder>,
) -> Json<BasketOrders> {
    Json(BasketOrders {
        message: "Successfully finished operation: \"GET\"".to_owned(),
        body: orders.into_iter().map(Order::basket_order).collect(),
        next_page_token: last.map(LastOrder::token),
    })
}
