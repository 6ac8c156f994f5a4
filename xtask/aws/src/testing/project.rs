//! An environment to deploy: a manifest and templates in a temporary folder.

use std::{collections::BTreeMap, fs, time::Duration};

use manifest::{Artifacts, DeadLetterQueue, Manifest, Secret, SigningKeys, Stack};
use request::Verbosity;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::Aws;
use crate::{context::Context, progress::Progress};

#[derive(Debug)]
pub struct Project {
    pub protected: bool,
    pub secrets: Vec<Secret>,
    folder: TempDir,
    stacks: Vec<Stack>,
}

impl Project {
    /// The environment `dev` with the stack of the artefact bucket only.
    pub fn new() -> Self {
        let bucket = json!({
            "Resources": { "Bucket": { "Type": "AWS::S3::Bucket" } },
            "Outputs": { "BucketName": { "Value": { "Ref": "Bucket" } } },
        });
        let folder = tempfile::tempdir().unwrap();
        let mut project = Self { protected: false, secrets: vec![], folder, stacks: vec![] };
        project.write("Artifacts", &bucket);
        project
    }

    /// Adds a stack with these resources, or gives it others. `Users` has the service `users`.
    pub fn set(&mut self, name: &str, resources: &Value) {
        self.write(name, &json!({ "Resources": resources }));
    }

    /// The context of a command, which does not wait between requests.
    pub fn context(&self, aws: &Aws) -> Context {
        let manifest = Manifest {
            environment: "dev".to_owned(),
            region: "eu-west-1".to_owned(),
            account: None,
            endpoint: None,
            lambda_endpoint: None,
            protected: self.protected,
            secrets: self.secrets.clone(),
            signing_keys: SigningKeys::default(),
            stacks: self.stacks.clone(),
            seeds: vec![],
        };
        let progress = Progress::new(Verbosity { quiet: true, no_progress: true });
        let folder = self.folder.path().to_owned();
        let ctx = Context::new(manifest, folder, Artifacts::new(), progress, &aws.config());
        Context { poll_interval: Duration::ZERO, ..ctx }
    }

    /// Declares the dead-letter queues of a stack that was set.
    pub fn declare(&mut self, name: &str, dead_letters: Vec<DeadLetterQueue>) {
        let name = format!("{name}-dev");
        let stack = self.stacks.iter_mut().find(|it| it.name == name).unwrap();
        stack.dead_letters = dead_letters;
    }

    fn write(&mut self, name: &str, template: &Value) {
        let service = name.to_lowercase();
        let ids = template["Resources"].as_object().into_iter().flatten().map(|(id, _)| id);
        let place = |line: usize| format!("stacks/src/{service}.rs:{line}");
        let declared: BTreeMap<_, _> =
            ids.zip(1..).map(|(id, line)| (id.clone(), place(line))).collect();
        let stack = Stack {
            name: format!("{name}-dev"),
            template: format!("{service}.json").into(),
            service: service.clone(),
            sha256: String::new(),
            depends_on: vec![],
            has_code: false,
            dead_letters: vec![],
            declared,
        };
        fs::write(self.folder.path().join(&stack.template), template.to_string()).unwrap();
        self.stacks.retain(|it| it.name != stack.name);
        self.stacks.push(stack);
    }
}
