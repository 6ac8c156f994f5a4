//! Starts a service's binary against a minimal Runtime API and prints the time to its first response,
//! the latency of the following ones, and its memory.
//!
//! `cargo bench -p platform --bench cold_start [-- FOLDER | BINARY FUNCTION EVENT.json
//! [VARIABLE=value ...]]`; `FOLDER`, relative to the repository, has the binaries of the services
//! activity and loyalty, by default the release builds that
//! `cargo build --release -p activity -p loyalty` makes.

use std::{
    collections::HashMap,
    env, fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, LazyLock, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use contracts::{Function, activity::GetActivity, loyalty::GetAccount};
use platform::{
    UserType,
    testing::{SIGNING_KEY, block_on, token},
};
use serde_json::json;

/// Runs, of which the median start is printed.
const RUNS: usize = 20;

/// Messages of a batch of a queue function.
const BATCH: usize = 10;

/// The response of AWS to every request: queries of DynamoDB find nothing, every key is that of an
/// account and of a tier, and every parameter is the signing key.
static RESPONSE_OF_AWS: LazyLock<String> = LazyLock::new(|| {
    let item = json!({
        "Points": { "N": "100" }, "Version": { "N": "1" }, "Tier": { "S": "Silver" },
    });
    let response = json!({
        "Count": 0, "Items": [], "ScannedCount": 0, "Item": item,
        "Parameter": { "Value": SIGNING_KEY },
    });
    response.to_string()
});

fn main() {
    let arguments: Vec<String> =
        env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let scenarios = match &arguments[..] {
        [] => of_services(&root.join("target/release")),
        [folder] => of_services(&root.join(folder)),
        [binary, function, event, variables @ ..] => {
            let event = fs::read_to_string(event).expect("the event's file is readable");
            let variables = variables.iter().filter_map(|word| split(word)).collect();
            vec![Scenario::new(Path::new(binary), function, event, variables)]
        }
        _ => panic!("pass nothing, FOLDER, or BINARY FUNCTION EVENT.json [VARIABLE=value ...]"),
    };
    for scenario in scenarios {
        report(&scenario);
    }
}

/// A function, and the event that it is invoked with again and again.
struct Scenario {
    name: String,
    binary: PathBuf,
    function: String,
    event: String,
    variables: Variables,
    /// Invocations per run; the first one is a cold start.
    invocations: usize,
    /// How long DynamoDB takes to respond.
    latency: Duration,
}

impl Scenario {
    /// Many invocations, and a DynamoDB that responds at once.
    fn new(binary: &Path, function: &str, event: String, variables: Variables) -> Self {
        Self {
            name: function.to_owned(),
            binary: binary.to_owned(),
            function: function.to_owned(),
            event,
            variables,
            invocations: 2_000,
            latency: Duration::ZERO,
        }
    }
}

type Variables = HashMap<String, String>;

fn of_services(folder: &Path) -> Vec<Scenario> {
    let mut scenarios = of_activity(&folder.join("activity"));
    scenarios.push(get_account(&folder.join("loyalty")));
    scenarios
}

/// The variables that the rights of a function imply. No request depends on their values.
fn variables<F: Function>() -> Variables {
    F::rights().iter().map(|right| (right.variable(), "bench".to_owned())).collect()
}

fn get_account(binary: &Path) -> Scenario {
    let token = block_on(token("u-1", UserType::Standard));
    let event = json!({
        "routeKey": "GET /loyalty",
        "headers": { "host": "localhost", "authorization": format!("Bearer {token}") },
    });
    let scenario =
        Scenario::new(binary, "get-account", event.to_string(), variables::<GetAccount>());
    let name = "get-account, with a token and two items of DynamoDB".to_owned();
    Scenario { name, ..scenario }
}

fn of_activity(binary: &Path) -> Vec<Scenario> {
    let variables = variables::<GetActivity>();
    let get_feed = |name: &str, entity_type: &str| {
        let event = format!(
            r#"{{"routeKey":"GET /api/activity/{{entity_type}}/{{entity_id}}",
                "headers":{{"host":"localhost"}},
                "pathParameters":{{"entity_type":"{entity_type}","entity_id":"1"}}}}"#
        );
        let scenario = Scenario::new(binary, "get-activity", event, variables.clone());
        Scenario { name: name.to_owned(), ..scenario }
    };
    vec![
        get_feed("get-activity, refused before any call to AWS", "planet"),
        get_feed("get-activity, with one query of DynamoDB", "product"),
        Scenario {
            name: format!("handle-event, {BATCH} messages with one transaction of 5 ms each"),
            invocations: 100,
            latency: Duration::from_millis(5),
            ..Scenario::new(binary, "handle-event", batch(), variables.clone())
        },
    ]
}

