//! Calls to the API of another service, whose address is in an SSM parameter: with a time limit, and
//! tried again where that may help.

use std::time::Duration;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::de::DeserializeOwned;

use crate::{Context, Failure, Result, ids::random, ssm::Lookup};

/// How long one try may take.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Tries of a call. With pauses and time limits they stay within the time a function has.
const TRIES: u32 = 3;

/// What stays as it is in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A client of one service's API. It connects when it is first used.
pub struct ApiClient {
    endpoint: Lookup,
    http: Client,
}

impl ApiClient {
    /// A client of the API at the address that `endpoint` holds.
    pub(crate) fn new(endpoint: Lookup) -> Result<Self> {
        Ok(Self { endpoint, http: Client::builder().timeout(TIMEOUT).build()? })
    }

    /// Reads what is at `path`, given segment by segment. None if there is no such thing.
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
            match answer(request).await {
                Answer::Found(body) => return Ok(Some(serde_json::from_slice(&body)?)),
                Answer::Missing => return Ok(None),
                Answer::Busy(_) if tries < TRIES => pause(tries).await,
                Answer::Busy(reason) | Answer::Refused(reason) => {
                    return Err(Failure::failed(format!("failed to get `{address}`: {reason}")));
                }
            }
            tries += 1;
        }
    }
}

/// What came back.
enum Answer {
    Found(Vec<u8>),
    Missing,
    /// Another try may help.
    Busy(String),
    /// Another try changes nothing.
    Refused(String),
}

async fn answer(request: RequestBuilder) -> Answer {
    let body = async {
        let response = request.send().await?;
        let status = response.status();
        Ok::<_, reqwest::Error>((status, response.bytes().await?.to_vec()))
    };
    match Box::pin(body).await {
        Ok((StatusCode::NOT_FOUND, _)) => Answer::Missing,
        Ok((status, body)) if status.is_success() => Answer::Found(body),
        Ok((status, _)) if is_passing(status) => Answer::Busy(format!("it answered {status}")),
        Ok((status, _)) => Answer::Refused(format!("it answered {status}")),
        Err(error) => Answer::Busy(crate::failure::chain(&error.without_url())),
    }
}

fn is_passing(status: StatusCode) -> bool {
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

/// 200, 400, ... milliseconds, and up to as much again so that rivals part.
async fn pause(tries: u32) {
    let base = 100 << tries;
    let [jitter] = random();
    tokio::time::sleep(Duration::from_millis(base + base * u64::from(jitter) / 256)).await;
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
        thread::{self, JoinHandle},
    };

    use aws_smithy_mocks::{RuleMode, mock};
    use serde_json::{Value, json};

    use super::*;
    use crate::ssm::{Kind, mocked};

    /// Answers one connection after the other. Gives back the first line of each request.
    fn serve(answers: &'static [&'static str]) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}/", listener.local_addr().unwrap());
        let server = thread::spawn(move || {
            let answer = |answer: &&str| {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 4096];
                let length = stream.read(&mut request).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
                let request = String::from_utf8_lossy(&request[..length]).into_owned();
                request.lines().next().unwrap_or_default().to_owned()
            };
            answers.iter().map(answer).collect()
        });
        (address, server)
    }

    async fn get(address: String) -> Result<Option<Value>> {
        let rule =
            mock!(aws_sdk_ssm::Client::get_parameter).then_output(move || mocked::value(&address));
        let client = mocked::client(RuleMode::MatchAny, &rule);
        let api = ApiClient::new(Lookup::new(client, "/p", Kind::Plain)).unwrap();
        api.get(&["product", "A/B C"], &[("limit", "2")], &Context::new()).await
    }

    const FOUND: &str =
        "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n{\"a\": 1}";
    const MISSING: &str =
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const BUSY: &str =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    const REFUSED: &str =
        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    #[tokio::test]
    async fn segments_and_query_are_encoded() {
        let (address, server) = serve(&[FOUND]);
        assert_eq!(get(address).await.unwrap(), Some(json!({ "a": 1 })));
        assert_eq!(server.join().unwrap(), ["GET /product/A%2FB%20C?limit=2 HTTP/1.1"]);
    }

    #[tokio::test]
    async fn what_is_not_there_is_none() {
        let (address, server) = serve(&[MISSING]);
        assert_eq!(get(address).await.unwrap(), None);
        assert_eq!(server.join().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_busy_is_asked_again() {
        let (address, server) = serve(&[BUSY, BUSY, FOUND]);
        assert_eq!(get(address).await.unwrap(), Some(json!({ "a": 1 })));
        assert_eq!(server.join().unwrap().len(), 3);
    }

    #[tokio::test]
    async fn what_stays_busy_or_refuses_is_a_failure() {
        for answers in [&[BUSY, BUSY, BUSY][..], &[REFUSED]] {
            let (address, server) = serve(answers);
            assert!(matches!(get(address).await, Err(Failure::Failed(_))));
            assert_eq!(server.join().unwrap().len(), answers.len());
        }
    }
}
