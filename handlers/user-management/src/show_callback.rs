//! `show-callback`: shows how an authorization ended, for clients without a page of their own.

use contracts::{Page, user_management::CallbackQuery};
use platform::{Failure, Request, Result};

const MAX_SHOWN: usize = 2048;

pub async fn handle(request: Request<CallbackQuery>) -> Result<Page> {
    let CallbackQuery { code, state, error } = request.content;
    if let Some(error) = error.filter(|it| !it.is_empty()) {
        return Err(Failure::bad_request(format!("the authorization failed: `{}`", shown(&error))));
    }
    let code = code.filter(|it| !it.is_empty());
    let code = code.ok_or_else(|| Failure::bad_request("there is neither `code` nor `error`"))?;
    let state = state.unwrap_or_default();
    Ok(Page::Text(format!(
        "Authorization successful. Code: {} State: {}",
        shown(&code),
        shown(&state)
    )))
}

fn shown(text: &str) -> String {
    text.chars().filter(|it| !it.is_control()).take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use contracts::user_management::ShowCallback;
    use platform::testing::invoke;

    use super::*;
    use crate::calls::{Answer, Call};

    async fn show(query: &[(&str, &str)]) -> Answer {
        let call = Call::to("GET /oauth/authorize/callback").query(query);
        Answer::of(invoke::<ShowCallback>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_code_is_shown_as_plain_text() {
        let answer = show(&[("code", "<c1>"), ("state", "s1")]).await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.header("Content-Type"), "text/plain; charset=utf-8");
        assert_eq!(answer.text(), "Authorization successful. Code: <c1> State: s1");
    }

    #[tokio::test]
    async fn an_error_is_a_bad_request() {
        let answer = show(&[("error", "access_denied")]).await;
        assert_eq!(answer.status(), 400);
        assert!(answer.text().contains("`access_denied`"));
        assert_eq!(show(&[]).await.status(), 400);
        assert_eq!(show(&[("code", "")]).await.status(), 400);
    }
}
