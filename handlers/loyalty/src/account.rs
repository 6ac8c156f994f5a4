//! The points of a user: what they are given for, and what is left after points were spent.

use platform::{Failure, Result};

/// Points of a new user.
pub const WELCOME_POINTS: u32 = 100;

/// Points for a completed order.
pub const ORDER_POINTS: u32 = 50;

/// Orders that an account lists. Older ones are known by their awards only, so that an account has a
/// bounded size.
pub const LISTED_ORDERS: usize = 20;

/// Longest id of a user and longest number of an order, in bytes.
const MAX_NAME_LENGTH: usize = 256;

/// The account of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub user_id: String,
    /// Points that can be spent.
    pub points: u32,
    /// The latest orders that points were given for, the newest one last.
    pub orders: Vec<String>,
    /// The number of changes so far; 0 of an account that is not stored yet.
    pub version: u64,
}

/// What points are given for, once per user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Award {
    /// The registration of the user.
    Welcome,
    /// The completed order with this number.
    Order(String),
}

impl Award {
    /// The award for an order, if its number can be part of a key.
    pub fn for_order(number: &str) -> Result<Self> {
        check_length("number of the order", number)?;
        Ok(Self::Order(number.to_owned()))
    }

    /// The number of points.
    pub fn points(&self) -> u32 {
        match self {
            Self::Welcome => WELCOME_POINTS,
            Self::Order(_) => ORDER_POINTS,
        }
    }

    /// What distinguishes the award from the others of the user, as keys and logs contain it.
    pub fn reason(&self) -> String {
        match self {
            Self::Welcome => "welcome".to_owned(),
            Self::Order(number) => format!("order#{number}"),
        }
    }
}

impl Account {
    /// An account without points, which is not stored yet.
    pub fn new(user_id: &str) -> Self {
        Self { user_id: user_id.to_owned(), points: 0, orders: Vec::new(), version: 0 }
    }

    /// The account after points were given. Fails if it cannot hold so many.
    pub fn with_award(&self, award: &Award) -> Result<Self> {
        let points = self.points.checked_add(award.points());
        let points = points.ok_or_else(|| {
            Failure::failed(format!("failed to add points to `{}`: too many", self.user_id))
        })?;
        let mut orders = self.orders.clone();
        if let Award::Order(number) = award {
            orders.push(number.clone());
            orders.drain(..orders.len().saturating_sub(LISTED_ORDERS));
        }
        Ok(Self { points, orders, ..self.next() })
    }

    /// The account after points were spent; none if it has fewer.
    pub fn without(&self, points: u32) -> Option<Self> {
        let points = self.points.checked_sub(points)?;
        Some(Self { points, ..self.next() })
    }

    /// The account with the version of its next change.
    fn next(&self) -> Self {
        Self { version: self.version + 1, ..self.clone() }
    }
}

/// Whether `user_id` can be the key of an account: other rows have a `#` in theirs.
pub fn check_user_id(user_id: &str) -> Result {
    check_length("id of the user", user_id)?;
    if user_id.contains('#') {
        return Err(Failure::failed("the id of the user contains `#`"));
    }
    Ok(())
}

fn check_length(what: &str, name: &str) -> Result {
    if (1..=MAX_NAME_LENGTH).contains(&name.len()) {
        Ok(())
    } else {
        Err(Failure::failed(format!("the {what} is empty or longer than {MAX_NAME_LENGTH} bytes")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(points: u32) -> Account {
        Account { points, version: 7, ..Account::new("u-1") }
    }

    #[test]
    fn an_award_adds_its_points_and_lists_its_order() {
        let welcomed = Account::new("u-1").with_award(&Award::Welcome).unwrap();
        assert_eq!(welcomed, Account { points: 100, version: 1, ..Account::new("u-1") });
        let ordered = welcomed.with_award(&Award::for_order("o-1").unwrap()).unwrap();
        let orders = vec!["o-1".to_owned()];
        assert_eq!(ordered, Account { points: 150, version: 2, orders, ..welcomed });
    }

    #[test]
    fn an_account_lists_its_latest_orders_however_many_there_were() {
        let mut account = account(0);
        for number in 0..1000 {
            account = account.with_award(&Award::Order(number.to_string())).unwrap();
        }
        let latest: Vec<String> = (980..1000).map(|number: u32| number.to_string()).collect();
        assert_eq!((account.points, account.orders), (50_000, latest));
    }

    #[test]
    fn points_are_spent_down_to_zero_and_not_below() {
        let left = |points| account(100).without(points).map(|account| account.points);
        assert_eq!([0, 40, 100, 101].map(left), [Some(100), Some(60), Some(0), None]);
        assert_eq!(account(100).without(1).unwrap().version, 8);
    }

    #[test]
    fn an_account_that_would_hold_too_many_points_is_not_changed() {
        assert!(account(u32::MAX - 49).with_award(&Award::Order("o-1".to_owned())).is_err());
    }

    #[test]
    fn a_name_that_cannot_be_part_of_a_key_is_refused() {
        assert!(check_user_id("ada@example.com").is_ok());
        for user_id in ["", "TIER#u-1", &"u".repeat(257)] {
            assert!(check_user_id(user_id).is_err(), "{user_id}");
        }
        assert!(Award::for_order("a#1").is_ok());
        for number in ["", &"o".repeat(257)] {
            assert!(Award::for_order(number).is_err(), "{number}");
        }
    }

    #[test]
    fn an_order_with_any_number_is_another_award_than_the_welcome() {
        assert_ne!(Award::Order("welcome".to_owned()).reason(), Award::Welcome.reason());
    }
}
