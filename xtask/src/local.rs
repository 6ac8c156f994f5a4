//! `cargo xtask local`: the local AWS, an emulator that runs the real handlers on this machine.

use std::fs::{self, File, TryLockError};
use std::io::{ErrorKind, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use clap::Subcommand;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use rustix::process::{Pid, Signal, kill_process};
use stacks::environment::Target;

use crate::{environment, tools};

const START_DEADLINE: Duration = Duration::from_secs(30);
const STOP_DEADLINE: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(20);
const SHOWN_LOG_LINES: usize = 20;

/// The local AWS, an emulator that runs the real handlers on this machine.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Start it unless it runs.
    Up(Port),
    /// Stop it. Its data is kept for the next start.
    Down(Port),
    /// Delete all its data.
    Reset(Port),
    /// Print whether it runs.
    Status(Port),
}

/// Which of the local AWS's ports a command is about.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Port {
    /// TCP port of the loopback interface [default: that of `env/local.yaml`]
    #[arg(long)]
    port: Option<u16>,
}

impl Port {
    pub(crate) fn or_configured(self) -> Result<u16> {
        self.or(|| environment::load("local").map(|it| it.target))
    }

    fn or(self, configured: impl FnOnce() -> Result<Target>) -> Result<u16> {
        if let Some(port) = self.port {
            return Ok(port);
        }
        match configured()? {
            Target::Local { port } => Ok(port),
            Target::Aws { .. } => Err(miette!(
                help = "name the port with `--port`",
                "`env/local.yaml` has no port: its target is not the local AWS"
            )),
        }
    }
}

/// Runs one of the subcommands.
pub(crate) fn run(args: Args) -> Result<()> {
    let Args { command } = args;
    match command {
        Action::Up(port) => ensure_up(port.or_configured()?),
        Action::Down(port) => down(port.or_configured()?),
        Action::Reset(port) => reset(port.or_configured()?),
        Action::Status(port) => status(port.or_configured()?),
    }
}

