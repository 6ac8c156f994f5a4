//! The outputs of the deployed stacks.

use std::env;

use contracts::Service;
use serde_json::Value;

/// The outputs of all stacks: `{stack: {output: value}}`.
pub(crate) struct Outputs {
    /// Name of the environment.
    pub(crate) environment: String,
    stacks: Value,
}

impl Outputs {
    /// The outputs in the file that `SHOP_OUTPUTS` names, of the environment that
    /// `SHOP_ENVIRONMENT` names.
    pub(crate) fn read() -> Self {
        let path = variable("SHOP_OUTPUTS");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("failed to read the outputs in `{path}`: {error}"));
        let stacks = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("the outputs in `{path}` are not JSON: {error}"));
        Self { environment: variable("SHOP_ENVIRONMENT"), stacks }
    }

    pub(crate) fn get(&self, service: Service, output: &str) -> &str {
        let stack = format!("{}-{}", service.stack, self.environment);
        self.stacks[&stack][output]
            .as_str()
            .unwrap_or_else(|| panic!("the stack `{stack}` has no output `{output}`"))
    }
}

/// A variable that `cargo xtask test` sets.
pub(crate) fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("`{name}` is not set; hint: `cargo xtask test` deploys a shop and sets it")
    })
}
