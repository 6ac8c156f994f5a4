//! Settings: values that differ between environments and that functions read. Each is a type with
//! the type of its value; `stacks` says for each, once, where in an environment's file it is.

use std::time::Duration;

use rust_decimal::Decimal;

/// A setting. Declared in the list at the end of this file.
pub trait EnvironmentSetting: 'static {
    /// What a function gets.
    type Value: SettingValue;
    /// Its name.
    const NAME: SettingName;
}

/// A value that an environment variable can hold.
pub trait SettingValue: Sized {
    /// The value as text.
    fn to_text(&self) -> String;

    /// The value that [`to_text`](Self::to_text) wrote; none for any other text.
    fn from_text(text: &str) -> Option<Self>;
}

macro_rules! setting_values {
    ($($value:ty),+) => {$(
        impl SettingValue for $value {
            fn to_text(&self) -> String {
                self.to_string()
            }

            fn from_text(text: &str) -> Option<Self> {
                text.parse().ok()
            }
        }
    )+};
}

setting_values!(bool, u32, f64, String, Decimal);

/// In seconds.
impl SettingValue for Duration {
    fn to_text(&self) -> String {
        self.as_secs().to_string()
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok().map(Self::from_secs)
    }
}

macro_rules! settings {
    ($($(#[$doc:meta])* $name:ident, $field:ident: $value:ty;)+) => {
        /// A setting, by its name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum SettingName {
            $($(#[$doc])* $name,)+
        }

        /// Every setting's value in one environment. `stacks` implements this once: an environment
        /// that lacks one of them does not compile.
        pub trait SettingValues {
            $($(#[$doc])* fn $field(&self) -> $value;)+
        }

        impl SettingName {
            /// Its type in Rust: `TokenLifetime`.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            /// Its value as the text of an environment variable.
            pub fn text(self, values: &impl SettingValues) -> String {
                match self {
                    $(Self::$name => values.$field().to_text(),)+
                }
            }
        }

        $(
            $(#[$doc])*
            pub struct $name;

            impl EnvironmentSetting for $name {
                type Value = $value;
                const NAME: SettingName = SettingName::$name;
            }
        )+
    };
}

settings! {
    /// How long the token of a login is valid.
    TokenLifetime, token_lifetime: Duration;
    /// Whether pricing is slow and fails for certain prices.
    PricingIssues, pricing_issues: bool;
    /// Share of the orders, from 0 to 1, for which the warehouse delivers what it has reserved.
    AvailabilityRate, availability_rate: f64;
    /// Share of the payments, from 0 to 1, that the simulated gateway does not decline.
    PaymentSuccessRate, payment_success_rate: f64;
    /// The currency of all prices, an ISO 4217 code.
    Currency, currency: String;
    /// The share of tax on a net price, such as 0.19. All prices include it.
    TaxRate, tax_rate: Decimal;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<V: SettingValue + PartialEq + std::fmt::Debug>(value: V, text: &str) {
        assert_eq!(value.to_text(), text);
        assert_eq!(V::from_text(text), Some(value));
    }

    #[test]
    fn values_are_read_as_they_are_written() {
        check(true, "true");
        check(86_400_u32, "86400");
        check(0.95_f64, "0.95");
        check(Duration::from_mins(2), "120");
    }

    #[test]
    fn text_of_another_type_has_no_value() {
        assert_eq!(Duration::from_text("true"), None);
        assert_eq!(bool::from_text("1"), None);
    }
}
