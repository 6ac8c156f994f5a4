//! `handle-order-rejected`: puts the products of a rejected order back into the user's basket, if it
//! is still empty.
//!
//! The number of an order that a checkout made is the id of the checkout. The basket is put back and
//! forgotten in one transaction, so a repeated event changes nothing.

use contracts::basket::{HandleOrderRejected, RejectedOrder};
use platform::{
    Handler, Lambda, Message, Result,
    ids::{Ids, SystemIds},
};

use crate::{
    BasketService,
    basket::Basket,
    dynamo::DynamoBaskets,
    ports::{PutBack, Returns},
};

impl Handler<HandleOrderRejected> for BasketService {
    async fn run(lambda: Lambda<HandleOrderRejected>) -> Result {
        let baskets = DynamoBaskets(lambda.table());
        lambda.serve(async |message| handle(message, &baskets, &SystemIds).await).await
    }
}

pub async fn handle(
    message: Message<RejectedOrder>,
    baskets: &impl Returns,
    ids: &impl Ids,
) -> Result {
    let checkout_id = &message.data.order_number;
    let Some(emptied) = baskets.emptied_basket(checkout_id).await? else { return Ok(()) };
    let basket = Basket { revision: ids.uuid().to_string(), ..emptied };
    match baskets.put_back(checkout_id, &basket, &message.context).await? {
        PutBack::Done | PutBack::Forgotten => Ok(()),
        // The user has begun another basket, which stays as it is.
        PutBack::HasBasket => baskets.forget(checkout_id).await,
    }
}

#[cfg(test)]
mod tests {
    use platform::{
        Context,
        ids::CountingIds,
        testing::{batch, invoke, is_done},
    };
    use serde_json::json;

    use super::*;
    use crate::{
        memory::MemoryBaskets,
        ports::Checkouts,
        samples::{basket, checkout},
    };

    async fn reject(baskets: &MemoryBaskets, order_number: &str) -> bool {
        let ids = CountingIds::default();
        let handle = async |message| handle(message, baskets, &ids).await;
        let data = json!({ "orderNumber": order_number, "userId": "u-1", "reason": "NO_STOCK" });
        let batch = batch("orders.orderRejected.v1", &json!({ "data": data }));
        is_done(invoke::<HandleOrderRejected>(batch, handle).await)
    }

    /// Baskets after the checkout `c-1` of the only one.
    async fn checked_out() -> MemoryBaskets {
        let baskets = MemoryBaskets::with([basket("u-1", "r-1")]);
        let checkout = checkout("c-1", basket("u-1", "r-1"));
        assert!(baskets.check_out(&checkout, None, &Context::new()).await.unwrap());
        baskets
    }

    #[tokio::test]
    async fn the_products_of_a_rejected_order_return_to_the_basket() {
        let baskets = checked_out().await;
        assert!(reject(&baskets, "c-1").await);
        let returned = baskets.basket_of("u-1").unwrap();
        assert_eq!(returned.items, basket("u-1", "r-1").items);
        assert_ne!(returned.revision, "r-1");
    }

    #[tokio::test]
    async fn a_basket_that_was_begun_meanwhile_stays_as_it_is() {
        let baskets = checked_out().await;
        baskets.put(basket("u-1", "r-2"));
        for _ in 0..2 {
            assert!(reject(&baskets, "c-1").await);
            assert_eq!(baskets.basket_of("u-1"), Some(basket("u-1", "r-2")));
        }
        assert_eq!(baskets.emptied("c-1"), None);
    }

    #[tokio::test]
    async fn a_repeated_event_puts_nothing_back_again() {
        let baskets = checked_out().await;
        assert!(reject(&baskets, "c-1").await);
        let returned = checkout("c-2", baskets.basket_of("u-1").unwrap());
        assert!(baskets.check_out(&returned, None, &Context::new()).await.unwrap());
        assert!(reject(&baskets, "c-1").await);
        assert_eq!(baskets.basket_of("u-1"), None);
    }

    #[tokio::test]
    async fn an_order_that_no_checkout_made_is_acknowledged() {
        let baskets = checked_out().await;
        for order_number in ["o-1", "", &"x".repeat(5000)] {
            assert!(reject(&baskets, order_number).await);
        }
        assert_eq!(baskets.basket_of("u-1"), None);
    }
}
