//! SSM: parameters, which hold the secrets.

use serde_json::{Value, json};

use super::{
    account::Account,
    protocol::{Call, Failure, Response, respond as response},
};

pub fn respond(account: &mut Account, call: &Call) -> Response {
    let input: Value = serde_json::from_slice(&call.body).unwrap();
    let name = input["Name"].as_str().unwrap_or_default();
    let parameters = &mut account.world.parameters;
    match (call.action.as_str(), parameters.get(name)) {
        ("PutParameter", Some(_)) if input["Overwrite"] != true => {
            Err(Failure::new(400, "ParameterAlreadyExists", format!("{name} already exists")))
        }
        ("PutParameter", _) => {
            let value = input["Value"].as_str().unwrap_or_default();
            parameters.insert(name.to_owned(), value.to_owned());
            Ok(response(200, json!({ "Version": 1 }).to_string()))
        }
        (_, Some(value)) => {
            let parameter = json!({ "Name": name, "Value": value });
            Ok(response(200, json!({ "Parameter": parameter }).to_string()))
        }
        (_, None) => Err(Failure::new(400, "ParameterNotFound", format!("{name} does not exist"))),
    }
}
