//! The artefact bucket: code and large templates, each stored under its hash and uploaded once.

use std::time::Duration;

use aws_sdk_s3::{
    operation::head_object::HeadObjectError,
    primitives::ByteStream,
    types::{Delete, ObjectIdentifier},
};
use manifest::{Artifact, Stack};

use crate::{
    context::Context,
    error::{Error, Result, call},
};

/// The service whose stack contains the artefact bucket. Every environment has one.
pub const SERVICE: &str = "artifacts";

/// The output that names the bucket.
pub const BUCKET_OUTPUT: &str = "BucketName";

/// In bytes. CloudFormation accepts larger templates from S3 only.
const LARGEST_INLINE_TEMPLATE: usize = 51_200;

/// Uploads the code of `stacks` that the bucket does not contain yet.
pub async fn upload(ctx: &Context, bucket: &str, stacks: &[&Stack]) -> Result<()> {
    for stack in stacks.iter().filter(|it| it.has_code) {
        let Some(artifact) = ctx.artifacts.get(&stack.service) else {
            return Err(Error::fault(format!("no artefact was built for `{}`", stack.name)));
        };
        let key = artifact.key(&stack.service);
        if !exists(ctx, bucket, &key).await? {
            ctx.progress.line(&format!("{}: uploading", stack.name));
            put_file(ctx, bucket, &key, artifact).await?;
        }
    }
    Ok(())
}

/// The URL of a template that is too large for a request; `None` if it fits in one.
pub async fn template_url(
    ctx: &Context,
    bucket: Option<&str>,
    stack: &Stack,
    text: &str,
) -> Result<Option<String>> {
    let Some(bucket) = bucket.filter(|_| text.len() > LARGEST_INLINE_TEMPLATE) else {
        return Ok(None);
    };
    let key = format!("templates/{}.yaml", stack.sha256);
    if !exists(ctx, bucket, &key).await? {
        put(ctx, bucket, &key, ByteStream::from(text.as_bytes().to_vec())).await?;
    }
    let aws = || format!("https://s3.{}.amazonaws.com", ctx.manifest.region);
    let host = ctx.manifest.endpoint.clone().unwrap_or_else(aws);
    Ok(Some(format!("{host}/{bucket}/{key}")))
}

/// Deletes every version of every object. CloudFormation deletes empty buckets only.
pub async fn empty(ctx: &Context, bucket: &str) -> Result<()> {
    loop {
        let page = ctx
            .s3
            .list_object_versions()
            .bucket(bucket)
            .send()
            .await
            .map_err(call(format!("list the artefact bucket `{bucket}`")))?;
        let versions = page.versions().iter().map(|it| (it.key(), it.version_id()));
        let markers = page.delete_markers().iter().map(|it| (it.key(), it.version_id()));
        let objects: Vec<_> = versions.chain(markers).filter_map(identifier).collect();
        if objects.is_empty() {
            return Ok(());
        }
        delete(ctx, bucket, objects).await?;
    }
}

fn identifier((key, version): (Option<&str>, Option<&str>)) -> Option<ObjectIdentifier> {
    let version = version.map(str::to_owned);
    ObjectIdentifier::builder().key(key?).set_version_id(version).build().ok()
}

async fn delete(ctx: &Context, bucket: &str, objects: Vec<ObjectIdentifier>) -> Result<()> {
    let action = || format!("empty the artefact bucket `{bucket}`");
    let batch = Delete::builder()
        .set_objects(Some(objects))
        .build()
        .map_err(|error| Error::call(action(), error))?;
    let answer = ctx
        .s3
        .delete_objects()
        .bucket(bucket)
        .delete(batch)
        .send()
        .await
        .map_err(call(action()))?;
    match answer.errors().first() {
        None => Ok(()),
        Some(error) => Err(Error::fault(format!(
            "failed to {}: `{}`: {}",
            action(),
            error.key().unwrap_or_default(),
            error.message().unwrap_or("no message")
        ))),
    }
}

async fn exists(ctx: &Context, bucket: &str, key: &str) -> Result<bool> {
    match ctx.s3.head_object().bucket(bucket).key(key).send().await {
        Ok(_) => Ok(true),
        Err(error) if error.as_service_error().is_some_and(HeadObjectError::is_not_found) => {
            Ok(false)
        }
        Err(error) => Err(call(format!("look for `{key}` in `{bucket}`"))(error)),
    }
}

async fn put_file(ctx: &Context, bucket: &str, key: &str, artifact: &Artifact) -> Result<()> {
    let path = artifact.zip.display();
    let body = ByteStream::from_path(&artifact.zip)
        .await
        .map_err(|error| Error::call(format!("read `{path}`"), error))?;
    put(ctx, bucket, key, body).await
}

async fn put(ctx: &Context, bucket: &str, key: &str, body: ByteStream) -> Result<()> {
    ctx.s3
        .put_object()
        .bucket(bucket)
        .key(key)
        .body(body)
        .customize()
        .config_override(aws_sdk_s3::config::Builder::new().timeout_config(upload_timeout()))
        .send()
        .await
        .map_err(call(format!("upload `{key}` to `{bucket}`")))?;
    Ok(())
}

/// An artefact has tens of megabytes, so on a slow connection an upload takes minutes.
fn upload_timeout() -> aws_sdk_s3::config::timeout::TimeoutConfig {
    aws_sdk_s3::config::timeout::TimeoutConfig::builder()
        .operation_timeout(Duration::from_mins(15))
        .build()
}
