//! Authenticates OAuth clients: with their credentials (RFC 6749 section 2.3.1), or with the token
//! that manages a registration (RFC 7592).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use platform::{Failure, Result, Tokens, UserType};

use super::{client::Client, oauth_error::OauthError, ports::Clients};

/// The credentials of a request.
struct Presented {
    id: String,
    secret: Option<String>,
}

/// The client that sends a request: by its `Authorization: Basic` header, or by `id` and `secret` in
/// its body.
pub async fn authenticate(
    clients: &impl Clients,
    header: Option<&str>,
    id: Option<&str>,
    secret: Option<&str>,
) -> Result<Client> {
    let presented = presented(header, id, secret)?;
    let client = clients.client(&presented.id).await?;
    let client = client.filter(|client| has_secret(client, presented.secret.as_deref()));
    Ok(client.ok_or_else(|| {
        OauthError::invalid_client("the client is unknown, or its secret is wrong")
    })?)
}

fn has_secret(client: &Client, secret: Option<&str>) -> bool {
    match (&client.secret, secret) {
        (None, None) => true,
        (Some(expected), Some(secret)) => expected.matches(secret),
        _ => false,
    }
}

fn presented(
    header: Option<&str>,
    id: Option<&str>,
    secret: Option<&str>,
) -> Result<Presented, OauthError> {
    let is_present = |text: &&str| !text.is_empty();
    let (id, secret) = (id.filter(is_present), secret.filter(is_present));
    let Some((header_id, header_secret)) = header.and_then(basic) else {
        let id = id.ok_or_else(|| {
            OauthError::invalid_client("the request has neither `client_id` nor a `Basic` header")
        })?;
        return Ok(Presented { id: id.to_owned(), secret: secret.map(str::to_owned) });
    };
    if secret.is_some() || id.is_some_and(|id| id != header_id) {
        return Err(OauthError::invalid_request(
            "the client's credentials must be in the header or in the body, not in both",
        ));
    }
    Ok(Presented { id: header_id, secret: Some(header_secret).filter(|text| !text.is_empty()) })
}

/// Id and secret of a `Basic` header, in which each is form-encoded.
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, encoded) = header.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(BASE64_STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id), form_decoded(secret)))
}

fn form_decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// A client whose registration the caller may manage.
pub struct Managed {
    pub client: Client,
    pub manager: Manager,
}

/// Who manages a client's registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manager {
    /// The client itself, with its registration token.
    Client,
    Administrator,
}

/// The client `id`, if `bearer` may manage its registration: it is the client's own registration
/// token, or the token of an administrator.
pub async fn managed(
    clients: &impl Clients,
    id: &str,
    bearer: Option<&str>,
    tokens: &Tokens,
) -> Result<Managed> {
    let bearer = bearer.ok_or_else(|| {
        Failure::unauthorized("this needs the client's registration access token")
    })?;
    let client = clients.client(id).await?;
    let own_token = client.as_ref().and_then(|client| client.registration_token.as_ref());
    let manager = if own_token.is_some_and(|token| token.matches(bearer)) {
        Manager::Client
    } else if tokens.verify(bearer).await?.user_type == UserType::Admin {
        Manager::Administrator
    } else {
        return Err(Failure::forbidden("only the client itself and administrators may do this"));
    };
    let client = client.ok_or_else(|| Failure::not_found(format!("there is no client `{id}`")))?;
    Ok(Managed { client, manager })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(
        header: Option<&str>,
        id: Option<&str>,
        secret: Option<&str>,
        expected: Result<(&str, Option<&str>), &str>,
    ) {
        let presented = presented(header, id, secret);
        let presented =
            presented.as_ref().map(|client| (client.id.as_str(), client.secret.as_deref()));
        assert_eq!(presented.map_err(|error| error.code), expected);
    }

    fn header(text: &str) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(text))
    }

    #[test]
    fn credentials_are_read_from_the_header_or_from_the_body() {
        check(Some(&header("id:secret")), None, None, Ok(("id", Some("secret"))));
        check(Some(&header("id:secret")), Some("id"), Some(""), Ok(("id", Some("secret"))));
        check(None, Some("id"), Some("secret"), Ok(("id", Some("secret"))));
        check(None, Some("id"), Some(""), Ok(("id", None)));
    }

    #[test]
    fn credentials_in_the_header_are_form_decoded() {
        check(Some(&header("a%3Ab+c:d%25")), None, None, Ok(("a:b c", Some("d%"))));
    }

    #[test]
    fn credentials_in_both_header_and_body_are_refused() {
        check(Some(&header("id:secret")), Some("other"), None, Err("invalid_request"));
        check(Some(&header("id:secret")), Some("id"), Some("secret"), Err("invalid_request"));
    }

    #[test]
    fn a_request_without_credentials_is_refused() {
        check(None, None, None, Err("invalid_client"));
        check(None, Some(""), Some("secret"), Err("invalid_client"));
        for header in ["Basic", "Basic ***", "Bearer abc", &header("no colon")] {
            check(Some(header), None, None, Err("invalid_client"));
        }
    }
}
