//! Functions behind API Gateway (HTTP API, payload 2.0): decode the request, identify the caller, run,
//! and respond in JSON, in HTML or with a problem.

mod content;
mod cors;
mod request;
mod response;

use std::collections::HashMap;

use contracts::{
    Access, AccessLevel, Admin, Http, HttpFunction, HttpTrigger, OAuthClient, PathOf,
    PathParameters, Public, Route, User,
};
use lambda_runtime::Diagnostic;
use percent_encoding::percent_decode_str;
use tracing::Instrument;

pub use self::{
    content::Decode,
    request::Request,
    response::{Encode, Reply, Response},
};
pub(crate) use self::{cors::Cors, request::HttpEvent};
use crate::{
    Claims, Context, Failure, Invocation, Rejection, Result, Tokens, UserType,
    failure::catch_panic,
    invocation::{Serve, log_failure},
};

/// API Gateway's key of the route for requests that no other route matches.
const DEFAULT_ROUTE: &str = "$default";

/// The caller of a function that needs a token.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// The token's `sub`.
    pub user_id: String,
    /// The type of user.
    pub user_type: UserType,
    /// All claims of the token.
    pub claims: Claims,
}

impl Caller {
    /// Whether the caller is an administrator.
    pub fn is_admin(&self) -> bool {
        self.user_type == UserType::Admin
    }
}

impl From<Claims> for Caller {
    fn from(claims: Claims) -> Self {
        Self { user_id: claims.sub.clone(), user_type: claims.user_type, claims }
    }
}

/// A function behind API Gateway, with the types that its handler works with.
pub trait Endpoint: HttpFunction {
    /// The decoded body, form or query.
    type Content;
    /// Who calls: a [`Caller`], or nothing where anyone may call.
    type Caller;
}

type TriggerOf<F> = <F as contracts::Function>::Trigger;
type AccessOf<F> = <TriggerOf<F> as HttpTrigger>::Access;
type BodyOf<F> = <TriggerOf<F> as HttpTrigger>::Request;

impl<F> Endpoint for F
where
    F: HttpFunction<Trigger: HttpTrigger<Access: Authorize, Request: Decode>>,
{
    type Content = <BodyOf<F> as Decode>::Decoded;
    type Caller = <AccessOf<F> as Authorize>::Caller;
}

/// How a caller with this access is identified.
pub trait Authorize: Access {
    /// The caller, as the function gets it.
    type Caller;

    /// Identifies the caller; a rejection if it may not call.
    #[doc(hidden)]
    fn authorize(
        event: &HttpEvent,
        tokens: Option<&Tokens>,
    ) -> impl Future<Output = Result<Self::Caller>>;
}

macro_rules! without_token {
    ($($access:ident),+) => {$(
        impl Authorize for $access {
            type Caller = ();

            async fn authorize(_: &HttpEvent, _: Option<&Tokens>) -> Result {
                Ok(())
            }
        }
    )+};
}

without_token!(Public, OAuthClient);

macro_rules! with_token {
    ($($access:ident),+) => {$(
        impl Authorize for $access {
            type Caller = Caller;

            async fn authorize(event: &HttpEvent, tokens: Option<&Tokens>) -> Result<Caller> {
                identify(event, tokens, Self::LEVEL).await
            }
        }
    )+};
}

with_token!(User, Admin);

impl<F, I, O, A, P> Serve<F> for Http<I, O, A, P>
where
    F: HttpFunction<Trigger: HttpTrigger<Access: Authorize, Request: Decode>>,
    O: Encode,
{
    type Payload = HttpEvent;
    type Response = Response;
    type Event = Request<F>;
    type Output = Reply<O>;

    async fn serve(
        event: HttpEvent,
        invocation: &Invocation<'_>,
        handle: &impl AsyncFn(Request<F>) -> Result<Reply<O>>,
    ) -> Result<Response, Diagnostic> {
        Ok(respond::<F, O>(event, invocation, handle).await)
    }
}

