//! What the functions ask of the outside. The suite at the end is what every implementation keeps.

use std::collections::BTreeMap;

use platform::{Context, Message, Result};

use crate::{
    order::{Lines, Order, Outcome},
    sale::Sale,
    stock::Level,
};

/// Stock, and the orders that were promised some of it.
pub trait Stocks {
    async fn level(&self, product_id: &str) -> Result<Option<Level>>;

    /// The levels of those products that are known.
    async fn levels(&self, product_ids: &[&str]) -> Result<BTreeMap<String, Level>>;

    async fn order(&self, number: &str) -> Result<Option<Order>>;

    /// Makes `total` all the units there are, and announces it. False, and nothing is changed, if
    /// the total is no longer that of `before`, or if more units are promised by now.
    async fn set_total(
        &self,
        product_id: &str,
        before: Option<Level>,
        total: u32,
        context: &Context,
    ) -> Result<bool>;

    /// Promises all of `lines` to the order and answers, or does nothing.
    async fn reserve(&self, enquiry: &Enquiry<'_>, lines: &Lines) -> Result<Reserving>;

    /// Remembers that the order gets nothing, and answers. False, and nothing is changed, if
    /// something became of the order before.
    async fn refuse(&self, enquiry: &Enquiry<'_>) -> Result<bool>;

    /// Says again what became of an order, once per event and conversation.
    async fn answer(&self, enquiry: &Enquiry<'_>, outcome: Outcome) -> Result;

    /// Takes the sold units out of stock, and announces it. False, and nothing is changed, if the
    /// order is no longer reserved or a total is no longer what it was.
    async fn sell(&self, order: &Order, sales: &[Sale], context: &Context) -> Result<bool>;

    /// Gives back what was promised to the order. False, and nothing is changed, if the order is
    /// no longer reserved.
    async fn release(&self, order: &Order, context: &Context) -> Result<bool>;

    /// Remembers that an order nobody has heard of will never get anything. False, and nothing is
    /// changed, if somebody has.
    async fn forestall(&self, order_number: &str, context: &Context) -> Result<bool>;
}

/// An order that asks for its products, and waits for the answer.
#[derive(Clone, Copy)]
pub struct Enquiry<'a> {
    pub order_number: &'a str,
    pub event_id: &'a str,
    /// Goes into the answer. An order that got none asks again, with another one.
    pub conversation_id: Option<&'a str>,
    pub context: &'a Context,
}

impl<'a> Enquiry<'a> {
    pub fn of<S>(order_number: &'a str, message: &'a Message<S>) -> Self {
        Self {
            order_number,
            event_id: &message.id,
            conversation_id: message.conversation_id.as_deref(),
            context: &message.context,
        }
    }
}

/// What became of an attempt to promise products to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserving {
    /// Done, now or by an earlier delivery of the same event.
    Done,
    /// Something became of the order before.
    Known,
    /// A product is unknown, or there is too little of it.
    Unavailable,
}

/// The supplier of new products.
pub trait Supplier {
    /// Orders a product, unless something is or was ordered under this name.
    async fn order(&self, name: &str, product_id: &str, context: &Context) -> Result;
}

/// The catalogue of all products.
pub trait Catalogue {
    /// A page of the catalogue: the first, or the one a page before it named.
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

    fn level(total: u32, available: u32) -> Option<Level> {
        Level::stored(total, available)
    }

    /// What every implementation of [`Stocks`] keeps, on an empty store.
    pub async fn stocks(stocks: &impl Stocks) {
        totals_are_set_from_what_was_seen(stocks).await;
        orders_get_all_or_nothing(stocks).await;
        orders_are_settled_once(stocks).await;
        what_is_promised_is_sold_or_released_once(stocks).await;
    }

    async fn totals_are_set_from_what_was_seen(stocks: &impl Stocks) {
        let context = Context::new();
        assert_eq!(stocks.level("TEA").await.unwrap(), None);
        assert!(stocks.set_total("TEA", None, 10, &context).await.unwrap());
        assert!(!stocks.set_total("TEA", None, 20, &context).await.unwrap());
        assert!(stocks.set_total("TEA", level(10, 10), 12, &context).await.unwrap());
        assert!(!stocks.set_total("TEA", level(10, 10), 20, &context).await.unwrap());
        assert_eq!(stocks.level("TEA").await.unwrap(), level(12, 12));
        let known = stocks.levels(&["MILK", "TEA"]).await.unwrap();
        assert_eq!(
            known.into_iter().collect::<Vec<_>>(),
            [("TEA".to_owned(), level(12, 12).unwrap())]
        );
    }

