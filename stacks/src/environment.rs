//! An environment as `env/<name>.yaml` describes it: typed, complete, and checked before use.

use std::time::Duration;

use contracts::SettingValues;
use manifest::WELL_KNOWN_PASSWORD;
use rust_decimal::{Decimal, prelude::FromPrimitive};
use serde::Deserialize;

/// One deployment target and everything that may differ between targets.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Environment {
    /// The file's name: `local`, `dev`, `prod`, ... Part of every name in AWS.
    #[serde(skip)]
    pub name: String,
    /// Where it runs.
    pub target: Target,
    /// AWS region.
    pub region: String,
    /// Whether data outlives its stack, and whether the environment cannot be destroyed.
    pub protected: bool,
    /// Instruction set of the functions.
    pub architecture: Architecture,
    /// Least severe log entries that are written.
    pub log_level: LogLevel,
    /// Days that logs are kept; one of the values CloudWatch Logs accepts.
    pub log_retention_days: u32,
    /// Origins whose pages may call the APIs. `*` only where nothing is protected.
    pub cors_origins: Vec<String>,
    /// Limits of one API, above which it responds with 429.
    pub throttle: Throttle,
    /// The first administrator; none is created if absent.
    #[serde(default)]
    pub admin: Option<Admin>,
    /// Seconds a login's token is valid.
    pub token_lifetime_seconds: u32,
    /// The currency of all prices, an ISO 4217 code.
    pub currency: String,
    /// The share of tax on a net price, from 0 to 1. All prices include it.
    pub tax_rate: f64,
    /// How the simulated partners of the shop behave.
    pub simulation: Simulation,
}

/// How the simulated partners of the shop behave.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Simulation {
    /// Whether the deployment creates demo products.
    pub demo_products: bool,
    /// Whether pricing is slow and fails for certain prices.
    pub pricing_issues: bool,
    /// Seconds the supplier takes to deliver the first stock of a new product.
    pub supplier_seconds: u32,
    /// Share of the orders, from 0 to 1, for which the warehouse can deliver the reserved products.
    pub inventory_availability_rate: f64,
    /// Share of the payments, from 0 to 1, that the gateway does not decline.
    pub payment_success_rate: f64,
}

/// Where an environment runs.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Target {
    /// The local AWS, listening on this port of the loopback interface.
    Local {
        /// TCP port.
        port: u16,
    },
    /// An AWS account.
    Aws {
        /// The only account it may be deployed to; any if absent.
        #[serde(default)]
        account: Option<String>,
    },
}

/// Instruction set of the functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Architecture {
    /// AWS Graviton.
    Arm64,
    /// Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
}

/// Least severe log entries that are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Failures that a person must correct.
    Error,
    /// Failures that may correct themselves.
    Warn,
    /// One line per request or message.
    Info,
    /// The steps of each.
    Debug,
    /// Everything.
    Trace,
}

/// An API's limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Throttle {
    /// Requests per second, sustained.
    pub rate: u32,
    /// Requests at once.
    pub burst: u32,
}

/// The first administrator.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Admin {
    /// E-mail address to log in with.
    pub email: String,
    /// Refused: no file contains a password.
    #[serde(default)]
    password: Option<String>,
}

/// Why a file does not describe an environment.
#[derive(Debug, thiserror::Error)]
pub enum EnvironmentError {
    /// It is not YAML, or keys are missing or unknown. The reason contains the line.
    #[error("`env/{name}.yaml` does not describe an environment: {reason}")]
    Shape {
        /// The environment.
        name: String,
        /// The error, with its line.
        reason: String,
    },
    /// A value is out of range or contradicts another.
    #[error("`env/{name}.yaml` line {line}: {reason}")]
    Value {
        /// The environment.
        name: String,
        /// Line of the file, from 1.
        line: usize,
        /// Why the value is refused.
        reason: String,
    },
}

