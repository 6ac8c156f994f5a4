//! Functions that respond to HTTP requests: what they read, how they respond, and who may call them.

use std::{collections::BTreeMap, marker::PhantomData};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{
    capability::Capability,
    function::{Function, Trigger, TriggerDescription},
    operation::{AccessLevel, Media, Operation, RequestShape},
    right::Right,
    route::{NoPath, PathParameters, Route},
    shared_infra::SigningKeys,
};

/// Requests that carry `I`, with responses that carry `O`, from callers with the access `A`, on routes
/// with the path parameters `P`.
pub struct Http<I, O, A, P = NoPath>(PhantomData<(I, O, A, P)>);

/// A function on one or more routes. Implemented by the clause `routes` of
/// [`function!`](crate::function).
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no routes",
    label = "an HTTP function needs routes",
    note = "add `routes: [\"GET /path\" => 200]` to the declaration of `{Self}`"
)]
pub trait HttpFunction: Function<Trigger: HttpTrigger> {
    /// Its routes.
    const ROUTES: &'static [Route];
}

/// The four types of an [`Http`] trigger, for code that is generic over functions.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no routes",
    note = "only functions `on Http<Request, Response, Access>` have `routes`"
)]
pub trait HttpTrigger {
    /// What a request carries.
    type Request: RequestBody;
    /// What a response carries.
    type Response: ResponseBody;
    /// Who may call.
    type Access: Access;
    /// The path parameters.
    type Path: PathParameters;
}

impl<I: RequestBody, O: ResponseBody, A: Access, P: PathParameters> HttpTrigger
    for Http<I, O, A, P>
{
    type Request = I;
    type Response = O;
    type Access = A;
    type Path = P;
}

/// The path parameters of the function `F`.
pub type PathOf<F> = <<F as Function>::Trigger as HttpTrigger>::Path;

impl Route {
    /// A route of the function `F`.
    ///
    /// # Panics
    /// When it is compiled, if API Gateway would refuse the route, or if the parameters in its path
    /// are not those that `F` reads.
    #[track_caller]
    pub const fn of<F: HttpFunction>(key: &'static str, status: u16) -> Self {
        Self::new(key, status, PathOf::<F>::NAMES, PathOf::<F>::OPTIONAL)
    }
}

impl<F, I, O, A, P> Trigger<F> for Http<I, O, A, P>
where
    F: HttpFunction,
    I: RequestBody,
    O: ResponseBody,
    A: Access,
    P: PathParameters,
{
    fn describe() -> TriggerDescription {
        TriggerDescription::Http(Operation {
            function: F::NAME,
            routes: F::ROUTES,
            access: A::LEVEL,
            summary: F::SUMMARY,
            request: I::SHAPE,
            request_schema: subschema::<I::Content>,
            response: O::MEDIA,
            response_schema: O::schema,
        })
    }

    /// Tokens are verified with the signing keys.
    fn implied_rights() -> Vec<Right> {
        match A::LEVEL {
            AccessLevel::Public | AccessLevel::OAuthClient => Vec::new(),
            AccessLevel::User | AccessLevel::Admin => SigningKeys::RIGHTS.to_vec(),
        }
    }
}

fn subschema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
    generator.subschema_for::<T>()
}

/// Type-level [`AccessLevel`].
pub trait Access {
    /// Who may call.
    const LEVEL: AccessLevel;
}

macro_rules! access_levels {
    ($($(#[$doc:meta])* $name:ident),*) => {$(
        $(#[$doc])*
        pub struct $name;

        impl Access for $name {
            const LEVEL: AccessLevel = AccessLevel::$name;
        }
    )*};
}

access_levels! {
    /// Anyone may call.
    Public,
    /// Users with a valid token may call.
    User,
    /// Administrators with a valid token may call.
    Admin,
    /// OAuth clients may call with their own credentials, which the function checks.
    OAuthClient
}

/// What a request carries besides its path.
pub trait RequestBody {
    /// What the function gets.
    type Content: DeserializeOwned + JsonSchema;
    /// Where it is.
    const SHAPE: RequestShape;
}

/// What a response carries.
pub trait ResponseBody {
    /// Its media type; none for an empty response.
    const MEDIA: Option<Media>;

    /// Its schema, where it has one.
    fn schema(generator: &mut SchemaGenerator) -> Option<Schema>;
}

/// A JSON body.
pub struct Json<T>(pub T);

/// A body that is either JSON or an HTML form, as its `Content-Type` says.
pub struct FormOrJson<T>(PhantomData<T>);

/// The query string.
pub struct Query<T>(PhantomData<T>);

/// Content that a function gets also if it cannot be decoded, with the reason, and then rejects in the
/// form that clients of its API expect.
pub struct Fallible<I>(PhantomData<I>);

/// A request without content.
pub struct NoBody;

/// A response without content.
pub struct NoContent;

/// Plain text to show.
pub struct Text(pub String);

/// A page, or a redirection to one.
pub enum Page {
    /// HTML to show.
    Html(String),
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

impl<I: RequestBody> RequestBody for Fallible<I> {
    type Content = I::Content;
    const SHAPE: RequestShape = I::SHAPE;
}

impl RequestBody for NoBody {
    type Content = ();
    const SHAPE: RequestShape = RequestShape::NoBody;
}

impl<T: Serialize + JsonSchema> ResponseBody for Json<T> {
    const MEDIA: Option<Media> = Some(Media::Json);

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<T>())
    }
}

impl ResponseBody for NoContent {
    const MEDIA: Option<Media> = None;

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

impl ResponseBody for Text {
    const MEDIA: Option<Media> = Some(Media::Text);

    fn schema(_: &mut SchemaGenerator) -> Option<Schema> {
        None
    }
}

impl ResponseBody for Page {
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
    /// Further members, which clients of one API expect.
    #[serde(flatten)]
    pub extensions: BTreeMap<String, serde_json::Value>,
}

impl Problem {
    /// The kind of a problem whose status says it all.
    pub const BLANK: &str = "about:blank";

    /// The kind of a problem that says that the API has no such route, and nothing about what the
    /// service has.
    pub const NO_SUCH_ROUTE: &str = "/problems/no-such-route";
}
