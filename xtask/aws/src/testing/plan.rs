//! The steps of an operation: those that it takes, and those that undo it.

use std::collections::VecDeque;

use super::{
    resource::{Managed, Version, definition, ids, replaces},
    stack::Stack,
};

/// An operation that runs.
#[derive(Debug)]
pub struct Operation {
    /// The client's token, by which it finds the events.
    pub token: String,
    /// The version that is deployed if the operation succeeds.
    pub target: Version,
    pub steps: VecDeque<Step>,
    /// What a rollback does, in that order.
    pub undo: VecDeque<Step>,
    /// Whether a deletion failed, so that the operation ends in a failed state.
    pub failed: bool,
}

#[derive(Clone, Debug)]
pub enum Step {
    Create(String),
    Import(String),
    Update(String),
    Restore(String, Managed),
    /// Deletes a resource, unless its policy retains it.
    Delete(String, Managed, &'static str),
    /// Removes a resource from the stack without deleting it.
    Release(String),
    /// The next state of the stack.
    Enter(&'static str),
}

/// The steps that create a stack.
pub fn creation(version: &Version, imports: &[String]) -> VecDeque<Step> {
    let mut steps: VecDeque<_> = ids(version).map(|id| added(id, imports)).collect();
    steps.push_back(Step::Enter("CREATE_COMPLETE"));
    steps
}

/// First everything is restored, then what was created is deleted.
pub fn rollback_of_update(undo: VecDeque<Step>) -> VecDeque<Step> {
    let is_deletion = |it: &Step| matches!(it, Step::Delete(..));
    let (deletions, restorations): (Vec<_>, Vec<_>) = undo.into_iter().partition(is_deletion);
    let cleanup = Step::Enter("UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS");
    let end = Step::Enter("UPDATE_ROLLBACK_COMPLETE");
    restorations.into_iter().chain([cleanup]).chain(deletions).chain([end]).collect()
}

/// The steps that update a stack. Everything new comes first; what is replaced or removed is deleted at
/// the end.
pub fn update(stack: &Stack, version: &Version, imports: &[String]) -> VecDeque<Step> {
    let (mut steps, mut cleanup) = (VecDeque::new(), VecDeque::new());
    for id in ids(version) {
        match stack.resources.get(&id) {
            None => steps.push_back(added(id, imports)),
            Some(old) if replaces(&old.definition, definition(version, &id)) => {
                cleanup.push_back(Step::Delete(id.clone(), old.clone(), "UpdateReplacePolicy"));
                steps.push_back(Step::Create(id));
            }
            Some(old) if old.definition != *definition(version, &id) => {
                steps.push_back(Step::Update(id));
            }
            Some(_) => {}
        }
    }
    let removed = stack.resources.iter().filter(|(id, _)| !ids(version).any(|it| it == **id));
    cleanup
        .extend(removed.map(|(id, old)| Step::Delete(id.clone(), old.clone(), "DeletionPolicy")));
    steps.push_back(Step::Enter("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"));
    steps.extend(cleanup);
    steps.push_back(Step::Enter("UPDATE_COMPLETE"));
    steps
}

/// The steps that delete a stack.
pub fn deletion(stack: &Stack) -> VecDeque<Step> {
    let left = stack.resources.iter().rev().filter(|(_, it)| it.is_left());
    let mut steps: VecDeque<_> =
        left.map(|(id, it)| Step::Delete(id.clone(), it.clone(), "DeletionPolicy")).collect();
    steps.push_back(Step::Enter("DELETE_COMPLETE"));
    steps
}

fn added(id: String, imports: &[String]) -> Step {
    if imports.contains(&id) { Step::Import(id) } else { Step::Create(id) }
}
