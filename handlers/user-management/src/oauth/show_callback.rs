//! `show-callback`: shows the result of an authorization, for clients without a page of their own.

use contracts::{
    Text,
    user_management::{CallbackQuery, ShowCallback},
};
use platform::{Failure, Handler, Lambda, Request, Result};

use crate::UserManagement;

const MAX_SHOWN: usize = 2048;

impl Handler<ShowCallback> for UserManagement {
    async fn run(lambda: Lambda<ShowCallback>) -> Result {
        lambda.serve(handle).await
    }
}

pub async fn handle(request: Request<ShowCallback>) -> Result<Text> {
    let CallbackQuery { code, state, error } = request.content;
    if let Some(error) = error.filter(|text| !text.is_empty()) {
        return Err(Failure::bad_request(format!("the authorization failed: `{}`", shown(&error))));
    }
    let code = code.filter(|text| !text.is_empty());
    let code = code.ok_or_else(|| Failure::bad_request("there is neither `code` nor `error`"))?;
    let state = state.unwrap_or_default();
    Ok(Text(format!("Authorization successful. Code: {} State: {}", shown(&code), shown(&state))))
}

fn shown(text: &str) -> String {
    text.chars().filter(|character| !character.is_control()).take(MAX_SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use platform::testing::{Call, TestResponse, invoke};

    use super::*;

    async fn show(query: &[(&str, &str)]) -> TestResponse {
        let call = Call::to::<ShowCallback>("GET /oauth/authorize/callback").query(query);
        TestResponse::of(invoke::<ShowCallback>(call.event(), handle).await)
    }

    #[tokio::test]
    async fn a_code_is_shown_as_plain_text() {
        let response = show(&[("code", "<c1>"), ("state", "s1")]).await;
        assert_eq!(response.status(), 200);
        assert_eq!(response.header("Content-Type"), "text/plain; charset=utf-8");
        assert_eq!(response.text(), "Authorization successful. Code: <c1> State: s1");
    }

    #[tokio::test]
    async fn an_error_is_a_bad_request() {
        let response = show(&[("error", "access_denied")]).await;
        assert_eq!(response.status(), 400);
        assert!(response.text().contains("`access_denied`"));
        assert_eq!(show(&[]).await.status(), 400);
        assert_eq!(show(&[("code", "")]).await.status(), 400);
    }
}
