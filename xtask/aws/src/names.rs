//! Refuses updates that create a resource under the name of one that they delete. CloudFormation deletes
//! last, so the name is still taken, and AWS rejects the new resource in the middle of a deployment.

use serde_json::Value;

use crate::{
    changes::{ResourceChange, StackChanges},
    error::{Error, Result},
    template,
};

/// A resource that an update creates under the physical name of one that it deletes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// The logical id; that of the deleted resource itself if it is replaced.
    pub id: String,
    /// The physical name of both.
    pub name: String,
}

/// Finds the resource that gets the name of `old`, which the update deletes.
pub fn successor(old: &Value, after: &Value) -> Option<Successor> {
    let (kind, name) = (old["Type"].as_str()?, fixed_name(old)?);
    let is_same = |it: &Value| it["Type"] == kind && fixed_name(it) == Some(name);
    let (id, ..) = template::resources(after).find(|(.., it)| is_same(it))?;
    Some(Successor { id: id.to_owned(), name: name.to_owned() })
}

/// The physical name that the template gives a resource with contents.
fn fixed_name(resource: &Value) -> Option<&str> {
    let kind = resource["Type"].as_str().filter(|it| cfn::contents(it).is_some())?;
    let property = format!("{}Name", kind.rsplit("::").next()?);
    resource["Properties"][property.as_str()].as_str()
}

/// Fails if AWS would reject one of the changes.
pub fn refuse(changes: &[StackChanges]) -> Result<()> {
    let conflicts: Vec<_> = changes
        .iter()
        .flat_map(|stack| stack.resources.iter().map(move |it| (stack.stack.as_str(), it)))
        .filter_map(|(stack, resource)| Some((stack, resource, resource.successor.as_ref()?)))
        .collect();
    let Some((stack, resource, successor)) = conflicts.first() else { return Ok(()) };
    let sentences: Vec<_> = conflicts.iter().map(|it| sentence(*it)).collect();
    Err(Error::wrong(
        format!(
            "AWS would reject new resources, because their names are taken:\n  {}",
            sentences.join("\n  ")
        ),
        format!(
            "give the new resource another name; or make two deployments: first remove `{}` with \
             `--allow-loss {stack}/{}`, then add `{}`",
            resource.id, resource.id, successor.id
        ),
    ))
}

fn sentence((stack, resource, successor): (&str, &ResourceChange, &Successor)) -> String {
    let Successor { id, name } = successor;
    let ResourceChange { id: old, kind, .. } = resource;
    format!(
        "`{old}` ({kind}) in `{stack}` would still have the name `{name}` when `{id}` is created"
    )
}
