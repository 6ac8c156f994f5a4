//! S3: objects, and the conditional writes of the deployment lock.

use std::hash::{DefaultHasher, Hash, Hasher};

use aws_sdk_cloudformation::config::http::HttpResponse;

use super::{
    account::Account,
    protocol::{Call, Failure, Response, respond as response},
};

pub fn respond(account: &mut Account, call: &Call) -> Response {
    let objects = &mut account.world.objects;
    let existing = objects.get(&call.object);
    match call.action.as_str() {
        "PutObject" => {
            if !may_write(call, existing) {
                return Err(Failure::new(412, "PreconditionFailed", "a condition does not hold"));
            }
            objects.insert(call.object.clone(), call.body.clone());
            Ok(with_etag(response(200, ""), &call.body))
        }
        "DeleteObject" => {
            objects.remove(&call.object);
            Ok(response(204, ""))
        }
        "HeadObject" if existing.is_none() => Ok(response(404, "")),
        _ => match existing {
            Some(body) => Ok(with_etag(response(200, body.clone()), body)),
            None => Err(Failure::new(404, "NoSuchKey", "the object does not exist")),
        },
    }
}

fn may_write(call: &Call, existing: Option<&Vec<u8>>) -> bool {
    let is_new = call.headers.contains_key("if-none-match");
    let expected = call.headers.get("if-match");
    match existing {
        Some(body) => !is_new && expected.is_none_or(|it| *it == etag(body)),
        None => expected.is_none(),
    }
}

fn with_etag(mut response: HttpResponse, body: &[u8]) -> HttpResponse {
    response.headers_mut().insert("etag", etag(body));
    response
}

fn etag(body: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    format!("\"{:x}\"", hasher.finish())
}