/// Days that CloudWatch Logs can keep entries.
const RETENTION_DAYS: &[u32] = &[
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// Longest name: it is part of names that AWS limits to 64 characters.
const MAX_NAME: usize = 12;

/// A week: a longer token would be as sensitive as a password.
const MAX_TOKEN_LIFETIME_SECONDS: u32 = 7 * 24 * 60 * 60;

impl Environment {
    /// Reads the text of `env/<name>.yaml`.
    pub fn parse(name: &str, yaml: &str) -> Result<Self, EnvironmentError> {
        let parsed: Self = serde_yaml::from_str(yaml).map_err(|error| EnvironmentError::Shape {
            name: name.to_owned(),
            reason: error.to_string(),
        })?;
        let environment = Self { name: name.to_owned(), ..parsed };
        match environment.problem() {
            None => Ok(environment),
            Some((key, reason)) => Err(EnvironmentError::Value {
                name: name.to_owned(),
                line: line_of(yaml, key),
                reason,
            }),
        }
    }

    /// Whether it runs in an AWS account, as opposed to the local AWS.
    pub fn is_aws(&self) -> bool {
        matches!(self.target, Target::Aws { .. })
    }

    /// The first value that is refused: its key, and the reason.
    fn problem(&self) -> Option<(&'static str, String)> {
        let checks = [
            ("target", self.problem_with_name().or_else(|| self.problem_with_target())),
            ("region", self.problem_with_region()),
            ("protected", self.problem_with_protection()),
            ("logRetentionDays", self.problem_with_retention()),
            ("corsOrigins", self.problem_with_origins()),
            ("throttle", self.problem_with_throttle()),
            ("admin", self.problem_with_admin()),
            ("tokenLifetimeSeconds", self.problem_with_token_lifetime()),
            ("currency", self.problem_with_currency()),
            ("taxRate", self.problem_with_tax_rate()),
            ("simulation", self.simulation.problem()),
        ];
        checks.into_iter().find_map(|(key, problem)| Some((key, problem?)))
    }

    fn problem_with_name(&self) -> Option<String> {
        let name = &self.name;
        let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let fits = (1..=MAX_NAME).contains(&name.len());
        (!plain || !fits).then(|| {
            format!("an environment's name is 1 to {MAX_NAME} of `a-z0-9`, and `{name}` is not")
        })
    }

    fn problem_with_target(&self) -> Option<String> {
        let Target::Aws { account: Some(account) } = &self.target else { return None };
        let right = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
        (!right).then(|| format!("an account is 12 digits, and `{account}` is not"))
    }

    fn problem_with_region(&self) -> Option<String> {
        let parts: Vec<&str> = self.region.split('-').collect();
        let right = parts.len() >= 3 && parts.last().is_some_and(|last| last.parse::<u8>().is_ok());
        (!right).then(|| format!("`{}` is not a region, such as `eu-central-1`", self.region))
    }

    fn problem_with_protection(&self) -> Option<String> {
        (self.protected && !self.is_aws())
            .then(|| "the local AWS has no data to protect".to_owned())
    }

    fn problem_with_retention(&self) -> Option<String> {
        let days = self.log_retention_days;
        (!RETENTION_DAYS.contains(&days)).then(|| {
            format!("CloudWatch Logs does not keep entries for `{days}` days, only for {RETENTION_DAYS:?}")
        })
    }

    fn problem_with_origins(&self) -> Option<String> {
        if self.cors_origins.is_empty() {
            return Some("at least one origin must be allowed".to_owned());
        }
        self.cors_origins.iter().find_map(|origin| {
            if origin == "*" {
                return self
                    .protected
                    .then(|| "a protected environment names its origins".to_owned());
            }
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            let right =
                host.is_some_and(|host| !host.is_empty() && !host.contains(['/', ',', '*']));
            (!right).then(|| format!("`{origin}` is not an origin, such as `https://shop.example`"))
        })
    }

    fn problem_with_throttle(&self) -> Option<String> {
        (self.throttle.rate == 0 || self.throttle.burst == 0)
            .then(|| "an API with a limit of 0 accepts no request".to_owned())
    }

    fn problem_with_admin(&self) -> Option<String> {
        let admin = self.admin.as_ref()?;
        if !admin.email.contains('@') {
            return Some(format!("`{}` is not an e-mail address", admin.email));
        }
        admin.password.as_ref()?;
        Some(if self.is_aws() {
            "the password of an environment on AWS is in no file; remove `password`, and the first \
             deployment creates a random one"
                .to_owned()
        } else {
            format!("remove `password`: on the local AWS it is always `{WELL_KNOWN_PASSWORD}`")
        })
    }

    fn problem_with_currency(&self) -> Option<String> {
        let code = &self.currency;
        let right = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
        (!right).then(|| format!("`{code}` is not a currency, such as `EUR`"))
    }

    fn problem_with_tax_rate(&self) -> Option<String> {
        (!(0.0..=1.0).contains(&self.tax_rate))
            .then(|| format!("a tax rate is 0 to 1, not `{}`", self.tax_rate))
    }

    fn problem_with_token_lifetime(&self) -> Option<String> {
        let range = 60..=MAX_TOKEN_LIFETIME_SECONDS;
        (!range.contains(&self.token_lifetime_seconds)).then(|| {
            format!(
                "a token is valid for 60 to {MAX_TOKEN_LIFETIME_SECONDS} seconds, not `{}`",
                self.token_lifetime_seconds
            )
        })
    }
}

/// Where in an environment's file each setting is.
impl SettingValues for Environment {
    fn token_lifetime(&self) -> Duration {
        Duration::from_secs(self.token_lifetime_seconds.into())
    }

    fn pricing_issues(&self) -> bool {
        self.simulation.pricing_issues
    }

    fn availability_rate(&self) -> f64 {
        self.simulation.inventory_availability_rate
    }

    fn payment_success_rate(&self) -> f64 {
        self.simulation.payment_success_rate
    }

    fn currency(&self) -> String {
        self.currency.clone()
    }

    fn tax_rate(&self) -> Decimal {
        // The check of the file keeps it between 0 and 1, which every `Decimal` can be.
        Decimal::from_f64(self.tax_rate).unwrap_or_default()
    }
}

impl Simulation {
    fn problem(self) -> Option<String> {
        let rates = [self.inventory_availability_rate, self.payment_success_rate];
        let wrong = rates.into_iter().find(|rate| !(0.0..=1.0).contains(rate))?;
        Some(format!("a rate is 0 to 1, not `{wrong}`"))
    }
}

impl LogLevel {
    /// The value of the variable `LOG_LEVEL`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
            Self::Trace => "trace",
        }
    }
}

