//! An HTTP server on one address, for any service.

use std::{convert::Infallible, time::Duration};

use http::{Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::{
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{rt::TokioIo, server::graceful::GracefulShutdown};
use tokio::net::TcpListener;

/// Longest time in which requests may end after the server was stopped.
const STOP_DEADLINE: Duration = Duration::from_secs(5);

/// Responds to requests until `stop` is ready, and then to those that have begun.
pub async fn serve<R, F>(listener: TcpListener, respond: R, stop: impl Future<Output = ()>)
where
    R: Fn(Request<Bytes>) -> F + Clone + Send + 'static,
    F: Future<Output = Response<Full<Bytes>>> + Send + 'static,
{
    let connections = GracefulShutdown::new();
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        // Too many open files, for example. The next connection may succeed.
        let Ok((stream, _)) = accepted else { continue };
        // Without this, small responses on a connection that is used again take 40 ms.
        if stream.set_nodelay(true).is_err() {
            continue;
        }
        let respond = respond.clone();
        let service = service_fn(move |request| respond_to(request, respond.clone()));
        let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
        let connection = connections.watch(connection);
        // An error means that the client has gone.
        tokio::spawn(async move { connection.await.unwrap_or_default() });
    }
    drop(listener);
    tokio::select! {
        () = connections.shutdown() => {}
        () = tokio::time::sleep(STOP_DEADLINE) => {}
    }
}

async fn respond_to<R, F>(
    request: Request<Incoming>,
    respond: R,
) -> Result<Response<Full<Bytes>>, Infallible>
where
    R: Fn(Request<Bytes>) -> F,
    F: Future<Output = Response<Full<Bytes>>>,
{
    let (parts, body) = request.into_parts();
    let Ok(body) = body.collect().await else {
        let mut incomplete = Response::default();
        *incomplete.status_mut() = StatusCode::BAD_REQUEST;
        return Ok(incomplete);
    };
    Ok(respond(Request::from_parts(parts, body.to_bytes())).await)
}
