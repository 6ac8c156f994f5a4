//! A setting has the type of its value.

use std::time::Duration;

use contracts::{PricingIssues, pricing::CalculatePricing};
use platform::{Lambda, Result};

fn delay(lambda: Lambda<CalculatePricing>) -> Result<Duration> {
    lambda.setting::<PricingIssues>()
}

fn main() {}
