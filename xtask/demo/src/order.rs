//! An order as it is printed.

use contracts::{
    Event, Money,
    order::{OrderDto, OrderStatus},
    payment::{PaymentProcessed, PaymentRefunded},
};
use serde::Serialize;

use crate::{
    case::Case,
    follow::{Kind, Notification, Seen, Step},
    shop::Product,
};

/// What happened to an order.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// `paid`, `declined` or `out of stock`.
    pub case: &'static str,
    pub order_id: String,
    pub status: OrderStatus,
    pub steps: Vec<Step>,
    pub notifications: Vec<Notification>,
    pub charged: Money,
    pub refunded: Money,
    pub currency: String,
    pub as_expected: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Report {
    pub fn new(
        case: &Case,
        order: &OrderDto,
        seen: &Seen,
        steps: Vec<Step>,
        problem: Option<String>,
    ) -> Self {
        // Charges and refunds are of the whole order.
        let amount = |event: &str| {
            if seen.events.iter().any(|it| it == event) {
                order.total_price
            } else {
                Money::default()
            }
        };
        Self {
            case: case.name,
            order_id: order.order_id.clone(),
            status: seen.status,
            steps,
            notifications: seen.notifications.clone(),
            charged: amount(PaymentProcessed::TYPE),
            refunded: amount(PaymentRefunded::TYPE),
            currency: order.currency.clone(),
            as_expected: problem.is_none(),
            problem,
        }
    }

    /// The last line.
    pub fn summary(&self) -> String {
        let Self { status, charged, refunded, currency, notifications, .. } = self;
        let end = self.problem.as_deref().unwrap_or("as expected");
        let (charged, refunded, notified) = (charged.0, refunded.0, notifications.len());
        format!(
            "  {status:?}: charged {charged} {currency}, refunded {refunded} {currency}, notifications: \
             {notified}; {end}"
        )
    }
}

/// The first line of an order.
pub fn title(case: &Case, product: &Product, order: &OrderDto) -> String {
    let Case { name, units, payment_method, .. } = case;
    let OrderDto { order_id, total_price, currency, .. } = order;
    let (product, total) = (&product.id, total_price.0);
    format!(
        "{name}: order {order_id}, {units} x {product}, {total} {currency} by `{payment_method}`"
    )
}

/// The line of a step.
pub fn line(step: &Step) -> String {
    let kind = match step.kind {
        Kind::Status => "status",
        Kind::Event => "event",
        Kind::Notification => "notified",
    };
    format!("  {:6.2} s  {kind:8}  {}", step.seconds, step.text)
}

#[cfg(test)]
mod tests {
    use contracts::order::OrderType;

    use super::*;
    use crate::case::CASES;

    const OUT_OF_STOCK: &Case = &CASES[2];

    fn order() -> OrderDto {
        OrderDto {
            order_id: "o-1".to_owned(),
            user_id: "u-1".to_owned(),
            products: vec![],
            items: vec![],
            order_date: String::new(),
            order_type: OrderType::Standard,
            status: OrderStatus::Created,
            total_price: serde_json::from_str("7.5").unwrap(),
            currency: "EUR".to_owned(),
        }
    }

    fn report(events: &[&str], problem: Option<&str>) -> Report {
        let seen = Seen {
            status: OrderStatus::NoStock,
            events: events.iter().map(|event| (*event).to_owned()).collect(),
            notifications: vec![],
        };
        Report::new(OUT_OF_STOCK, &order(), &seen, vec![], problem.map(str::to_owned))
    }

    #[test]
    fn the_lines_of_an_order_are_aligned() {
        let product = Product { id: "DEMO".to_owned() };
        let title = title(OUT_OF_STOCK, &product, &order());
        assert_eq!(title, "out of stock: order o-1, 100 x DEMO, 7.5 EUR by `card`");
        let line = |seconds, kind| line(&Step { seconds, kind, text: "text".to_owned() });
        assert_eq!(line(0.204, Kind::Event), "    0.20 s  event     text");
        assert_eq!(line(12.0, Kind::Notification), "   12.00 s  notified  text");
    }

    #[test]
    fn a_charge_and_a_refund_are_of_the_whole_order() {
        let ended = report(OUT_OF_STOCK.events, None);
        let summary = "  NoStock: charged 7.5 EUR, refunded 7.5 EUR, notifications: 0; as expected";
        assert_eq!(ended.summary(), summary);
        let json = serde_json::json!(ended);
        assert_eq!((&json["case"], &json["refunded"]), (&"out of stock".into(), &7.5.into()));
        assert_eq!((&json["asExpected"], json.get("problem")), (&true.into(), None));
    }

    #[test]
    fn a_problem_is_printed_instead_of_the_expected_end() {
        let report = report(&OUT_OF_STOCK.events[..2], Some("no refund"));
        let summary = "  NoStock: charged 7.5 EUR, refunded 0 EUR, notifications: 0; no refund";
        assert_eq!((report.summary().as_str(), report.as_expected), (summary, false));
    }
}
