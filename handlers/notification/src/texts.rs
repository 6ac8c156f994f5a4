//! The texts of notifications, from the templates in `templates/notifications`. The first line of a
//! template is the subject.

use std::sync::LazyLock;

use contracts::{Money, order::RejectionReason};
use handlebars::{Handlebars, no_escape};
use platform::Result;
use serde::Serialize;

/// The templates, compiled once. They are plain text, so nothing is escaped.
static TEMPLATES: LazyLock<Handlebars<'_>> = LazyLock::new(|| {
    let mut templates = Handlebars::new();
    templates.set_strict_mode(true);
    templates.register_escape_fn(no_escape);
    for template in Template::ALL {
        templates
            .register_template_string(template.name(), template.source())
            .expect("the template is part of the program and compiles");
    }
    templates
});

/// A template, one for each event that users or operators are notified of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Template {
    PaymentProcessed,
    PaymentRefunded,
    OrderConfirmed,
    OrderCompleted,
    OrderRejected,
    DeadLettersFound,
}

/// What a text states. The texts also make sense without what is absent, except for the order or the
/// queue that they are about.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Facts {
    pub order_number: Option<String>,
    /// See [`amount`].
    pub amount: Option<String>,
    /// ISO 4217 code.
    pub currency: Option<String>,
    /// Why an order was rejected.
    pub reason: Option<RejectionReason>,
    pub queue: Option<String>,
    /// Messages in the queue.
    pub depth: Option<u64>,
}

/// The text of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// One line.
    pub subject: String,
    pub body: String,
}

impl Template {
    pub const ALL: [Self; 6] = [
        Self::PaymentProcessed,
        Self::PaymentRefunded,
        Self::OrderConfirmed,
        Self::OrderCompleted,
        Self::OrderRejected,
        Self::DeadLettersFound,
    ];

    /// The name of its file, without the extension.
    pub fn name(self) -> &'static str {
        match self {
            Self::PaymentProcessed => "payment-processed",
            Self::PaymentRefunded => "payment-refunded",
            Self::OrderConfirmed => "order-confirmed",
            Self::OrderCompleted => "order-completed",
            Self::OrderRejected => "order-rejected",
            Self::DeadLettersFound => "dead-letters-found",
        }
    }

    fn source(self) -> &'static str {
        macro_rules! template {
            ($name:literal) => {
                include_str!(concat!("../../../templates/notifications/", $name, ".hbs"))
            };
        }
        match self {
            Self::PaymentProcessed => template!("payment-processed"),
            Self::PaymentRefunded => template!("payment-refunded"),
            Self::OrderConfirmed => template!("order-confirmed"),
            Self::OrderCompleted => template!("order-completed"),
            Self::OrderRejected => template!("order-rejected"),
            Self::DeadLettersFound => template!("dead-letters-found"),
        }
    }

    /// The text that states these facts. Each of them is one line.
    pub fn render(self, facts: &Facts) -> Result<Text> {
        let text = TEMPLATES.render(self.name(), facts)?;
        let (subject, body) = text.split_once('\n').unwrap_or((&text, ""));
        Ok(Text { subject: subject.to_owned(), body: body.trim().to_owned() })
    }
}

/// An amount with no or at least two decimals.
pub fn amount(money: Money) -> String {
    let mut amount = money.0.normalize();
    if amount.scale() == 1 {
        amount.rescale(2);
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::*;

    fn all_facts() -> Facts {
        Facts {
            order_number: Some("o-1".to_owned()),
            amount: Some("8.49".to_owned()),
            currency: Some("EUR".to_owned()),
            reason: Some(RejectionReason::NoStock),
            queue: Some("dev-inventory-handle-order-created-dlq".to_owned()),
            depth: Some(3),
        }
    }

    /// The facts without those that events may omit.
    fn required_facts() -> Facts {
        let Facts { order_number, queue, .. } = all_facts();
        Facts { order_number, queue, ..Facts::default() }
    }

    /// Renders a text that must consist of whole sentences, and names its subject matter.
    fn render(template: Template, facts: &Facts) -> Text {
        let text = template.render(facts).unwrap();
        let about = if template == Template::DeadLettersFound {
            facts.queue.as_deref().unwrap()
        } else {
            facts.order_number.as_deref().unwrap()
        };
        assert!(text.subject.contains(about), "{text:?}");
        assert!(text.body.contains(about), "{text:?}");
        for line in text.body.lines().chain([text.subject.as_str()]) {
            assert!(!line.contains("  ") && !line.contains("{{") && !line.contains(" ."), "{line}");
            assert_eq!(line, line.trim());
        }
        text
    }

    #[test]
    fn every_text_states_the_facts_that_are_present() {
        for template in [Template::PaymentProcessed, Template::PaymentRefunded] {
            let text = render(template, &all_facts());
            assert!(text.body.contains("of 8.49 EUR for order o-1"), "{text:?}");
        }
        let text = render(Template::DeadLettersFound, &all_facts());
        assert!(text.body.contains("about 3 messages."), "{text:?}");
        for template in [Template::OrderConfirmed, Template::OrderCompleted] {
            assert_eq!(
                render(template, &all_facts()),
                render(template, &required_facts()),
                "orders have no optional facts"
            );
        }
    }

    #[test]
    fn every_text_makes_sense_without_the_facts_that_are_absent() {
        for template in Template::ALL {
            render(template, &required_facts());
        }
        let text = render(Template::PaymentRefunded, &required_facts());
        assert!(text.body.contains("refunded your payment for order o-1."), "{text:?}");
        let facts = Facts { currency: None, ..all_facts() };
        let text = render(Template::PaymentProcessed, &facts);
        assert!(text.body.contains("your payment of 8.49 for order o-1."), "{text:?}");
        let facts = Facts { amount: None, ..all_facts() };
        let text = render(Template::PaymentProcessed, &facts);
        assert!(text.body.contains("your payment for order o-1."), "{text:?}");
        let text = render(Template::DeadLettersFound, &required_facts());
        assert!(text.body.contains("now has messages."), "{text:?}");
    }

    #[test]
    fn a_rejection_has_words_for_each_reason() {
        let body = |reason| {
            let facts = Facts { reason, ..required_facts() };
            render(Template::OrderRejected, &facts).body
        };
        let no_stock = body(Some(RejectionReason::NoStock));
        assert!(no_stock.contains("do not have enough of the products"), "{no_stock}");
        let unpaid = body(Some(RejectionReason::PaymentFailed));
        assert!(unpaid.contains("your payment did not succeed"), "{unpaid}");
        let unknown = body(None);
        for reason in ["products", "payment"] {
            assert!(!unknown.contains(reason), "{unknown}");
        }
    }

    #[test]
    fn one_message_is_singular() {
        let facts = Facts { depth: Some(1), ..all_facts() };
        let text = render(Template::DeadLettersFound, &facts);
        assert!(text.body.contains("about 1 message."), "{text:?}");
    }

    #[test]
    fn nothing_is_escaped() {
        let facts = Facts { order_number: Some("<o> & 'p'".to_owned()), ..all_facts() };
        let text = render(Template::OrderConfirmed, &facts);
        assert_eq!(text.subject, "Your order <o> & 'p' is confirmed");
    }

    #[test]
    fn an_amount_has_no_or_at_least_two_decimals() {
        let check = |units, scale, expected: &str| {
            assert_eq!(amount(Money(Decimal::new(units, scale))), expected);
        };
        check(8, 0, "8");
        check(85, 1, "8.50");
        check(849, 2, "8.49");
        check(8_000, 3, "8");
        check(8_495, 3, "8.495");
    }
}
