//! A process that listens on a port and outlives the command that started it: how it is started, found
//! again and stopped.

use std::{
    fs::{self, File, TryLockError},
    io::{ErrorKind, Read},
    path::PathBuf,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use miette::{IntoDiagnostic, Result, WrapErr, miette};
use rustix::process::{Pid, Signal, kill_process};

use super::{endpoint, is_free};

const START_DEADLINE: Duration = Duration::from_secs(30);
const STOP_DEADLINE: Duration = Duration::from_secs(30);
const POLL_INTERVAL: Duration = Duration::from_millis(20);
const SHOWN_LOG_LINES: usize = 20;

/// The local AWS, or its control plane of durable functions.
#[derive(Debug)]
pub(super) struct Server {
    pub(super) name: &'static str,
    pub(super) port: u16,
    /// It contains the process id, and the process holds a lock on it while it runs.
    pub(super) pid_file: PathBuf,
    pub(super) log: PathBuf,
}

impl Server {
    /// The process id while it runs. A running server holds a lock on the file, so the id of a server
    /// that ended is never taken for that of another program.
    pub(super) fn pid(&self) -> Result<Option<Pid>> {
        let mut file = match File::open(&self.pid_file) {
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
        let path = self.pid_file.display();
        pid.map(Some).ok_or_else(|| {
            miette!(help = "run the command again", "`{path}` holds no process id: `{text}`")
        })
    }

    /// Starts it with an empty log unless it runs, and waits until it responds.
    pub(super) fn ensure_up(&self, command: impl FnOnce() -> Result<Command>) -> Result<()> {
        if self.pid()?.is_some() {
            return self.wait_until_healthy(None);
        }
        eprintln!("starting the {} on `{}`", self.name, endpoint(self.port));
        self.empty_log()?;
        let mut process = self.spawn(&mut command()?)?;
        self.wait_until_healthy(Some(&mut process))?;
        // The process of an earlier, interrupted start may have been faster than this one.
        if self.pid()? != Some(Pid::from_child(&process)) {
            process.kill().and_then(|()| process.wait()).into_diagnostic()?;
        }
        Ok(())
    }

    pub(super) fn empty_log(&self) -> Result<()> {
        File::create(&self.log).into_diagnostic().map(drop)
    }

    /// Starts it. It appends to its log.
    pub(super) fn spawn(&self, command: &mut Command) -> Result<Child> {
        let Self { name, port, .. } = self;
        if !is_free(*port) {
            return Err(miette!(
                help = format!(
                    "find that program with `ss -ltnp 'sport = :{port}'`, or choose another port in `env/local.yaml`"
                ),
                "port `{port}` is held by a program that is not this repository's {name}"
            ));
        }
        let log = File::options().append(true).create(true).open(&self.log).into_diagnostic()?;
        command.stdout(log.try_clone().into_diagnostic()?).stderr(log);
        let program = command.get_program().display().to_string();
        command.spawn().into_diagnostic().wrap_err_with(|| format!("failed to run `{program}`"))
    }

    /// A sentence for `cargo xtask local status`.
    pub(super) fn status(&self) -> Result<String> {
        let (name, port, address) = (self.name, self.port, endpoint(self.port));
        Ok(match self.pid()?.map(Pid::as_raw_nonzero) {
            Some(pid) if self.is_healthy() => {
                let log = self.log.display();
                format!("the {name} runs on `{address}`, process {pid}, log `{log}`")
            }
            Some(pid) => format!("the {name}, process {pid}, does not respond on `{address}`"),
            None if is_free(port) => format!("the {name} does not run"),
            None => format!("the {name} does not run; port `{port}` is held by another program"),
        })
    }

    /// The control plane forwards the request, so it is healthy if the local AWS is too.
    fn is_healthy(&self) -> bool {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(1)))
            .build()
            .into();
        agent.get(format!("{}/_ministack/health", endpoint(self.port))).call().is_ok()
    }

    pub(super) fn wait_until_healthy(&self, mut process: Option<&mut Child>) -> Result<()> {
        let deadline = Instant::now() + START_DEADLINE;
        while Instant::now() < deadline {
            if self.is_healthy() {
                return Ok(());
            }
            if let Some(child) = process.as_mut()
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
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(SHOWN_LOG_LINES)..].join("\n");
        miette!(
            help = format!(
                "read `{}`, or start afresh with `cargo xtask local reset`",
                self.log.display()
            ),
            "the {} on port `{}` {what}\n{last}",
            self.name,
            self.port
        )
    }

    /// Stops it if it runs, and waits until it has ended.
    pub(super) fn stop(&self) -> Result<()> {
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
                    help = format!("run `kill -9 {pid}`; what it has not saved is lost"),
                    "the {} on port `{}` did not stop within {} seconds",
                    self.name,
                    self.port,
                    STOP_DEADLINE.as_secs()
                ));
            }
            thread::sleep(POLL_INTERVAL);
        }
        Ok(())
    }
}
