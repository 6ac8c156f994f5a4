//! SQS: how many messages a queue has.

use serde_json::{Value, json};

use super::{
    account::Account,
    protocol::{Call, Failure, Response, respond as response},
};

pub fn respond(account: &Account, call: &Call) -> Response {
    let request: Value = serde_json::from_slice(&call.body).unwrap();
    let name = request["QueueUrl"].as_str().unwrap_or_default().split('/').next_back();
    let key = ("AWS::SQS::Queue".to_owned(), name.unwrap_or_default().to_owned());
    let Some(queue) = account.world.resources.get(&key) else {
        let code = "com.amazonaws.sqs#QueueDoesNotExist";
        return Err(Failure::new(400, code, "The specified queue does not exist."));
    };
    let attributes = json!({
        "ApproximateNumberOfMessages": queue.contents.to_string(),
        "ApproximateNumberOfMessagesDelayed": "0",
        "ApproximateNumberOfMessagesNotVisible": "0",
    });
    Ok(response(200, json!({ "Attributes": attributes }).to_string()))
}
