//! The input of a deployment: written by `cargo xtask synth`, read by the `aws` binary.
//!
//! It is the only interface between synthesis, which uses no AWS SDK, and deployment, which depends
//! on no service of this repository.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// One synthesised environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// `local`, `dev`, `prod`, ...
    pub environment: String,
    /// AWS region.
    pub region: String,
    /// The account that the credentials must belong to; any account if absent.
    pub account: Option<String>,
    /// Base address of the local AWS; absent for environments in an AWS account.
    pub endpoint: Option<String>,
    /// Base address of the Lambda API with durable functions, beside the local AWS; absent for
    /// environments in an AWS account.
    pub lambda_endpoint: Option<String>,
    /// `destroy` refuses protected environments.
    pub protected: bool,
    /// Secrets that a deployment creates if they do not exist. They are in no template.
    pub secrets: Vec<Secret>,
    /// Those of the secrets that sign and verify tokens.
    pub signing_keys: SigningKeys,
    /// In deploy order: a stack comes after every stack it depends on.
    pub stacks: Vec<Stack>,
    /// Functions called once every stack is deployed.
    pub seeds: Vec<Seed>,
}

/// An SSM `SecureString` that a deployment writes once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Secret {
    /// Parameter name, for example `/dev/shared/secret-access-key`.
    pub parameter: String,
    pub content: SecretContent,
}

/// Where a secret's value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum SecretContent {
    /// This many random bytes, as URL-safe base64 without padding.
    Random(usize),
    /// [`WELL_KNOWN_PASSWORD`]. Only for the local AWS.
    WellKnown,
}

/// The password of the first administrator on the local AWS. On AWS it is random.
pub const WELL_KNOWN_PASSWORD: &str = "Admin!23";

/// The keys that sign and verify tokens, by the names of their parameters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SigningKeys {
    /// The key that signs, which verifies too.
    pub current: String,
    /// Further keys that verify, separated by spaces.
    pub verification: String,
    /// How long after a change every process uses the new keys.
    pub lifetime_seconds: u64,
}

/// One CloudFormation stack.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Stack {
    /// Name in CloudFormation, for example `Users-dev`.
    pub name: String,
    /// Folder of the handler crate and module in `stacks`, for example `user-management`.
    pub service: String,
    /// The template, relative to the manifest's folder.
    pub template: PathBuf,
    /// SHA-256 of the template file, in hexadecimal.
    pub sha256: String,
    /// Names of the stacks that must be deployed before this one.
    pub depends_on: Vec<String>,
    /// Whether the service has handlers, hence the parameters `ArtifactBucket` and `ArtifactKey`.
    pub has_code: bool,
    /// Logical id to the `file:line` of the Rust code that declared the resource.
    #[serde(default)]
    pub declared: BTreeMap<String, String>,
    /// The dead-letter queues of its functions.
    #[serde(default)]
    pub dead_letters: Vec<DeadLetterQueue>,
}

/// The queue for what a function failed to process for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DeadLetterQueue {
    /// The function's name in its service, for example `handle-event`.
    pub function: String,
    /// The function's name in Lambda, for example `dev-activity-handle-event`.
    pub lambda: String,
    /// Name in SQS, for example `dev-activity-handle-event-dlq`.
    pub queue: String,
    /// Where dead letters come from.
    pub trigger: Trigger,
}

/// What invokes a function that has a dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Trigger {
    /// A queue of events.
    Queue {
        /// Name in SQS.
        queue: String,
        /// Types of the events that the function subscribes to.
        events: Vec<String>,
    },
    /// The outbox of a table.
    Outbox(Outbox),
    /// Changes of a table: all, or the insertions of items of one kind.
    Stream {
        /// Name in DynamoDB.
        table: String,
        /// What happens to changes that the function has not processed, and what a person can do.
        remedy: String,
    },
    /// A schedule.
    Schedule,
}

/// The outbox of a table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Outbox {
    /// Name of the table in DynamoDB.
    pub table: String,
    /// What the partition keys of messages begin with; the aggregate follows.
    pub prefix: String,
    /// The attribute that is set to a time so that a message is published again.
    pub mark: String,
}

/// A function that writes an environment's first data. It must be idempotent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// Name in Lambda, for example `dev-user-management-seed-users`.
    pub function: String,
    /// The event, as JSON text.
    pub payload: String,
}

/// The built artefacts, by service. Written by the build, read by the deployment.
pub type Artifacts = BTreeMap<String, Artifact>;

/// A service's binary, packed for Lambda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Artifact {
    pub zip: PathBuf,
    /// SHA-256 of the zip file, in hexadecimal.
    pub sha256: String,
}

