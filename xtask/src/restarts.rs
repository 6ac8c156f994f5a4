//! Tests during which the local AWS is restarted, by the process that started it and at their request.

use std::{
    io::{ErrorKind, Write},
    net::{Ipv4Addr, TcpListener},
    process::{Command, ExitStatus},
    thread,
    time::Duration,
};

use miette::{IntoDiagnostic, Result};

use crate::local::LocalAws;

/// The variable with the address to which a test connects to have the local AWS restarted.
const ADDRESS: &str = "SHOP_RESTARTS";

/// What a connection receives, before it ends, when the local AWS responds again.
const DONE: &[u8] = b"restarted\n";

const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Runs a command to its end. Meanwhile each connection to the address in `SHOP_RESTARTS` restarts
/// the local AWS.
pub(crate) fn run(command: &mut Command, local_aws: &mut LocalAws) -> Result<ExitStatus> {
    let requests = listener()?;
    let address = requests.local_addr().into_diagnostic()?;
    let mut tests = command.env(ADDRESS, address.to_string()).spawn().into_diagnostic()?;
    let ended = serve(&requests, || tests.try_wait().into_diagnostic(), || local_aws.restart());
    if ended.is_err() {
        // The tests would wait for a local AWS that does not start.
        tests.kill().and_then(|()| tests.wait()).into_diagnostic()?;
    }
    ended
}

fn listener() -> Result<TcpListener> {
    let requests = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).into_diagnostic()?;
    requests.set_nonblocking(true).into_diagnostic()?;
    Ok(requests)
}

/// Restarts for each request, until `end` returns how the tests ended.
fn serve<T>(
    requests: &TcpListener,
    mut end: impl FnMut() -> Result<Option<T>>,
    mut restart: impl FnMut() -> Result<()>,
) -> Result<T> {
    loop {
        if let Some(end) = end()? {
            return Ok(end);
        }
        match requests.accept() {
            Ok((mut connection, _)) => {
                restart()?;
                connection.write_all(DONE).into_diagnostic()?;
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => thread::sleep(POLL_INTERVAL),
            Err(error) => return Err(error).into_diagnostic(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{io::Read, net::TcpStream};

    use miette::miette;

    use super::*;

    /// Requests two restarts, one after the other. Returns the answers, and the end of the service.
    fn request_twice(restart: impl FnMut() -> Result<()>) -> (Vec<String>, Result<()>) {
        let requests = listener().unwrap();
        let address = requests.local_addr().unwrap();
        let request = move || {
            let mut answer = String::new();
            // After a failure nobody listens any more.
            let connection = TcpStream::connect(address);
            connection.and_then(|mut it| it.read_to_string(&mut answer)).unwrap_or_default();
            answer
        };
        let tests = thread::spawn(move || vec![request(), request()]);
        let end = serve(&requests, || Ok(tests.is_finished().then_some(())), restart);
        drop(requests);
        (tests.join().unwrap(), end)
    }

    #[test]
    fn each_request_is_answered_after_a_restart() {
        let mut restarts = 0;
        let (answers, end) = request_twice(|| {
            restarts += 1;
            Ok(())
        });
        end.unwrap();
        assert_eq!((answers, restarts), (vec!["restarted\n".to_owned(); 2], 2));
    }

    #[test]
    fn a_failed_restart_is_the_end_and_has_no_answer() {
        let (answers, end) = request_twice(|| Err(miette!("the server does not start")));
        assert_eq!(answers, ["", ""]);
        assert_eq!(end.unwrap_err().to_string(), "the server does not start");
    }
}
