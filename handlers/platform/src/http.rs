//! Functions behind API Gateway (HTTP API, payload 2.0): decode the request, check who calls, run,
//! and answer in JSON, in HTML or with a problem, whatever happens.

mod content;
mod cors;
mod reply;
mod request;

use contracts::{Admin, Audience, Callers, Client, Http, HttpFunction, Public, RequestBody, User};
use lambda_runtime::Diagnostic;
use tracing::Instrument;

pub(crate) use self::{cors::Cors, request::HttpEvent};
pub use self::{
    reply::{Encode, Reply, Response},
    request::Request,
};
use crate::{
    Authority, Claims, Context, Failure, Invocation, Rejection, Result, Trigger, UserType,
    failure::contain, invocation::log_failure,
};

/// Who calls a function that is not for everybody.
#[derive(Clone, Debug, PartialEq)]
pub struct Caller {
    /// The token's `sub`.
    pub user_id: String,
    /// What the caller may do.
    pub user_type: UserType,
    /// Everything else the token says.
    pub claims: Claims,
}

impl Caller {
    /// Whether the caller may do everything.
    pub fn is_admin(&self) -> bool {
        self.user_type == UserType::Admin
    }
}

impl From<Claims> for Caller {
    fn from(claims: Claims) -> Self {
        Self { user_id: claims.sub.clone(), user_type: claims.user_type, claims }
    }
}

/// A trigger that needs to know who calls: an [`Http`] input for [`User`] or [`Admin`].
pub trait SecuredTrigger<F: HttpFunction> {
    /// What the function gets.
    type Event;
    /// What the function answers.
    type Reply;

    /// Decodes `event`, checks its token, runs `handle`, encodes what it answers.
    fn invoke(
        event: HttpEvent,
        invocation: &Invocation<'_>,
        authority: &Authority,
        handle: &impl AsyncFn(Self::Event) -> Result<Self::Reply>,
    ) -> impl Future<Output = Result<Response, Diagnostic>>;
}

macro_rules! open_to {
    ($($audience:ident),+) => {$(
        impl<F, I, O> Trigger<F> for Http<I, O, $audience>
        where
            F: HttpFunction,
            I: RequestBody,
            O: Encode,
        {
            type Payload = HttpEvent;
            type Answer = Response;
            type Event = Request<I::Content>;
            type Reply = Reply<O>;

            async fn invoke(
                event: HttpEvent,
                invocation: &Invocation<'_>,
                handle: &impl AsyncFn(Self::Event) -> Result<Reply<O>>,
            ) -> Result<Response, Diagnostic> {
                Ok(answer::<F, I, O, ()>(event, invocation, async |_| Ok(()), handle).await)
            }
        }
    )+};
}

open_to!(Public, Client);

macro_rules! secured_for {
    ($($audience:ident),+) => {$(
        impl<F, I, O> SecuredTrigger<F> for Http<I, O, $audience>
        where
            F: HttpFunction,
            I: RequestBody,
            O: Encode,
        {
            type Event = Request<I::Content, Caller>;
            type Reply = Reply<O>;

            async fn invoke(
                event: HttpEvent,
                invocation: &Invocation<'_>,
                authority: &Authority,
                handle: &impl AsyncFn(Self::Event) -> Result<Reply<O>>,
            ) -> Result<Response, Diagnostic> {
                let identify = async |event: &HttpEvent| {
                    identify(event, authority, $audience::CALLERS).await
                };
                Ok(answer::<F, I, O, Caller>(event, invocation, identify, handle).await)
            }
        }
    )+};
}

secured_for!(User, Admin);

/// Answers a request. What goes wrong is an answer too: Lambda never hears of it.
async fn answer<F, I, O, C>(
    event: HttpEvent,
    invocation: &Invocation<'_>,
    identify: impl AsyncFn(&HttpEvent) -> Result<C>,
    handle: &impl AsyncFn(Request<I::Content, C>) -> Result<Reply<O>>,
) -> Response
where
    F: HttpFunction,
    I: RequestBody,
    O: Encode,
{
    let context = Context::of_request(|name| event.header(name));
    let span = invocation.span(&context);
    let correlation_id = context.correlation_id.clone();
    let origin = event.header("origin").map(str::to_owned);
    let status = declared_status(F::ROUTES, &event);
    let work = async {
        let caller = identify(&event).await?;
        let content = content::decode::<I>(&event)?;
        handle(Request { content, caller, context, event }).await?.encode(status)
    };
    let answered = async {
        let outcome = contain(work).await;
        log(&outcome);
        outcome.unwrap_or_else(|failure| reply::problem(failure, &correlation_id))
    };
    let mut response = answered.instrument(span).await;
    response.set_header("X-Correlation-ID", correlation_id);
    invocation.settings.cors.allow(origin.as_deref(), &mut response);
    response
}

/// Who calls, if that is someone who may.
async fn identify(event: &HttpEvent, authority: &Authority, callers: Callers) -> Result<Caller> {
    let token = event.bearer().ok_or_else(|| {
        Failure::unauthorized("this needs a bearer token in the `Authorization` header")
    })?;
    let caller = Caller::from(authority.verify(token).await?);
    if callers == Callers::Admin && !caller.is_admin() {
        // Not 403: reference clients log in again on 401, which is what helps here.
        return Err(Failure::unauthorized("only administrators may do this"));
    }
    check_scope(&caller, event.method())?;
    Ok(caller)
}

/// A client acts within what its user allowed it. A user who logged in himself has no such bounds.
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

fn declared_status(routes: &[(&str, u16)], event: &HttpEvent) -> u16 {
    let called = routes.iter().find(|(route, _)| *route == event.route_key);
    called.or(routes.first()).map_or(200, |(_, status)| *status)
}

fn log(outcome: &Result<Response>) {
    match outcome {
        Ok(response) => tracing::info!(status = response.status(), "the request was answered"),
        // The detail is for the caller and may be personal.
        Err(Failure::Rejected(Rejection { status, title, .. })) => {
            tracing::info!(status, title = title.as_ref(), "the request was rejected");
        }
        Err(failure) => log_failure("the request", failure),
    }
}
