//! CloudFormation's actions, as far as the tool uses them.

use std::collections::BTreeMap;

use super::{
    account::Account,
    protocol::{Call, Failure, Response, element, list, text},
    resource::{Managed, Version, custom_name, definition},
    stack::{ChangeSet, Event, Stack},
};

const NO_CHANGES: &str = "The submitted information didn't contain changes. Submit different \
                          information to create a change set.";

/// How many resources of a stack one response lists.
const PAGE: usize = 100;

pub fn respond(account: &mut Account, call: &Call) -> Response {
    account.advance();
    let xml = match call.action.as_str() {
        "CreateChangeSet" => create_change_set(account, call)?,
        "DescribeChangeSet" => describe_change_set(account, call)?,
        "DeleteChangeSet" => delete_change_set(account, call)?,
        "ExecuteChangeSet" => execute_change_set(account, call)?,
        "DescribeStacks" => describe_stacks(account, call)?,
        "DescribeStackEvents" => describe_events(account.stack(call.get("StackName"))?),
        "DescribeStackResource" => describe_resource(account, call)?,
        "ListStackResources" => list_resources(account.stack(call.get("StackName"))?, call),
        "GetTemplate" => text("TemplateBody", &account.stack(call.get("StackName"))?.version.text),
        "UpdateTerminationProtection" => protect(account, call)?,
        "ContinueUpdateRollback" => continue_rollback(account, call)?,
        "DeleteStack" => delete_stack(account, call)?,
        other => panic!("the fake of CloudFormation has no action `{other}`"),
    };
    Ok(call.response(&xml))
}

fn create_change_set(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let (name, version) = (call.get("StackName"), version(account, call));
    let status = account.stack(name).ok().map(|it| it.status.clone());
    match (call.get("ChangeSetType"), status.as_deref()) {
        ("CREATE", None) => {
            let stack = Stack::new(name, account.world.next());
            account.stacks.insert(stack.id.clone(), stack);
        }
        ("CREATE", Some("REVIEW_IN_PROGRESS")) => {}
        ("CREATE", Some(_)) => {
            return Err(Failure::invalid(format!("Stack [{name}] already exists")));
        }
        (_, Some(status)) if !can_be_updated(status) => {
            let message = format!("Stack:{name} is in {status} state and can not be updated.");
            return Err(Failure::invalid(message));
        }
        _ => drop(account.stack(name)?),
    }
    let imports = call.get("ImportExistingResources") == "true";
    let change_set = change_set(account, name, version, imports)?;
    let stack = account.stack(name)?;
    stack.change_sets.insert(call.get("ChangeSetName").to_owned(), change_set);
    Ok(text("StackId", &stack.id))
}

fn can_be_updated(status: &str) -> bool {
    status.ends_with("_COMPLETE") && !["ROLLBACK_COMPLETE", "DELETE_COMPLETE"].contains(&status)
}

fn version(account: &Account, call: &Call) -> Version {
    let url = call.get("TemplateURL");
    let stored = account.world.objects.iter().find(|(key, _)| url.ends_with(key.as_str()));
    let inline = || call.get("TemplateBody").to_owned();
    let text = stored.map_or_else(inline, |(_, body)| String::from_utf8(body.clone()).unwrap());
    let parameter = |index: usize| {
        let key = |field: &str| format!("Parameters.member.{index}.{field}");
        let name = call.form.get(&key("ParameterKey"))?;
        Some((name.clone(), call.get(&key("ParameterValue")).to_owned()))
    };
    let parameters: BTreeMap<_, _> = (1..).map_while(parameter).collect();
    Version { template: cfn::parse(&text).unwrap(), text, parameters }
}

