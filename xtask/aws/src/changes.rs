//! The changes that a deployment would make, property by property. Computed from the two templates,
//! because the change sets of the local AWS contain no values and do not mark replacements.

use std::collections::{BTreeMap, BTreeSet};

use cfn::Contents;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    grants::{Grant, broadened, grants},
    indexes,
    names::{self, Successor},
    template::is_intrinsic,
};

/// A template and the values of its parameters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Version {
    pub template: Value,
    pub parameters: BTreeMap<String, String>,
}

/// The changes of one stack.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StackChanges {
    pub stack: String,
    /// Whether the stack is not deployed yet.
    pub is_new: bool,
    /// Resources that are added, removed or changed.
    pub resources: Vec<ResourceChange>,
    /// Parameters, outputs and everything else that is not a resource.
    pub others: Vec<Difference>,
    /// Access that the deployment would add.
    pub broadened: Vec<Grant>,
    /// Access that the deployment would remove.
    pub narrowed: Vec<Grant>,
}

/// The changes of one resource.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ResourceChange {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub action: Action,
    /// What the deployment would lose. Filled in for queues by [`crate::queues::count`].
    pub loss: Option<Loss>,
    /// Global secondary indexes that an update adds or removes, as text.
    #[serde(skip)]
    pub indexes: Vec<String>,
    /// The resource that would get the name of this one, which is removed or replaced.
    #[serde(skip)]
    pub successor: Option<Successor>,
    /// One per property. Empty for resources that are added or removed.
    pub differences: Vec<Difference>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Action {
    Add,
    Remove,
    /// Changed in place.
    Update,
    /// A new resource is created and the old one deleted.
    Replace,
}

/// What happens to the contents of a resource that is removed or replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Loss {
    /// Its data is deleted.
    Data,
    /// This many messages are deleted.
    Messages(u64),
    /// It stays in AWS with its contents, but belongs to no stack any more.
    Orphaned,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// For example `KeySchema.0.AttributeName`.
    pub path: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
}

impl StackChanges {
    pub fn is_empty(&self) -> bool {
        !self.is_new && self.resources.is_empty() && self.others.is_empty()
    }

    /// Whether the deployment would permit more than before.
    pub fn needs_consent(&self) -> bool {
        !self.broadened.is_empty()
    }

    /// Resources whose contents the deployment would lose.
    pub fn losses(&self) -> impl Iterator<Item = (&ResourceChange, Loss)> {
        self.resources.iter().filter_map(|it| Some((it, it.loss?)))
    }
}

impl ResourceChange {
    /// Whether the deployed resource does not remain in the stack.
    pub fn is_removed(&self) -> bool {
        matches!(self.action, Action::Remove | Action::Replace)
    }
}

/// Compares the deployed version, if there is one, with the synthesised one.
pub fn compare(stack: &str, before: Option<&Version>, after: &Version) -> StackChanges {
    let nothing = Version::default();
    let old = before.unwrap_or(&nothing);
    let (old_grants, new_grants) = (grants(&old.template), grants(&after.template));
    StackChanges {
        stack: stack.to_owned(),
        is_new: before.is_none(),
        resources: resource_changes(&old.template, &after.template),
        others: other_differences(old, after),
        broadened: broadened(&old_grants, &new_grants),
        narrowed: broadened(&new_grants, &old_grants),
    }
}

fn resource_changes(before: &Value, after: &Value) -> Vec<ResourceChange> {
    let (old, new) = (&before["Resources"], &after["Resources"]);
    keys(old, new)
        .into_iter()
        .filter(|id| old[id] != new[id])
        .map(|id| {
            let change = resource_change(id, &old[id], &new[id]);
            let successor = change.is_removed().then(|| names::successor(&old[id], after));
            ResourceChange { successor: successor.flatten(), ..change }
        })
        .collect()
}

