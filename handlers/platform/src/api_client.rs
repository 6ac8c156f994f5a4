//! Calls to the API of another service, whose address is in an SSM parameter: with a time limit, and
//! tried again where that may help.

use std::time::Duration;

use contracts::Problem;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use crate::{Context, Failure, Parameter, Result, backoff::backoff};

/// How long one try may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Tries of a call. With pauses and time limits they stay within the time a function has.
const TRIES: u32 = 3;

/// Pause before the first retry.
const FIRST_PAUSE: Duration = Duration::from_millis(200);

/// What stays as it is in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A client of the API whose address is exported as `P`. It connects when it is first used.
pub struct ApiClient<P> {
    endpoint: Parameter<P>,
    http: Client,
}

impl<P> ApiClient<P> {
    /// A client of the API at the address that `endpoint` holds.
    pub(crate) fn new(endpoint: Parameter<P>) -> Result<Self> {
        Ok(Self { endpoint, http: Client::builder().timeout(TIMEOUT).build()? })
    }

    /// Reads what is at `path`, given segment by segment. None if the service responds that there is
    /// no such thing. A 404 because the API has no such route is a failure.
    pub async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &[(&str, &str)],
        context: &Context,
    ) -> Result<Option<T>> {
        let address = address(&self.endpoint.get().await?, path);
        let mut tries = 1;
        loop {
            let request = with_context(self.http.get(&address).query(query), context);
            match send(request).await {
                Response::Found(body) => return Ok(Some(serde_json::from_slice(&body)?)),
                Response::NotFound => return Ok(None),
                Response::Busy(_) if tries < TRIES => {
                    tokio::time::sleep(backoff(FIRST_PAUSE, tries)).await;
                }
                Response::Busy(reason) | Response::Refused(reason) => {
                    return Err(Failure::failed(format!("failed to get `{address}`: {reason}")));
                }
            }
            tries += 1;
        }
    }
}

/// A response, by what it means for the call.
enum Response {
    Found(Vec<u8>),
    NotFound,
    /// A retry may succeed.
    Busy(String),
    /// A retry would get the same response.
    Refused(String),
}

async fn send(request: RequestBuilder) -> Response {
    let body = async {
        let response = request.send().await?;
        let status = response.status();
        Ok::<_, reqwest::Error>((status, response.bytes().await?.to_vec()))
    };
    match Box::pin(body).await {
        Ok((StatusCode::NOT_FOUND, body)) if is_of_service(&body) => Response::NotFound,
        Ok((status, body)) if status.is_success() => Response::Found(body),
        Ok((status, _)) if may_pass(status) => {
            Response::Busy(format!("it responded with {status}"))
        }
        Ok((status, _)) => Response::Refused(format!("it responded with {status}")),
        Err(error) => Response::Busy(crate::failure::chain(&error.without_url())),
    }
}

/// Whether the body of a 404 says what the service has. That of the gateway does not, nor does that of
/// a service whose API has no such route.
fn is_of_service(body: &[u8]) -> bool {
    let problem = serde_json::from_slice::<Problem>(body);
    problem.is_ok_and(|problem| problem.r#type != Problem::NO_SUCH_ROUTE)
}

fn may_pass(status: StatusCode) -> bool {
    status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS
}

/// The address may or may not end with a slash.
fn address(endpoint: &str, path: &[&str]) -> String {
    let segments = path.iter().map(|segment| utf8_percent_encode(segment, SEGMENT));
    segments.fold(endpoint.trim_end_matches('/').to_owned(), |address, segment| {
        format!("{address}/{segment}")
    })
}

/// Ties what the other service does to what we do.
fn with_context(request: RequestBuilder, context: &Context) -> RequestBuilder {
    let request = request.header("x-correlation-id", &context.correlation_id);
    match &context.traceparent {
        Some(traceparent) => request.header("traceparent", traceparent),
        None => request,
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread::{self, JoinHandle},
    };

    use contracts::product_management::ProductApi;
    use serde_json::{Value, json};

    use super::*;

    /// Responds to one connection after the other. Returns the first line of each request.
    fn serve(responses: &'static [&'static str]) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let respond = |response: &&str| {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap();
                stream.write_all(response.as_bytes()).unwrap();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                request.lines().next().unwrap_or_default().to_owned()
            };
            responses.iter().map(respond).collect()
        });
        (address, server)
    }

    async fn get(address: String) -> Result<Option<Value>> {
        let api = ApiClient::<ProductApi>::new(Parameter::fixed(&address)).unwrap();
        api.get(&["product", "A/B C"], &[("limit", "2")], &Context::new()).await
    }

    const FOUND: &str =
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n{\"a\": 1}";
    const NOT_FOUND: &str = concat!(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 112\r\nConnection: close\r\n\r\n",
        r#"{"type":"about:blank","title":"Not Found","status":404,"detail":"gone","#,
        r#""correlationId":"c-1","data":"Not found"}"#,
    );
    const UNROUTED: &str = concat!(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 133\r\nConnection: close\r\n\r\n",
        r#"{"type":"/problems/no-such-route","title":"Not Found","status":404,"#,
        r#""detail":"there is no such route","correlationId":"correlation-1"}"#,
    );
    const NO_ROUTE: &str = concat!(
        "HTTP/1.1 404 Not Found\r\nContent-Length: 23\r\nConnection: close\r\n\r\n",
        r#"{"message":"Not Found"}"#,
    );
    const EMPTY_404: &str =
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const BUSY: &str =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const REFUSED: &str =
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    #[tokio::test]
    async fn path_segments_and_query_are_encoded() {
        let (address, server) = serve(&[FOUND]);
        assert_eq!(get(address).await.unwrap(), Some(json!({ "a": 1 })));
        assert_eq!(server.join().unwrap(), ["GET /product/A%2FB%20C?limit=2 HTTP/1.1"]);
    }

    #[tokio::test]
    async fn a_404_of_the_service_is_none() {
        let (address, server) = serve(&[NOT_FOUND]);
        assert_eq!(get(address).await.unwrap(), None);
        assert_eq!(server.join().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn a_call_that_fails_with_503_is_retried() {
        let (address, server) = serve(&[BUSY, BUSY, FOUND]);
        assert_eq!(get(address).await.unwrap(), Some(json!({ "a": 1 })));
        assert_eq!(server.join().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn a_call_that_keeps_failing_or_is_refused_or_has_no_route_is_a_failure() {
        for responses in
            [&[BUSY, BUSY, BUSY][..], &[REFUSED], &[NO_ROUTE], &[UNROUTED], &[EMPTY_404]]
        {
            let (address, server) = serve(responses);
            assert!(matches!(get(address).await, Err(Failure::Failed(_))));
            assert_eq!(server.join().unwrap().len(), responses.len());
        }
    }
}
