//! Secrets: created once by a deployment, which never changes them afterwards. Their values are never
//! shown.

use aws_sdk_ssm::{
    error::ProvideErrorMetadata,
    types::{Parameter, ParameterType},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use manifest::{Secret, SecretContent, WELL_KNOWN_PASSWORD};

use crate::{
    context::Context,
    error::{Error, Result, call},
};

/// Creates the secrets that do not exist yet.
pub async fn ensure(ctx: &Context) -> Result<()> {
    for secret in &ctx.manifest.secrets {
        if create(ctx, secret).await? {
            ctx.progress.line(&format!("{}: created", secret.parameter));
        }
    }
    Ok(())
}

/// Deletes every secret that exists.
pub async fn delete(ctx: &Context) -> Result<()> {
    for secret in &ctx.manifest.secrets {
        let deleted = ctx.ssm.delete_parameter().name(&secret.parameter).send().await;
        match deleted {
            Ok(_) => {}
            Err(error) if error.code() == Some("ParameterNotFound") => {}
            Err(error) => {
                return Err(call(format!("delete the secret `{}`", secret.parameter))(error));
            }
        }
    }
    Ok(())
}

/// Never overwrites, so concurrent deployments get the same value. Returns whether it was created.
async fn create(ctx: &Context, secret: &Secret) -> Result<bool> {
    let created = ctx
        .ssm
        .put_parameter()
        .name(&secret.parameter)
        .value(value(ctx.is_local(), secret)?)
        .r#type(ParameterType::SecureString)
        .overwrite(false)
        .send()
        .await;
    match created {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ParameterAlreadyExists") => {
            refuse_well_known(ctx, secret).await?;
            Ok(false)
        }
        Err(error) => Err(call(format!("create the secret `{}`", secret.parameter))(error)),
    }
}

/// An environment on AWS may have been deployed by a version that gave its administrator the
/// well-known password.
async fn refuse_well_known(ctx: &Context, secret: &Secret) -> Result<()> {
    if ctx.is_local() {
        return Ok(());
    }
    let name = &secret.parameter;
    let action = format!("read the secret `{name}`");
    let request = ctx.ssm.get_parameter().name(name).with_decryption(true);
    let answer = request.send().await.map_err(call(action))?;
    if answer.parameter().and_then(Parameter::value) != Some(WELL_KNOWN_PASSWORD) {
        return Ok(());
    }
    Err(Error::wrong(
        format!("the secret `{name}` has the well-known value of local environments"),
        format!(
            "if an administrator was created with it, destroy the environment with `{}`; otherwise set \
             another with `aws ssm put-parameter --overwrite --name {name} --type SecureString --value ...`",
            ctx.command("destroy")
        ),
    ))
}

fn value(is_local: bool, secret: &Secret) -> Result<String> {
    match &secret.content {
        SecretContent::Random(length) => random(*length),
        SecretContent::WellKnown if is_local => Ok(WELL_KNOWN_PASSWORD.to_owned()),
        SecretContent::WellKnown => Err(Error::fault(format!(
            "the secret `{}` would have a well-known value on AWS",
            secret.parameter
        ))),
    }
}

/// A new secret of this many random bytes, as URL-safe base64 without padding.
pub fn random(length: usize) -> Result<String> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::call("get random bytes from the system", error))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(content: SecretContent) -> Secret {
        Secret { parameter: "/dev/Users/admin-password".to_owned(), content }
    }

    #[test]
    fn random_secrets_are_long_and_differ() {
        let random = || value(false, &secret(SecretContent::Random(32))).unwrap();
        assert_eq!(random().len(), 43);
        assert_ne!(random(), random());
    }

    #[test]
    fn a_well_known_secret_exists_only_on_the_local_aws() {
        let well_known = secret(SecretContent::WellKnown);
        assert_eq!(value(true, &well_known).unwrap(), WELL_KNOWN_PASSWORD);
        let error = value(false, &well_known).unwrap_err().to_string();
        assert!(error.contains("/dev/Users/admin-password"), "{error}");
    }
}