fn resource_change(id: &str, old: &Value, new: &Value) -> ResourceChange {
    let differences = differences(old, new);
    let action = match (old, new) {
        (Value::Null, _) => Action::Add,
        (_, Value::Null) => Action::Remove,
        _ if is_replaced(old, new, &differences) => Action::Replace,
        _ => Action::Update,
    };
    let kind = if old.is_null() { new } else { old }["Type"].as_str().unwrap_or("unknown type");
    let whole = matches!(action, Action::Add | Action::Remove);
    ResourceChange {
        id: id.to_owned(),
        kind: kind.to_owned(),
        action,
        loss: loss(kind, action, old, new),
        indexes: if action == Action::Update { indexes::changed(old, new) } else { vec![] },
        successor: None,
        differences: if whole { vec![] } else { differences },
    }
}

fn is_replaced(old: &Value, new: &Value, differences: &[Difference]) -> bool {
    let kind = new["Type"].as_str().unwrap_or_default();
    old["Type"] != new["Type"] || differences.iter().any(|it| replaces(kind, &it.path))
}

/// List positions are not part of a property's name.
fn replaces(kind: &str, path: &str) -> bool {
    let names: Vec<&str> = path.split('.').filter(|it| it.parse::<usize>().is_err()).collect();
    cfn::replaces_on_change(kind, &names.join("."))
}

/// The removal of a deployed resource.
pub fn removal(id: &str, old: &Value) -> ResourceChange {
    resource_change(id, old, &Value::Null)
}

/// What is lost of a resource other than a queue. Even if the replaced resource is retained, the new
/// one is empty.
fn loss(kind: &str, action: Action, old: &Value, new: &Value) -> Option<Loss> {
    let policy = match action {
        Action::Add | Action::Update => return None,
        Action::Remove => &old["DeletionPolicy"],
        Action::Replace => &new["UpdateReplacePolicy"],
    };
    let lost = if is_retained(policy) { Loss::Orphaned } else { Loss::Data };
    (cfn::contents(kind) == Some(Contents::Data)).then_some(lost)
}

/// Whether a deletion policy keeps the resource in AWS.
pub fn is_retained(policy: &Value) -> bool {
    matches!(policy.as_str(), Some("Retain" | "RetainExceptOnCreate"))
}

/// The differences of a resource, with paths that start below `Properties`.
fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut found = vec![];
    for key in keys(old, new) {
        let path = if key == "Properties" { "" } else { key };
        walk(path, Some(&old[key]), Some(&new[key]), &mut found);
    }
    found
}

fn other_differences(before: &Version, after: &Version) -> Vec<Difference> {
    let mut found = vec![];
    for key in keys(&before.template, &after.template) {
        if key != "Resources" {
            walk(key, Some(&before.template[key]), Some(&after.template[key]), &mut found);
        }
    }
    let parameters = |it: &Version| {
        it.parameters.iter().map(|(key, value)| (key.clone(), value.clone().into())).collect()
    };
    let (old, new): (Map<_, _>, Map<_, _>) = (parameters(before), parameters(after));
    walk("", Some(&Value::Object(old)), Some(&Value::Object(new)), &mut found);
    found
}

/// Collects the smallest values that differ.
fn walk(path: &str, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Difference>) {
    let (old, new) = (old.filter(|it| !it.is_null()), new.filter(|it| !it.is_null()));
    if old == new {
        return;
    }
    let step = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (old, new) {
        (Some(a @ Value::Object(_)), Some(b @ Value::Object(_)))
            if !is_intrinsic(a) && !is_intrinsic(b) =>
        {
            for key in keys(a, b) {
                walk(&step(key), a.get(key), b.get(key), found);
            }
        }
        (Some(Value::Array(a)), Some(Value::Array(b))) => {
            for index in 0..a.len().max(b.len()) {
                walk(&step(&index.to_string()), a.get(index), b.get(index), found);
            }
        }
        _ => found.push(Difference {
            path: path.to_owned(),
            before: old.cloned(),
            after: new.cloned(),
        }),
    }
}

