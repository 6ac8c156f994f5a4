//! Following an order to its end: what is seen of it again and again, as a time line.

use std::time::Duration;

use contracts::order::OrderStatus;
use serde::Serialize;
use tokio::time::{Instant, sleep};

use crate::{
    case::{Case, Progress},
    shop::Result,
};

/// How long an order may take.
const DEADLINE: Duration = Duration::from_mins(1);

/// The time between two looks.
const INTERVAL: Duration = Duration::from_millis(200);

/// What is seen of an order at one time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub status: OrderStatus,
    /// The types of the events in its feed.
    pub events: Vec<String>,
    /// The customer's notifications about it.
    pub notifications: Vec<Notification>,
}

impl Default for Seen {
    /// What a new order has.
    fn default() -> Self {
        Self { status: OrderStatus::Created, events: vec![], notifications: vec![] }
    }
}

/// A notification of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    pub event: String,
    pub subject: String,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// Seconds from the response to the request until it was seen.
    pub seconds: f64,
    pub kind: Kind,
    /// The status, the type of the event, or the subject of the notification.
    pub text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    Status,
    Event,
    Notification,
}

/// How an order ended.
#[derive(Debug)]
pub struct Ending {
    pub steps: Vec<Step>,
    /// What was seen last.
    pub seen: Seen,
    /// Why it did not end as expected.
    pub problem: Option<String>,
}

/// The time since an order was accepted.
pub trait Timer {
    fn elapsed(&self) -> Duration;
    async fn pause(&self, time: Duration);
}

/// The time of this machine since the value was made.
pub struct SystemTimer(Instant);

impl SystemTimer {
    pub fn start() -> Self {
        Self(Instant::now())
    }
}

impl Timer for SystemTimer {
    fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }

    async fn pause(&self, time: Duration) {
        sleep(time).await;
    }
}

/// Looks at an order until it has ended, something unexpected has happened, or a minute has passed.
/// Every new step is shown at once. A look that fails is repeated.
pub async fn follow(
    case: &Case,
    timer: &impl Timer,
    look: impl AsyncFn() -> Result<Seen>,
    mut show: impl FnMut(&Step),
) -> Ending {
    let mut ending = Ending { steps: vec![], seen: Seen::default(), problem: None };
    loop {
        let waits_for = match look().await {
            Ok(seen) => {
                let new = steps(case, &ending.seen, &seen, timer.elapsed());
                new.iter().for_each(&mut show);
                ending.steps.extend(new);
                ending.seen = seen;
                match case.progress(&ending.seen) {
                    Progress::Ended => return ending,
                    Progress::Wrong(problem) => return Ending { problem: Some(problem), ..ending },
                    Progress::Waiting(missing) => format!("no {}", missing.join(", no ")),
                }
            }
            Err(error) => error.to_string(),
        };
        if timer.elapsed() >= DEADLINE {
            let problem = format!("{waits_for} after {} seconds", DEADLINE.as_secs());
            return Ending { problem: Some(problem), ..ending };
        }
        timer.pause(INTERVAL).await;
    }
}

/// What is new since the last look. Events come first, in the order in which they cause each other: the
/// times in the feed are those of the publishers' clocks.
fn steps(case: &Case, before: &Seen, now: &Seen, elapsed: Duration) -> Vec<Step> {
    let position = |event: &String| case.events.iter().position(|it| it == event);
    let mut events: Vec<_> =
        now.events.iter().filter(|event| !before.events.contains(event)).cloned().collect();
    events.sort_by_key(|event| position(event).unwrap_or(usize::MAX));
    let status = (now.status != before.status).then(|| format!("{:?}", now.status));
    let notifications = now.notifications.iter().filter(|it| !before.notifications.contains(it));
    let step = |kind| move |text| Step { seconds: elapsed.as_secs_f64(), kind, text };
    let events = events.into_iter().map(step(Kind::Event));
    let status = status.into_iter().map(step(Kind::Status));
    let notifications = notifications.map(|it| it.subject.clone()).map(step(Kind::Notification));
    events.chain(status).chain(notifications).collect()
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;
    use crate::{case::CASES, shop::Error};

    const DECLINED: &Case = &CASES[1];

    /// A timer whose pauses take no time.
    #[derive(Default)]
    struct TestTimer(Cell<Duration>);

    impl Timer for TestTimer {
        fn elapsed(&self) -> Duration {
            self.0.get()
        }

        async fn pause(&self, time: Duration) {
            self.0.set(self.0.get() + time);
        }
    }

    fn seen(status: OrderStatus, events: usize) -> Seen {
        // In another order than they happened, as a feed may have them.
        let events = DECLINED.events[..events].iter().rev();
        let event = DECLINED.events[2].to_owned();
        let is_rejected = status == OrderStatus::PaymentFailed;
        let notification = || Notification { event, subject: "It was cancelled".to_owned() };
        Seen {
            status,
            events: events.map(|event| (*event).to_owned()).collect(),
            notifications: is_rejected.then(notification).into_iter().collect(),
        }
    }

    /// Follows a declined order of which these are seen, the last one for ever.
    async fn follow_looks(timer: &TestTimer, looks: Vec<Result<Seen>>) -> (Ending, Vec<Step>) {
        let looks = RefCell::new(looks.into_iter());
        let last = RefCell::new(Seen::default());
        let look = async || {
            let next = looks.borrow_mut().next().unwrap_or_else(|| Ok(last.borrow().clone()))?;
            *last.borrow_mut() = next.clone();
            Ok(next)
        };
        let mut shown = vec![];
        let ending = follow(DECLINED, timer, look, |step| shown.push(step.clone())).await;
        (ending, shown)
    }

    #[tokio::test]
    async fn every_step_is_shown_once_with_the_time_at_which_it_was_seen() {
        let looks = vec![
            Ok(seen(OrderStatus::Created, 2)),
            Err(Error::fault("the feed is not reachable")),
            Ok(seen(OrderStatus::PaymentFailed, 3)),
        ];
        let (ending, shown) = follow_looks(&TestTimer::default(), looks).await;
        assert_eq!(ending.problem, None);
        assert_eq!(ending.steps, shown);
        let shown: Vec<_> = shown.iter().map(|it| (it.seconds, it.kind, &it.text[..])).collect();
        let expected = [
            (0.0, Kind::Event, "orders.paymentRequested.v1"),
            (0.0, Kind::Event, "payments.paymentFailed.v1"),
            (0.4, Kind::Event, "orders.orderRejected.v1"),
            (0.4, Kind::Status, "PaymentFailed"),
            (0.4, Kind::Notification, "It was cancelled"),
        ];
        assert_eq!(shown, expected);
    }

    #[tokio::test]
    async fn an_order_that_does_not_end_within_a_minute_is_a_problem() {
        let timer = TestTimer::default();
        let (ending, _) = follow_looks(&timer, vec![Ok(seen(OrderStatus::Created, 3))]).await;
        assert_eq!(timer.elapsed(), DEADLINE);
        let problem = "no notification of `orders.orderRejected.v1`, no status `PaymentFailed` after 60 \
                       seconds";
        assert_eq!(ending.problem.as_deref(), Some(problem));
    }

    #[tokio::test]
    async fn an_unexpected_state_ends_the_wait() {
        let (ending, shown) =
            follow_looks(&TestTimer::default(), vec![Ok(seen(OrderStatus::NoStock, 0))]).await;
        assert_eq!(ending.problem.as_deref(), Some("unexpected status `NoStock`"));
        assert_eq!(shown.len(), 1);
    }
}
