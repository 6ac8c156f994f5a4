//! Rejections in the form that clients of orders expect.

use std::borrow::Cow;

use platform::{Failure, Rejection};
use serde_json::Value;

/// 404: there is no such order, or the caller may not see it.
pub fn order_not_found(order_number: &str) -> Failure {
    let detail = format!("the order `{order_number}` does not exist");
    let rejection = Rejection::new(404, detail).with("errorCode", "NOT_FOUND");
    Rejection { title: Cow::Borrowed("Order Not Found"), ..rejection }.into()
}

/// 404: there are no orders of this user, or the caller may not see them.
pub fn no_orders_of(user_id: &str) -> Failure {
    let detail = format!("there are no orders of `{user_id}` that you may see");
    Rejection::new(404, detail).with("errorCode", "NOT_FOUND").into()
}

/// 403: the caller is identified and may not do this.
pub fn forbidden(detail: &str) -> Failure {
    Rejection::new(403, detail).with("errorCode", "FORBIDDEN").into()
}

/// 409: the order's status does not allow its completion.
pub fn not_confirmed() -> Failure {
    let message = "Order must be confirmed before it can be completed";
    Rejection::new(409, message)
        .with("error", "INVALID_STATE")
        .with("message", message)
        .with("details", "Only confirmed orders can be marked as complete")
        .with("validationErrors", Value::Null)
        .into()
}
