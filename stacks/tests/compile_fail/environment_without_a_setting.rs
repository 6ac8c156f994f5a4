//! An environment has a value for every setting.

use std::time::Duration;

use contracts::SettingValues;

struct Environment;

impl SettingValues for Environment {
    fn token_lifetime(&self) -> Duration {
        Duration::from_secs(3600)
    }

    fn pricing_issues(&self) -> bool {
        false
    }
}

fn main() {}
