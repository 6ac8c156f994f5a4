//! SQS: standard queues. A received message is hidden until its visibility timeout ends.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    account::{Account, World},
    protocol::{Call, Failure, Response, respond as response},
};

/// The most bytes in one request; AWS may take more.
const MAX_BYTES: usize = 262_144;

const ADDRESS: &str = "https://sqs.eu-west-1.amazonaws.com/123456789012/";

/// A message in a queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    pub id: String,
    pub body: String,
    /// Its attributes, as requests have them.
    pub attributes: Value,
    /// `SentTimestamp` and others, by name.
    pub system: BTreeMap<String, String>,
    pub receives: u64,
    /// When it is visible, on the clock of the account.
    pub visible_at: u64,
    receipt: String,
}

impl Message {
    pub fn new(id: &str, body: &str) -> Self {
        let sent = ("SentTimestamp".to_owned(), "1767225600000".to_owned());
        Self {
            id: id.to_owned(),
            body: body.to_owned(),
            attributes: json!({}),
            system: BTreeMap::from([sent]),
            receives: 0,
            visible_at: 0,
            receipt: String::new(),
        }
    }

    fn to_json(&self) -> Value {
        let mut system = json!(self.system);
        system["ApproximateReceiveCount"] = json!(self.receives.to_string());
        json!({
            "MessageId": self.id, "Body": self.body, "ReceiptHandle": self.receipt,
            "Attributes": system, "MessageAttributes": self.attributes,
        })
    }
}

pub fn respond(account: &mut Account, call: &Call) -> Response {
    let request: Value = serde_json::from_slice(&call.body).unwrap();
    let world = &mut account.world;
    let result = match call.action.as_str() {
        "GetQueueUrl" => address(world, request["QueueName"].as_str().unwrap()),
        "GetQueueAttributes" => attributes(world, name(&request)),
        "ReceiveMessage" => receive(world, &request),
        "SendMessageBatch" if bytes(&request) > MAX_BYTES => {
            let code = "com.amazonaws.sqs#BatchRequestTooLong";
            Err(Failure::new(400, code, "Batch requests cannot be longer than 262144 bytes."))
        }
        action => Ok(batch(world, action, &request)),
    };
    result.map(|json| response(200, json.to_string()))
}

fn name(request: &Value) -> &str {
    request["QueueUrl"].as_str().unwrap_or_default().split('/').next_back().unwrap_or_default()
}

fn missing() -> Failure {
    let code = "com.amazonaws.sqs#QueueDoesNotExist";
    Failure::new(400, code, "The specified queue does not exist.")
}

fn address(world: &World, name: &str) -> Result<Value, Failure> {
    let address = json!({ "QueueUrl": format!("{ADDRESS}{name}") });
    if world.queues.contains_key(name) { Ok(address) } else { Err(missing()) }
}

fn attributes(world: &World, name: &str) -> Result<Value, Failure> {
    let resource = world.resources.get(&("AWS::SQS::Queue".to_owned(), name.to_owned()));
    let messages = world.queues.get(name);
    if resource.is_none() && messages.is_none() {
        return Err(missing());
    }
    let contents = resource.map_or(0, |it| it.contents);
    let messages = messages.into_iter().flatten();
    let (visible, hidden): (Vec<_>, Vec<_>) = messages.partition(|it| it.visible_at <= world.clock);
    Ok(json!({ "Attributes": {
        "ApproximateNumberOfMessages": (contents + visible.len() as u64).to_string(),
        "ApproximateNumberOfMessagesDelayed": "0",
        "ApproximateNumberOfMessagesNotVisible": hidden.len().to_string(),
    } }))
}

fn receive(world: &mut World, request: &Value) -> Result<Value, Failure> {
    let limit = usize::try_from(request["MaxNumberOfMessages"].as_u64().unwrap()).unwrap();
    let (clock, receipt) = (world.clock, world.next());
    let queue = world.queues.get_mut(name(request)).ok_or_else(missing)?;
    let visible = queue.iter_mut().filter(|it| it.visible_at <= clock).take(limit);
    let messages: Vec<_> = visible
        .map(|message| {
            message.receives += 1;
            message.visible_at = clock + request["VisibilityTimeout"].as_u64().unwrap();
            message.receipt = format!("{}-{receipt}", message.id);
            message.to_json()
        })
        .collect();
    Ok(json!({ "Messages": messages }))
}

/// The bytes of all bodies and attributes of a batch.
fn bytes(request: &Value) -> usize {
    let entries = request["Entries"].as_array().unwrap().iter();
    entries.map(|it| text(&it["MessageBody"]) + attribute_bytes(&it["MessageAttributes"])).sum()
}

fn attribute_bytes(attributes: &Value) -> usize {
    let attributes = attributes.as_object().into_iter().flatten();
    attributes.map(|(name, it)| name.len() + text(&it["DataType"]) + text(&it["StringValue"])).sum()
}

fn text(value: &Value) -> usize {
    value.as_str().map_or(0, str::len)
}

/// Each entry of a batch succeeds or fails by itself.
fn batch(world: &mut World, action: &str, request: &Value) -> Value {
    let (mut successful, mut failed) = (vec![], vec![]);
    let entries = request["Entries"].as_array().unwrap();
    assert!((1..=10).contains(&entries.len()), "a batch has {} entries", entries.len());
    for entry in entries {
        let done = match action {
            "SendMessageBatch" => send(world, name(request), entry),
            _ => change(world, action, name(request), entry),
        };
        match done {
            Some(id) => successful
                .push(json!({ "Id": entry["Id"], "MessageId": id, "MD5OfMessageBody": "" })),
            None => failed.push(json!({
                "Id": entry["Id"], "Code": "InternalError", "Message": "refused",
                "SenderFault": false,
            })),
        }
    }
    json!({ "Successful": successful, "Failed": failed })
}

/// Adds a message. Returns its id, or nothing if it is refused.
fn send(world: &mut World, queue: &str, entry: &Value) -> Option<String> {
    let body = entry["MessageBody"].as_str().unwrap();
    if world.refuses("SendMessageBatch", body) {
        return None;
    }
    let mut message = Message::new(&format!("sent-{}", world.next()), body);
    message.attributes = entry.get("MessageAttributes").cloned().unwrap_or(json!({}));
    for (name, value) in entry["MessageSystemAttributes"].as_object().into_iter().flatten() {
        let value = value["StringValue"].as_str().unwrap().to_owned();
        message.system.insert(name.clone(), value);
    }
    let id = message.id.clone();
    world.queues.get_mut(queue).unwrap().push(message);
    Some(id)
}

/// Deletes a message or changes how long it is hidden.
fn change(world: &mut World, action: &str, queue: &str, entry: &Value) -> Option<String> {
    let receipt = entry["ReceiptHandle"].as_str().unwrap();
    let clock = world.clock;
    let messages = &world.queues[queue];
    let index = messages.iter().position(|it| it.receipt == receipt)?;
    if world.refuses(action, &messages[index].body) {
        return None;
    }
    let messages = world.queues.get_mut(queue).unwrap();
    match action {
        "DeleteMessageBatch" => drop(messages.remove(index)),
        "ChangeMessageVisibilityBatch" => {
            messages[index].visible_at = clock + entry["VisibilityTimeout"].as_u64().unwrap();
        }
        other => panic!("the fake has no action `{other}` of SQS"),
    }
    Some(String::new())
}
