//! The page on which a user logs in and authorizes a client.

use std::sync::LazyLock;

use contracts::user_management::AuthorizeQuery;
use handlebars::Handlebars;
use jiff::Timestamp;
use platform::{Keys, Result};
use serde::Serialize;

use super::{
    authorization::{Authorization, signed_values},
    csrf,
    oauth_error::OauthError,
};

const NAME: &str = "authorize";

/// The template, compiled once.
static PAGES: LazyLock<Handlebars<'_>> = LazyLock::new(|| {
    let mut pages = Handlebars::new();
    pages.set_strict_mode(true);
    pages
        .register_template_string(NAME, include_str!("../../../../templates/authorize.html.hbs"))
        .expect("the template is part of the program and compiles");
    pages
});

/// What the page needs besides the authorization request.
pub struct PageContext<'a> {
    /// Base address of this API.
    pub issuer: &'a str,
    /// Sign the form.
    pub keys: &'a Keys,
    pub now: Timestamp,
}

/// The values of the template.
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

/// The page for an authorization request. After a failed login it is shown again, with the error and
/// the e-mail address that was typed in.
pub fn render(
    query: &AuthorizeQuery,
    authorization: &Authorization,
    context: &PageContext<'_>,
    failed_login: Option<(&str, &str)>,
) -> Result<String> {
    let denied = OauthError::access_denied("the user denied access");
    let view = View {
        client_name: &authorization.client.name,
        destination: authorization.response.redirect_uri.destination(),
        scopes: authorization.scope.descriptions(),
        action: format!("{}/oauth/authorize", context.issuer),
        cancel: authorization.response.with_error(&denied),
        csrf_token: csrf::issue(context.keys, &signed_values(query), context.now),
        hidden: hidden(query),
        error: failed_login.map(|(error, _)| error),
        email: failed_login.map_or("", |(_, email)| email),
    };
    Ok(PAGES.render(NAME, &view)?)
}

fn hidden(query: &AuthorizeQuery) -> Vec<Hidden<'_>> {
    let [client_id, redirect_uri, scope, state, code_challenge, code_challenge_method] =
        signed_values(query);
    [
        ("response_type", query.response_type.as_str()),
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
