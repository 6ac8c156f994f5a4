//! A function can do what it was granted and nothing else. The policy that is deployed is tried out
//! in other hands: a role of the test's own carries a copy of it.

use aws_config::SdkConfig;
use aws_sdk_dynamodb::{Client, types::AttributeValue};
use contracts::activity::{self, GetActivity};
use e2e::{Shop, eventually, unique};

/// A role that can do what a function can, for as long as the test takes.
struct Stand {
    iam: aws_sdk_iam::Client,
    name: String,
    arn: String,
}

/// Every role of a function has one policy, called this.
const POLICY: &str = "grants";

impl Stand {
    async fn in_for(shop: &Shop, function: &str) -> Self {
        let iam = aws_sdk_iam::Client::new(&shop.aws);
        let policy = policy_of(shop, &iam, function).await;
        let name = unique("e2e");
        let account = aws_sdk_sts::Client::new(&shop.aws).get_caller_identity().send().await;
        let account = account.expect("the caller is known").account.expect("and has an account");
        let trust = format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{{"AWS":"arn:aws:iam::{account}:root"}}}}]}}"#
        );
        let role = iam.create_role().role_name(&name).assume_role_policy_document(trust);
        let role = role.send().await.expect("the tests may make roles");
        let put = iam.put_role_policy().role_name(&name).policy_name(POLICY);
        put.policy_document(policy).send().await.expect("the role is ours");
        let arn = role.role.expect("a role was made").arn;
        Self { iam, name, arn }
    }

    async fn credentials(&self, shop: &Shop) -> SdkConfig {
        let sts = aws_sdk_sts::Client::new(&shop.aws);
        let assumed = eventually("the role to be ready", async || {
            let request = sts.assume_role().role_arn(&self.arn).role_session_name("e2e");
            request.send().await.ok()?.credentials
        })
        .await;
        let credentials = aws_sdk_sts::config::Credentials::new(
            assumed.access_key_id,
            assumed.secret_access_key,
            Some(assumed.session_token),
            None,
            "e2e",
        );
        let provider = aws_sdk_sts::config::SharedCredentialsProvider::new(credentials);
        shop.aws.to_builder().credentials_provider(provider).build()
    }

    async fn remove(self) {
        let Self { iam, name, .. } = self;
        let delete = iam.delete_role_policy().role_name(&name).policy_name(POLICY);
        delete.send().await.expect("the policy is ours");
        iam.delete_role().role_name(&name).send().await.expect("the role is ours");
    }
}

async fn policy_of(shop: &Shop, iam: &aws_sdk_iam::Client, function: &str) -> String {
    let lambda = aws_sdk_lambda::Client::new(&shop.aws);
    let name = shop.physical_name(activity::SERVICE, function);
    let function = lambda.get_function_configuration().function_name(name).send().await;
    let role = function.expect("the function is there").role.expect("functions have roles");
    let role = role.rsplit('/').next().expect("a role's ARN ends in its name");
    let policy = iam.get_role_policy().role_name(role).policy_name(POLICY).send().await;
    let policy = policy.expect("the role has its policy").policy_document;
    // IAM gives documents back percent-encoded.
    let field = format!("document={}", policy.replace('+', "%2B"));
    let mut decoded = form_urlencoded::parse(field.as_bytes());
    decoded.next().expect("there is one field").1.into_owned()
}

#[tokio::test]
async fn a_function_that_reads_one_table_can_do_nothing_else() {
    let shop = Shop::open().await;
    let stand = Stand::in_for(&shop, GetActivity::NAME).await;
    let dynamo = Client::new(&stand.credentials(&shop).await);
    let activities = format!("Activities-{}", shop.environment);
    let users = format!("Users-Users-{}", shop.environment);
    let text = |value: &str| AttributeValue::S(value.to_owned());

    let query = |table: &str| {
        let query = dynamo.query().table_name(table).key_condition_expression("PK = :key");
        query.expression_attribute_values(":key", text("e2e-user"))
    };
    let allowed = query(&activities).send().await;
    assert!(allowed.is_ok(), "{allowed:?}");

    let other_table = query(&users).send().await;
    assert_denied(other_table.map(|_| ()).map_err(|error| error.into_service_error().to_string()));
    let writing = dynamo.put_item().table_name(&activities);
    let writing = writing.item("PK", text("e2e-user")).item("SK", text("e2e")).send().await;
    assert_denied(writing.map(|_| ()).map_err(|error| format!("{:?}", error.into_service_error())));
    stand.remove().await;
}

fn assert_denied(outcome: Result<(), String>) {
    let error = outcome.expect_err("this was not granted");
    assert!(error.contains("AccessDenied"), "{error}");
}
