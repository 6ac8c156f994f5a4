//! One deployment at a time: a lock in the artefact bucket, with an owner and an expiry.
//!
//! S3's conditional writes make it safe: of two that write at once, one is refused. The holder
//! renews it; a holder that was killed is recognised on its own machine at once, elsewhere when
//! the lock expires.

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

/// A lock that is held.
#[derive(Debug)]
pub struct Lock<'a> {
    ctx: &'a Context,
    bucket: String,
    etag: tokio::sync::Mutex<String>,
}

/// Who holds it, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Claim {
    user: String,
    host: String,
    process: u32,
    expires: Timestamp,
}

/// What stands in the way of taking the lock.
#[derive(Debug, PartialEq, Eq)]
enum Existing {
    Nothing,
    Abandoned { etag: String },
    Held(Claim),
}

impl<'a> Lock<'a> {
    /// Takes the lock. If somebody holds it: waits for it with `wait`, refuses without.
    pub async fn acquire(ctx: &'a Context, bucket: &str, wait: bool) -> Result<Self> {
        let mut told = false;
        loop {
            let existing = look(ctx, bucket).await?;
            if let Some(etag) = claim(ctx, bucket, &existing).await? {
                let etag = tokio::sync::Mutex::new(etag);
                return Ok(Self { ctx, bucket: bucket.to_owned(), etag });
            }
            if let Existing::Held(holder) = existing {
                if !wait {
                    return Err(refusal(ctx, &holder));
                }
                if !std::mem::replace(&mut told, true) {
                    ctx.progress.line(&format!("waiting for {holder}"));
                }
            }
            tokio::time::sleep(ctx.poll_interval()).await;
        }
    }

    /// Runs `work` while the lock is kept alive, and gives it back whatever came of the work.
    pub async fn during<T>(self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let result = tokio::select! {
            result = work => result,
            // A lost lock is another's to release; one that could not be renewed expires.
            lost = self.keep_alive() => return Err(lost),
            signal = tokio::signal::ctrl_c() => Err(interrupted(signal)),
        };
        let released = self.release().await;
        result.and_then(|value| released.map(|()| value))
    }

    /// Ends only when the lock is lost.
    async fn keep_alive(&self) -> Error {
        loop {
            tokio::time::sleep(RENEWAL).await;
            let mut etag = self.etag.lock().await;
            let request = put(self.ctx, &self.bucket).if_match(etag.as_str());
            match write(request).await {
                Ok(Some(renewed)) => *etag = renewed,
                Ok(None) => return Error::fault("somebody else took the deployment lock"),
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
            user: variable("USER").unwrap_or_else(|| "somebody".to_owned()),
            host: host(),
            process: std::process::id(),
            expires: Timestamp::now() + LIFETIME,
        }
    }

    /// Whether nobody keeps it alive any more.
    fn is_abandoned(&self, now: Timestamp, host: &str, lives: impl Fn(u32) -> bool) -> bool {
        self.expires < now || (self.host == host && !lives(self.process))
    }
}

fn host() -> String {
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    if name.trim().is_empty() { "this machine".to_owned() } else { name.trim().to_owned() }
}

/// Where the system cannot tell, every process lives.
fn lives(process: u32) -> bool {
    !Path::new("/proc/self").exists() || Path::new(&format!("/proc/{process}")).exists()
}

async fn look(ctx: &Context, bucket: &str) -> Result<Existing> {
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
        Ok(claim) if !claim.is_abandoned(Timestamp::now(), &host(), lives) => {
            Ok(Existing::Held(claim))
        }
        Ok(_) | Err(_) => Ok(Existing::Abandoned { etag }),
    }
}

/// Tries to write our claim over what exists. Gives its `ETag`, or nothing if another was faster.
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

fn interrupted(signal: std::io::Result<()>) -> Error {
    match signal {
        Ok(()) => Error::wrong(
            "interrupted; CloudFormation goes on with what it has begun",
            "run the same command again, it will go on from there",
        ),
        Err(error) => Error::call("listen for Ctrl-C", error),
    }
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
    fn a_lock_is_abandoned_when_its_process_is_gone_from_this_machine() {
        assert!(is_abandoned("2026-01-01T12:00:01Z", "here", false));
        assert!(!is_abandoned("2026-01-01T12:00:01Z", "here", true));
        assert!(!is_abandoned("2026-01-01T12:00:01Z", "elsewhere", false));
    }

    #[test]
    fn a_claim_survives_its_own_json() {
        let claim = claim("2026-01-01T12:00:00Z");
        let json = serde_json::to_string(&claim).unwrap();
        assert_eq!(serde_json::from_str::<Claim>(&json).unwrap(), claim);
    }
}
