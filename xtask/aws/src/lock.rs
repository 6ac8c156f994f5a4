//! A lock in the artefact bucket, with an owner and an expiry: one deployment at a time.
//!
//! S3's conditional writes make it safe: of two concurrent writes, one is rejected. The holder
//! renews the lock. The lock of a killed process counts as abandoned at once on the same machine,
//! and after its expiry on others.

use std::{path::Path, time::Duration};

use aws_sdk_s3::{
    error::ProvideErrorMetadata, operation::put_object::builders::PutObjectFluentBuilder,
    primitives::ByteStream,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    context::Context,
    error::{Error, Result, call},
};

const KEY: &str = "deploy-lock.json";
const LIFETIME: Duration = Duration::from_mins(2);
const RENEWAL: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Lock<'a> {
    ctx: &'a Context,
    bucket: String,
    etag: tokio::sync::Mutex<String>,
}

/// The content of the lock: its holder and its expiry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    user: String,
    host: String,
    process: u32,
    expires: Timestamp,
}

/// The state of the lock before an attempt to take it.
#[derive(Debug, PartialEq, Eq)]
enum Existing {
    Nothing,
    Abandoned { etag: String },
    Held(Claim),
}

impl<'a> Lock<'a> {
    /// Takes the lock. If another process holds it, this waits with `wait` and fails without.
    pub async fn acquire(ctx: &'a Context, bucket: &str, wait: bool) -> Result<Self> {
        let mut announced = false;
        loop {
            let existing = read_existing(ctx, bucket).await?;
            if let Some(etag) = claim(ctx, bucket, &existing).await? {
                let etag = tokio::sync::Mutex::new(etag);
                return Ok(Self { ctx, bucket: bucket.to_owned(), etag });
            }
            if let Existing::Held(holder) = existing {
                if !wait {
                    return Err(refusal(ctx, &holder));
                }
                if !std::mem::replace(&mut announced, true) {
                    ctx.progress.line(&format!("waiting for {holder}"));
                }
            }
            tokio::time::sleep(ctx.poll_interval).await;
        }
    }

    /// Runs `work` while renewing the lock, and releases the lock even if the work failed.
    pub async fn during<T>(self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let mut cleanup = self.ctx.interrupt.cleanup();
        let result = tokio::select! {
            result = work => result,
            // A lost lock belongs to another process; a lock that could not be renewed expires.
            lost = self.renew() => return Err(lost),
            () = cleanup.interrupted() => Err(interrupted()),
        };
        let released = self.release().await;
        result.and_then(|value| released.map(|()| value))
    }

    /// Renews the lock until it is lost.
    async fn renew(&self) -> Error {
        loop {
            tokio::time::sleep(RENEWAL).await;
            let mut etag = self.etag.lock().await;
            let request = put(self.ctx, &self.bucket).if_match(etag.as_str());
            match write(request).await {
                Ok(Some(renewed)) => *etag = renewed,
                Ok(None) => return Error::fault("another process took the deployment lock"),
                Err(error) => return error,
            }
        }
    }

    async fn release(self) -> Result<()> {
        self.ctx
            .s3
            .delete_object()
            .bucket(&self.bucket)
            .key(KEY)
            .send()
            .await
            .map_err(call("release the deployment lock"))?;
        Ok(())
    }
}

impl std::fmt::Display for Claim {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} on {} (process {})", self.user, self.host, self.process)
    }
}

impl Claim {
    fn new() -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        Self {
            user: variable("USER").unwrap_or_else(|| "unknown user".to_owned()),
            host: host(),
            process: std::process::id(),
            expires: Timestamp::now() + LIFETIME,
        }
    }

    /// Whether the lock has expired or its process on this machine has ended.
    fn is_abandoned(&self, now: Timestamp, host: &str, is_running: impl Fn(u32) -> bool) -> bool {
        self.expires < now || (self.host == host && !is_running(self.process))
    }
}

fn host() -> String {
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    if name.trim().is_empty() { "this machine".to_owned() } else { name.trim().to_owned() }
}