/// A change set. It fails if it is empty, or if it imports a resource that cannot be imported.
fn change_set(
    account: &mut Account,
    name: &str,
    version: Version,
    import: bool,
) -> Result<ChangeSet, Failure> {
    let stack = account.stack(name)?;
    let is_empty = stack.status != "REVIEW_IN_PROGRESS"
        && stack.version.template == version.template
        && stack.version.parameters == version.parameters;
    let known: Vec<_> = stack.resources.keys().cloned().collect();
    let imports = if import { existing(account, &version, &known) } else { vec![] };
    let (status, reason) = if is_empty {
        ("FAILED", NO_CHANGES.to_owned())
    } else {
        match refused_import(account, &version, &imports) {
            Some(reason) => ("FAILED", reason),
            None => ("CREATE_COMPLETE", String::new()),
        }
    };
    Ok(ChangeSet { status, reason, version, imports })
}

/// Logical ids of added resources with a fixed name that exists.
fn existing(account: &Account, version: &Version, known: &[String]) -> Vec<String> {
    let resources = version.template["Resources"].as_object().into_iter().flatten();
    let exists = |definition: &serde_json::Value| {
        let kind = definition["Type"].as_str().unwrap_or_default().to_owned();
        custom_name(definition)
            .is_some_and(|it| account.world.resources.contains_key(&(kind, it.to_owned())))
    };
    let added = resources.filter(|(id, definition)| !known.contains(id) && exists(definition));
    added.map(|(id, _)| id.clone()).collect()
}

/// Why existing resources cannot be imported.
fn refused_import(account: &Account, version: &Version, imports: &[String]) -> Option<String> {
    imports.iter().find_map(|id| {
        let definition = definition(version, id);
        let name = custom_name(definition)?;
        let kind = definition["Type"].as_str()?;
        let existing = &account.world.resources[&(kind.to_owned(), name.to_owned())];
        if let Some(stack) = &existing.stack {
            return Some(format!("{name} already exists in stack {stack}"));
        }
        let retained =
            definition["DeletionPolicy"].as_str().is_some_and(|it| it.starts_with("Retain"));
        (!retained).then(|| {
            format!(
                "CloudFormation is attempting to import some resources because they already exist \
                 in your account. The resources must have the DeletionPolicy attribute set to \
                 'Retain' or 'RetainExceptOnCreate' in the template for successful import. The \
                 affected resources are {id}"
            )
        })
    })
}

fn describe_change_set(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let change_set = find_change_set(account.stack(call.get("StackName"))?, call)?;
    Ok(text("Status", change_set.status) + &text("StatusReason", &change_set.reason))
}

fn find_change_set<'a>(stack: &'a Stack, call: &Call) -> Result<&'a ChangeSet, Failure> {
    let name = call.get("ChangeSetName");
    let missing =
        || Failure::new(404, "ChangeSetNotFound", format!("ChangeSet [{name}] does not exist"));
    stack.change_sets.get(name).ok_or_else(missing)
}

fn delete_change_set(account: &mut Account, call: &Call) -> Result<String, Failure> {
    account.stack(call.get("StackName"))?.change_sets.remove(call.get("ChangeSetName"));
    Ok(String::new())
}

fn execute_change_set(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let Account { stacks, world, .. } = account;
    let named = stacks
        .values_mut()
        .find(|it| it.name == call.get("StackName") && it.status != "DELETE_COMPLETE");
    let stack = named.ok_or_else(|| Failure::invalid("Stack does not exist"))?;
    if find_change_set(stack, call)?.status != "CREATE_COMPLETE" || stack.is_running() {
        let message = "The change set cannot be executed in its current status";
        return Err(Failure::new(400, "InvalidChangeSetStatus", message));
    }
    if let Some(change_set) = stack.change_sets.remove(call.get("ChangeSetName")) {
        stack.execute(change_set, call.get("ClientRequestToken"), world);
    }
    Ok(String::new())
}

fn describe_stacks(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let described = match call.get("StackName") {
        "" => account.stacks.values().map(description).collect(),
        name => vec![description(account.stack(name)?)],
    };
    Ok(list("Stacks", described.into_iter()))
}

