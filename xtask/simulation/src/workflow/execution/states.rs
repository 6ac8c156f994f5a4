//! What each type of state does when it is executed.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{
    Call, CallId, Execution,
    branch::Activity,
    transitions::{Ending, MOST_SECONDS},
};
use crate::workflow::{
    data::{Value, object, to_json},
    expression::{Scope, Template},
    failure::{Failure, NO_CHOICE_MATCHED},
    machine::{Delay, Kind, State, Task},
    token,
};

impl Execution {
    /// Executes the current state of a branch up to its first wait or its end.
    pub(super) fn execute(&mut self, id: usize) -> Result<(), Failure> {
        let machine = Arc::clone(&self.machine);
        let state = machine.state(self.position(id));
        let token = state.kind.waits_for_token().then(|| self.new_token());
        self.branch(id).visit.context = self.context(id, state, token);
        match &state.kind {
            Kind::Task(task, _) => self.call(id, state, task, token)?,
            Kind::Choice(choices, default) => {
                let next = self.choose(id, choices)?.or(*default).ok_or_else(no_choice)?;
                self.enter(id, next, self.branches[&id].visit.input.clone());
            }
            Kind::Wait(delay, _) => {
                let until = self.end_of(id, delay)?;
                self.branch(id).activity = Activity::Waiting(until);
            }
            Kind::Parallel(flows, _) => self.fork(id, flows),
            Kind::Pass(exit) => self.exit(id, exit, Ending::Nothing)?,
            Kind::Succeed(output) => {
                let output = output.as_ref().map(|output| self.evaluate(id, output)).transpose()?;
                let output = output.unwrap_or_else(|| self.branches[&id].visit.input.clone());
                self.finish(id, output);
            }
            Kind::Fail(error, cause) => {
                let scope = self.scope(id, &Ending::Nothing);
                let cause = cause.as_ref().map(|cause| cause.evaluate_text(&scope)).transpose()?;
                return Err(Failure { error: error.evaluate_text(&scope)?, cause });
            }
        }
        Ok(())
    }

    /// What the expressions of the current state refer to.
    pub(super) fn scope(&self, id: usize, ending: &Ending) -> Scope<'_> {
        let branch = &self.branches[&id];
        let (input, context) = (branch.visit.input.clone(), branch.visit.context.clone());
        let given = [("input", input), ("context", context)];
        let states = match ending {
            Ending::Nothing => object(given),
            Ending::Result(result) => {
                let [input, context] = given;
                object([input, context, ("result", result.clone())])
            }
            Ending::Error(failure) => {
                let [input, context] = given;
                object([input, context, ("errorOutput", failure.to_json().into())])
            }
        };
        Scope { states, variables: &branch.variables, source: &self.source }
    }

    fn evaluate(&self, id: usize, template: &Template) -> Result<Value, Failure> {
        template.evaluate(&self.scope(id, &Ending::Nothing))
    }

    fn new_token(&mut self) -> u64 {
        self.next_token += 1;
        self.next_token - 1
    }

    /// `$states.context` of an attempt.
    fn context(&self, id: usize, state: &State, token: Option<u64>) -> Value {
        let visit = &self.branches[&id].visit;
        let attempts: u32 = visit.retries.iter().sum();
        let state = object([
            ("EnteredTime", format!("{:.3}", visit.entered).into()),
            ("Name", state.name.as_str().into()),
            ("RetryCount", f64::from(attempts).into()),
        ]);
        let machine = object([("Name", self.machine.name.as_str().into())]);
        let given =
            [("Execution", self.context.clone()), ("State", state), ("StateMachine", machine)];
        match token {
            None => object(given),
            Some(token) => {
                let [execution, state, machine] = given;
                let task = object([("Token", token::text(&self.id, token).into())]);
                object([execution, state, machine, ("Task", task)])
            }
        }
    }

    fn call(
        &mut self,
        id: usize,
        state: &State,
        task: &Task,
        token: Option<u64>,
    ) -> Result<(), Failure> {
        let arguments = to_json(&self.evaluate(id, &task.arguments)?)?;
        let call = CallId(self.next_call);
        self.next_call += 1;
        let deadline = task.timeout.map(|timeout| self.source.now + timeout);
        self.branch(id).activity = Activity::Task { call: Some(call), token, deadline };
        self.calls.push_back(Call {
            id: call,
            state: state.name.clone(),
            resource: task.resource.clone(),
            arguments,
            token: token.map(|number| token::text(&self.id, number)),
            deadline,
        });
        Ok(())
    }

    /// The state of the first condition that is true.
    fn choose(&self, id: usize, choices: &[(Template, usize)]) -> Result<Option<usize>, Failure> {
        for (condition, next) in choices {
            let value = self.evaluate(id, condition)?;
            let is_true = value.as_bool().ok_or_else(|| {
                Failure::query(format!("a condition must be true or false, got `{value}`"))
            })?;
            if is_true {
                return Ok(Some(*next));
            }
        }
        Ok(None)
    }

    /// When a `Wait` ends.
    fn end_of(&self, id: usize, delay: &Delay) -> Result<Timestamp, Failure> {
        match delay {
            Delay::Seconds(seconds) => {
                let value = self.evaluate(id, seconds)?;
                let is_valid = |n: &f64| n.fract() == 0.0 && (0.0..=MOST_SECONDS).contains(n);
                let seconds = value.as_f64().filter(is_valid).ok_or_else(|| {
                    Failure::query(format!("expected a number of seconds, got `{value}`"))
                })?;
                Ok(self.source.now + SignedDuration::from_secs_f64(seconds))
            }
            Delay::Until(time) => {
                let text = time.evaluate_text(&self.scope(id, &Ending::Nothing))?;
                text.parse().map_err(|_| Failure::query(format!("expected a time, got `{text}`")))
            }
        }
    }

    /// Starts the branches of a `Parallel`. They see the variables and do not change them.
    fn fork(&mut self, id: usize, flows: &[usize]) {
        let branch = self.branch(id);
        branch.activity = Activity::Parallel(vec![None; flows.len()]);
        let (variables, input) = (branch.variables.clone(), branch.visit.input.clone());
        for (position, flow) in flows.iter().enumerate() {
            self.add_branch(Some((id, position)), *flow, variables.clone(), input.clone());
        }
    }
}

fn no_choice() -> Failure {
    Failure::new(NO_CHOICE_MATCHED, "no condition is true, and the state has no default")
}
