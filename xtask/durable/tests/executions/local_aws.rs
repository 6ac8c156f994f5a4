//! The control plane in front of another Lambda API.

use std::{
    net::Ipv4Addr,
    sync::{Arc, Mutex},
};

use durable::{Api, ControlPlane, Lambda, Settings, Store, SystemClock, Upstream, server};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// A request as another Lambda API received it.
#[derive(Clone, Debug, PartialEq)]
struct Received {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

/// A Lambda API with one durable function, which succeeds at once, and one other function.
#[derive(Clone, Default)]
struct OtherApi {
    received: Arc<Mutex<Vec<Received>>>,
    denied: &'static str,
}

impl OtherApi {
    fn respond(&self, request: Request<Bytes>) -> Response<Full<Bytes>> {
        let (parts, body) = request.into_parts();
        let path = parts.uri.path().to_owned();
        let is_trial = parts.headers.get("x-amz-invocation-type").is_some_and(|it| it == "DryRun");
        let is_denied = !self.denied.is_empty()
            && path.contains(self.denied)
            && !path.ends_with("configuration");
        let response = match path.rsplit('/').next() {
            _ if is_denied => json!({ "message": "not authorized" }),
            Some("configuration") => configuration(&path),
            Some("invocations") if path.contains("durable-one") => {
                json!({ "Status": "SUCCEEDED", "Result": body_text(&body) })
            }
            _ => json!({ "other": true }),
        };
        self.received.lock().unwrap().push(Received {
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            body,
        });
        let mut response = Response::new(Full::new(response.to_string().into()));
        response.headers_mut().insert("x-other", "kept".parse().unwrap());
        if is_denied && (is_trial || !path.ends_with("invocations")) {
            *response.status_mut() = StatusCode::FORBIDDEN;
        }
        response
    }

    fn received(&self, path_end: &str) -> Vec<Received> {
        let received = self.received.lock().unwrap();
        received.iter().filter(|it| it.uri.path().ends_with(path_end)).cloned().collect()
    }
}

fn configuration(path: &str) -> Value {
    let arn = "arn:aws:lambda:us-east-1:000000000000:function:durable-one:7";
    if path.contains("durable-one") {
        let limits = json!({ "ExecutionTimeout": 60, "RetentionPeriodInDays": 1 });
        json!({ "FunctionArn": arn, "Version": "7", "DurableConfig": limits })
    } else {
        json!({ "FunctionArn": arn, "Version": "7" })
    }
}

/// The id of the execution, so that the result differs from the input.
fn body_text(body: &Bytes) -> String {
    let payload: Value = serde_json::from_slice(body).unwrap_or_default();
    payload["InitialExecutionState"]["Operations"][0]["ExecutionDetails"]["InputPayload"]
        .to_string()
}

/// A control plane in front of an API, and the API.
async fn start(denied: &'static str) -> (Api<Lambda, SystemClock>, OtherApi) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let other = OtherApi { denied, ..OtherApi::default() };
    let respond = other.clone();
    let respond = move |request| std::future::ready(respond.respond(request));
    tokio::spawn(server::serve(listener, respond, std::future::pending()));
    let lambda = Lambda::at(&format!("http://{address}"), "us-east-1");
    let plane =
        ControlPlane::open(lambda, SystemClock, Store::Memory, Settings::default()).unwrap();
    tokio::spawn(plane.clone().run());
    (Api::new(plane, Some(Upstream::new(address.parse().unwrap()))), other)
}

fn request(method: Method, path: &str, body: &'static str) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path);
    let request =
        request.header("host", "127.0.0.1:1").header("authorization", "AWS4-HMAC-SHA256 x");
    request.body(Bytes::from_static(body.as_bytes())).unwrap()
}

async fn send(
    api: &Api<Lambda, SystemClock>,
    request: Request<Bytes>,
) -> (StatusCode, HeaderMap, Bytes) {
    let (parts, body) = api.clone().respond(request).await.into_parts();
    (parts.status, parts.headers, body.collect().await.unwrap().to_bytes())
}

#[tokio::test]
async fn other_calls_are_forwarded_unchanged() {
    let (api, other) = start("").await;
    let calls = [
        (Method::GET, "/2015-03-31/functions/?MaxItems=3", ""),
        (Method::DELETE, "/2015-03-31/functions/arn%3Aaws%3Alambda/aliases/live", ""),
        (Method::POST, "/2015-03-31/functions/plain/invocations?Qualifier=1", r#"{"a": 1}"#),
    ];
    for (method, path, body) in calls {
        let (status, headers, response) = send(&api, request(method.clone(), path, body)).await;
        assert_eq!((status, headers["x-other"].as_bytes()), (StatusCode::OK, b"kept".as_slice()));
        assert_eq!(response, r#"{"other":true}"#);
        let received = other.received.lock().unwrap().last().cloned().unwrap();
        assert_eq!((received.method, received.uri.to_string().as_str()), (method, path));
        assert_eq!(received.body, body);
        assert_eq!(received.headers["host"], "127.0.0.1:1");
        assert_eq!(received.headers["authorization"], "AWS4-HMAC-SHA256 x");
    }
}

#[tokio::test]
async fn a_durable_function_is_invoked_with_the_state_of_its_execution_in_the_version_of_its_start()
{
    let (api, other) = start("").await;
    let invoke = request(
        Method::POST,
        "/2015-03-31/functions/durable-one/invocations?Qualifier=live",
        "\"input\"",
    );
    let (status, headers, response) = send(&api, invoke).await;
    assert_eq!(status, StatusCode::OK, "{response:?}");
    assert_eq!(response, r#""\"input\"""#);
    let arn = headers["x-amz-durable-execution-arn"].to_str().unwrap();
    let prefix = "arn:aws:lambda:us-east-1:000000000000:function:durable-one:7/durable-execution/";
    assert!(arn.starts_with(prefix), "{arn}");
    let invocations = other.received("/invocations");
    let (trial, invocation) = (&invocations[0], &invocations[1]);
    assert_eq!(trial.headers["x-amz-invocation-type"], "DryRun");
    assert_eq!(invocation.uri.query(), Some("Qualifier=7"));
    let payload: Value = serde_json::from_slice(&invocation.body).unwrap();
    assert_eq!(payload["DurableExecutionArn"], json!(arn));
}

#[tokio::test]
async fn a_caller_whom_the_local_aws_denies_a_call_cannot_make_it() {
    let (api, other) = start("durable-one").await;
    let path = "/2015-03-31/functions/durable-one/invocations?Qualifier=live";
    let listed = "/2025-12-01/functions/durable-one/durable-executions";
    let calls = [request(Method::POST, path, "1"), request(Method::GET, listed, "")];
    for call in calls {
        let (status, _, response) = send(&api, call).await;
        assert_eq!(
            (status, response.as_ref()),
            (StatusCode::FORBIDDEN, br#"{"message":"not authorized"}"#.as_slice())
        );
    }
    assert_eq!(other.received("/invocations").len(), 1);
    let (status, headers, _) =
        send(&api, request(Method::GET, "/2025-12-01/durable-executions/x/history", "")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert_eq!(headers["x-amzn-errortype"], "ResourceNotFoundException");
}
