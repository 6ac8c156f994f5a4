//! A deployed environment, and typical resources.

use request::{Approval, Deploy};
use serde_json::{Value, json};

use super::{Aws, Project};
use crate::{deploy, error::Result};

/// A project and the account to which it is deployed.
pub struct Shop {
    pub aws: Aws,
    pub project: Project,
    /// The stacks that a deployment names.
    pub stacks: Vec<String>,
    /// Whether broadened access is approved.
    pub yes: bool,
    pub allow_loss: Vec<String>,
}

impl Shop {
    pub fn new() -> Self {
        Self {
            aws: Aws::default(),
            project: Project::new(),
            stacks: vec![],
            yes: true,
            allow_loss: vec![],
        }
    }

    /// A shop that was deployed with these resources in `Users-dev`.
    pub async fn deployed(resources: &Value) -> Self {
        let mut shop = Self::new();
        shop.project.set("Users", resources);
        shop.deploy().await.unwrap();
        shop.aws.account().calls.clear();
        shop
    }

    /// Changes the resources of `Users-dev` and deploys.
    pub async fn redeploy(&mut self, resources: &Value) -> Result<()> {
        self.project.set("Users", resources);
        self.deploy().await
    }

    pub fn options(&self) -> Deploy {
        Deploy {
            stacks: self.stacks.clone(),
            require_approval: Approval::Broadening,
            yes: self.yes,
            allow_loss: self.allow_loss.clone(),
            concurrency: 4,
            outputs_file: None,
            wait: false,
        }
    }

    pub async fn deploy(&self) -> Result<()> {
        let options = self.options();
        Box::pin(deploy::run(&self.project.context(&self.aws), &options)).await
    }

    pub fn executed(&self) -> usize {
        self.aws.account().calls.iter().filter(|it| *it == "ExecuteChangeSet").count()
    }

    /// Asserts that a deployment is refused, and names the option that would permit it.
    pub fn check_refused(&self, result: Result<()>, texts: &[&str]) {
        let error = result.unwrap_err();
        assert_eq!(error.exit_code(), 3, "{}", error.report());
        for text in texts {
            assert!(error.report().contains(text), "`{text}` is not in:\n{}", error.report());
        }
        assert_eq!(self.executed(), 0, "nothing is changed");
    }
}

/// A table that is deleted with its stack.
pub fn table(name: &str) -> Value {
    json!({
        "Type": "AWS::DynamoDB::Table",
        "Properties": { "TableName": name, "KeySchema": [{ "AttributeName": "PK" }] },
    })
}

/// A table that cannot be deleted, although its stack deletes it.
pub fn protected(name: &str) -> Value {
    let mut table = table(name);
    table["Properties"]["DeletionProtectionEnabled"] = json!(true);
    table
}

/// A table as a protected environment has it.
pub fn retained(name: &str) -> Value {
    let mut table = protected(name);
    table["DeletionPolicy"] = json!("Retain");
    table["UpdateReplacePolicy"] = json!("Retain");
    table
}

pub fn queue(name: &str) -> Value {
    json!({ "Type": "AWS::SQS::Queue", "Properties": { "QueueName": name } })
}