/// A batch of events about different products.
fn batch() -> String {
    let record = |number: usize| {
        format!(
            r#"{{"messageId":"{number}","body":"{{\"id\":\"{number}\",\"detail-type\":\"product.productDeleted.v1\",\"detail\":{{\"data\":{{\"productId\":\"{number}\"}}}}}}"}}"#
        )
    };
    let records: Vec<_> = (0..BATCH).map(record).collect();
    format!(r#"{{"Records":[{}]}}"#, records.join(","))
}

fn split(word: &str) -> Option<(String, String)> {
    let (name, value) = word.split_once('=')?;
    Some((name.to_owned(), value.to_owned()))
}

fn report(scenario: &Scenario) {
    let runs: Vec<_> = (0..RUNS).map(|_| run(scenario)).collect();
    let mut starts: Vec<_> = runs.iter().map(|run| run.first_response).collect();
    starts.sort();
    let mut warm: Vec<_> = runs.iter().flat_map(|run| &run.warm).copied().collect();
    warm.sort();
    let memory = runs.iter().map(|run| run.peak_kib).max().unwrap_or_default();
    println!("{}", scenario.name);
    println!("  first response {:>10.2?} median of {RUNS} starts", starts[starts.len() / 2]);
    println!("  warm median    {:>10.2?}", warm[warm.len() / 2]);
    println!("  warm 99 %      {:>10.2?}", warm[warm.len() * 99 / 100]);
    println!("  peak memory    {:>7.1} MB", f64::from(memory) / 1024.0);
}

struct Run {
    first_response: Duration,
    warm: Vec<Duration>,
    peak_kib: u32,
}

fn run(scenario: &Scenario) -> Run {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (sender, latencies) = mpsc::channel();
    let (event, latency) = (scenario.event.clone(), scenario.latency);
    let api = Arc::new(Api { event, latency, sent: Mutex::default(), sender });
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let api = Arc::clone(&api);
            thread::spawn(move || api.serve(&stream));
        }
    });
    let started = Instant::now();
    let mut child = start(scenario, &address);
    let next = || latencies.recv_timeout(Duration::from_secs(10)).expect("a response in time");
    next();
    let first_response = started.elapsed();
    let warm = (1..scenario.invocations).map(|_| next()).collect();
    let peak_kib = peak_kib(&child);
    child.kill().expect("the process ends");
    child.wait().expect("the process has ended");
    Run { first_response, warm, peak_kib }
}

fn start(scenario: &Scenario, address: &str) -> Child {
    let mut command = Command::new(&scenario.binary);
    command
        .env_clear()
        .envs([
            ("AWS_LAMBDA_RUNTIME_API", address),
            ("AWS_LAMBDA_FUNCTION_NAME", &scenario.function),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_REGION", "eu-west-1"),
            ("AWS_ACCESS_KEY_ID", "id"),
            ("AWS_SECRET_ACCESS_KEY", "key"),
            ("AWS_ENDPOINT_URL", &format!("http://{address}")),
            ("_HANDLER", &scenario.function),
            ("ENVIRONMENT", "bench"),
            ("CORS_ORIGINS", "*"),
        ])
        .envs(&scenario.variables)
        .stdout(Stdio::null());
    let binary = scenario.binary.display();
    command.spawn().unwrap_or_else(|error| panic!("failed to start `{binary}`: {error}"))
}

fn peak_kib(child: &Child) -> u32 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// The Runtime API, DynamoDB and SSM.
struct Api {
    event: String,
    latency: Duration,
    sent: Mutex<Option<Instant>>,
    sender: mpsc::Sender<Duration>,
}

impl Api {
    /// Responds to the requests of one connection until it is closed.
    fn serve(&self, stream: &TcpStream) {
        stream.set_nodelay(true).expect("a socket");
        let mut reader = BufReader::new(stream);
        while let Some((line, body)) = read_request(&mut reader) {
            let response = self.respond(&line, &body);
            if (&mut &*stream).write_all(response.as_bytes()).is_err() {
                break;
            }
        }
    }

    fn respond(&self, request_line: &str, body: &str) -> String {
        if request_line.contains("/invocation/next") {
            *self.sent.lock().expect("no panic") = Some(Instant::now());
            let deadline = "Lambda-Runtime-Deadline-Ms: 32503680000000";
            let id = "Lambda-Runtime-Aws-Request-Id: request-1";
            return response("200 OK", &format!("{id}\r\n{deadline}\r\n"), &self.event);
        }
        if request_line.contains("/response") {
            let signs = [r#""statusCode":5"#, r#""statusCode":401"#, "itemIdentifier"];
            let failed = signs.iter().any(|sign| body.contains(sign));
            assert!(!failed, "the function failed: {body}");
            let sent = self.sent.lock().expect("no panic").take().expect("an invocation");
            // The receiver is gone once the run is over and the process is about to be ended.
            self.sender.send(sent.elapsed()).ok();
            return response("202 Accepted", "", "");
        }
        assert!(!request_line.contains("/runtime/"), "the function failed: {body}");
        thread::sleep(self.latency);
        response("200 OK", "Content-Type: application/x-amz-json-1.0\r\n", &RESPONSE_OF_AWS)
    }
}

fn response(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// The request line and the body of the next request.
fn read_request(reader: &mut BufReader<&TcpStream>) -> Option<(String, String)> {
    let mut lines = reader.by_ref().lines().map_while(Result::ok);
    let request_line = lines.next()?;
    let headers: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    let length = headers.iter().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).ok()?;
    Some((request_line, String::from_utf8_lossy(&body).into_owned()))
}
