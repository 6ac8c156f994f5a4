//! Secrets: created once by a deployment and never changed afterwards. Their values are never shown.

use aws_sdk_ssm::{error::ProvideErrorMetadata, types::ParameterType};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use manifest::{Secret, SecretContent};

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
        .value(value(&secret.content)?)
        .r#type(ParameterType::SecureString)
        .overwrite(false)
        .send()
        .await;
    match created {
        Ok(_) => Ok(true),
        Err(error) if error.code() == Some("ParameterAlreadyExists") => Ok(false),
        Err(error) => Err(call(format!("create the secret `{}`", secret.parameter))(error)),
    }
}

fn value(content: &SecretContent) -> Result<String> {
    match content {
        SecretContent::WellKnown(value) => Ok(value.clone()),
        SecretContent::Random(length) => {
            let mut bytes = vec![0; *length];
            getrandom::fill(&mut bytes)
                .map_err(|error| Error::call("get random bytes from the system", error))?;
            Ok(BASE64_URL_SAFE_NO_PAD.encode(bytes))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_secrets_are_long_and_differ() {
        let secret = || value(&SecretContent::Random(32)).unwrap();
        assert_eq!(secret().len(), 43);
        assert_ne!(secret(), secret());
    }
}
