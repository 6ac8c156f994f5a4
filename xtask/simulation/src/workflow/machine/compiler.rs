//! Compiles the states of a definition.

use std::collections::{BTreeMap, BTreeSet};

use cfn::asl;
use jiff::SignedDuration;
use serde_json::Value as Json;

use super::{Catch, CompileError, Delay, Exit, Flow, Kind, State, Task};
use crate::workflow::{
    expression::{Template, entries},
    failure,
};

/// The flows of a machine. Its own is the first.
pub(super) fn compile(
    machine: &str,
    flow: &asl::Flow,
    values: &BTreeMap<String, String>,
) -> Result<Vec<Flow>, CompileError> {
    let mut compiler = Compiler { machine, values, flows: Vec::new() };
    compiler.flow(flow, &BTreeSet::new())?;
    Ok(compiler.flows)
}

struct Compiler<'a> {
    machine: &'a str,
    values: &'a BTreeMap<String, String>,
    flows: Vec<Flow>,
}

/// The names that a state is compiled with.
struct Names<'a> {
    state: &'a str,
    flow: &'a asl::Flow,
    /// Variables of this flow and the flows around it.
    variables: &'a BTreeSet<&'a str>,
}

impl Compiler<'_> {
    /// Adds a flow and those within it, and returns its index.
    fn flow(&mut self, flow: &asl::Flow, outer: &BTreeSet<&str>) -> Result<usize, CompileError> {
        let own = assigned(flow);
        if let Some(name) = own.intersection(outer).next() {
            let reason = format!("`${name}` is also a variable of a flow around this branch");
            return Err(CompileError::State { state: flow.start_at.clone(), reason });
        }
        let variables = own.union(outer).copied().collect();
        let index = self.flows.len();
        self.flows.push(Flow { start: 0, states: Vec::new() });
        let mut states = Vec::new();
        for (name, state) in &flow.states {
            states.push(self.state(state, &Names { state: name, flow, variables: &variables })?);
        }
        let start = position(flow, &flow.start_at);
        self.flows[index] = Flow { start, states };
        Ok(index)
    }

    fn state(&mut self, state: &asl::State, names: &Names) -> Result<State, CompileError> {
        let kind = self.kind(state, names)?;
        let (retry, catch) = match state {
            asl::State::Task(task) => (task.retry.as_slice(), task.catch.as_slice()),
            asl::State::Parallel(parallel) => (&*parallel.retry, &*parallel.catch),
            _ => Default::default(),
        };
        let errors =
            retry.iter().flat_map(|it| &it.errors).chain(catch.iter().flat_map(|it| &it.errors));
        for error in errors {
            if error.starts_with("States.") && !failure::KNOWN.contains(&error.as_str()) {
                return Err(names.error(format!("the error `{error}` is not supported")));
            }
        }
        let catch = catch.iter().map(|catch| self.catch(catch, names)).collect::<Result<_, _>>()?;
        Ok(State { name: names.state.to_owned(), kind, retry: retry.to_vec(), catch })
    }

    fn kind(&mut self, state: &asl::State, names: &Names) -> Result<Kind, CompileError> {
        Ok(match state {
            asl::State::Task(task) => Kind::Task(
                self.task(task, names)?,
                self.exit(task.assign.as_ref(), task.output.as_ref(), &task.next, names)?,
            ),
            asl::State::Choice(choice) => self.choice(choice, names)?,
            asl::State::Wait(wait) => {
                let delay = match &wait.delay {
                    asl::Delay::Seconds(seconds) => Delay::Seconds(self.template(seconds, names)?),
                    asl::Delay::Until(time) => Delay::Until(self.template(time, names)?),
                };
                Kind::Wait(delay, self.exit(None, None, &wait.next, names)?)
            }
            asl::State::Parallel(it) if it.branches.is_empty() => {
                return Err(names.error("a `Parallel` needs a branch".to_owned()));
            }
            asl::State::Parallel(it) => {
                let exit = self.exit(it.assign.as_ref(), it.output.as_ref(), &it.next, names)?;
                let flows = it.branches.iter().map(|flow| self.flow(flow, names.variables));
                Kind::Parallel(flows.collect::<Result<_, _>>()?, exit)
            }
            asl::State::Pass(pass) => Kind::Pass(self.exit(
                pass.assign.as_ref(),
                pass.output.as_ref(),
                &pass.next,
                names,
            )?),
            asl::State::Succeed(succeed) => {
                Kind::Succeed(self.optional(succeed.output.as_ref(), names)?)
            }
            asl::State::Fail(fail) => Kind::Fail(
                self.template(&fail.error.as_str().into(), names)?,
                self.optional(fail.cause.as_deref().map(Json::from).as_ref(), names)?,
            ),
        })
    }

    fn choice(&self, choice: &asl::Choice, names: &Names) -> Result<Kind, CompileError> {
        let mut choices = Vec::new();
        for branch in &choice.choices {
            let condition = self.template(&branch.condition, names)?;
            choices.push((condition, position(names.flow, &branch.next)));
        }
        let default = choice.default.as_ref().map(|name| position(names.flow, name));
        Ok(Kind::Choice(choices, default))
    }

    fn task(&self, task: &asl::Task, names: &Names) -> Result<Task, CompileError> {
        let Some(arguments) = &task.arguments else {
            return Err(names.error("a task without arguments is not supported".to_owned()));
        };
        Ok(Task {
            resource: self.substitute(&task.resource)?,
            arguments: self.template(arguments, names)?,
            timeout: task.timeout_seconds.map(|seconds| SignedDuration::from_secs(seconds.into())),
            waits_for_token: task.resource.ends_with(".waitForTaskToken"),
        })
    }

    fn catch(&self, catch: &asl::Catch, names: &Names) -> Result<Catch, CompileError> {
        let next = asl::Next::State(catch.next.clone());
        let exit = self.exit(catch.assign.as_ref(), catch.output.as_ref(), &next, names)?;
        Ok(Catch { errors: catch.errors.clone(), exit })
    }

    fn exit(
        &self,
        assign: Option<&Json>,
        output: Option<&Json>,
        next: &asl::Next,
        names: &Names,
    ) -> Result<Exit, CompileError> {
        let assign = match assign {
            None => Vec::new(),
            Some(assign) => {
                let assign = self.substituted(assign)?;
                entries(&assign).map_err(|reason| names.error(reason))?
            }
        };
        let next = match next {
            asl::Next::State(name) => Some(position(names.flow, name)),
            asl::Next::End => None,
        };
        Ok(Exit { assign, output: self.optional(output, names)?, next })
    }

    fn optional(
        &self,
        json: Option<&Json>,
        names: &Names,
    ) -> Result<Option<Template>, CompileError> {
        json.map(|json| self.template(json, names)).transpose()
    }

    fn template(&self, json: &Json, names: &Names) -> Result<Template, CompileError> {
        Template::parse(&self.substituted(json)?).map_err(|reason| names.error(reason))
    }

    fn substituted(&self, json: &Json) -> Result<Json, CompileError> {
        Ok(match json {
            Json::String(text) => self.substitute(text)?.into(),
            Json::Array(items) => {
                items.iter().map(|item| self.substituted(item)).collect::<Result<_, _>>()?
            }
            Json::Object(entries) => entries
                .iter()
                .map(|(name, value)| Ok((name.clone(), self.substituted(value)?)))
                .collect::<Result<serde_json::Map<_, _>, CompileError>>()?
                .into(),
            _ => json.clone(),
        })
    }

    /// The text with the values of its `${Name}`s.
    fn substitute(&self, text: &str) -> Result<String, CompileError> {
        let mut parts = text.split("${");
        let mut result = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let Some((name, rest)) = part.split_once('}') else {
                result += "${";
                result += part;
                continue;
            };
            let value = self.values.get(name).ok_or_else(|| CompileError::MissingValue {
                machine: self.machine.to_owned(),
                name: name.to_owned(),
            })?;
            result += value;
            result += rest;
        }
        Ok(result)
    }
}

impl Names<'_> {
    fn error(&self, reason: String) -> CompileError {
        CompileError::State { state: self.state.to_owned(), reason }
    }
}

/// The position of a state, which exists in a valid flow.
fn position(flow: &asl::Flow, name: &str) -> usize {
    flow.states.iter().position(|(state, _)| state == name).unwrap_or_default()
}

/// The variables that the states of a flow assign, without those of flows within it.
fn assigned(flow: &asl::Flow) -> BTreeSet<&str> {
    let assigns = flow.states.iter().flat_map(|(_, state)| {
        let (assign, catch) = match state {
            asl::State::Task(task) => (task.assign.as_ref(), task.catch.as_slice()),
            asl::State::Parallel(parallel) => (parallel.assign.as_ref(), &*parallel.catch),
            asl::State::Pass(pass) => (pass.assign.as_ref(), Default::default()),
            _ => Default::default(),
        };
        assign.into_iter().chain(catch.iter().filter_map(|catch| catch.assign.as_ref()))
    });
    let objects = assigns.filter_map(Json::as_object);
    objects.flat_map(|object| object.keys().map(String::as_str)).collect()
}
