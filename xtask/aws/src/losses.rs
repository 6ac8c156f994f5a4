//! Refuses deployments that lose data, except that of the resources that `--allow-loss` names.

use std::collections::BTreeSet;

use manifest::Stack;
use request::Deploy;

use crate::{
    changes::{Action, Loss, ResourceChange, StackChanges},
    context::Context,
    error::{Error, Result},
};

/// A resource by the name of its stack and its logical id. Written `STACK/LOGICAL_ID`.
type Name = (String, String);

/// The losses that the user allows.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Allowed {
    resources: BTreeSet<Name>,
    /// The command that the user gave, without the options of this kind.
    command: String,
}

impl Allowed {
    /// Finds the resources that the user named, as `LOGICAL_ID` or, if several stacks have it,
    /// `STACK/LOGICAL_ID`. A name that no resource has is wrong only if something else would be lost:
    /// a command that is repeated names what is already gone.
    pub fn find(ctx: &Context, options: &Deploy, changes: &[StackChanges]) -> Result<Self> {
        let known = known(ctx, changes);
        let command = ctx.deploy_command(&options.stacks);
        let mut allowed = Self { resources: BTreeSet::new(), command };
        let mut gone = vec![];
        for name in &options.allow_loss {
            match matching(name, &known).as_slice() {
                [resource] => drop(allowed.resources.insert((*resource).clone())),
                [] => gone.push(name),
                several => return Err(ambiguous(name, several)),
            }
        }
        let lost = allowed.others(ctx, changes);
        for name in gone {
            if !lost.is_empty() {
                return Err(unknown(name, &lost));
            }
            let text = format!("`--allow-loss {name}` names no resource: nothing of it is left");
            ctx.progress.line(&text);
        }
        Ok(allowed)
    }

    /// The losses that are not allowed.
    fn others<'a>(&self, ctx: &'a Context, changes: &'a [StackChanges]) -> Vec<Lost<'a>> {
        let all = changes.iter().flat_map(|stack| {
            let declared = ctx.manifest.stack(&stack.stack).ok();
            stack.losses().map(move |(resource, loss)| Lost { stack, declared, resource, loss })
        });
        all.filter(|it| !self.resources.contains(&it.name())).collect()
    }
}

/// Fails if the changes lose more than what is allowed.
pub fn refuse(ctx: &Context, changes: &[StackChanges], allowed: &Allowed) -> Result<()> {
    let lost = allowed.others(ctx, changes);
    if lost.is_empty() {
        return Ok(());
    }
    let sentences: Vec<_> = lost.iter().map(Lost::sentence).collect();
    let names = allowed.resources.iter().cloned().chain(lost.iter().map(Lost::name));
    let options: BTreeSet<_> = names.map(option).collect();
    let options: Vec<_> = options.into_iter().collect();
    Err(Error::refused(
        format!("the deployment would lose data:\n  {}", sentences.join("\n  ")),
        format!(
            "undo these changes, or lose the data with `{} {}`",
            allowed.command,
            options.join(" ")
        ),
    ))
}

fn option((stack, id): Name) -> String {
    format!("--allow-loss {stack}/{id}")
}

/// Every resource that is deployed or would be.
fn known(ctx: &Context, changes: &[StackChanges]) -> BTreeSet<Name> {
    let name = |stack: &str, id: &str| (stack.to_owned(), id.to_owned());
    let changed = |stack: &StackChanges| -> Vec<Name> {
        stack.resources.iter().map(|it| name(&stack.stack, &it.id)).collect()
    };
    let declared = |stack: &Stack| -> Vec<Name> {
        stack.declared.keys().map(|id| name(&stack.name, id)).collect()
    };
    let declared = ctx.manifest.stacks.iter().flat_map(declared);
    changes.iter().flat_map(changed).chain(declared).collect()
}

fn matching<'a>(name: &str, known: &'a BTreeSet<Name>) -> Vec<&'a Name> {
    let is_named = |it: &&Name| match name.split_once('/') {
        Some((stack, id)) => it.0 == stack && it.1 == id,
        None => it.1 == name,
    };
    known.iter().filter(is_named).collect()
}

fn unknown(name: &str, lost: &[Lost]) -> Error {
    let options: Vec<_> = lost.iter().map(|it| format!("`{}`", option(it.name()))).collect();
    Error::usage(
        format!("`--allow-loss {name}` names no resource"),
        format!("the deployment would lose what these name: {}", options.join(", ")),
    )
}

fn ambiguous(name: &str, resources: &[&Name]) -> Error {
    let options: Vec<_> =
        resources.iter().map(|it| format!("`{}`", option((*it).clone()))).collect();
    Error::usage(
        format!("`--allow-loss {name}` names a resource of each of several stacks"),
        format!("give one of {}", options.join(", ")),
    )
}

/// The contents of a resource that a deployment would lose.
struct Lost<'a> {
    stack: &'a StackChanges,
    /// The stack as it was synthesised.
    declared: Option<&'a Stack>,
    resource: &'a ResourceChange,
    loss: Loss,
}

impl Lost<'_> {
    fn name(&self) -> Name {
        (self.stack.stack.clone(), self.resource.id.clone())
    }

    /// What is lost, and why.
    fn sentence(&self) -> String {
        let what = match self.loss {
            Loss::Data => "its data would be deleted".to_owned(),
            Loss::Messages(count) => format!("{count} messages would be deleted"),
            Loss::Orphaned => {
                "it would stay in AWS with its data, but belong to no stack any more".to_owned()
            }
        };
        let (id, kind, stack) = (&self.resource.id, &self.resource.kind, &self.stack.stack);
        format!("`{id}` ({kind}) in `{stack}`: {what}, because {}", self.reason())
    }

    fn reason(&self) -> String {
        let id = &self.resource.id;
        let place = self.place(id);
        if self.resource.action == Action::Replace {
            let paths = self.resource.differences.iter().map(|it| format!("`{}`", it.path));
            let paths: Vec<_> = paths.collect();
            return format!("a change of {} replaces it{place}", paths.join(", "));
        }
        if self.declared.is_some_and(|it| it.declared.contains_key(id)) {
            return format!("its stack failed and must be created again{place}");
        }
        let file = self.declared.map_or_else(String::new, |it| it.service.replace('-', "_"));
        format!("`stacks/src/{file}.rs` does not declare it any more{}", self.successors())
    }

    /// A logical id that changes is a removed resource and a new one.
    fn successors(&self) -> String {
        let is_new =
            |it: &&ResourceChange| it.action == Action::Add && it.kind == self.resource.kind;
        let new = self.stack.resources.iter().filter(is_new);
        let new: Vec<_> = new.map(|it| format!("`{}`{}", it.id, self.place(&it.id))).collect();
        if new.is_empty() { String::new() } else { format!("; {} is new", new.join(", ")) }
    }

    /// The line of Rust that declares a resource.
    fn place(&self, id: &str) -> String {
        let place = self.declared.and_then(|it| it.declared.get(id));
        place.map_or_else(String::new, |it| format!(" (declared at {it})"))
    }
}

#[cfg(test)]
mod tests;
