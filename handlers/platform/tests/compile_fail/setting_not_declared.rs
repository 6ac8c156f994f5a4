//! A function reads only the settings that it declared.

use contracts::{TokenLifetime, user_management::GetUser};
use platform::Lambda;

fn start(lambda: Lambda<GetUser>) {
    let _ = lambda.setting::<TokenLifetime>();
}

fn main() {}
