//! A secret is not passed where another one is expected.

use contracts::{shared_infra::SigningKey, user_management::AdminPassword};
use platform::Secret;

fn check_password(_: Secret<AdminPassword>) {}

fn check(key: Secret<SigningKey>) {
    check_password(key);
}

fn main() {}
