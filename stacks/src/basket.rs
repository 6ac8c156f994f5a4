//! Baskets: one table, the basket's routes, and the return of the products of rejected orders.

use contracts::basket::{
    BasketApi, Baskets, CheckOut, DeleteBasket, GetBasket, HandleOrderRejected, ListBaskets,
    PublishEvents, PutBasket, contract,
};

use crate::{Environment, Stack, StackBuilder};

pub fn stack(environment: &Environment) -> Stack {
    let mut s = StackBuilder::new(contract(), environment, "What users are about to order.");
    s.table::<Baskets>();
    s.api::<BasketApi>();
    s.http_function::<ListBaskets>();
    s.http_function::<GetBasket>();
    s.http_function::<PutBasket>();
    s.http_function::<DeleteBasket>();
    s.http_function::<CheckOut>();
    s.queue_function::<HandleOrderRejected>();
    s.outbox_function::<PublishEvents>();
    s.finish()
}