fn keys<'a>(a: &'a Value, b: &'a Value) -> BTreeSet<&'a str> {
    let of = |value: &'a Value| value.as_object().into_iter().flat_map(Map::keys);
    of(a).chain(of(b)).map(String::as_str).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn version(resources: &Value) -> Version {
        Version { template: json!({ "Resources": resources }), parameters: BTreeMap::new() }
    }

    fn table(key: &str, billing: &str) -> Value {
        json!({ "Users": { "Type": "AWS::DynamoDB::Table", "Properties": {
            "BillingMode": billing,
            "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
        } } })
    }

    fn check(before: &Value, after: &Value) -> StackChanges {
        compare("Users-dev", Some(&version(before)), &version(after))
    }

    #[test]
    fn equal_templates_have_no_changes() {
        let same = table("id", "PAY_PER_REQUEST");
        assert!(check(&same, &same).is_empty());
    }

    #[test]
    fn a_changed_property_is_listed_with_both_values() {
        let changes = check(&table("id", "PROVISIONED"), &table("id", "PAY_PER_REQUEST"));
        let change = &changes.resources[0];
        assert_eq!((change.id.as_str(), change.action), ("Users", Action::Update));
        assert_eq!(
            change.differences,
            [Difference {
                path: "BillingMode".to_owned(),
                before: Some(json!("PROVISIONED")),
                after: Some(json!("PAY_PER_REQUEST")),
            }]
        );
        assert!(!changes.needs_consent());
    }

    #[test]
    fn a_new_key_replaces_the_table_and_loses_its_items() {
        let changes = check(&table("id", "PROVISIONED"), &table("email", "PROVISIONED"));
        assert_eq!(changes.resources[0].action, Action::Replace);
        assert_eq!(changes.resources[0].differences[0].path, "KeySchema.0.AttributeName");
        assert_eq!(changes.resources[0].loss, Some(Loss::Data));
    }

    #[test]
    fn a_removed_table_loses_its_items_or_leaves_its_stack() {
        let mut retained = table("id", "PROVISIONED");
        retained["Users"]["DeletionPolicy"] = json!("Retain");
        let loss = |before: &Value| check(before, &json!({})).resources[0].loss;
        assert_eq!(loss(&table("id", "PROVISIONED")), Some(Loss::Data));
        assert_eq!(loss(&retained), Some(Loss::Orphaned));
    }

    #[test]
    fn a_table_with_another_logical_id_is_a_removed_one_and_a_new_one() {
        let before = table("id", "PROVISIONED");
        let after = json!({ "Accounts": before["Users"] });
        let changes = check(&before, &after);
        let found: Vec<_> =
            changes.resources.iter().map(|it| (it.id.as_str(), it.action, it.loss)).collect();
        assert_eq!(
            found,
            [("Accounts", Action::Add, None), ("Users", Action::Remove, Some(Loss::Data)),]
        );
    }

    #[test]
    fn a_changed_reference_is_one_difference() {
        let queue = |name: Value| json!({ "Q": { "Type": "AWS::SQS::Queue", "Properties": { "DelaySeconds": name } } });
        let changes = check(&queue(json!({ "Ref": "A" })), &queue(json!({ "Ref": "B" })));
        assert_eq!(changes.resources[0].differences[0].path, "DelaySeconds");
    }

    #[test]
    fn new_code_changes_a_parameter() {
        let with_key = |key: &str| Version {
            parameters: BTreeMap::from([("ArtifactKey".to_owned(), key.to_owned())]),
            ..version(&json!({}))
        };
        let changes = compare("Users-dev", Some(&with_key("a.zip")), &with_key("b.zip"));
        assert_eq!(changes.others[0].path, "ArtifactKey");
        assert!(!changes.is_empty());
    }

    #[test]
    fn a_stack_that_is_not_deployed_is_new() {
        let changes = compare("Users-dev", None, &version(&table("id", "PROVISIONED")));
        assert!(changes.is_new);
        assert_eq!(changes.resources[0].action, Action::Add);
    }
}
