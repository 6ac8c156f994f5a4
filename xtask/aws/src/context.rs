//! An environment's manifest, and the AWS clients for its account or for the local AWS.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use aws_config_with_sso::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cloudformation::config::Credentials;
use manifest::{Artifacts, Manifest, Stack};
use serde_json::Value;

use crate::{
    error::{Error, Result, reading},
    interrupt::Interrupt,
    progress::Progress,
    template,
};

#[derive(Debug)]
pub struct Context {
    pub manifest: Manifest,
    /// The folder that the manifest's paths are relative to.
    pub folder: PathBuf,
    /// What was built. Empty for commands that need no code.
    pub artifacts: Artifacts,
    pub progress: Progress,
    pub interrupt: Interrupt,
    /// How long to wait before asking again for the state of a running operation.
    pub poll_interval: Duration,
    pub cloudformation: aws_sdk_cloudformation::Client,
    pub s3: aws_sdk_s3::Client,
    pub ssm: aws_sdk_ssm::Client,
    pub sts: aws_sdk_sts::Client,
    pub lambda: aws_sdk_lambda::Client,
    pub dynamodb: aws_sdk_dynamodb::Client,
    pub logs: aws_sdk_cloudwatchlogs::Client,
    pub sqs: aws_sdk_sqs::Client,
}

impl Context {
    /// Reads the manifest and creates the clients. Makes no request.
    pub async fn load(
        manifest: &Path,
        artifacts: Option<&Path>,
        progress: Progress,
    ) -> Result<Self> {
        let folder = manifest.parent().unwrap_or(Path::new(".")).to_owned();
        let manifest = Manifest::read(manifest).map_err(reading(manifest))?;
        let artifacts = artifacts.map_or(Ok(Artifacts::new()), read_artifacts)?;
        let config = sdk_config(&manifest).await;
        Ok(Self::new(manifest, folder, artifacts, progress, &config))
    }

    /// Creates the clients from one configuration.
    pub fn new(
        manifest: Manifest,
        folder: PathBuf,
        artifacts: Artifacts,
        progress: Progress,
        config: &SdkConfig,
    ) -> Self {
        let s3 = aws_sdk_s3::config::Builder::from(config)
            .force_path_style(manifest.endpoint.is_some())
            .build();
        let mut lambda = aws_sdk_lambda::config::Builder::from(config);
        if let Some(endpoint) = &manifest.lambda_endpoint {
            lambda = lambda.endpoint_url(endpoint);
        }
        let poll_milliseconds = if manifest.endpoint.is_some() { 50 } else { 2_000 };
        Self {
            folder,
            artifacts,
            progress,
            interrupt: Interrupt::default(),
            poll_interval: Duration::from_millis(poll_milliseconds),
            cloudformation: aws_sdk_cloudformation::Client::new(config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            ssm: aws_sdk_ssm::Client::new(config),
            sts: aws_sdk_sts::Client::new(config),
            lambda: aws_sdk_lambda::Client::from_conf(lambda.build()),
            dynamodb: aws_sdk_dynamodb::Client::new(config),
            logs: aws_sdk_cloudwatchlogs::Client::new(config),
            sqs: aws_sdk_sqs::Client::new(config),
            manifest,
        }
    }

    /// Whether the environment is on the local AWS.
    pub fn is_local(&self) -> bool {
        self.manifest.endpoint.is_some()
    }

    pub fn template_text(&self, stack: &Stack) -> Result<String> {
        let path = self.folder.join(&stack.template);
        fs::read_to_string(&path).map_err(reading(path))
    }

    pub fn template(&self, stack: &Stack) -> Result<Value> {
        template::parse(&stack.name, &self.template_text(stack)?)
    }

    /// A `cargo xtask` command for this environment, for hints.
    pub fn command(&self, command: &str) -> String {
        format!("cargo xtask {command} --env {}", self.manifest.environment)
    }

    /// The command that deploys what the user named; everything if that is nothing.
    pub fn deploy_command(&self, stacks: &[String]) -> String {
        let words = ["deploy"].into_iter().chain(stacks.iter().map(String::as_str));
        self.command(&words.collect::<Vec<_>>().join(" "))
    }
}

fn read_artifacts(path: &Path) -> Result<Artifacts> {
    let text = fs::read(path).map_err(reading(path))?;
    serde_json::from_slice(&text).map_err(|error| Error::File {
        action: "parse",
        path: path.to_owned(),
        source: error.into(),
    })
}

/// The user's own configuration for AWS; fixed credentials for the local AWS, so that no request
/// for it ever reaches an account.
async fn sdk_config(manifest: &Manifest) -> SdkConfig {
    let loader = aws_config_with_sso::defaults(BehaviorVersion::latest())
        .region(Region::new(manifest.region.clone()));
    match &manifest.endpoint {
        None => loader.load().await,
        Some(endpoint) => {
            let credentials = Credentials::new("test", "test", None, None, "local AWS");
            loader.endpoint_url(endpoint).credentials_provider(credentials).load().await
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use aws_sdk_cloudformation::config::{
        HttpClient,
        http::{HttpRequest, HttpResponse},
    };
    use aws_smithy_runtime_api::client::{
        http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        runtime_components::RuntimeComponents,
    };

    use super::*;
    use crate::testing::{Aws, Project};

    /// Records the addresses of requests, and refuses each.
    #[derive(Clone, Debug, Default)]
    struct Addresses(Arc<Mutex<Vec<String>>>);

    impl HttpConnector for Addresses {
        fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
            self.0.lock().unwrap().push(request.uri().to_owned());
            let refusal = HttpResponse::new(400.try_into().unwrap(), "{}".into());
            HttpConnectorFuture::ready(Ok(refusal))
        }
    }

    impl HttpClient for Addresses {
        fn http_connector(
            &self,
            _: &HttpConnectorSettings,
            _: &RuntimeComponents,
        ) -> SharedHttpConnector {
            SharedHttpConnector::new(self.clone())
        }
    }

    #[tokio::test]
    async fn lambda_has_an_address_of_its_own_beside_the_local_aws() {
        let aws = Aws::default();
        let mut manifest = Project::new().context(&aws).manifest;
        manifest.lambda_endpoint = Some("http://127.0.0.1:4667".to_owned());
        let addresses = Addresses::default();
        let config = aws.config().into_builder();
        let config = config.endpoint_url("http://127.0.0.1:4666").http_client(addresses.clone());
        let progress = Progress::new(request::Verbosity { quiet: true, no_progress: true });
        let ctx =
            Context::new(manifest, PathBuf::new(), Artifacts::new(), progress, &config.build());
        ctx.lambda.list_functions().send().await.unwrap_err();
        ctx.sqs.list_queues().send().await.unwrap_err();
        let addresses = addresses.0.lock().unwrap();
        let ports = addresses.iter().map(|it| it.split(['/', ':']).nth(4).unwrap());
        assert_eq!(ports.collect::<Vec<_>>(), ["4667", "4666"]);
    }
}
