//! `cargo xtask local`: the local AWS, an emulator that runs the real handlers on this machine, and
//! beside it the control plane of durable functions.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use clap::Subcommand;
use miette::{IntoDiagnostic, Result, WrapErr, miette};
use stacks::environment::Target;

use self::server::Server;
use crate::{build, environment, tools};

mod server;

/// The binary of the control plane of durable functions.
const CONTROL_PLANE: &str = "durable";

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

/// The port of the control plane of durable functions, beside the local AWS on this port. The last
/// port has no next one; a start then fails, because the local AWS holds it.
pub(crate) fn control_plane_port(port: u16) -> u16 {
    port.saturating_add(1)
}

/// The base address of the Lambda API, with durable functions, beside the local AWS on this port.
pub(crate) fn lambda_endpoint(port: u16) -> String {
    endpoint(control_plane_port(port))
}

/// Starts the local AWS and its control plane in the background unless they run, and waits until both
/// respond.
pub(crate) fn ensure_up(port: u16) -> Result<()> {
    let instance = Instance::lasting(port);
    let _lock = instance.lock()?;
    instance.server().ensure_up(|| instance.server_command())?;
    instance.control_plane().ensure_up(|| {
        let binary = build::binary_here(CONTROL_PLANE, build::Target::Local)?;
        Ok(instance.control_plane_command(&binary))
    })
}

/// Stops the control plane and the local AWS, which saves its data before it ends.
fn down(port: u16) -> Result<()> {
    let instance = Instance::lasting(port);
    let _lock = instance.lock()?;
    let was_running = instance.is_running()?;
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
    let was_running = instance.is_running()?;
    instance.stop()?;
    remove_folder(&instance.state())?;
    drop(lock);
    if was_running { ensure_up(port) } else { Ok(()) }
}

/// Starts an empty, temporary local AWS with its control plane. They stop when the value is dropped, and
/// when this process ends in any other way. Waits of state machines and of durable functions take no
/// time in it, and it records which rights the calls of functions and state machines used.
pub(crate) fn start_fresh(port: u16) -> Result<LocalAws> {
    let instance = Instance::fresh(port);
    let control_plane = build::binary_here(CONTROL_PLANE, build::Target::LocalWithTests)?;
    let _lock = instance.lock()?;
    instance.stop()?;
    remove_folder(&instance.state())?;
    File::create(instance.used_rights()).into_diagnostic()?;
    instance.server().empty_log()?;
    instance.control_plane().empty_log()?;
    let mut local_aws = LocalAws { instance, control_plane, processes: vec![] };
    local_aws.start()?;
    Ok(local_aws)
}

/// A temporary local AWS, stopped when dropped.
#[derive(Debug)]
pub(crate) struct LocalAws {
    instance: Instance,
    /// The program of the control plane.
    control_plane: PathBuf,
    /// The processes that were started.
    processes: Vec<Child>,
}

impl LocalAws {
    /// Stops it as `cargo xtask local down` does, and starts it again with its data.
    pub(crate) fn restart(&mut self) -> Result<()> {
        let _lock = self.instance.lock()?;
        self.stop()?;
        self.start()
    }

    fn start(&mut self) -> Result<()> {
        let server = self.instance.server_command()?;
        let control_plane = self.instance.control_plane_command(&self.control_plane);
        self.start_one(&self.instance.server(), server)?;
        self.start_one(&self.instance.control_plane(), control_plane)
    }

    fn start_one(&mut self, server: &Server, mut command: Command) -> Result<()> {
        self.processes.push(server.spawn(&mut command)?);
        server.wait_until_healthy(self.processes.last_mut())
    }

    fn stop(&mut self) -> Result<()> {
        let stopped = self.instance.stop();
        for mut process in self.processes.drain(..) {
            if stopped.is_err() {
                process.kill().into_diagnostic()?;
            }
            process.wait().into_diagnostic()?;
        }
        stopped
    }

    /// Its base address.
    pub(crate) fn endpoint(&self) -> String {
        endpoint(self.instance.port)
    }

    /// The file of its log, which remains until the next start.
    pub(crate) fn log(&self) -> PathBuf {
        self.instance.server().log
    }

    /// The file that records which rights its calls used, one JSON object a line.
    pub(crate) fn used_rights(&self) -> PathBuf {
        self.instance.used_rights()
    }
}