/// The line, from 1, on which the top-level `key` is; 1 if there is none.
fn line_of(yaml: &str, key: &str) -> usize {
    let found = yaml
        .lines()
        .position(|line| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(':')));
    found.map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
target:
  aws:
    account: '123456789012'
region: eu-central-1
protected: true
architecture: arm64
logLevel: info
logRetentionDays: 30
corsOrigins: ['https://shop.example']
throttle: { rate: 100, burst: 200 }
admin: { email: admin@shop.example }
tokenLifetimeSeconds: 3600
currency: EUR
taxRate: 0.19
simulation: { demoProducts: false, pricingIssues: false, supplierSeconds: 8, inventoryAvailabilityRate: 1, paymentSuccessRate: 1 }
";

    /// The error for a good file in which `good` is replaced by `bad`.
    fn check(good: &str, bad: &str) -> String {
        assert!(GOOD.contains(good), "`{good}`");
        Environment::parse("prod", &GOOD.replace(good, bad)).unwrap_err().to_string()
    }

    #[test]
    fn a_complete_file_is_read() {
        let environment = Environment::parse("prod", GOOD).unwrap();
        assert_eq!(environment.name, "prod");
        assert!(environment.is_aws());
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let error = check("protected: true", "protected: true\nprotectd: true");
        assert!(error.contains("protectd") && error.contains("line 6"), "{error}");
    }

    #[test]
    fn a_wrong_type_is_refused_with_its_line() {
        let error = check("logRetentionDays: 30", "logRetentionDays: a month");
        assert!(error.contains("line 8"), "{error}");
    }

    #[test]
    fn a_missing_key_is_named() {
        let error = check("region: eu-central-1\n", "");
        assert!(error.contains("region"), "{error}");
    }

    #[test]
    fn a_value_out_of_range_is_refused_with_its_line() {
        for (good, bad, line, reason) in [
            ("'123456789012'", "'1234'", 1, "12 digits"),
            ("eu-central-1", "mars", 4, "not a region"),
            ("logRetentionDays: 30", "logRetentionDays: 31", 8, "`31` days"),
            ("['https://shop.example']", "['*']", 9, "names its origins"),
            ("['https://shop.example']", "[]", 9, "at least one origin"),
            ("https://shop.example", "https://shop.example/", 9, "not an origin"),
            ("rate: 100", "rate: 0", 10, "no request"),
            ("admin@shop.example", "admin", 11, "not an e-mail address"),
            (" }\ntoken", ", password: secret-1 }\ntoken", 11, "is in no file; remove `password`"),
            ("Seconds: 3600", "Seconds: 5", 12, "not `5`"),
            ("currency: EUR", "currency: euro", 13, "`euro` is not a currency"),
            ("taxRate: 0.19", "taxRate: 19", 14, "not `19`"),
            ("yRate: 1,", "yRate: 1.5,", 15, "not `1.5`"),
            ("sRate: 1 }", "sRate: -1 }", 15, "not `-1`"),
        ] {
            let error = check(good, bad);
            assert!(error.contains(&format!("line {line}: ")) && error.contains(reason), "{error}");
        }
    }

    #[test]
    fn a_password_is_refused_on_every_target() {
        let target = "target:\n  aws:\n    account: '123456789012'";
        let unprotected = GOOD.replace("protected: true", "protected: false");
        let local = unprotected.replace(target, "target:\n  local:\n    port: 4566");
        for environment in [unprotected, local] {
            assert!(Environment::parse("dev", &environment).is_ok());
            let with_password = environment.replace(" }\ntoken", ", password: Admin!23 }\ntoken");
            let error = Environment::parse("dev", &with_password).unwrap_err().to_string();
            assert!(error.contains("remove `password`"), "{error}");
        }
    }

    #[test]
    fn a_name_that_is_too_long_or_has_other_characters_is_refused() {
        for name in ["", "Prod", "pre-prod", "averyveryverylongname"] {
            assert!(Environment::parse(name, GOOD).is_err(), "`{name}`");
        }
    }
}
