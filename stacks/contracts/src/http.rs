//! Functions that answer HTTP: what they read, what they answer, and who may call them.

use std::{collections::BTreeMap, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Function;

/// An API route that reads `I`, answers `O` and may be called by `A`.
pub struct Http<I, O, A>(PhantomData<(I, O, A)>);

/// A function on one or more routes. Implemented by [`function!`](crate::function).
pub trait HttpFunction: Function {
    /// `METHOD /path/{parameter}` and the status of success, per route.
    const ROUTES: &'static [(&'static str, u16)];
    /// What the function does, from its documentation.
    const SUMMARY: &'static str;
}

/// The three types of an [`Http`] input, for code that is generic over functions.
pub trait HttpInput {
    /// What it reads.
    type Request: RequestBody;
    /// What it answers.
    type Reply: ReplyBody;
    /// Who may call.
    type Audience: Audience;
}

impl<I: RequestBody, O: ReplyBody, A: Audience> HttpInput for Http<I, O, A> {
    type Request = I;
    type Reply = O;
    type Audience = A;
}

/// Type-level [`Callers`].
pub trait Audience {
    /// Who may call.
    const CALLERS: Callers;
}

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// Anyone.
    Public,
    /// Whoever has a valid token.
    User,
    /// Whoever has a valid token of an administrator.
    Admin,
    /// An OAuth client, with the credentials its registration gave it; the function checks them.
    Client,
}

macro_rules! audiences {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Audience for $name {
            const CALLERS: Callers = Callers::$name;
        }
    )*};
}

audiences! {
    /// Anyone may call.
    Public,
    /// Whoever has a valid token may call.
    User,
    /// Whoever has a valid token of an administrator may call.
    Admin,
    /// OAuth clients may call with their own credentials, which the function checks.
    Client
}

/// Where a request's content is, in `OpenAPI`'s terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestShape {
    /// No content.
    Nothing,
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
}

impl Media {
    /// Its name in a `Content-Type` header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Form => "application/x-www-form-urlencoded",
            Self::Html => "text/html",
        }
    }
}

/// What a route reads besides its path.
pub trait RequestBody {
    /// What the function gets.
    type Content: DeserializeOwned + JsonSchema;
    /// Where it is.
    const SHAPE: RequestShape;
}

/// What a route answers.
pub trait ReplyBody {
    /// The answer's media type; none for an empty answer.
    const MEDIA: Option<Media>;

    /// Schema of the answer, where it has one.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}

/// A JSON body.
pub struct Json<T>(pub T);

/// A body that is either JSON or an HTML form, as its `Content-Type` says.
pub struct FormOrJson<T>(PhantomData<T>);

/// The query string.
pub struct Query<T>(PhantomData<T>);

/// Nothing at all.
pub struct Nothing;

/// A page, or a redirection to one.
pub enum Page {
    /// HTML to show.
    Html(String),
    /// Plain text to show.
    Text(String),
    /// Absolute address to go to, with status 302.
    Redirect(String),
}

impl<T: DeserializeOwned + JsonSchema> RequestBody for Json<T> {
    type Content = T;
    const SHAPE: RequestShape = RequestShape::Body(&[Media::Json]);
}

impl<T: DeserializeOwned + JsonSchema> RequestBody for FormOrJson<T> {
    type Content = T;
    const SHAPE: RequestShape = RequestShape::Body(&[Media::Form, Media::Json]);
}

impl<T: DeserializeOwned + JsonSchema> RequestBody for Query<T> {
    type Content = T;
    const SHAPE: RequestShape = RequestShape::Query;
}

impl RequestBody for Nothing {
    type Content = ();
    const SHAPE: RequestShape = RequestShape::Nothing;
}

impl<T: Serialize + JsonSchema> ReplyBody for Json<T> {
    const MEDIA: Option<Media> = Some(Media::Json);

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl ReplyBody for Nothing {
    const MEDIA: Option<Media> = None;

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

impl ReplyBody for Page {
    const MEDIA: Option<Media> = Some(Media::Html);

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

/// The body of every error: `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// Kind of problem; `about:blank` where the status says it all.
    pub r#type: String,
    /// Short summary of the kind.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// What is wrong with this request.
    pub detail: String,
    /// Quote this when asking for help.
    pub correlation_id: String,
    /// Members that clients of one API expect besides.
    #[serde(flatten)]
    pub extensions: BTreeMap<String, serde_json::Value>,
}
