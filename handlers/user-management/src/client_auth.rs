//! Who an OAuth client is: client authentication (RFC 6749 section 2.3.1) and the token that
//! manages a registration (RFC 7592).

use base64::{Engine as _, prelude::BASE64_STANDARD};
use percent_encoding::percent_decode_str;
use platform::{Authority, Failure, Request, Result, UserType};

use crate::{client::Client, oauth_error::OauthError, ports::Clients};

/// What a request says about the client that sends it.
struct Presented {
    id: String,
    secret: Option<String>,
}

/// The client that sends a request, by its `Authorization: Basic` header or by what the body says.
pub async fn authenticate<T>(
    clients: &impl Clients,
    request: &Request<T>,
    id: Option<&str>,
    secret: Option<&str>,
) -> Result<Client> {
    let presented = presented(request.header("authorization"), id, secret)?;
    let client = clients.client(&presented.id).await?;
    let client = client.filter(|it| proves(it, presented.secret.as_deref()));
    Ok(client.ok_or_else(|| {
        OauthError::invalid_client("the client is unknown, or its secret is wrong")
    })?)
}

fn proves(client: &Client, secret: Option<&str>) -> bool {
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
    let present = |it: &&str| !it.is_empty();
    let (id, secret) = (id.filter(present), secret.filter(present));
    let Some((header_id, header_secret)) = header.and_then(basic) else {
        let id = id.ok_or_else(|| {
            OauthError::invalid_client("the request has neither `client_id` nor a `Basic` header")
        })?;
        return Ok(Presented { id: id.to_owned(), secret: secret.map(str::to_owned) });
    };
    if secret.is_some() || id.is_some_and(|id| id != header_id) {
        return Err(OauthError::invalid_request(
            "the client's credentials are in the header and, differently, in the body",
        ));
    }
    Ok(Presented { id: header_id, secret: Some(header_secret).filter(|it| !it.is_empty()) })
}

/// Id and secret of a `Basic` header, each of which is form-encoded in it.
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

/// The client whose registration the bearer of a token may manage: its own registration token
/// fits, or an administrator's.
pub async fn managed<T>(
    clients: &impl Clients,
    request: &Request<T>,
    authority: &Authority,
) -> Result<Client> {
    let id = request.path("clientId")?;
    let token = request.bearer().ok_or_else(|| {
        Failure::unauthorized("this needs the client's registration access token")
    })?;
    let client = clients.client(&id).await?;
    let own = |it: &Client| it.registration_token.as_ref().is_some_and(|own| own.matches(token));
    if let Some(client) = client.as_ref().filter(|it| own(it)) {
        return Ok(client.clone());
    }
    if authority.verify(token).await?.user_type != UserType::Admin {
        return Err(Failure::forbidden("only the client itself and administrators may do this"));
    }
    client.ok_or_else(|| Failure::not_found(format!("there is no client `{id}`")))
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
        let presented = presented.as_ref().map(|it| (it.id.as_str(), it.secret.as_deref()));
        assert_eq!(presented.map_err(|it| it.code), expected);
    }

    fn header(text: &str) -> String {
        format!("Basic {}", BASE64_STANDARD.encode(text))
    }

    #[test]
    fn credentials_are_in_the_header_or_in_the_body() {
        check(Some(&header("id:secret")), None, None, Ok(("id", Some("secret"))));
        check(Some(&header("id:secret")), Some("id"), Some(""), Ok(("id", Some("secret"))));
        check(None, Some("id"), Some("secret"), Ok(("id", Some("secret"))));
        check(None, Some("id"), Some(""), Ok(("id", None)));
    }

    #[test]
    fn the_header_is_form_encoded() {
        check(Some(&header("a%3Ab+c:d%25")), None, None, Ok(("a:b c", Some("d%"))));
    }

    #[test]
    fn contradicting_credentials_are_refused() {
        check(Some(&header("id:secret")), Some("other"), None, Err("invalid_request"));
        check(Some(&header("id:secret")), Some("id"), Some("secret"), Err("invalid_request"));
    }

    #[test]
    fn without_credentials_the_client_is_unknown() {
        check(None, None, None, Err("invalid_client"));
        check(None, Some(""), Some("secret"), Err("invalid_client"));
        for header in ["Basic", "Basic ***", "Bearer abc", &header("no colon")] {
            check(Some(header), None, None, Err("invalid_client"));
        }
    }
}