/// The base address of the local AWS on this port.
pub(crate) fn endpoint(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

/// Starts the local AWS in the background unless it runs, and waits until it responds.
pub(crate) fn ensure_up(port: u16) -> Result<()> {
    let instance = Instance::lasting(port);
    let _lock = instance.lock()?;
    if instance.pid()?.is_some() {
        return instance.wait_until_healthy(None);
    }
    eprintln!("starting the local AWS on `{}`", endpoint(port));
    let mut server = instance.start()?;
    instance.wait_until_healthy(Some(&mut server))?;
    // The server of an earlier, interrupted start may have been faster than this one.
    if instance.pid()? != Some(Pid::from_child(&server)) {
        server.kill().and_then(|()| server.wait()).into_diagnostic()?;
    }
    Ok(())
}

/// Stops the local AWS, which saves its data before it ends.
fn down(port: u16) -> Result<()> {
    let instance = Instance::lasting(port);
    let _lock = instance.lock()?;
    let was_running = instance.pid()?.is_some();
    instance.stop()?;
    eprintln!("{} on port `{port}`", if was_running { "stopped" } else { "not running" });
    others(port)?.iter().for_each(|line| eprintln!("{line}"));
    Ok(())
}

/// A line for each other lasting instance of this checkout that runs, such as one on the port that
/// `env/local.yaml` had before.
fn others(port: u16) -> Result<Vec<String>> {
    let mut lines = vec![];
    for folder in fs::read_dir(folder("")).into_iter().flatten().flatten() {
        let other = folder.file_name().to_str().and_then(|name| name.parse().ok());
        if let Some(other) = other.filter(|other| *other != port)
            && is_up(other)?
        {
            let command = format!("cargo xtask local down --port {other}");
            lines.push(format!("still running on port `{other}`: stop it with `{command}`"));
        }
    }
    lines.sort();
    Ok(lines)
}

/// Deletes all data of the local AWS. It runs afterwards if it ran before.
fn reset(port: u16) -> Result<()> {
    let instance = Instance::lasting(port);
    let lock = instance.lock()?;
    let was_running = instance.pid()?.is_some();
    instance.stop()?;
    remove_folder(&instance.state())?;
    drop(lock);
    if was_running { ensure_up(port) } else { Ok(()) }
}

/// Starts an empty, temporary local AWS. It stops when the value is dropped, and when this process
/// ends in any other way. Waits of state machines take no time in it, and it records which rights
/// the calls of functions and state machines used.
pub(crate) fn start_fresh(port: u16) -> Result<LocalAws> {
    let instance = Instance::fresh(port);
    let _lock = instance.lock()?;
    instance.stop()?;
    remove_folder(&instance.state())?;
    File::create(instance.used_rights()).into_diagnostic()?;
    let server = instance.start()?;
    let mut local_aws = LocalAws { instance, server };
    local_aws.instance.wait_until_healthy(Some(&mut local_aws.server))?;
    Ok(local_aws)
}

/// A temporary local AWS, stopped when dropped.
#[derive(Debug)]
pub(crate) struct LocalAws {
    instance: Instance,
    server: Child,
}

impl LocalAws {
    /// Stops it as `cargo xtask local down` does, and starts it again with its data.
    pub(crate) fn restart(&mut self) -> Result<()> {
        let _lock = self.instance.lock()?;
        self.instance.stop()?;
        self.server.wait().into_diagnostic()?;
        let log = File::options().append(true).open(self.log()).into_diagnostic()?;
        self.server = self.instance.spawn(log)?;
        self.instance.wait_until_healthy(Some(&mut self.server))
    }

    /// Its base address.
    pub(crate) fn endpoint(&self) -> String {
        endpoint(self.instance.port)
    }

    /// The file of its log, which remains until the next start.
    pub(crate) fn log(&self) -> PathBuf {
        self.instance.log()
    }

    /// The file that records which rights its calls used, one JSON object a line.
    pub(crate) fn used_rights(&self) -> PathBuf {
        self.instance.used_rights()
    }
}

impl Drop for LocalAws {
    fn drop(&mut self) {
        let stopped = self.instance.stop().or_else(|_| self.server.kill().into_diagnostic());
        let result = stopped
            .and_then(|()| self.server.wait().into_diagnostic())
            .and_then(|_| remove_folder(&self.instance.temporary()))
            .and_then(|()| remove_folder(&self.instance.state()));
        if let Err(error) = result {
            eprintln!(
                "failed to stop the temporary local AWS on port `{}`: {error}",
                self.instance.port
            );
        }
    }
}

fn status(port: u16) -> Result<()> {
    let instance = Instance::lasting(port);
    match instance.pid()? {
        Some(pid) if instance.is_healthy() => {
            println!(
                "running on `{}`, process {}, log `{}`",
                endpoint(port),
                pid.as_raw_nonzero(),
                instance.log().display()
            );
        }
        Some(pid) => {
            println!("process {} does not respond on `{}`", pid.as_raw_nonzero(), endpoint(port));
        }
        None if is_free(port) => println!("not running"),
        None => println!("not running; port `{port}` is held by another program"),
    }
    others(port)?.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// Whether the local AWS runs on this port.
pub(crate) fn is_up(port: u16) -> Result<bool> {
    Ok(Instance::lasting(port).pid()?.is_some())
}

/// Whether nothing listens on this port of the loopback interface.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// One server: its port and the folder that holds its process id, log and data.
#[derive(Debug)]
struct Instance {
    port: u16,
    folder: PathBuf,
    lasting: bool,
}

impl Instance {
    /// Its data is kept until it is reset.
    fn lasting(port: u16) -> Self {
        Self { port, folder: folder(&port.to_string()), lasting: true }
    }

    /// It is empty at its start, and separate from the lasting one on the same port.
    fn fresh(port: u16) -> Self {
        Self { port, folder: folder(&format!("fresh-{port}")), lasting: false }
    }

    fn log(&self) -> PathBuf {
        self.folder.join("server.log")
    }

    fn used_rights(&self) -> PathBuf {
        self.folder.join("used-rights.jsonl")
    }

    fn pid_file(&self) -> PathBuf {
        self.folder.join("server.pid")
    }

    fn state(&self) -> PathBuf {
        self.folder.join("state")
    }

    fn temporary(&self) -> PathBuf {
        self.folder.join("tmp")
    }

    /// Held while an instance is started or stopped, so that two commands do not interfere.
    fn lock(&self) -> Result<File> {
        fs::create_dir_all(&self.folder)
            .and_then(|()| File::create(self.folder.join("lock")))
            .and_then(|file| file.lock().map(|()| file))
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to lock `{}`", self.folder.display()))
    }

    /// The server's process id while it runs. A running server holds a lock on the file, so the id
    /// of a server that ended is never taken for that of another program.
    fn pid(&self) -> Result<Option<Pid>> {
        let mut file = match File::open(self.pid_file()) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error).into_diagnostic(),
        };
        match file.try_lock_shared() {
            Ok(()) => return Ok(None),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error).into_diagnostic(),
        }
        let mut text = String::new();
        file.read_to_string(&mut text).into_diagnostic()?;
        let pid = text.trim().parse().ok().and_then(Pid::from_raw);
        let path = self.pid_file();
        pid.map(Some).ok_or_else(|| {
            miette!(
                help = "run the command again",
                "`{}` holds no process id: `{text}`",
                path.display()
            )
        })
    }

    /// Starts the server with an empty log.
    fn start(&self) -> Result<Child> {
        self.spawn(File::create(self.log()).into_diagnostic()?)
    }

    fn spawn(&self, log: File) -> Result<Child> {
        if !is_free(self.port) {
            return Err(miette!(
                help = format!(
                    "find that program with `ss -ltnp 'sport = :{}'`, or choose another port in `env/local.yaml`",
                    self.port
                ),
                "port `{}` is held by a program that is not this repository's local AWS",
                self.port
            ));
        }
        let python = tools::local_aws()?;
        remove_folder(&self.temporary())?;
        fs::create_dir_all(self.temporary()).into_diagnostic()?;
        let mut command = self.command(&python);
        command.stdout(log.try_clone().into_diagnostic()?).stderr(log);
        command
            .spawn()
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to run `{}`", python.display()))
    }

    /// The server gets these environment variables only, because every function inherits them.
    fn command(&self, python: &Path) -> Command {
        let port = self.port.to_string();
        let mut command = Command::new(python);
        command
            .arg(tools::root().join("xtask/local/launcher.py"))
            .arg(self.pid_file())
            .env_clear()
            .envs([("PATH", "/usr/bin:/bin"), ("LANG", "C.UTF-8")])
            .env("HOME", std::env::home_dir().unwrap_or_default())
            .env("TMPDIR", self.temporary())
            .envs([
                ("GATEWAY_PORT", port.as_str()),
                ("BIND_HOST", "127.0.0.1"),
                ("MINISTACK_HOST", "localhost"),
            ])
            .envs([("MINISTACK_REGION", "us-east-1"), ("AWS_ENDPOINT_URL", &endpoint(self.port))])
            .envs([
                ("AUTH", "true"),
                ("AWS_ACCESS_KEY_ID", "test"),
                ("AWS_SECRET_ACCESS_KEY", "test"),
            ])
            .envs([("SFTP_ENABLED", "0"), ("IOT_MTLS_ENABLED", "0"), ("LOG_LEVEL", "WARNING")])
            .env("LAMBDA_ASYNC_RETRY_BASE_SECONDS", "1")
            .envs([("PERSIST_STATE", "1"), ("S3_PERSIST", "1")])
            .env("STATE_DIR", self.state().join("services"))
            .env("S3_DATA_DIR", self.state().join("objects"));
        if self.lasting {
            command
                .stdin(Stdio::null())
                // Ctrl-C is for the command that started it, not for the server.
                .process_group(0);
        } else {
            command
                .env("SFN_WAIT_SCALE", "0")
                .env("LOCAL_AWS_USED_RIGHTS", self.used_rights())
                .arg("--stop-with-parent")
                .stdin(Stdio::piped());
        }
        command
    }

    fn is_healthy(&self) -> bool {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(1)))
            .build()
            .into();
        agent.get(format!("{}/_ministack/health", endpoint(self.port))).call().is_ok()
    }

    fn wait_until_healthy(&self, mut server: Option<&mut Child>) -> Result<()> {
        let deadline = Instant::now() + START_DEADLINE;
        while Instant::now() < deadline {
            if self.is_healthy() {
                return Ok(());
            }
            if let Some(child) = server.as_mut()
                && let Some(status) = child.try_wait().into_diagnostic()?
                // It also ends when another process started the same instance first.
                && self.pid()?.is_none()
            {
                return Err(self.failure(&format!("ended at once with {status}")));
            }
            thread::sleep(POLL_INTERVAL);
        }
        Err(self.failure(&format!("did not respond within {} seconds", START_DEADLINE.as_secs())))
    }

    fn failure(&self, what: &str) -> miette::Report {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(SHOWN_LOG_LINES)..].join("\n");
        miette!(
            help = format!(
                "read `{}`, or start afresh with `cargo xtask local reset`",
                self.log().display()
            ),
            "the local AWS on port `{}` {what}\n{last}",
            self.port
        )
    }

    fn stop(&self) -> Result<()> {
        let Some(pid) = self.pid()? else { return Ok(()) };
        match kill_process(pid, Signal::TERM) {
            // It ended between the two calls.
            Ok(()) | Err(rustix::io::Errno::SRCH) => {}
            Err(error) => return Err(error).into_diagnostic(),
        }
        let deadline = Instant::now() + STOP_DEADLINE;
        while self.pid()?.is_some() {
            if Instant::now() > deadline {
                return Err(miette!(
                    help = format!(
                        "run `kill -9 {}`; what changed since its start is lost",
                        pid.as_raw_nonzero()
                    ),
                    "the local AWS on port `{}` did not stop within {} seconds",
                    self.port,
                    STOP_DEADLINE.as_secs()
                ));
            }
            thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }
}

