//! Replaces the key that signs tokens, in two steps, so that no valid token is refused.
//!
//! The first step announces the next key: it becomes one of the keys that verify, together with the
//! current one and in place of the former one, whose tokens end. When every process had time to read
//! that, the second step makes it the key that signs. Tokens of the key before stay valid until they
//! expire or the next key is announced. The parameters show which step is next, so an interrupted
//! rotation is continued by the same command.

use std::time::Duration;

use aws_sdk_ssm::{
    Client,
    error::ProvideErrorMetadata,
    types::{Parameter, ParameterType},
};
use jiff::Timestamp;
use manifest::SigningKeys;
use request::RotateKey;

use crate::{
    approval::ask,
    context::Context,
    diff,
    error::{Error, Result, call},
    lock::Lock,
    preflight,
    progress::Progress,
    secrets,
};

/// Bytes of a key.
const KEY_LENGTH: usize = 32;

/// Waited in addition to the time in which every process reads a change: the clocks of this
/// machine and of AWS differ.
const MARGIN: Duration = Duration::from_secs(15);

pub async fn run(ctx: &Context, options: &RotateKey) -> Result<()> {
    preflight::check_account(ctx).await?;
    confirm(ctx, options)?;
    let bucket = diff::bucket(ctx).await?.ok_or_else(|| not_deployed(ctx))?;
    let rotation = Rotation {
        ssm: &ctx.ssm,
        names: &ctx.manifest.signing_keys,
        progress: &ctx.progress,
        sleep: tokio::time::sleep,
    };
    let lock = Lock::acquire(ctx, &bucket, options.wait).await?;
    let work = async {
        if options.compromised { rotation.replace_at_once().await } else { rotation.run().await }
    };
    Box::pin(lock.during(work)).await
}

/// Asks for the environment's name before all sessions end. The local environment never asks. A
/// protected environment is not refused, because no data is lost.
fn confirm(ctx: &Context, options: &RotateKey) -> Result<()> {
    if !options.compromised || options.yes || ctx.is_local() {
        return Ok(());
    }
    let environment = &ctx.manifest.environment;
    ctx.progress.line(&format!("this logs every user and client of `{environment}` out"));
    if ask(&format!("type `{environment}` to continue: "))? == *environment {
        return Ok(());
    }
    Err(Error::refused(
        "the keys were not replaced: the environment's name was not typed",
        format!("confirm with `{}`", ctx.command("rotate-key --compromised --yes")),
    ))
}

fn not_deployed(ctx: &Context) -> Error {
    Error::wrong(
        format!("`{}` is not deployed", ctx.manifest.environment),
        format!("deploy it with `{}`", ctx.command("deploy")),
    )
}

/// The keys, as the parameters have them.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Keys {
    /// The key that signs.
    current: String,
    /// The keys that verify besides it. At a rotation: the current key and the next one.
    verification: Vec<String>,
    /// When one of them was last changed.
    changed: Timestamp,
}

impl Keys {
    /// The key that was announced and does not sign yet.
    fn announced(&self) -> Option<&str> {
        match self.verification.as_slice() {
            [current, next] if *current == self.current && next != current => Some(next),
            _ => None,
        }
    }
}

/// How long to wait until every process had time to read what was changed at `changed`.
fn remaining(changed: Timestamp, now: Timestamp, lifetime: Duration) -> Duration {
    let elapsed = Duration::try_from(now.duration_since(changed)).unwrap_or_default();
    (lifetime + MARGIN).saturating_sub(elapsed)
}

struct Rotation<'a, Sleep> {
    ssm: &'a Client,
    names: &'a SigningKeys,
    progress: &'a Progress,
    /// Sleeps; a test records the time instead.
    sleep: Sleep,
}

impl<Sleep: AsyncFn(Duration)> Rotation<'_, Sleep> {
    /// Continues the rotation that was begun, or begins one and completes it.
    async fn run(&self) -> Result<()> {
        let keys = self.read().await?;
        self.wait(remaining(keys.changed, Timestamp::now(), self.lifetime())).await;
        let next = match keys.announced() {
            Some(next) => next.to_owned(),
            None => self.announce(&keys.current).await?,
        };
        self.write(&self.names.current, &next).await?;
        self.progress.line(
            "the new key signs; tokens of the key before are valid until they expire or until the \
             next rotation",
        );
        Ok(())
    }

    /// Adds a key to those that verify, and waits until every process had time to read it.
    async fn announce(&self, current: &str) -> Result<String> {
        let next = secrets::random(KEY_LENGTH)?;
        self.write(&self.names.verification, &format!("{current} {next}")).await?;
        self.progress.line("the next key is announced; tokens of the former key are not valid");
        self.wait(self.lifetime() + MARGIN).await;
        Ok(next)
    }

    /// Replaces all keys by a new one.
    async fn replace_at_once(&self) -> Result<()> {
        let key = secrets::random(KEY_LENGTH)?;
        self.write(&self.names.verification, &key).await?;
        self.write(&self.names.current, &key).await?;
        self.progress.line(&format!(
            "the keys are replaced; in {} s at the latest, no earlier token is valid",
            self.names.lifetime_seconds
        ));
        Ok(())
    }

    fn lifetime(&self) -> Duration {
        Duration::from_secs(self.names.lifetime_seconds)
    }

    async fn wait(&self, time: Duration) {
        if time.is_zero() {
            return;
        }
        let task = self.progress.task("keys");
        task.now(&format!("waiting {} s, so that every process can read them", time.as_secs()));
        (self.sleep)(time).await;
        task.end("every process had time to read them");
    }

    async fn read(&self) -> Result<Keys> {
        let current = self.parameter(&self.names.current).await?;
        let verification = self.parameter(&self.names.verification).await?;
        let value = |parameter: &Parameter| parameter.value().unwrap_or_default().to_owned();
        let key = value(&current);
        // The list of the keys that verify would contain the parts of such a key, which are weak.
        if key.is_empty() || key.contains(char::is_whitespace) {
            return Err(unusable(&self.names.current));
        }
        Ok(Keys {
            current: key,
            verification: value(&verification).split_whitespace().map(str::to_owned).collect(),
            changed: changed(&current).max(changed(&verification)),
        })
    }

    async fn parameter(&self, name: &str) -> Result<Parameter> {
        let response = self.ssm.get_parameter().name(name).with_decryption(true).send().await;
        let response = response.map_err(|error| {
            let is_missing = error.code() == Some("ParameterNotFound");
            let error = call(format!("read the secret `{name}`"))(error);
            if is_missing { error.with_hint("create it with `cargo xtask deploy`") } else { error }
        })?;
        Ok(response.parameter.unwrap_or_else(|| Parameter::builder().build()))
    }

    async fn write(&self, name: &str, value: &str) -> Result<()> {
        let request = self.ssm.put_parameter().name(name).value(value).overwrite(true);
        let written = request.r#type(ParameterType::SecureString).send().await;
        written.map(drop).map_err(call(format!("replace the secret `{name}`")))
    }
}

fn unusable(name: &str) -> Error {
    Error::wrong(
        format!("the key in `{name}` is empty or contains white space"),
        "run the command with `--compromised`: it replaces all keys at once and ends all sessions",
    )
}

fn changed(parameter: &Parameter) -> Timestamp {
    let time = parameter.last_modified_date().and_then(|it| Timestamp::from_second(it.secs()).ok());
    time.unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests;