/// Responds to a request. A failure becomes a response too: for Lambda, every invocation succeeds.
async fn respond<F, O>(
    event: HttpEvent,
    invocation: &Invocation<'_>,
    handle: &impl AsyncFn(Request<F>) -> Result<Reply<O>>,
) -> Response
where
    F: HttpFunction<Trigger: HttpTrigger<Access: Authorize, Request: Decode>>,
    O: Encode,
{
    let context = Context::of_request(|name| event.header(name));
    let span = invocation.span(&context);
    let correlation_id = context.correlation_id.clone();
    let origin = event.header("origin").map(str::to_owned);
    let work = async {
        let status = route::<F>(&event)?.status;
        let tokens = invocation.settings.tokens.as_deref();
        let caller = AccessOf::<F>::authorize(&event, tokens).await?;
        let content = BodyOf::<F>::decode(&event)?;
        let path = path::<F>(&event)?;
        handle(Request { content, caller, path, context, event }).await?.encode(status)
    };
    let responded = async {
        let outcome = catch_panic(work).await;
        log(&outcome);
        outcome.unwrap_or_else(|failure| response::problem(failure, &correlation_id))
    };
    let mut response = responded.instrument(span).await;
    response.set_header("X-Correlation-ID", correlation_id);
    invocation.settings.cors.allow(origin.as_deref(), &mut response);
    response
}

/// The route of `F` that was called. The API's default route receives every request without a route,
/// of which the function serves at most one.
fn route<F: HttpFunction>(event: &HttpEvent) -> Result<Route> {
    if event.route_key != DEFAULT_ROUTE {
        let route = F::ROUTES.iter().find(|route| route.key == event.route_key);
        return route.copied().ok_or_else(|| {
            Failure::failed(format!("`{}` has no route `{}`", F::NAME, event.route_key))
        });
    }
    let called = format!("{} {}", event.method(), event.raw_path);
    let route = F::DECLARATION.default_route.filter(|route| route.key == called);
    route.ok_or_else(Failure::no_such_route)
}

/// The parameters of the path, percent-decoded.
fn path<F: HttpFunction>(event: &HttpEvent) -> Result<PathOf<F>> {
    let mut values = HashMap::new();
    for name in PathOf::<F>::NAMES {
        if let Some(value) = event.path_parameter(name) {
            let decoded = percent_decode_str(value).decode_utf8().map_err(|_| {
                Failure::bad_request(format!("`{name}` in the path is not percent-encoded UTF-8"))
            })?;
            values.insert(*name, decoded.into_owned());
        }
    }
    PathOf::<F>::read(&|name| values.get(name).cloned()).ok_or_else(|| {
        Failure::failed(format!("the request on `{}` lacks a path parameter", event.route_key))
    })
}

/// The caller that a token names, if the caller has the access that is needed.
async fn identify(
    event: &HttpEvent,
    tokens: Option<&Tokens>,
    access: AccessLevel,
) -> Result<Caller> {
    let tokens = tokens.ok_or_else(|| Failure::failed("the function has no signing key"))?;
    let token = event.bearer().ok_or_else(|| {
        Failure::unauthorized("this needs a bearer token in the `Authorization` header")
    })?;
    let caller = Caller::from(tokens.verify(token).await?);
    if access == AccessLevel::Admin && !caller.is_admin() {
        // Not 403: reference clients log in again on 401, which is what helps here.
        return Err(Failure::unauthorized("only administrators may do this"));
    }
    check_scope(&caller, event.method())?;
    Ok(caller)
}

/// A client may do what its scope allows. The token of a login has no scope and may do everything.
fn check_scope(caller: &Caller, method: &str) -> Result {
    let Some(scope) = &caller.claims.scope else { return Ok(()) };
    let needed = if matches!(method, "GET" | "HEAD") { "read" } else { "write" };
    if scope.split(' ').any(|allowed| allowed == needed) {
        return Ok(());
    }
    let challenge = format!(r#"Bearer error="insufficient_scope", scope="{needed}""#);
    let rejection = Rejection::new(403, format!("the token lacks the scope `{needed}`"));
    Err(rejection.header("WWW-Authenticate", challenge).into())
}

fn log(outcome: &Result<Response>) {
    match outcome {
        Ok(response) => tracing::info!(status = response.status(), "the request succeeded"),
        // The detail is for the caller and may be personal.
        Err(Failure::Rejected(Rejection { status, title, .. })) => {
            tracing::info!(status, title = title.as_ref(), "the request was rejected");
        }
        Err(failure) => log_failure("the request", failure),
    }
}
