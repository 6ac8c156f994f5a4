//! Pages of orders in the responses of `/orders`.

use contracts::order::{OrderPage, PageQuery};
use platform::{Result, dynamo::Page};

use crate::{order::Order, page_token::LastOrder, validation::ValidationErrors};

/// Orders of a page, unless the caller requests another number.
const DEFAULT_SIZE: i64 = 20;

/// Most orders of a page.
const LARGEST_SIZE: i64 = 100;

/// A page that a caller requests.
#[derive(Debug, PartialEq)]
pub struct RequestedPage {
    /// The last order of the page before.
    pub after: Option<LastOrder>,
    /// Most orders.
    pub size: u32,
}

impl RequestedPage {
    /// The page that a query stands for.
    pub fn read(query: &PageQuery) -> Result<Self> {
        let requested = query.page_size.unwrap_or(DEFAULT_SIZE);
        let size = u32::try_from(requested).unwrap_or_default();
        let mut errors = ValidationErrors::default();
        if !(1..=LARGEST_SIZE).contains(&requested) {
            errors.add("PageSize", format!("Page size must be between 1 and {LARGEST_SIZE}"));
        }
        errors.check()?;
        Ok(Self { after: LastOrder::of_token(query.page_token.as_deref())?, size })
    }

    /// The response with the orders that were found.
    pub fn response(&self, page: &Page<Order>, token: fn(&LastOrder) -> String) -> OrderPage {
        let last = page.items.last().filter(|_| page.more);
        OrderPage {
            items: page.items.iter().map(Order::dto).collect(),
            page_size: self.size,
            has_more_pages: page.more,
            next_page_token: last.map(|order| token(&LastOrder::of(order))),
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::Failure;

    use super::*;

    fn size(page_size: Option<i64>) -> Option<u32> {
        match RequestedPage::read(&PageQuery { page_size, page_token: None }) {
            Ok(page) => Some(page.size),
            Err(Failure::Rejected(rejection)) => {
                assert_eq!(rejection.status, 400);
                assert_eq!(rejection.extensions["error"], "VALIDATION_ERROR");
                None
            }
            Err(failure) => panic!("{failure:?}"),
        }
    }

    #[test]
    fn a_page_has_1_to_100_orders_and_20_by_default() {
        for (requested, expected) in [
            (None, Some(20)),
            (Some(1), Some(1)),
            (Some(100), Some(100)),
            (Some(0), None),
            (Some(-1), None),
            (Some(101), None),
            (Some(i64::MAX), None),
        ] {
            assert_eq!(size(requested), expected, "{requested:?}");
        }
    }
}