impl Artifact {
    /// The key in the artefact bucket. It contains a hash, so an unchanged binary is not uploaded again.
    pub fn key(&self, service: &str) -> String {
        format!("{service}/{}.zip", self.sha256)
    }
}

#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no stack or service is called `{name}`; the stacks are {}", .known.join(", "))]
pub struct UnknownStack {
    pub name: String,
    /// Names of all stacks, each in backticks.
    pub known: Vec<String>,
}

impl Manifest {
    /// Reads `manifest.json`.
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// The stack of this name, or of the service of this name.
    pub fn stack(&self, name: &str) -> Result<&Stack, UnknownStack> {
        self.stacks.iter().find(|it| it.name == name || it.service == name).ok_or_else(|| {
            UnknownStack {
                name: name.to_owned(),
                known: self.stacks.iter().map(|it| format!("`{}`", it.name)).collect(),
            }
        })
    }

    /// The named stacks and their dependencies, in deploy order; all stacks if none is named.
    pub fn with_dependencies(&self, names: &[String]) -> Result<Vec<&Stack>, UnknownStack> {
        let mut wanted = self.named(names)?;
        for stack in self.stacks.iter().rev().filter(|_| !names.is_empty()) {
            if wanted.contains(&stack.name.as_str()) {
                wanted.extend(stack.depends_on.iter().map(String::as_str));
            }
        }
        Ok(self.stacks.iter().filter(|it| wanted.contains(&it.name.as_str())).collect())
    }

    /// The named stacks and their dependants, in deploy order; all stacks if none is named.
    pub fn with_dependants(&self, names: &[String]) -> Result<Vec<&Stack>, UnknownStack> {
        let mut wanted = self.named(names)?;
        for stack in &self.stacks {
            if stack.depends_on.iter().any(|it| wanted.contains(&it.as_str())) {
                wanted.push(&stack.name);
            }
        }
        Ok(self.stacks.iter().filter(|it| wanted.contains(&it.name.as_str())).collect())
    }

    fn named(&self, names: &[String]) -> Result<Vec<&str>, UnknownStack> {
        if names.is_empty() {
            return Ok(self.stacks.iter().map(|it| it.name.as_str()).collect());
        }
        names.iter().map(|name| Ok(self.stack(name)?.name.as_str())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(name: &str, depends_on: &[&str]) -> Stack {
        Stack {
            name: format!("{name}-dev"),
            service: name.to_lowercase(),
            template: PathBuf::from(format!("{name}-dev.yaml")),
            sha256: String::new(),
            depends_on: depends_on.iter().map(|it| format!("{it}-dev")).collect(),
            has_code: true,
            declared: BTreeMap::new(),
            dead_letters: vec![],
        }
    }

    fn manifest() -> Manifest {
        Manifest {
            environment: "dev".to_owned(),
            region: "eu-west-1".to_owned(),
            account: None,
            endpoint: None,
            lambda_endpoint: None,
            protected: false,
            secrets: vec![],
            signing_keys: SigningKeys::default(),
            stacks: vec![
                stack("Shared", &[]),
                stack("Users", &["Shared"]),
                stack("Orders", &["Users"]),
                stack("Static", &[]),
            ],
            seeds: vec![],
        }
    }

    fn names(stacks: Vec<&Stack>) -> Vec<&str> {
        stacks.into_iter().map(|it| it.name.as_str()).collect()
    }

    #[test]
    fn a_stack_is_deployed_with_its_dependencies() {
        let manifest = manifest();
        let stacks = manifest.with_dependencies(&["orders".to_owned()]).unwrap();
        assert_eq!(names(stacks), ["Shared-dev", "Users-dev", "Orders-dev"]);
    }

    #[test]
    fn a_stack_is_destroyed_with_its_dependants() {
        let manifest = manifest();
        let stacks = manifest.with_dependants(&["Users-dev".to_owned()]).unwrap();
        assert_eq!(names(stacks), ["Users-dev", "Orders-dev"]);
    }

    #[test]
    fn all_stacks_are_selected_if_none_is_named() {
        assert_eq!(manifest().with_dependencies(&[]).unwrap().len(), 4);
        assert_eq!(manifest().with_dependants(&[]).unwrap().len(), 4);
    }

    #[test]
    fn the_error_for_an_unknown_stack_lists_the_known_ones() {
        let error = manifest().with_dependencies(&["user".to_owned()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no stack or service is called `user`; the stacks are `Shared-dev`, `Users-dev`, `Orders-dev`, `Static-dev`"
        );
    }

    #[test]
    fn a_manifest_round_trips_through_json() {
        let json = serde_json::to_string(&manifest()).unwrap();
        assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), manifest());
    }
}
