//! What a deployment is made of: written by `cargo xtask synth`, read by the `aws` binary.
//!
//! It is the whole interface between synthesis, which knows no AWS SDK, and deployment, which
//! knows no service of ours.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

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

/// An SSM `SecureString`, written once and then left alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Secret {
    /// Parameter name, for example `/dev/shared/secret-access-key`.
    pub parameter: String,
    /// What it holds.
    pub content: SecretContent,
}

/// Where a secret's value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum SecretContent {
    /// This many random bytes, as URL-safe base64 without padding.
    Random(usize),
    /// A value that is no secret: the well-known passwords of demo environments.
    WellKnown(String),
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
    /// Logical id to the `file:line` of the Rust code that declared the resource.
    #[serde(default)]
    pub declared: BTreeMap<String, String>,
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

/// What was built: service to artefact. Written by the build, read by the deployment.
pub type Artifacts = BTreeMap<String, Artifact>;

/// A service's binary, packed for Lambda.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Artifact {
    /// The zip file.
    pub zip: PathBuf,
    /// SHA-256 of the zip file, in hexadecimal.
    pub sha256: String,
}

impl Artifact {
    /// Where the artefact bucket keeps it: a changed binary has a new key, an unchanged one is there already.
    pub fn key(&self, service: &str) -> String {
        format!("{service}/{}.zip", self.sha256)
    }
}

/// Neither a stack nor a service has this name.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("no stack or service is called `{name}`; there are {}", .known.join(", "))]
pub struct UnknownStack {
    /// What was asked for.
    pub name: String,
    /// Names of all stacks, each in backticks.
    pub known: Vec<String>,
}

impl Manifest {
    /// Reads `manifest.json`.
    pub fn read(path: &Path) -> io::Result<Self> {
        Ok(serde_json::from_slice(&fs::read(path)?)?)
    }

    /// The stack called so, or the one of the service called so.
    pub fn stack(&self, name: &str) -> Result<&Stack, UnknownStack> {
        self.stacks.iter().find(|it| it.name == name || it.service == name).ok_or_else(|| {
            UnknownStack {
                name: name.to_owned(),
                known: self.stacks.iter().map(|it| format!("`{}`", it.name)).collect(),
            }
        })
    }

    /// The named stacks and all they depend on, in deploy order; all stacks if none is named.
    pub fn with_dependencies(&self, names: &[String]) -> Result<Vec<&Stack>, UnknownStack> {
        let mut wanted = self.named(names)?;
        for stack in self.stacks.iter().rev().filter(|_| !names.is_empty()) {
            if wanted.contains(&stack.name.as_str()) {
                wanted.extend(stack.depends_on.iter().map(String::as_str));
            }
        }
        Ok(self.stacks.iter().filter(|it| wanted.contains(&it.name.as_str())).collect())
    }

    /// The named stacks and all that depend on them, in deploy order; all stacks if none is named.
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
        }
    }

    fn manifest() -> Manifest {
        Manifest {
            environment: "dev".to_owned(),
            region: "eu-west-1".to_owned(),
            account: None,
            endpoint: None,
            protected: false,
            secrets: vec![],
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
    fn a_stack_is_deployed_with_all_it_depends_on() {
        let manifest = manifest();
        let stacks = manifest.with_dependencies(&["orders".to_owned()]).unwrap();
        assert_eq!(names(stacks), ["Shared-dev", "Users-dev", "Orders-dev"]);
    }

    #[test]
    fn a_stack_is_destroyed_with_all_that_depend_on_it() {
        let manifest = manifest();
        let stacks = manifest.with_dependants(&["Users-dev".to_owned()]).unwrap();
        assert_eq!(names(stacks), ["Users-dev", "Orders-dev"]);
    }

    #[test]
    fn no_name_means_every_stack() {
        assert_eq!(manifest().with_dependencies(&[]).unwrap().len(), 4);
        assert_eq!(manifest().with_dependants(&[]).unwrap().len(), 4);
    }

    #[test]
    fn an_unknown_stack_is_answered_with_the_known_ones() {
        let error = manifest().with_dependencies(&["user".to_owned()]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "no stack or service is called `user`; there are `Shared-dev`, `Users-dev`, `Orders-dev`, `Static-dev`"
        );
    }

    #[test]
    fn survives_its_own_json() {
        let json = serde_json::to_string(&manifest()).unwrap();
        assert_eq!(serde_json::from_str::<Manifest>(&json).unwrap(), manifest());
    }
}
