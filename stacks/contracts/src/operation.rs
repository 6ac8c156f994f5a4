//! HTTP functions as values, for the generated documents and for the APIs that the stacks deploy.

use schemars::{Schema, SchemaGenerator};

use crate::route::Route;

/// A function that answers HTTP, as its API's documentation shows it.
pub struct Operation {
    /// The function's name within its service.
    pub function: &'static str,
    /// Its routes.
    pub routes: &'static [Route],
    /// Who may call.
    pub access: AccessLevel,
    pub(crate) summary: &'static str,
    pub(crate) request: RequestShape,
    pub(crate) request_schema: fn(&mut SchemaGenerator) -> Schema,
    pub(crate) response: Option<Media>,
    pub(crate) response_schema: fn(&mut SchemaGenerator) -> Option<Schema>,
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessLevel {
    /// Anyone.
    Public,
    /// A user with a valid token.
    User,
    /// An administrator with a valid token.
    Admin,
    /// An OAuth client, with the credentials from its registration; the function checks them.
    OAuthClient,
}

/// Where a request's content is, in `OpenAPI`'s terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestShape {
    /// There is none.
    NoBody,
    /// A body in one of these media types.
    Body(&'static [Media]),
    /// The query string.
    Query,
}

/// A media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `text/html`
    Html,
    /// `text/plain`
    Text,
}

impl Media {
    /// Its name, without parameters.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Html => "text/html",
            Self::Text => "text/plain",
        }
    }

    /// The `Content-Type` header of a response: its name, and the encoding of text.
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json | Self::Form => self.name(),
            Self::Html => "text/html; charset=utf-8",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}
