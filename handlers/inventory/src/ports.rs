//! The ports of stock, orders, the supplier and the catalogue. The suite at the end is what every
//! implementation of stock and orders must do.

use std::collections::BTreeMap;

use platform::{Context, ReplyRequest, Result};

use crate::{
    order::{Lines, Order, Outcome},
    shipment::Shipment,
    stock::Level,
};

/// Reading the stock of one product.
pub trait StockLevels {
    async fn level(&self, product_id: &str) -> Result<Option<Level>>;
}

/// Reading the stock of several products.
pub trait StockLevelBatches {
    /// The levels of those products that have a stock item.
    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>>;
}

/// Setting the stock of a product.
pub trait StockTotals {
    /// Makes the total and the revision those of `after`, and publishes them. False, and nothing is
    /// changed, if the revision is no longer that of `before`, or if more units are reserved by now.
    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        after: Level,
        context: &Context,
    ) -> Result<bool>;
}

/// Publishing the stock of products that are new in the catalogue.
pub trait NewProducts {
    /// Publishes the level of a created product, if it has stock already. Once per event, whether it
    /// has stock or not.
    async fn publish_level(
        &self,
        product_id: &str,
        level: Option<Level>,
        event_id: &str,
        context: &Context,
    ) -> Result;
}

/// Reading orders.
pub trait Orders {
    async fn order(&self, number: &str) -> Result<Option<Order>>;
}

/// Reserving the products of orders, and replying to the orders' workflows.
pub trait Reservations {
    /// Reserves all of `lines` for the order and replies, or does nothing.
    async fn reserve(
        &self,
        order_number: &str,
        lines: &Lines,
        request: &ReplyRequest<'_>,
    ) -> Result<ReservationResult>;

    /// Stores that nothing is reserved for the order, and replies. False, and nothing is changed,
    /// if the order has an outcome already.
    async fn refuse(&self, order_number: &str, request: &ReplyRequest<'_>) -> Result<bool>;

    /// Replies with the outcome of an earlier request, once per event and conversation.
    async fn reply(
        &self,
        order_number: &str,
        outcome: Outcome,
        request: &ReplyRequest<'_>,
    ) -> Result;
}

/// Shipping reserved products.
pub trait Shipments {
    /// Takes the shipped units out of stock, and publishes it. False, and nothing is changed, if
    /// the order is no longer reserved or a total has changed since the shipments were made.
    async fn ship(&self, order: &Order, shipments: &[Shipment], context: &Context) -> Result<bool>;
}

/// Releasing reserved products.
pub trait Releases {
    /// Makes the reserved units available again. False, and nothing is changed, if the order is no
    /// longer reserved.
    async fn release(&self, order: &Order) -> Result<bool>;

    /// Stores that nothing will ever be reserved for an order that is not stored. False, and
    /// nothing is changed, if it is.
    async fn reject_unknown_order(&self, order_number: &str, context: &Context) -> Result<bool>;
}

/// The result of an attempt to reserve products.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReservationResult {
    /// They are reserved, now or by an earlier delivery of the same event.
    Reserved,
    /// The order has an outcome already.
    AlreadyDecided,
    /// A product is unknown, or too few units of it are available.
    Unavailable,
}

/// The supplier of new products.
pub trait Supplier {
    /// Orders a product, unless an order of this name was made before.
    async fn order(&self, name: &str, product_id: &str, context: &Context) -> Result;
}

/// The catalogue of all products.
pub trait Catalogue {
    /// The page that `token` names, or the first one.
    async fn page(&self, token: Option<&str>, context: &Context) -> Result<CataloguePage>;
}

/// Part of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CataloguePage {
    pub product_ids: Vec<String>,
    /// Names the next page, if there is one.
    pub next: Option<String>,
}

#[cfg(test)]
pub mod suite {
    use super::*;

    fn lines(products: &[&str]) -> Lines {
        Lines::of(&products.iter().map(|&id| id.to_owned()).collect::<Vec<_>>()).unwrap()
    }

    /// A total that was set `changes` times after it was set for the first time.
    fn level(total: u32, available: u32, changes: u64) -> Option<Level> {
        Level::stored(total, available, FIRST + changes)
    }

    const FIRST: u64 = 1_795_255_200_000;

    /// What every implementation must do, on an empty store.
    pub async fn stock<S>(stock: &S)
    where
        S: StockLevels + StockLevelBatches + StockTotals,
        S: Orders + Reservations + Shipments + Releases,
    {
        totals_are_set_if_they_have_not_changed(stock).await;
        orders_reserve_all_products_or_none(stock).await;
        the_outcome_of_an_order_is_decided_once(stock).await;
        reserved_units_are_shipped_or_released_once(stock).await;
    }