    async fn orders_get_all_or_nothing(stocks: &impl Stocks) {
        let context = Context::new();
        stocks.set_total("CUP", None, 3, &context).await.unwrap();
        let enquiry = |order_number| Enquiry {
            order_number,
            event_id: order_number,
            conversation_id: Some("token"),
            context: &context,
        };
        let greedy = lines(&["CUP", "CUP", "CUP", "CUP", "TEA"]);
        let unknown = lines(&["CUP", "SAUCER"]);
        let modest = lines(&["CUP", "CUP", "TEA"]);
        for wanted in [&greedy, &unknown] {
            let reserving = stocks.reserve(&enquiry("greedy"), wanted).await.unwrap();
            assert_eq!(reserving, Reserving::Unavailable);
        }
        assert_eq!(stocks.order("greedy").await.unwrap(), None);
        assert_eq!(stocks.level("CUP").await.unwrap(), level(3, 3));

        let reserving = stocks.reserve(&enquiry("modest"), &modest).await.unwrap();
        assert_eq!(reserving, Reserving::Done);
        assert_eq!(stocks.level("CUP").await.unwrap(), level(3, 1));
        assert_eq!(stocks.level("TEA").await.unwrap(), level(12, 11));
        // Two are promised: there cannot be fewer.
        assert!(!stocks.set_total("CUP", level(3, 1), 1, &context).await.unwrap());
    }

    async fn orders_are_settled_once(stocks: &impl Stocks) {
        let context = Context::new();
        let cup = lines(&["CUP"]);
        let again = |event_id, conversation_id| Enquiry {
            order_number: "modest",
            event_id,
            conversation_id: Some(conversation_id),
            context: &context,
        };
        let same = stocks.reserve(&again("modest", "token"), &cup).await.unwrap();
        assert_eq!(same, Reserving::Done);
        let other = stocks.reserve(&again("modest", "other token"), &cup).await.unwrap();
        assert_eq!(other, Reserving::Known);
        assert!(!stocks.refuse(&again("other", "token")).await.unwrap());
        assert!(!stocks.forestall("modest", &context).await.unwrap());
        stocks.answer(&again("modest", "other token"), Outcome::Reserved).await.unwrap();
        stocks.answer(&again("modest", "other token"), Outcome::Reserved).await.unwrap();
        assert_eq!(stocks.level("CUP").await.unwrap(), level(3, 1));

        let order = stocks.order("modest").await.unwrap().unwrap();
        assert_eq!(order.outcome, Outcome::Reserved);
        assert_eq!(order.lines, lines(&["CUP", "CUP", "TEA"]));
    }

    async fn what_is_promised_is_sold_or_released_once(stocks: &impl Stocks) {
        let context = Context::new();
        let order = stocks.order("modest").await.unwrap().unwrap();
        let levels = stocks.levels(&["CUP", "TEA"]).await.unwrap();
        let sales = order.lines.sales(&levels).unwrap();
        stocks.set_total("CUP", level(3, 1), 4, &context).await.unwrap();
        assert!(!stocks.sell(&order, &sales, &context).await.unwrap());
        let levels = stocks.levels(&["CUP", "TEA"]).await.unwrap();
        let sales = order.lines.sales(&levels).unwrap();
        assert!(stocks.sell(&order, &sales, &context).await.unwrap());
        assert!(!stocks.sell(&order, &sales, &context).await.unwrap());
        assert!(!stocks.release(&order, &context).await.unwrap());
        assert_eq!(stocks.level("CUP").await.unwrap(), level(2, 2));
        assert_eq!(stocks.level("TEA").await.unwrap(), level(11, 11));
        assert_eq!(stocks.order("modest").await.unwrap().unwrap().outcome, Outcome::Sold);

        assert!(stocks.forestall("early", &context).await.unwrap());
        let early = stocks.order("early").await.unwrap().unwrap();
        assert_eq!(early.outcome, Outcome::Released);
        assert!(!stocks.release(&early, &context).await.unwrap());
    }
}
