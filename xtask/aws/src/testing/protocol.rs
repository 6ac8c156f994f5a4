//! Requests and responses as AWS's protocols write them: Query (forms and XML), JSON, and REST.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::config::http::{HttpRequest, HttpResponse};
use aws_sdk_s3::primitives::SdkBody;

/// A request to one service.
#[derive(Debug)]
pub struct Call {
    pub service: String,
    /// For example `CreateChangeSet`.
    pub action: String,
    /// The parameters of a Query request: `Parameters.member.1.ParameterKey` and so on.
    pub form: BTreeMap<String, String>,
    /// The rest of the host and the path of a REST request: `bucket/key`.
    pub object: String,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

/// An error with which AWS rejects a request.
#[derive(Clone, Debug)]
pub struct Failure {
    pub status: u16,
    pub code: String,
    pub message: String,
}

impl Failure {
    pub fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self { status, code: code.to_owned(), message: message.into() }
    }

    /// CloudFormation's usual error.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(400, "ValidationError", message)
    }
}

pub type Response = Result<HttpResponse, Failure>;

impl Call {
    pub fn parse(request: &HttpRequest) -> Self {
        let url = request.uri().split("://").last().unwrap_or_default();
        let (host, path) = url.split_once('/').unwrap_or((url, ""));
        let path = path.split('?').next().unwrap_or_default();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        let header = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let headers: BTreeMap<_, _> = request.headers().iter().map(header).collect();
        let form: BTreeMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
        let bucket = host.split_once(".s3.").map(|(bucket, _)| bucket);
        let target = headers.get("x-amz-target").and_then(|it| it.split('.').next_back());
        let action = match (bucket, target) {
            (Some(_), _) => object_action(request.method()).to_owned(),
            (None, Some(target)) => target.to_owned(),
            (None, None) => form.get("Action").cloned().unwrap_or_default(),
        };
        Self {
            service: bucket
                .map_or_else(|| host.split('.').next().unwrap_or_default(), |_| "s3")
                .to_owned(),
            action,
            object: format!("{}/{path}", bucket.unwrap_or_default()),
            form,
            headers,
            body,
        }
    }

    /// A parameter of a Query request; empty if it is absent.
    pub fn get(&self, name: &str) -> &str {
        self.form.get(name).map_or("", String::as_str)
    }

    /// A successful response of the Query protocol.
    pub fn response(&self, xml: &str) -> HttpResponse {
        let result = element(&format!("{}Result", self.action), xml);
        respond(200, element(&format!("{}Response", self.action), &result))
    }

    pub fn error(&self, Failure { status, code, message }: &Failure) -> HttpResponse {
        let fields = text("Code", code) + &text("Message", message);
        let body = match self.service.as_str() {
            "s3" => element("Error", &fields),
            "dynamodb" | "sqs" | "ssm" => {
                serde_json::json!({ "__type": code, "message": message }).to_string()
            }
            _ => element("ErrorResponse", &element("Error", &fields)),
        };
        respond(*status, body)
    }
}

fn object_action(method: &str) -> &'static str {
    match method {
        "GET" => "GetObject",
        "HEAD" => "HeadObject",
        "PUT" => "PutObject",
        _ => "DeleteObject",
    }
}

pub fn respond(status: u16, body: impl Into<Vec<u8>>) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::from(body.into()))
}

/// An XML element with XML inside.
pub fn element(name: &str, xml: &str) -> String {
    format!("<{name}>{xml}</{name}>")
}

/// An XML element with text inside.
pub fn text(name: &str, value: &str) -> String {
    element(name, &value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"))
}

/// A list of the Query protocol.
pub fn list(name: &str, members: impl Iterator<Item = String>) -> String {
    element(name, &members.map(|it| element("member", &it)).collect::<String>())
}
