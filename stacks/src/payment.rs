//! Payment: one table, and the events of the order workflow.

use contracts::payment::{
    HandlePaymentRequested, HandleRefundRequested, Payments, PublishEvents, contract,
};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "Charges and refunds.");
    s.table::<Payments>();
    s.queue_function::<HandlePaymentRequested>();
    s.queue_function::<HandleRefundRequested>();
    s.outbox_function::<PublishEvents>();
    s.finish()
}