    async fn totals_are_set_if_they_have_not_changed(
        stock: &(impl StockLevels + StockLevelBatches + StockTotals),
    ) {
        let context = Context::new();
        assert_eq!(stock.level("TEA").await.unwrap(), None);
        let set = async |before: Option<Level>, after: Option<Level>| {
            stock.set_total("TEA", before, after.unwrap(), &context).await.unwrap()
        };
        assert!(set(None, level(10, 10, 0)).await);
        assert!(!set(None, level(20, 20, 0)).await);
        assert!(set(level(10, 10, 0), level(11, 11, 1)).await);
        assert!(!set(level(10, 10, 0), level(20, 20, 1)).await);
        assert!(set(level(11, 11, 1), level(10, 10, 2)).await);
        // The total is the same again, the revision is not.
        assert!(!set(level(10, 10, 0), level(20, 20, 1)).await);
        assert!(set(level(10, 10, 2), level(12, 12, 3)).await);
        assert_eq!(stock.level("TEA").await.unwrap(), level(12, 12, 3));
        let stocked = stock.levels(&["MILK", "TEA"]).await.unwrap();
        assert_eq!(
            stocked.into_iter().collect::<Vec<_>>(),
            [("TEA".to_owned(), level(12, 12, 3).unwrap())]
        );
    }

    async fn orders_reserve_all_products_or_none(
        stock: &(impl StockLevels + StockTotals + Orders + Reservations),
    ) {
        let context = Context::new();
        let first = level(3, 3, 0).unwrap();
        assert!(stock.set_total("CUP", None, first, &context).await.unwrap());
        let request =
            |event_id| ReplyRequest { event_id, conversation_id: Some("token"), context: &context };
        let too_many = lines(&["CUP", "CUP", "CUP", "CUP", "TEA"]);
        let unknown = lines(&["CUP", "SAUCER"]);
        for unavailable in [&too_many, &unknown] {
            let result = stock.reserve("o-1", unavailable, &request("o-1")).await.unwrap();
            assert_eq!(result, ReservationResult::Unavailable);
        }
        assert_eq!(stock.order("o-1").await.unwrap(), None);
        assert_eq!(stock.level("CUP").await.unwrap(), level(3, 3, 0));

        let available = lines(&["CUP", "CUP", "TEA"]);
        let result = stock.reserve("o-2", &available, &request("o-2")).await.unwrap();
        assert_eq!(result, ReservationResult::Reserved);
        assert_eq!(stock.level("CUP").await.unwrap(), level(3, 1, 0));
        assert_eq!(stock.level("TEA").await.unwrap(), level(12, 11, 3));
        // Two are reserved: the total cannot be less.
        let less = level(1, 0, 1).unwrap();
        assert!(!stock.set_total("CUP", level(3, 3, 0), less, &context).await.unwrap());
    }

    async fn the_outcome_of_an_order_is_decided_once(
        stock: &(impl StockLevels + Orders + Reservations + Releases),
    ) {
        let context = Context::new();
        let cup = lines(&["CUP"]);
        let again = |event_id, conversation_id| ReplyRequest {
            event_id,
            conversation_id: Some(conversation_id),
            context: &context,
        };
        let same = stock.reserve("o-2", &cup, &again("o-2", "token")).await.unwrap();
        assert_eq!(same, ReservationResult::Reserved);
        let other = stock.reserve("o-2", &cup, &again("o-2", "other token")).await.unwrap();
        assert_eq!(other, ReservationResult::AlreadyDecided);
        assert!(!stock.refuse("o-2", &again("other", "token")).await.unwrap());
        assert!(!stock.reject_unknown_order("o-2", &context).await.unwrap());
        for _ in 0..2 {
            stock.reply("o-2", Outcome::Reserved, &again("o-2", "other token")).await.unwrap();
        }
        assert_eq!(stock.level("CUP").await.unwrap(), level(3, 1, 0));

        let order = stock.order("o-2").await.unwrap().unwrap();
        assert_eq!(order.outcome, Outcome::Reserved);
        assert_eq!(order.lines, lines(&["CUP", "CUP", "TEA"]));
    }

    async fn reserved_units_are_shipped_or_released_once<S>(stock: &S)
    where
        S: StockLevels + StockLevelBatches + StockTotals + Orders + Shipments + Releases,
    {
        let context = Context::new();
        let order = stock.order("o-2").await.unwrap().unwrap();
        let levels = stock.levels(&["CUP", "TEA"]).await.unwrap();
        let shipments = order.lines.shipments(&levels).unwrap();
        let more = level(4, 2, 1).unwrap();
        assert!(stock.set_total("CUP", level(3, 1, 0), more, &context).await.unwrap());
        assert!(!stock.ship(&order, &shipments, &context).await.unwrap());
        let levels = stock.levels(&["CUP", "TEA"]).await.unwrap();
        let shipments = order.lines.shipments(&levels).unwrap();
        assert!(stock.ship(&order, &shipments, &context).await.unwrap());
        assert!(!stock.ship(&order, &shipments, &context).await.unwrap());
        assert!(!stock.release(&order).await.unwrap());
        assert_eq!(stock.level("CUP").await.unwrap(), level(2, 2, 2));
        assert_eq!(stock.level("TEA").await.unwrap(), level(11, 11, 4));
        assert_eq!(stock.order("o-2").await.unwrap().unwrap().outcome, Outcome::Shipped);

        assert!(stock.reject_unknown_order("o-3", &context).await.unwrap());
        let rejected = stock.order("o-3").await.unwrap().unwrap();
        assert_eq!(rejected.outcome, Outcome::Released);
        assert!(!stock.release(&rejected).await.unwrap());
    }
}