/// Without `/proc`, every process counts as running.
fn is_running(process: u32) -> bool {
    !Path::new("/proc/self").exists() || Path::new(&format!("/proc/{process}")).exists()
}

async fn read_existing(ctx: &Context, bucket: &str) -> Result<Existing> {
    let object = match ctx.s3.get_object().bucket(bucket).key(KEY).send().await {
        Ok(object) => object,
        Err(error) if error.code() == Some("NoSuchKey") => return Ok(Existing::Nothing),
        Err(error) => return Err(call("read the deployment lock")(error)),
    };
    let etag = object.e_tag.unwrap_or_default();
    let body = object
        .body
        .collect()
        .await
        .map_err(|error| Error::call("read the deployment lock", error))?;
    match serde_json::from_slice::<Claim>(&body.into_bytes()) {
        Ok(claim) if !claim.is_abandoned(Timestamp::now(), &host(), is_running) => {
            Ok(Existing::Held(claim))
        }
        Ok(_) | Err(_) => Ok(Existing::Abandoned { etag }),
    }
}

/// Tries to write the lock over the existing one. Returns its `ETag`, or `None` if another process
/// was faster.
async fn claim(ctx: &Context, bucket: &str, existing: &Existing) -> Result<Option<String>> {
    let request = put(ctx, bucket);
    match existing {
        Existing::Nothing => write(request.if_none_match("*")).await,
        Existing::Abandoned { etag } => write(request.if_match(etag)).await,
        Existing::Held(_) => Ok(None),
    }
}

fn put(ctx: &Context, bucket: &str) -> PutObjectFluentBuilder {
    let claim = serde_json::json!(Claim::new()).to_string();
    ctx.s3.put_object().bucket(bucket).key(KEY).body(ByteStream::from(claim.into_bytes()))
}

async fn write(request: PutObjectFluentBuilder) -> Result<Option<String>> {
    match request.send().await {
        Ok(written) => Ok(Some(written.e_tag.unwrap_or_default())),
        Err(error) if is_lost_race(error.code()) => Ok(None),
        Err(error) => Err(call("take the deployment lock")(error)),
    }
}

fn is_lost_race(code: Option<&str>) -> bool {
    matches!(code, Some("PreconditionFailed" | "ConditionalRequestConflict" | "NoSuchKey"))
}

fn refusal(ctx: &Context, holder: &Claim) -> Error {
    Error::refused(
        format!(
            "`{}` is being deployed by {holder}, whose lock expires at {:.0}",
            ctx.manifest.environment, holder.expires
        ),
        format!("wait for it with `{}`", ctx.command("deploy --wait")),
    )
}

fn interrupted() -> Error {
    Error::interrupted(
        "CloudFormation continues the operations that have started",
        "run the same command again to continue",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(expires: &str) -> Claim {
        Claim {
            user: "ada".to_owned(),
            host: "here".to_owned(),
            process: 7,
            expires: expires.parse().unwrap(),
        }
    }

    fn is_abandoned(expires: &str, host: &str, lives: bool) -> bool {
        let now = "2026-01-01T12:00:00Z".parse().unwrap();
        claim(expires).is_abandoned(now, host, |_| lives)
    }

    #[test]
    fn a_lock_is_abandoned_when_it_expires() {
        assert!(is_abandoned("2026-01-01T11:59:59Z", "elsewhere", true));
        assert!(!is_abandoned("2026-01-01T12:00:01Z", "elsewhere", true));
    }

    #[test]
    fn a_lock_is_abandoned_when_its_process_on_this_machine_has_ended() {
        assert!(is_abandoned("2026-01-01T12:00:01Z", "here", false));
        assert!(!is_abandoned("2026-01-01T12:00:01Z", "here", true));
        assert!(!is_abandoned("2026-01-01T12:00:01Z", "elsewhere", false));
    }

    #[test]
    fn a_claim_round_trips_through_json() {
        let claim = claim("2026-01-01T12:00:00Z");
        let json = serde_json::to_string(&claim).unwrap();
        assert_eq!(serde_json::from_str::<Claim>(&json).unwrap(), claim);
    }
}
