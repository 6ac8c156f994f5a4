//! Payment.

use contracts::payment::{HandlePaymentRequested, HandleRefundRequested};
use payment::{handle_payment_requested, handle_refund_requested, publish_events::translate};

use super::{Consumer, consumer, outbox_of};
use crate::stream::Source;

pub fn consumers() -> Vec<Consumer> {
    vec![
        consumer!(HandlePaymentRequested, |shop, message| handle_payment_requested::handle(
            message,
            &shop.payments,
            &shop.payments
        )),
        consumer!(HandleRefundRequested, |shop, message| handle_refund_requested::handle(
            message,
            &shop.payments,
            &shop.payments
        )),
    ]
}

pub fn outbox() -> Source {
    outbox_of!(payments, |enqueued| translate(enqueued.event))
}
