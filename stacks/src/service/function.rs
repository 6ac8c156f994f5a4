//! Functions: the code of the service's one binary, a role of its own, and its log group.

use std::marker::PhantomData;

use cfn::{Handle, Parameter, Value, lambda, lambda::function, logs};
use contracts::{Direct, Function, Wiring};

use super::{StackBuilder, Wired, pascal_case};
use crate::{
    DeployedFunction,
    environment::Architecture,
    iam::{Statement, grant, write_logs},
};

/// Memory in MiB; CPU comes with it.
const MEMORY: u32 = 512;

/// Seconds a function may take: what an HTTP API waits for.
pub(super) const TIMEOUT: u32 = 29;

/// Where the deployment put the service's zip.
#[derive(Clone)]
pub(super) struct Code {
    bucket: Value<String>,
    key: Value<String>,
}

/// A function of the stack.
pub struct FunctionRef<F> {
    /// Prefix of the logical ids of what belongs to it.
    pub(super) id: String,
    pub(super) handle: Handle<lambda::Function>,
    function: PhantomData<F>,
}

impl<F> FunctionRef<F> {
    /// Its ARN, for whoever invokes it.
    pub fn arn(&self) -> Value<String> {
        self.handle.arn()
    }
}

/// What a trigger adds to a function.
#[derive(Default)]
pub(super) struct Trigger {
    pub statements: Vec<Statement>,
    pub variables: Vec<(&'static str, Value<String>)>,
}

impl StackBuilder<'_> {
    /// A function that is invoked by name, by a workflow or by the deployment.
    #[track_caller]
    pub fn direct_function<F, I, O>(&mut self, wiring: F) -> FunctionRef<F>
    where
        F: Wiring<Wired> + Function<Input = Direct<I, O>>,
    {
        self.add_function(&wiring, Trigger::default())
    }

    /// A function with its role and its log group.
    #[track_caller]
    pub(super) fn add_function<F: Wiring<Wired>>(
        &mut self,
        wiring: &F,
        trigger: Trigger,
    ) -> FunctionRef<F> {
        assert_eq!(F::SERVICE, self.service, "`{}` is another service's function", F::NAME);
        let id = pascal_case(F::NAME);
        let name = self.physical_name(F::NAME);
        let logs = self.log_group(&id, &format!("/aws/lambda/{name}"));
        let wires = wiring.wires();

        let mut statements = vec![write_logs(logs.arn())];
        statements.extend(wires.iter().filter_map(|wire| grant(wire.need, &wire.value.arns)));
        statements.extend(trigger.statements);
        let role = self.role(&id, "lambda.amazonaws.com", &statements);

        let mut variables: Vec<(String, Value<String>)> = vec![
            ("ENVIRONMENT".to_owned(), self.environment.name.as_str().into()),
            ("LOG_LEVEL".to_owned(), self.environment.log_level.name().into()),
        ];
        variables
            .extend(wires.iter().map(|wire| (wire.variable.clone(), wire.value.value.clone())));
        variables.extend(trigger.variables.into_iter().map(|(name, value)| (name.into(), value)));

        let code = self.code();
        let handle = self.stack.template.add(
            format!("{id}Function"),
            lambda::Function {
                function_name: Some(name.into()),
                handler: Some(F::NAME.into()),
                runtime: Some(function::Runtime::ProvidedAl2023.into()),
                architectures: Some([architecture(self.environment.architecture)].into()),
                memory_size: Some(MEMORY.into()),
                timeout: Some(TIMEOUT.into()),
                environment: Some(
                    function::Environment { variables: Some(variables.into()) }.into(),
                ),
                logging_config: Some(
                    function::LoggingConfig {
                        log_group: Some(logs.reference()),
                        ..Default::default()
                    }
                    .into(),
                ),
                ..lambda::Function::new(
                    function::Code {
                        s3_bucket: Some(code.bucket),
                        s3_key: Some(code.key),
                        ..Default::default()
                    },
                    role.arn(),
                )
            },
        );
        let publishes = wires
            .iter()
            .find_map(|wire| match wire.need {
                contracts::Need::Publish(types) => Some(types),
                _ => None,
            })
            .unwrap_or_default();
        self.stack.functions.push(DeployedFunction { name: F::NAME, publishes });
        FunctionRef { id, handle, function: PhantomData }
    }

    /// A log group whose entries go after the environment's time.
    #[track_caller]
    pub(super) fn log_group(&mut self, id: &str, name: &str) -> Handle<logs::LogGroup> {
        self.stack.template.add(
            format!("{id}Logs"),
            logs::LogGroup {
                log_group_name: Some(name.into()),
                retention_in_days: Some(self.environment.log_retention_days.into()),
                ..logs::LogGroup::new()
            },
        )
    }

    /// The service's zip, as parameters that the deployment fills in.
    fn code(&mut self) -> Code {
        let template = &mut self.stack.template;
        let code = self.code.get_or_insert_with(|| {
            let mut parameter = |name, description: &str| {
                template.parameter(
                    name,
                    Parameter { description: description.to_owned(), ..Parameter::default() },
                )
            };
            Code {
                bucket: parameter("ArtifactBucket", "Bucket of the service's zip."),
                key: parameter("ArtifactKey", "Key of the service's zip, named after its content."),
            }
        });
        if !self.stack.has_code {
            self.stack.has_code = true;
            let artifacts = crate::stack_name(crate::artifacts::SERVICE, self.environment);
            self.stack.depends_on.push(artifacts);
        }
        code.clone()
    }
}

fn architecture(architecture: Architecture) -> function::Architectures {
    match architecture {
        Architecture::Arm64 => function::Architectures::Arm64,
        Architecture::X86_64 => function::Architectures::X86_64,
    }
}
