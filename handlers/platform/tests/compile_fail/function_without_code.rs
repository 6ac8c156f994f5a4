//! A service has code for every function of its contract.

use contracts::activity::{Functions, GetActivity};
use platform::{Handler, Lambda, Result, Service};

struct Activity;

impl Service for Activity {
    type Functions = Functions;
}

impl Handler<GetActivity> for Activity {
    async fn run(_: Lambda<GetActivity>) -> Result {
        Ok(())
    }
}

fn main() {}