impl Drop for LocalAws {
    fn drop(&mut self) {
        let result = self
            .stop()
            .and_then(|()| remove_folder(&self.instance.temporary()))
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
    println!("{}", instance.server().status()?);
    println!("{}", instance.control_plane().status()?);
    others(port)?.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// Whether the local AWS or its control plane runs on this port.
pub(crate) fn is_up(port: u16) -> Result<bool> {
    Instance::lasting(port).is_running()
}

/// Whether nothing listens on this port of the loopback interface.
pub(crate) fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// A local AWS with its control plane: its port, and the folder that holds the process ids, logs and data.
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

    fn server(&self) -> Server {
        Server {
            name: "local AWS",
            port: self.port,
            pid_file: self.folder.join("server.pid"),
            log: self.folder.join("server.log"),
        }
    }

    fn control_plane(&self) -> Server {
        Server {
            name: "control plane of durable functions",
            port: control_plane_port(self.port),
            pid_file: self.folder.join("durable.pid"),
            log: self.folder.join("durable.log"),
        }
    }

    fn used_rights(&self) -> PathBuf {
        self.folder.join("used-rights.jsonl")
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

    fn is_running(&self) -> Result<bool> {
        Ok(self.server().pid()?.is_some() || self.control_plane().pid()?.is_some())
    }

    /// Stops the control plane first: it calls the server.
    fn stop(&self) -> Result<()> {
        let stopped = self.control_plane().stop();
        self.server().stop().and(stopped)
    }

    /// The server gets these environment variables only, because every function inherits them.
    fn server_command(&self) -> Result<Command> {
        remove_folder(&self.temporary())?;
        fs::create_dir_all(self.temporary()).into_diagnostic()?;
        let port = self.port.to_string();
        let mut command = Command::new(tools::local_aws()?);
        command
            .arg(tools::root().join("xtask/local/launcher.py"))
            .arg(self.server().pid_file)
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
        if !self.lasting {
            command.env("SFN_WAIT_SCALE", "0").env("LOCAL_AWS_USED_RIGHTS", self.used_rights());
        }
        self.end_with_parent(&mut command);
        Ok(command)
    }

    /// The control plane needs no environment variables.
    fn control_plane_command(&self, binary: &Path) -> Command {
        let control_plane = self.control_plane();
        let mut command = Command::new(binary);
        command
            .env_clear()
            .args(["--listen", &format!("127.0.0.1:{}", control_plane.port)])
            .args(["--upstream", &format!("127.0.0.1:{}", self.port)])
            .arg("--state")
            .arg(self.state().join("durable"))
            .arg("--pid-file")
            .arg(control_plane.pid_file);
        if !self.lasting {
            command.arg("--skip-waits");
        }
        self.end_with_parent(&mut command);
        command
    }

    /// A temporary process ends with the command that started it. A lasting one outlives it.
    fn end_with_parent(&self, command: &mut Command) {
        if self.lasting {
            // Ctrl-C is for the command that started it, not for the server.
            command.stdin(Stdio::null()).process_group(0);
        } else {
            command.arg("--stop-with-parent").stdin(Stdio::piped());
        }
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

    fn instance(folder: &tempfile::TempDir, port: u16) -> Instance {
        let folder = folder.path().join(port.to_string());
        fs::create_dir_all(&folder).unwrap();
        Instance { port, folder, lasting: true }
    }

    /// A process that holds the lock of a server, as the server does.
    fn process(server: &Server) -> Child {
        let file = File::create(&server.pid_file).unwrap();
        file.lock().unwrap();
        let child = Command::new("sleep").arg("600").stdin(Stdio::from(file)).spawn().unwrap();
        fs::write(&server.pid_file, child.id().to_string()).unwrap();
        child
    }

    #[test]
    fn stopping_an_instance_leaves_the_others_running() {
        let folder = tempfile::tempdir().unwrap();
        let (own, other) = (instance(&folder, 1), instance(&folder, 2));
        let own_processes = [process(&own.server()), process(&own.control_plane())];
        let other_processes = [process(&other.server()), process(&other.control_plane())];
        own.stop().unwrap();
        for mut stopped in own_processes {
            assert!(!stopped.wait().unwrap().success());
        }
        assert!(!own.is_running().unwrap());
        assert!(other.server().pid().unwrap().is_some());
        assert!(other.control_plane().pid().unwrap().is_some());
        other.stop().unwrap();
        for mut stopped in other_processes {
            stopped.wait().unwrap();
        }
        assert!(!other.is_running().unwrap());
    }

    #[test]
    fn an_instance_of_which_one_process_is_left_is_running_and_can_be_stopped() {
        let folder = tempfile::tempdir().unwrap();
        let instance = instance(&folder, 1);
        for server in [instance.server(), instance.control_plane()] {
            let mut left = process(&server);
            assert!(instance.is_running().unwrap());
            instance.stop().unwrap();
            assert!(!left.wait().unwrap().success());
            assert!(!instance.is_running().unwrap());
        }
    }

    #[test]
    fn a_taken_port_is_refused_before_anything_is_started() {
        let folder = tempfile::tempdir().unwrap();
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let control_plane = instance(&folder, port - 1).control_plane();
        let error = control_plane.ensure_up(|| Ok(Command::new("true"))).unwrap_err();
        let held = format!("port `{port}` is held by a program that is not this repository's");
        assert!(error.to_string().starts_with(&held), "{error}");
        assert!(error.help().unwrap().to_string().contains(&format!("sport = :{port}")));
    }

    #[test]
    fn a_server_that_ends_at_once_is_an_error_with_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let server = instance(&folder, free.local_addr().unwrap().port()).server();
        drop(free);
        let mut command = Command::new("sh");
        command.args(["-c", "echo no memory; exit 3"]);
        let error = server.ensure_up(|| Ok(command)).unwrap_err().to_string();
        assert!(error.contains("ended at once with exit status: 3\nno memory"), "{error}");
    }

    #[test]
    fn a_temporary_instance_waits_for_nothing_and_ends_with_its_parent() {
        let options = |lasting| {
            let instance = Instance { lasting, ..Instance::lasting(1) };
            let command = instance.control_plane_command(Path::new("durable"));
            command.get_args().map(|it| it.to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        let has = |options: &[String], it: &str| options.iter().any(|option| option == it);
        for option in ["--skip-waits", "--stop-with-parent"] {
            assert!(has(&options(false), option) && !has(&options(true), option), "{option}");
        }
        assert_eq!(options(true)[..4], ["--listen", "127.0.0.1:2", "--upstream", "127.0.0.1:1"]);
    }
}
