//! Functions: the code of the service's one binary, a role of its own, and its log group.

use cfn::{Handle, Parameter, Value, lambda, lambda::function, logs};
use contracts::{Direct, Function, TableName};

use super::{Grants, StackBuilder, Variables};
use crate::{
    DeployedComponent,
    environment::Architecture,
    iam::{Statement, write_logs},
    reference::component_id,
};

/// Settings of a Lambda function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionOptions {
    /// Memory in MiB, 128 to 10240; its share of CPU grows with it. Default: 512.
    pub memory: u32,
    /// Seconds that an invocation may take, 1 to 900. Default: 29, which is as long as an HTTP API
    /// waits.
    pub timeout: u32,
}

impl Default for FunctionOptions {
    fn default() -> Self {
        Self { memory: 512, timeout: 29 }
    }
}

/// The trigger of a function that is invoked by name.
#[diagnostic::on_unimplemented(
    message = "a function on `{Self}` is not added with `direct_function`",
    note = "only functions `on Direct<Input, Output>` are"
)]
pub trait DirectTrigger {}

impl<I, O> DirectTrigger for Direct<I, O> {}

/// Where the deployment puts the service's zip.
#[derive(Clone)]
pub(super) struct Code {
    bucket: Value<String>,
    key: Value<String>,
}

/// The additions of a trigger to a function.
#[derive(Default)]
pub(super) struct Additions {
    pub statements: Vec<Statement>,
    pub variables: Vec<(&'static str, Value<String>)>,
    /// The table whose stream the function reads.
    pub stream: Option<TableName>,
    pub options: FunctionOptions,
}

impl StackBuilder<'_> {
    /// A function that a workflow or the deployment invokes by name.
    #[track_caller]
    pub fn direct_function<F: Function<Trigger: DirectTrigger>>(&mut self) {
        self.direct_function_with::<F>(FunctionOptions::default());
    }

    /// The same with options.
    #[track_caller]
    pub fn direct_function_with<F: Function<Trigger: DirectTrigger>>(
        &mut self,
        options: FunctionOptions,
    ) {
        self.add_function::<F>(Additions { options, ..Additions::default() });
    }

    /// The name of a function in AWS.
    pub fn function_name<F: Function>(&self) -> Value<String> {
        self.physical_name(F::NAME).into()
    }

    /// A function with its role and its log group.
    #[track_caller]
    pub(super) fn add_function<F: Function>(
        &mut self,
        additions: Additions,
    ) -> Handle<lambda::Function> {
        let id = component_id(F::NAME);
        let name = self.physical_name(F::NAME);
        let mut variables = Variables::of(F::NAME);
        variables.add("ENVIRONMENT", self.environment.name.as_str().into());
        variables.add("LOG_LEVEL", self.environment.log_level.name().into());
        let Grants { statements, mut variables, component } =
            self.grants::<F>(&F::rights(), variables);
        for (name, value) in additions.variables {
            variables.add(name, value);
        }

        let logs = self.log_group(&id, &format!("/aws/lambda/{name}"));
        let statements = [vec![write_logs(logs.arn())], statements, additions.statements].concat();
        let role = self.role(&id, "lambda.amazonaws.com", &statements);
        let code = self.code();
        let settings = function::Environment { variables: Some(variables.into_values().into()) };
        let handle = self.stack.template.add(
            format!("{id}Function"),
            lambda::Function {
                function_name: Some(name.into()),
                handler: Some(F::NAME.into()),
                runtime: Some(function::Runtime::ProvidedAl2023.into()),
                architectures: Some([architecture(self.environment.architecture)].into()),
                memory_size: Some(additions.options.memory.into()),
                timeout: Some(additions.options.timeout.into()),
                environment: Some(settings.into()),
                logging_config: Some(log_to(&logs).into()),
                ..lambda::Function::new(code, role.arn())
            },
        );
        let component = DeployedComponent { stream: additions.stream, ..component };
        self.stack.functions.push(component);
        handle
    }

    /// A log group whose entries are deleted after the environment's time.
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

    /// The service's zip, as parameters to which the deployment gives values.
    fn code(&mut self) -> function::Code {
        if !self.stack.has_code {
            self.stack.has_code = true;
            let artifacts = crate::stack_name(crate::artifacts::SERVICE.stack, self.environment);
            self.stack.depends_on.push(artifacts);
        }
        let template = &mut self.stack.template;
        let mut parameter = |name, description: &str| {
            let description = description.to_owned();
            template.parameter(name, Parameter { description, ..Parameter::default() })
        };
        let code = self.code.get_or_insert_with(|| Code {
            bucket: parameter("ArtifactBucket", "Bucket of the service's zip."),
            key: parameter("ArtifactKey", "Key of the service's zip, named after its content."),
        });
        function::Code {
            s3_bucket: Some(code.bucket.clone()),
            s3_key: Some(code.key.clone()),
            ..Default::default()
        }
    }
}

fn log_to(logs: &Handle<logs::LogGroup>) -> function::LoggingConfig {
    function::LoggingConfig { log_group: Some(logs.reference()), ..Default::default() }
}

fn architecture(architecture: Architecture) -> function::Architectures {
    match architecture {
        Architecture::Arm64 => function::Architectures::Arm64,
        Architecture::X86_64 => function::Architectures::X86_64,
    }
}
