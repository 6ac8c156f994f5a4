//! Functions that are closures of a test.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
};

use serde_json::Value;
use tokio::sync::watch;

use crate::{CallError, DurableConfig, DurableFunction, ErrorObject, Functions, Target};

type Running = Pin<Box<dyn Future<Output = Result<Value, String>> + Send>>;

#[derive(Clone)]
struct Function {
    durable: Option<DurableConfig>,
    run: Arc<dyn Fn(Value) -> Running + Send + Sync>,
}

/// The functions of a test.
#[derive(Clone)]
pub struct TestFunctions {
    functions: Arc<Mutex<HashMap<String, Function>>>,
    /// Counts the crashes.
    crashes: watch::Sender<usize>,
}

impl Default for TestFunctions {
    fn default() -> Self {
        Self { functions: Arc::default(), crashes: watch::Sender::new(0) }
    }
}

impl TestFunctions {
    pub(super) fn add<F>(
        &self,
        name: &str,
        durable: Option<DurableConfig>,
        run: impl Fn(Value) -> F + Send + Sync + 'static,
    ) where
        F: Future<Output = Result<Value, String>> + Send + 'static,
    {
        let run = Arc::new(move |payload| Box::pin(run(payload)) as Running);
        let mut functions = self.functions.lock().unwrap_or_else(PoisonError::into_inner);
        functions.insert(name.to_owned(), Function { durable, run });
    }

    /// Ends the process of every function that runs.
    pub(super) fn crash(&self) {
        self.crashes.send_modify(|crashes| *crashes += 1);
    }

    fn find(&self, target: &Target) -> Result<Function, CallError> {
        let functions = self.functions.lock().unwrap_or_else(PoisonError::into_inner);
        functions.get(&target.function).cloned().ok_or(CallError::NotFound)
    }
}

impl Functions for TestFunctions {
    async fn invoke(&self, target: &Target, payload: String) -> Result<String, CallError> {
        let function = self.find(target)?;
        let failed =
            |kind: &str, message: String| CallError::Function(ErrorObject::new(kind, message));
        let payload = serde_json::from_str(&payload)
            .map_err(|error| failed("InvalidPayload", error.to_string()))?;
        let mut crashes = self.crashes.subscribe();
        let response = tokio::select! {
            response = (function.run)(payload) => response,
            _ = crashes.changed() => return Err(failed("Runtime.ExitError", "crashed".to_owned())),
        };
        response.map(|it| it.to_string()).map_err(|message| failed("Failed", message))
    }

    async fn durable(&self, target: &Target) -> Result<Option<DurableFunction>, CallError> {
        let config = self.find(target)?.durable;
        Ok(config.map(|config| DurableFunction {
            arn: format!("arn:aws:lambda:us-east-1:000000000000:function:{}", target.function),
            version: target.qualifier.clone().unwrap_or_else(|| "$LATEST".to_owned()),
            config,
        }))
    }
}
