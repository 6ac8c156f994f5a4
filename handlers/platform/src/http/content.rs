//! From a request's body or query to what a function reads.

use base64::{Engine, prelude::BASE64_STANDARD};
use contracts::{Fallible, FormOrJson, Json, Media, NoBody, Query, RequestBody, RequestShape};
use serde::{
    Deserialize,
    de::{DeserializeOwned, IntoDeserializer, value::UnitDeserializer},
};

use super::HttpEvent;
use crate::{Failure, Rejection, Result};

/// The largest body we read, in bytes.
const MAX_BODY: usize = 128 * 1024;

/// How the content of a request becomes what the function gets.
pub trait Decode: RequestBody {
    /// The content, as the function gets it.
    type Decoded;

    /// Decodes the content of a request.
    #[doc(hidden)]
    fn decode(event: &HttpEvent) -> Result<Self::Decoded>;
}

macro_rules! decoded {
    ($($body:ident),+) => {$(
        impl<T> Decode for $body<T>
        where
            Self: RequestBody,
        {
            type Decoded = <Self as RequestBody>::Content;

            fn decode(event: &HttpEvent) -> Result<Self::Decoded> {
                decode::<Self>(event)
            }
        }
    )+};
}

decoded!(Json, FormOrJson, Query);

impl Decode for NoBody {
    type Decoded = ();

    fn decode(event: &HttpEvent) -> Result {
        decode::<Self>(event)
    }
}

/// The function gets a rejection instead of its sender.
impl<I: Decode> Decode for Fallible<I> {
    type Decoded = Result<I::Decoded, Rejection>;

    fn decode(event: &HttpEvent) -> Result<Self::Decoded> {
        match I::decode(event) {
            Ok(content) => Ok(Ok(content)),
            Err(Failure::Rejected(rejection)) => Ok(Err(rejection)),
            Err(failure) => Err(failure),
        }
    }
}

/// Reads what the route declares.
fn decode<I: RequestBody>(event: &HttpEvent) -> Result<I::Content> {
    match I::SHAPE {
        RequestShape::NoBody => {
            let nothing: UnitDeserializer<serde_json::Error> = ().into_deserializer();
            Ok(I::Content::deserialize(nothing)?)
        }
        RequestShape::Query => parse_form(event.raw_query_string.as_bytes(), "query"),
        RequestShape::Body(accepted) => parse_body(event, accepted),
    }
}

fn parse_body<T: DeserializeOwned>(event: &HttpEvent, accepted: &[Media]) -> Result<T> {
    let body = body(event)?;
    match media(event.header("content-type"), &body, accepted)? {
        Media::Form => parse_form(&body, "form"),
        _ => parse_json(&body),
    }
}

/// The body's bytes.
fn body(event: &HttpEvent) -> Result<Vec<u8>> {
    let text = event.body.as_deref().unwrap_or_default();
    // Four characters of base64 are three bytes.
    let size = if event.is_base64_encoded { text.len() / 4 * 3 } else { text.len() };
    if size > MAX_BODY {
        return Err(Failure::rejected(413, format!("the body is larger than {MAX_BODY} bytes")));
    }
    if !event.is_base64_encoded {
        return Ok(text.as_bytes().to_vec());
    }
    BASE64_STANDARD.decode(text).map_err(|_| Failure::bad_request("the body is not base64"))
}

/// How the body is to be read. Reference clients leave the `Content-Type` out, so we guess then.
fn media(content_type: Option<&str>, body: &[u8], accepted: &[Media]) -> Result<Media> {
    let essence = content_type.map(|value| value.split(';').next().unwrap_or_default().trim());
    let Some(essence) = essence.filter(|essence| !essence.is_empty()) else {
        let looks_like_json = body.trim_ascii_start().starts_with(b"{");
        let form = accepted.contains(&Media::Form) && !looks_like_json;
        return Ok(if form { Media::Form } else { Media::Json });
    };
    let essence = essence.to_ascii_lowercase();
    let is_json = essence.starts_with("application/") && essence.ends_with("+json");
    let found = accepted.iter().find(|media| media.name() == essence);
    match found {
        Some(media) => Ok(*media),
        None if is_json && accepted.contains(&Media::Json) => Ok(Media::Json),
        None => Err(unsupported(&essence, accepted)),
    }
}

fn unsupported(essence: &str, accepted: &[Media]) -> Failure {
    let names: Vec<_> = accepted.iter().map(|media| format!("`{}`", media.name())).collect();
    let names = names.join(" or ");
    Failure::rejected(415, format!("the body must be {names}, not `{essence}`"))
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    // A missing body is read as an empty object, so that the response names the first missing field.
    let body = if body.trim_ascii().is_empty() { b"{}" } else { body };
    let mut json = serde_json::Deserializer::from_slice(body);
    let content = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| unreadable("body", error.path(), error.inner()))?;
    json.end().map_err(|error| Failure::bad_request(format!("the body is not JSON: {error}")))?;
    Ok(content)
}

fn parse_form<T: DeserializeOwned>(text: &[u8], what: &str) -> Result<T> {
    let form = serde_html_form::Deserializer::from_bytes(text);
    serde_path_to_error::deserialize(form)
        .map_err(|error| unreadable(what, error.path(), error.inner()))
}

fn unreadable(
    what: &str,
    path: &serde_path_to_error::Path,
    error: &impl std::error::Error,
) -> Failure {
    let place = if path.iter().len() == 0 { String::new() } else { format!("`{path}`: ") };
    Failure::bad_request(format!("the {what} is not readable: {place}{error}"))
}