fn description(stack: &Stack) -> String {
    let pair = |list: &str, key: &str, value: &str| {
        text(&format!("{list}Key"), key) + &text(&format!("{list}Value"), value)
    };
    let parameters = stack.version.parameters.iter();
    let outputs = stack.version.template["Outputs"].as_object().into_iter().flatten();
    let output = |value: &serde_json::Value| {
        let of_resource = value["Value"]["Ref"].as_str().and_then(|id| stack.resources.get(id));
        of_resource.map_or_else(String::new, physical_id)
    };
    text("StackId", &stack.id)
        + &text("StackName", &stack.name)
        + &text("StackStatus", &stack.status)
        + &text("StackStatusReason", &stack.reason)
        + &text("EnableTerminationProtection", &stack.termination_protection.to_string())
        + &list("Parameters", parameters.map(|(key, value)| pair("Parameter", key, value)))
        + &list("Outputs", outputs.map(|(key, value)| pair("Output", key, &output(value))))
}

fn describe_events(stack: &Stack) -> String {
    let event = |it: &Event| {
        text("StackId", &stack.id)
            + &text("EventId", &it.number.to_string())
            + &text("StackName", &stack.name)
            + &text("LogicalResourceId", &it.id)
            + &text("ResourceStatus", &it.status)
            + &text("ResourceStatusReason", &it.reason)
            + &text("ClientRequestToken", &it.token)
    };
    list("StackEvents", stack.events.iter().rev().map(event))
}

fn describe_resource(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let (name, id) = (call.get("StackName"), call.get("LogicalResourceId"));
    let stack = account.stack(name)?;
    let missing = || Failure::invalid(format!("Resource {id} does not exist for stack {name}"));
    let resource = stack.resources.get(id).ok_or_else(missing)?;
    Ok(element("StackResourceDetail", &resource_fields(id, resource)))
}

/// A page of the resources. The token is the number of those that come before it.
fn list_resources(stack: &Stack, call: &Call) -> String {
    let start = call.get("NextToken").parse().unwrap_or(0);
    let page = stack.resources.iter().skip(start).take(PAGE);
    let members = list("StackResourceSummaries", page.map(|(id, it)| resource_fields(id, it)));
    let end = start + PAGE;
    let has_more = stack.resources.len() > end;
    members + &if has_more { text("NextToken", &end.to_string()) } else { String::new() }
}

fn resource_fields(id: &str, resource: &Managed) -> String {
    text("LogicalResourceId", id)
        + &text("PhysicalResourceId", &physical_id(resource))
        + &text("ResourceType", &resource.key().0)
        + &text("ResourceStatus", &resource.status)
}

/// What `Ref` returns: of a queue, its URL.
fn physical_id(resource: &Managed) -> String {
    match resource.key() {
        (kind, name) if kind == "AWS::SQS::Queue" => {
            format!("https://sqs.eu-west-1.amazonaws.com/123456789012/{name}")
        }
        (_, name) => name,
    }
}

fn protect(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let stack = account.stack(call.get("StackName"))?;
    stack.termination_protection = call.get("EnableTerminationProtection") == "true";
    Ok(text("StackId", &stack.id))
}

fn continue_rollback(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let id = account.stack(call.get("StackName"))?.id.clone();
    let Account { stacks, world, .. } = account;
    match stacks.get_mut(&id).filter(|it| it.status == "UPDATE_ROLLBACK_FAILED") {
        Some(stack) => stack.continue_rollback(call.get("ClientRequestToken"), world),
        None => return Err(Failure::invalid("the stack is not in UPDATE_ROLLBACK_FAILED state")),
    }
    Ok(String::new())
}

/// Deleting a stack that does not exist succeeds.
fn delete_stack(account: &mut Account, call: &Call) -> Result<String, Failure> {
    let name = call.get("StackName");
    let Ok(id) = account.stack(name).map(|it| it.id.clone()) else { return Ok(String::new()) };
    let Account { stacks, world, .. } = account;
    if let Some(stack) = stacks.get_mut(&id).filter(|it| it.status != "DELETE_COMPLETE") {
        if stack.termination_protection {
            let message =
                format!("Stack [{name}] cannot be deleted while TerminationProtection is enabled");
            return Err(Failure::invalid(message));
        }
        stack.delete(call.get("ClientRequestToken"), world);
    }
    Ok(String::new())
}
