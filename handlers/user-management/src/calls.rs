//! What the tests of functions have in common.

pub use platform::testing::{Answer, Call};
use platform::{Authority, UserType, clock::FixedClock, testing};

use crate::samples;

/// Signs the tests' tokens and forms.
pub const SECRET: &str = "a secret of at least thirty-two bytes";
/// Where the tests' API is.
pub const BASE_URL: &str = "https://users.example";

pub fn authority() -> Authority {
    Authority::fixed(SECRET)
}

pub fn clock() -> FixedClock {
    FixedClock(samples::now())
}

/// A token as `login` issues them.
pub async fn token(user_id: &str, user_type: UserType) -> String {
    testing::token(&authority(), user_id, user_type).await
}

/// A parameter of the address that `answer` redirects to.
pub fn redirect_parameter(answer: &Answer, name: &str) -> Option<String> {
    let (_, query) = answer.header("Location").split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