fn folder(name: &str) -> PathBuf {
    tools::root().join("target/local-aws").join(name)
}

fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error)
            .into_diagnostic()
            .wrap_err_with(|| format!("failed to remove `{}`", path.display())),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn or(given: Option<u16>, target: Target) -> Result<u16> {
        Port { port: given }.or(|| Ok(target))
    }

    #[test]
    fn the_port_is_that_of_the_file_unless_another_is_given() {
        assert_eq!(or(None, Target::Local { port: 4666 }).unwrap(), 4666);
        assert_eq!(or(Some(4766), Target::Local { port: 4666 }).unwrap(), 4766);
        let broken = || Err(miette!("the file is broken"));
        assert_eq!(Port { port: Some(4766) }.or(broken).unwrap(), 4766);
        assert!(or(None, Target::Aws { account: None }).is_err());
    }

    #[test]
    fn the_commands_use_the_port_of_the_environment() {
        let Target::Local { port } = environment::load("local").unwrap().target else {
            panic!("the environment `local` is not on the local AWS");
        };
        assert_eq!(Port { port: None }.or_configured().unwrap(), port);
    }

    /// A process that holds the lock of an instance, as its server does.
    fn server(instance: &Instance) -> Child {
        let _lock = instance.lock().unwrap();
        let file = File::create(instance.pid_file()).unwrap();
        file.lock().unwrap();
        let child = Command::new("sleep").arg("600").stdin(Stdio::from(file)).spawn().unwrap();
        fs::write(instance.pid_file(), child.id().to_string()).unwrap();
        child
    }

    #[test]
    fn stopping_an_instance_leaves_the_others_running() {
        let folder = tempfile::tempdir().unwrap();
        let instance = |port: u16| Instance {
            port,
            folder: folder.path().join(port.to_string()),
            lasting: true,
        };
        let (own, other) = (instance(1), instance(2));
        let (mut own_server, mut other_server) = (server(&own), server(&other));
        own.stop().unwrap();
        assert!(!own_server.wait().unwrap().success());
        assert!(other.pid().unwrap().is_some());
        other.stop().unwrap();
        other_server.wait().unwrap();
        assert!(other.pid().unwrap().is_none());
    }
}
