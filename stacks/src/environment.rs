//! An environment as `env/<name>.yaml` describes it: typed, complete, and checked before use.

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
    /// Keep data when stacks go, and refuse to destroy the environment.
    pub protected: bool,
    /// Instruction set of the functions.
    pub architecture: Architecture,
    /// Least severe log entries that are written: `error`, `warn`, `info`, `debug` or `trace`.
    pub log_level: String,
    /// Days that logs are kept; one of the values CloudWatch Logs accepts.
    pub log_retention_days: u32,
    /// Origins whose pages may call the APIs. `*` only where nothing is protected.
    pub cors_origins: Vec<String>,
    /// What one API accepts before it answers 429.
    pub throttle: Throttle,
    /// The first administrator. None is made when absent.
    #[serde(default)]
    pub admin: Option<Admin>,
    /// Seconds a login's token is valid.
    pub token_lifetime_seconds: u32,
}

impl Environment {
    /// Whether it runs in an AWS account, as opposed to the local AWS.
    pub fn is_aws(&self) -> bool {
        matches!(self.target, Target::Aws { .. })
    }
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
    /// A well-known password, for demo environments; a random one is made when absent.
    #[serde(default)]
    pub password: Option<String>,
}
