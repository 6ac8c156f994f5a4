//! DynamoDB: items by their keys, and the expressions with which outbox messages are read and marked.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{
    account::Account,
    protocol::{Call, Failure, Response, respond as response},
};

/// The items of a table, by partition and sort key.
pub type Items = BTreeMap<(String, String), Value>;

/// Items in one response, so that tests see several pages.
const PAGE: usize = 3;

pub fn respond(account: &mut Account, call: &Call) -> Response {
    let request: Value = serde_json::from_slice(&call.body).unwrap();
    let table = request["TableName"].as_str().unwrap();
    let Some(items) = account.world.items.get_mut(table) else {
        let code = "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException";
        return Err(Failure::new(400, code, "Requested resource not found"));
    };
    let json = match call.action.as_str() {
        "Query" => {
            let partition = value(&request, ":partition");
            let items = items.iter().filter(|((it, _), _)| *it == partition);
            page(items, &request, |_| true)
        }
        "Scan" => page(items.iter(), &request, |partition| {
            partition.starts_with(&value(&request, ":prefix"))
        }),
        "UpdateItem" => update(items, &request)?,
        other => panic!("the fake has no action `{other}` of DynamoDB"),
    };
    Ok(response(200, json.to_string()))
}

fn value(request: &Value, name: &str) -> String {
    request["ExpressionAttributeValues"][name]["S"].as_str().unwrap().to_owned()
}

fn key(value: &Value) -> Option<(String, String)> {
    Some((value["PK"]["S"].as_str()?.to_owned(), value["SK"]["S"].as_str()?.to_owned()))
}

/// The next items, and of these the ones whose partition key is selected.
fn page<'a>(
    items: impl Iterator<Item = (&'a (String, String), &'a Value)>,
    request: &Value,
    is_selected: impl Fn(&str) -> bool,
) -> Value {
    let after = key(&request["ExclusiveStartKey"]);
    let mut rest = items.filter(|(key, _)| after.as_ref().is_none_or(|it| *key > it));
    let page: Vec<_> = rest.by_ref().take(PAGE).collect();
    let selected: Vec<_> =
        page.iter().filter(|((partition, _), _)| is_selected(partition)).map(|it| it.1).collect();
    let mut response =
        json!({ "Items": selected, "Count": selected.len(), "ScannedCount": page.len() });
    if let (Some((last, _)), Some(_)) = (page.last(), rest.next()) {
        response["LastEvaluatedKey"] = json!({ "PK": { "S": last.0 }, "SK": { "S": last.1 } });
    }
    response
}

/// Sets one attribute of an existing item.
fn update(items: &mut Items, request: &Value) -> Result<Value, Failure> {
    assert_eq!(request["UpdateExpression"], "SET #mark = :now");
    assert_eq!(request["ConditionExpression"], "attribute_exists(PK)");
    let Some(item) = items.get_mut(&key(&request["Key"]).unwrap()) else {
        let code = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException";
        return Err(Failure::new(400, code, "The conditional request failed"));
    };
    let name = request["ExpressionAttributeNames"]["#mark"].as_str().unwrap();
    item[name] = request["ExpressionAttributeValues"][":now"].clone();
    Ok(json!({}))
}
