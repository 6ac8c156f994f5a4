//! The input of the `demo` binary.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A deployed shop, as the `demo` binary reads it from its standard input.
#[derive(Serialize, Deserialize)]
pub struct Demo {
    /// Base addresses of the APIs, by the names of the services.
    pub addresses: BTreeMap<String, String>,
    pub administrator: Credentials,
    /// Whether to print JSON.
    pub json: bool,
    /// Whether to print results and errors only.
    pub quiet: bool,
}

/// Someone who can log in.
#[derive(Serialize, Deserialize)]
pub struct Credentials {
    pub email: String,
    pub password: String,
}
