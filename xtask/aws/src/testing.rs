//! A fake of AWS for tests: an account in memory behind the HTTP client of the real SDK, so that the
//! tests run all of the tool's own code, requests and responses included.
//!
//! CloudFormation has AWS's states and transitions; the other services only answer what a deployment
//! asks, and SQS and DynamoDB what an operator's commands ask. Time passes with each request: it completes
//! one step of every running operation.

mod account;
mod cloudformation;
mod dynamodb;
mod plan;
mod project;
mod protocol;
mod resource;
mod s3;
mod shop;
mod sqs;
mod ssm;
mod stack;
mod tests;

use std::sync::{Arc, Mutex, MutexGuard};

use aws_config_with_sso::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_cloudformation::config::{
    Credentials, HttpClient, SharedCredentialsProvider,
    http::{HttpRequest, HttpResponse},
};
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
    runtime_components::RuntimeComponents,
};

use self::protocol::Call;
pub use self::{
    account::{Account, Kill, Resource},
    dynamodb::Items,
    project::Project,
    protocol::Failure,
    shop::{Shop, protected, queue, retained, table},
    sqs::Message,
    stack::Phase,
};

/// The fake. Clones share one account.
#[derive(Clone, Debug, Default)]
pub struct Aws(Arc<Mutex<Account>>);

impl Aws {
    pub fn account(&self) -> MutexGuard<'_, Account> {
        self.0.lock().unwrap()
    }

    /// The configuration of clients that call this account.
    pub fn config(&self) -> SdkConfig {
        let credentials = Credentials::new("test", "test", None, None, "test");
        SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("eu-west-1"))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .http_client(self.clone())
            .build()
    }

    fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let call = Call::parse(request);
        let mut account = self.account();
        let index = account.calls.len();
        let result = account.before(&call.action).and_then(|()| match call.service.as_str() {
            "cloudformation" => cloudformation::respond(&mut account, &call),
            "s3" => s3::respond(&mut account, &call),
            "dynamodb" => dynamodb::respond(&mut account, &call),
            "sqs" => sqs::respond(&mut account, &call),
            "ssm" => ssm::respond(&mut account, &call),
            "sts" => Ok(call.response(&protocol::text("Account", "123456789012"))),
            other => panic!("the fake has no service `{other}` for `{}`", call.action),
        });
        let result = result.and_then(|it| account.after(index).map(|()| it));
        result.unwrap_or_else(|failure| call.error(&failure))
    }
}

impl HttpClient for Aws {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for Aws {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(Ok(self.respond(&request)))
    }
}
