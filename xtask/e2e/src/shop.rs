//! The deployed environment under test.

use std::env;

use aws_config::{BehaviorVersion, SdkConfig};
use contracts::{
    Service, activity, inventory, pricing, product_management, shared_infra, user_management,
};
use serde_json::Value;
use uuid::Uuid;

use crate::{Api, Call, tokens};

/// A deployed environment.
pub struct Shop {
    /// The environment's name.
    pub environment: String,
    /// The API of user management.
    pub users: Api,
    /// The API of the activity feed.
    pub activity: Api,
    /// The API of the catalogue.
    pub products: Api,
    /// The API of price brackets.
    pub pricing: Api,
    /// The API of stock.
    pub inventory: Api,
    /// For the clients of AWS services; the rights are those of whoever runs the tests.
    pub aws: SdkConfig,
    pub(crate) bus: String,
}

impl Shop {
    /// The environment that `SHOP_ENVIRONMENT` names, with the stacks' outputs in the file that
    /// `SHOP_OUTPUTS` names.
    pub async fn open() -> Self {
        let outputs = Outputs::read();
        let http = Api::client();
        Self {
            users: Api::new(outputs.get(user_management::SERVICE, "ApiEndpoint"), http.clone()),
            activity: Api::new(outputs.get(activity::SERVICE, "ApiEndpoint"), http.clone()),
            products: Api::new(
                outputs.get(product_management::SERVICE, "ApiEndpoint"),
                http.clone(),
            ),
            pricing: Api::new(outputs.get(pricing::SERVICE, "ApiEndpoint"), http.clone()),
            inventory: Api::new(outputs.get(inventory::SERVICE, "ApiEndpoint"), http),
            bus: outputs.get(shared_infra::SERVICE, "EventBusName").to_owned(),
            aws: aws_config::load_defaults(BehaviorVersion::latest()).await,
            environment: outputs.environment,
        }
    }

    /// The feed of an entity: `GET /api/activity/{kind}/{id}`.
    pub fn feed_call(&self, kind: &str, id: &str) -> Call {
        self.activity.get(&format!("api/activity/{kind}/{id}"))
    }

    /// The detail types in the feed of an entity, oldest first.
    pub async fn feed(&self, kind: &str, id: &str) -> Vec<String> {
        let feed = self.feed_call(kind, id).send().await.expect(200).json();
        let activities = feed["activities"].as_array().expect("a feed lists activities");
        activities
            .iter()
            .map(|activity| activity["type"].as_str().expect("activities have a type").to_owned())
            .collect()
    }

    /// Waits until the feed of an entity has `length` entries or more.
    pub async fn feed_of(&self, kind: &str, id: &str, length: usize) -> Vec<String> {
        crate::eventually(&format!("{length} activities of {kind} `{id}`"), async || {
            let feed = self.feed(kind, id).await;
            (feed.len() >= length).then_some(feed)
        })
        .await
    }

    /// Signs every token of the environment.
    pub async fn jwt_secret(&self) -> String {
        let ssm = aws_sdk_ssm::Client::new(&self.aws);
        let name = shared_infra::JWT_SECRET.parameter_in(&self.environment);
        let parameter = ssm.get_parameter().name(name).with_decryption(true).send().await;
        let parameter = parameter.expect("the secret is readable by whoever runs the tests");
        parameter.parameter.and_then(|it| it.value).expect("the secret has a value")
    }

    /// A token of an administrator.
    pub async fn admin_token(&self) -> String {
        tokens::sign(&tokens::claims_of("e2e-admin", "ADMIN", 600), &self.jwt_secret().await)
    }

    /// A name in AWS: `{environment}-{service}-{function}`.
    pub fn physical_name(&self, service: Service, function: &str) -> String {
        format!("{}-{}-{function}", self.environment, service.name)
    }
}

/// An id that nobody has used before.
pub fn unique(prefix: &str) -> String {
    format!("{prefix}-{}", Uuid::now_v7())
}

/// The outputs of all stacks: `{stack: {output: value}}`.
struct Outputs {
    environment: String,
    stacks: Value,
}

impl Outputs {
    fn read() -> Self {
        let path = variable("SHOP_OUTPUTS");
        let text = std::fs::read_to_string(&path)
            .unwrap_or_else(|error| panic!("failed to read the outputs in `{path}`: {error}"));
        let stacks = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("the outputs in `{path}` are not JSON: {error}"));
        Self { environment: variable("SHOP_ENVIRONMENT"), stacks }
    }

    fn get(&self, service: Service, output: &str) -> &str {
        let stack = format!("{}-{}", service.stack, self.environment);
        self.stacks[&stack][output]
            .as_str()
            .unwrap_or_else(|| panic!("the stack `{stack}` has no output `{output}`"))
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| {
        panic!("`{name}` is not set; hint: `cargo xtask test` deploys a shop and sets it")
    })
}
