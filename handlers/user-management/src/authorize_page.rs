//! The page on which a user logs in and lets a client in.

use std::sync::LazyLock;

use contracts::user_management::AuthorizeQuery;
use handlebars::Handlebars;
use jiff::Timestamp;
use platform::Result;
use serde::Serialize;

use crate::{
    authorization::{Authorization, sealed_values},
    csrf,
    oauth_error::OauthError,
};

const NAME: &str = "authorize";

/// The template, compiled once.
static PAGES: LazyLock<Handlebars<'_>> = LazyLock::new(|| {
    let mut pages = Handlebars::new();
    pages.set_strict_mode(true);
    pages
        .register_template_string(NAME, include_str!("../../../templates/authorize.html.hbs"))
        .expect("the template is part of the program and compiles");
    pages
});

/// What the page needs besides the request it is about.
pub struct Setting<'a> {
    /// Where this API is.
    pub issuer: &'a str,
    /// Signs the form.
    pub key: &'a [u8],
    pub now: Timestamp,
}

/// What the template shows.
#[derive(Serialize)]
struct View<'a> {
    client_name: &'a str,
    destination: &'a str,
    scopes: Vec<&'static str>,
    action: String,
    cancel: String,
    csrf_token: String,
    hidden: Vec<Hidden<'a>>,
    error: Option<&'a str>,
    email: &'a str,
}

#[derive(Serialize)]
struct Hidden<'a> {
    name: &'a str,
    value: &'a str,
}

/// The page for an authorization request; `failed` if it is shown again, with the reason and the
/// e-mail address that was typed in.
pub fn render(
    asked: &AuthorizeQuery,
    authorization: &Authorization,
    setting: &Setting<'_>,
    failed: Option<(&str, &str)>,
) -> Result<String> {
    let denied = OauthError::access_denied("the user did not let the client in");
    let view = View {
        client_name: &authorization.client.name,
        destination: authorization.answer.redirect_uri.destination(),
        scopes: authorization.scope.descriptions(),
        action: format!("{}/oauth/authorize", setting.issuer),
        cancel: authorization.answer.with_error(&denied),
        csrf_token: csrf::issue(setting.key, &sealed_values(asked), setting.now),
        hidden: hidden(asked),
        error: failed.map(|(error, _)| error),
        email: failed.map_or("", |(_, email)| email),
    };
    Ok(PAGES.render(NAME, &view)?)
}

fn hidden(asked: &AuthorizeQuery) -> Vec<Hidden<'_>> {
    let [client_id, redirect_uri, scope, state, code_challenge, code_challenge_method] =
        sealed_values(asked);
    [
        ("response_type", asked.response_type.as_str()),
        ("client_id", client_id),
        ("redirect_uri", redirect_uri),
        ("scope", scope),
        ("state", state),
        ("code_challenge", code_challenge),
        ("code_challenge_method", code_challenge_method),
    ]
    .map(|(name, value)| Hidden { name, value })
    .into()
}
