//! Calls of the catalogue's functions, and what comes back, for tests.

use contracts::HttpFunction;
use platform::{
    Authority, Handle, Result, SecuredTrigger, Trigger, UserType,
    testing::{self, Call, invoke, invoke_secured, token},
};
use serde_json::Value;

const SECRET: &str = "a secret of at least thirty-two bytes";

/// What came back.
#[derive(Debug, PartialEq)]
pub struct Answer {
    pub status: u64,
    pub body: Value,
}

/// Calls a function for everybody.
pub async fn send<F>(
    call: Call,
    handle: impl Handle<<F::Input as Trigger<F>>::Event, Reply: Into<<F::Input as Trigger<F>>::Reply>>,
) -> Answer
where
    F: HttpFunction<Input: Trigger<F>>,
{
    Answer::of(invoke::<F>(call.event(), handle).await)
}

/// Calls a function for administrators, as a user of this type.
pub async fn send_as<F>(
    user_type: UserType,
    call: Call,
    handle: impl Handle<
        <F::Input as SecuredTrigger<F>>::Event,
        Reply: Into<<F::Input as SecuredTrigger<F>>::Reply>,
    >,
) -> Answer
where
    F: HttpFunction<Input: SecuredTrigger<F>>,
{
    let authority = Authority::fixed(SECRET);
    let call = call.bearer(&token(&authority, "u-1", user_type).await);
    Answer::of(invoke_secured::<F>(call.event(), &authority, handle).await)
}

impl Answer {
    fn of(answer: Result<Value>) -> Self {
        let answer = testing::Answer::of(answer);
        Self { status: answer.status(), body: answer.json() }
    }

    /// A problem's status, `data` and `message`.
    pub fn problem(&self) -> (u64, &str, &str) {
        let text = |name: &str| self.body[name].as_str().unwrap();
        (self.status, text("data"), text("message"))
    }
}
