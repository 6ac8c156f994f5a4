//! What a deployment is made of: written by `cargo xtask synth`, read by the `aws` binary.
//!
//! It is the whole interface between synthesis, which knows no AWS SDK, and deployment, which
//! knows no service of ours.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// One environment, ready to be compared with or brought to what is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    /// `local`, `dev`, `prod`, ...
    pub environment: String,
    /// AWS region.
    pub region: String,
    /// The account that must answer the credentials' `GetCallerIdentity`; any if absent.
    pub account: Option<String>,
    /// Base address of the local AWS, if that is where the environment lives.
    pub endpoint: Option<String>,
    /// `destroy` refuses protected environments.
    pub protected: bool,
    /// Secrets made at deploy time when they do not exist yet. They are in no template.
    pub secrets: Vec<Secret>,
    /// In deploy order: a stack comes after every stack it depends on.
    pub stacks: Vec<Stack>,
    /// Functions called once every stack is deployed.
    pub seeds: Vec<Seed>,
}

/// A random SSM `SecureString`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Secret {
    /// Parameter name, for example `/dev/shared/secret-access-key`.
    pub parameter: String,
    /// Entropy. The parameter holds these bytes as URL-safe base64 without padding.
    pub bytes: usize,
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
    /// Names of the stacks that must be deployed before.
    pub depends_on: Vec<String>,
    /// Whether the service has handlers, hence the parameters `ArtifactBucket` and `ArtifactKey`.
    pub has_code: bool,
}

/// A function that brings an environment's first data. It must be idempotent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seed {
    /// Name in Lambda, for example `dev-user-management-seed-users`.
    pub function: String,
    /// The event, as JSON text.
    pub payload: String,
}
