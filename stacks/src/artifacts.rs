//! The bucket for the zips of the services. It has a stack of its own because it must exist before
//! every stack with code.

use cfn::{List, Output, s3, s3::bucket};
use contracts::Service;

use crate::{Environment, Stack, StackBuilder, iam, without_components};

/// The stack of the bucket. It has no functions and no events.
pub const SERVICE: Service =
    Service { name: "artifacts", stack: "Artifacts", parameters: "artifacts", source: "artifacts" };

pub fn stack(environment: &Environment) -> Stack {
    let contract = without_components(SERVICE);
    let mut s = StackBuilder::new(contract, environment, "The bucket of the functions' code.");
    let bucket = s.template().add(
        "Bucket",
        s3::Bucket {
            bucket_encryption: Some(bucket::BucketEncryption::new(encryption()).into()),
            public_access_block_configuration: Some(no_public_access().into()),
            ..s3::Bucket::new()
        },
    );
    let policy = iam::policy(&[iam::bucket_tls_only(&bucket.arn())]);
    s.template().add("BucketPolicy", s3::BucketPolicy::new(bucket.reference(), policy));
    s.template().output("BucketName", Output::new("Where the zips are.", bucket.reference()));
    s.finish()
}

fn encryption() -> List<bucket::ServerSideEncryptionRule> {
    let by_default = bucket::ServerSideEncryptionByDefault::new(bucket::SSEAlgorithm::Aes256);
    [bucket::ServerSideEncryptionRule {
        server_side_encryption_by_default: Some(by_default.into()),
        ..bucket::ServerSideEncryptionRule::new()
    }]
    .into()
}

fn no_public_access() -> bucket::PublicAccessBlockConfiguration {
    bucket::PublicAccessBlockConfiguration {
        block_public_acls: Some(true.into()),
        block_public_policy: Some(true.into()),
        ignore_public_acls: Some(true.into()),
        restrict_public_buckets: Some(true.into()),
    }
}
