//! The three orders, and what has to happen to each.

use contracts::{
    Event,
    inventory::{StockReservationFailed, StockReserved},
    order::{
        OrderCompleted, OrderConfirmed, OrderCreated, OrderRejected, OrderStatus, PaymentRequested,
        RefundRequested,
    },
    payment::{PaymentFailed, PaymentProcessed, PaymentRefunded},
};

use crate::follow::Seen;

/// An order, and how it ends.
#[derive(Debug)]
pub struct Case {
    pub name: &'static str,
    pub units: u32,
    pub payment_method: &'static str,
    /// Its state at the end.
    pub status: OrderStatus,
    /// The events in its feed at the end, in the order in which they cause each other.
    pub events: &'static [&'static str],
    /// The events that the customer is notified of.
    pub notifications: &'static [&'static str],
}

pub const CASES: [Case; 3] = [
    Case {
        name: "paid",
        units: 2,
        payment_method: "card",
        status: OrderStatus::Completed,
        events: &[
            PaymentRequested::TYPE,
            PaymentProcessed::TYPE,
            OrderCreated::TYPE,
            StockReserved::TYPE,
            OrderConfirmed::TYPE,
            OrderCompleted::TYPE,
        ],
        notifications: &[PaymentProcessed::TYPE, OrderConfirmed::TYPE, OrderCompleted::TYPE],
    },
    Case {
        name: "declined",
        units: 1,
        // The simulated gateway declines every method that begins so.
        payment_method: "decline",
        status: OrderStatus::PaymentFailed,
        events: &[PaymentRequested::TYPE, PaymentFailed::TYPE, OrderRejected::TYPE],
        notifications: &[OrderRejected::TYPE],
    },
    Case {
        name: "out of stock",
        // As many as one item may have, and more than are in stock.
        units: 100,
        payment_method: "card",
        status: OrderStatus::NoStock,
        events: &[
            PaymentRequested::TYPE,
            PaymentProcessed::TYPE,
            OrderCreated::TYPE,
            StockReservationFailed::TYPE,
            OrderRejected::TYPE,
            RefundRequested::TYPE,
            PaymentRefunded::TYPE,
        ],
        notifications: &[PaymentProcessed::TYPE, OrderRejected::TYPE, PaymentRefunded::TYPE],
    },
];

/// How far an order is.
#[derive(Debug, PartialEq, Eq)]
pub enum Progress {
    /// It ended as expected.
    Ended,
    /// These are missing.
    Waiting(Vec<String>),
    /// This was not expected.
    Wrong(String),
}

impl Case {
    /// Whether the administrator completes an order in this state.
    pub fn completes(&self, status: OrderStatus) -> bool {
        self.status == OrderStatus::Completed && status == OrderStatus::Confirmed
    }

    /// Compares what was seen of the order with what has to happen.
    pub fn progress(&self, seen: &Seen) -> Progress {
        let notified: Vec<_> = seen.notifications.iter().map(|it| it.event.clone()).collect();
        let surplus = surplus("event", &seen.events, self.events)
            .or_else(|| surplus("notification of", &notified, self.notifications));
        if let Some(surplus) = surplus {
            return Progress::Wrong(format!("unexpected {surplus}"));
        }
        let is_on_the_way = seen.status == OrderStatus::Created || self.completes(seen.status);
        if seen.status != self.status && !is_on_the_way {
            return Progress::Wrong(format!("unexpected status `{:?}`", seen.status));
        }
        let mut missing = missing("event", &seen.events, self.events);
        missing.extend(self::missing("notification of", &notified, self.notifications));
        if is_on_the_way {
            missing.push(format!("status `{:?}`", self.status));
        }
        if missing.is_empty() { Progress::Ended } else { Progress::Waiting(missing) }
    }
}

/// The first of the seen types that is not expected, or seen twice.
fn surplus(what: &str, seen: &[String], expected: &[&str]) -> Option<String> {
    let is_surplus = |(index, event): &(usize, &String)| {
        !expected.contains(&event.as_str()) || seen[..*index].contains(event)
    };
    let (_, event) = seen.iter().enumerate().find(is_surplus)?;
    Some(format!("{what} `{event}`"))
}

fn missing(what: &str, seen: &[String], expected: &[&str]) -> Vec<String> {
    let is_missing = |event: &&&str| !seen.iter().any(|seen| seen == **event);
    expected.iter().filter(is_missing).map(|event| format!("{what} `{event}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::follow::Notification;

    const DECLINED: &Case = &CASES[1];

    fn seen(status: OrderStatus, events: &[&str], notifications: &[&str]) -> Seen {
        let notification =
            |event: &&str| Notification { event: (*event).to_owned(), subject: String::new() };
        Seen {
            status,
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            notifications: notifications.iter().map(notification).collect(),
        }
    }

    #[test]
    fn an_order_with_its_state_events_and_notifications_has_ended() {
        for case in &CASES {
            let seen = seen(case.status, case.events, case.notifications);
            assert_eq!(case.progress(&seen), Progress::Ended, "{}", case.name);
        }
    }

    #[test]
    fn what_has_not_happened_yet_is_missing() {
        let progress = DECLINED.progress(&seen(OrderStatus::Created, &DECLINED.events[..2], &[]));
        let missing = [
            "event `orders.orderRejected.v1`",
            "notification of `orders.orderRejected.v1`",
            "status `PaymentFailed`",
        ];
        assert_eq!(progress, Progress::Waiting(missing.map(str::to_owned).to_vec()));
    }

    #[test]
    fn another_final_state_is_wrong() {
        let wrong = Progress::Wrong("unexpected status `Confirmed`".to_owned());
        assert_eq!(DECLINED.progress(&seen(OrderStatus::Confirmed, &[], &[])), wrong);
    }

    #[test]
    fn an_unexpected_event_and_a_second_notification_are_wrong() {
        let events = [PaymentRequested::TYPE, PaymentProcessed::TYPE];
        let progress = DECLINED.progress(&seen(OrderStatus::Created, &events, &[]));
        let wrong = "unexpected event `payments.paymentProcessed.v1`";
        assert_eq!(progress, Progress::Wrong(wrong.to_owned()));

        let twice = [OrderRejected::TYPE; 2];
        let progress = DECLINED.progress(&seen(DECLINED.status, DECLINED.events, &twice));
        let wrong = "unexpected notification of `orders.orderRejected.v1`";
        assert_eq!(progress, Progress::Wrong(wrong.to_owned()));
    }

    #[test]
    fn a_paid_order_is_completed_once_it_is_confirmed() {
        let completes = |case: &Case, status| case.completes(status);
        assert!(completes(&CASES[0], OrderStatus::Confirmed));
        assert!(!completes(&CASES[0], OrderStatus::Created));
        assert!(!completes(&CASES[2], OrderStatus::Confirmed));
        let seen = seen(OrderStatus::Confirmed, &CASES[0].events[..5], &[]);
        assert!(matches!(CASES[0].progress(&seen), Progress::Waiting(_)));
    }
}
