//! The control plane as a process, in front of the Lambda API of a local AWS.

use std::{
    fs::File,
    io::{self, Write},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{self, ExitCode},
    thread,
};

use clap::Parser;
use durable::{Api, ControlPlane, Lambda, Settings, Store, SystemClock, Upstream, server};
use http::uri::Authority;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::oneshot,
};

/// Run the executions of durable functions, and forward every other call of the Lambda API
#[derive(Debug, Parser)]
struct Args {
    /// Address on which functions and tools call the Lambda API
    #[arg(long)]
    listen: SocketAddr,
    /// Address of the local AWS, such as `127.0.0.1:4666`
    #[arg(long)]
    upstream: Authority,
    /// Folder in which executions survive a restart
    #[arg(long)]
    state: PathBuf,
    /// Region of the local AWS
    #[arg(long, default_value = "us-east-1")]
    region: String,
    /// Let waits, and pauses between the attempts of a step, take no time
    #[arg(long)]
    skip_waits: bool,
    /// File that contains the process id, and that the process locks while it runs
    #[arg(long)]
    pid_file: Option<PathBuf>,
    /// Stop when the standard input ends, too
    #[arg(long)]
    stop_with_parent: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the control plane of durable functions failed: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Serves until SIGTERM, or until its parent ends. Executions that have not ended continue at the next start.
async fn run(args: Args) -> Result<(), Box<dyn std::error::Error>> {
    let Args { listen, upstream, state, region, skip_waits, pid_file, stop_with_parent } = args;
    let mut terminate = signal(SignalKind::terminate())?;
    let listener = TcpListener::bind(listen).await?;
    let _lock = pid_file.as_deref().map(lock).transpose()?;
    let lambda = Lambda::at(&format!("http://{upstream}"), &region);
    let settings = Settings { skip_waits, ..Settings::default() };
    let plane = ControlPlane::open(lambda, SystemClock, Store::Folder(state), settings)?;
    let api = Api::new(plane.clone(), Some(Upstream::new(upstream)));
    let stop = async {
        tokio::select! {
            _ = terminate.recv() => {}
            () = end_of_input(), if stop_with_parent => {}
        }
    };
    tokio::select! {
        failed = plane.run() => failed?,
        () = server::serve(listener, move |request| api.clone().respond(request), stop) => {}
    }
    Ok(())
}

/// Locks the file until this process ends, and writes the process id into it. Waits for a process that is
/// stopping, so that two never use the same executions.
fn lock(path: &Path) -> io::Result<File> {
    let mut file = File::options().create(true).append(true).open(path)?;
    file.lock()?;
    file.set_len(0)?;
    writeln!(file, "{}", process::id())?;
    Ok(file)
}

/// Ready when the standard input has ended. A thread of its own reads it: a blocking task of the runtime
/// would keep the process from ending.
async fn end_of_input() {
    let (reading, ended) = oneshot::channel::<()>();
    thread::spawn(move || {
        let end = io::copy(&mut io::stdin(), &mut io::sink());
        drop(reading);
        end
    });
    ended.await.unwrap_or_default();
}
