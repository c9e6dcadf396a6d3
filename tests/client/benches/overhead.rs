//! What the client costs beside a bare reqwest client that reads the same types, on loopback, in turns: core time, latency, and
//! allocations, one call at a time and 64 at once. With the argument `bare` or `ours`, it only makes calls of this client, for a profiler.

#![allow(clippy::print_stdout, clippy::expect_used)] // a bench prints its table, and stops at the first surprise

use std::future::Future;
use std::io;
use std::thread;
use std::time::{Duration, Instant};

use feishu_openapi::Client;
use feishu_openapi::approval::v4::instance::get;
use feishu_openapi::corehr::v2::process_extra::update;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use nix::time::{ClockId, clock_gettime};
use serde::Deserialize;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;

const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234","expire":7200}"#;
const EMPTY: &str = r#"{"code":0,"msg":"success","data":{}}"#;
const BODY: &str = r#"{"extra_type":1,"extra_user_ids":["ou_2"],"node_id":"1","operator":"ou_3"}"#;
const ID: &str = "7410664363763172908";

const TIMEOUT: Duration = Duration::from_secs(30);

/// Calls of one turn. The two clients take turns, so that what else the machine does hits both.
const CALLS: usize = 256;
const TURNS: usize = 150;

/// Calls for counting allocations, and of a profiled run.
const COUNTED: usize = 512;

fn main() {
    let server = serve();
    match std::env::args().nth(1).as_deref() {
        Some("bare") => return make_calls(&runtime(), Kind::Read, &Bare::new(&server)),
        Some("ours") => return make_calls(&runtime(), Kind::Read, &Ours::new(&server)),
        _ => {}
    }
    println!("| call | at once | client | core time | ratio | median | p99 |\n|---|--:|---|--:|--:|--:|--:|");
    let mut counted = Vec::new();
    for kind in [Kind::Read, Kind::Write] {
        for at_once in [1, 64] {
            let runtime = runtime();
            let (bare, ours) = (Bare::new(&server), Ours::new(&server));
            print_costs(kind, at_once, costs(&runtime, kind, at_once, &bare, &ours));
            if at_once == 1 {
                counted.push((kind, allocations(&runtime, kind, &bare), allocations(&runtime, kind, &ours)));
            }
        }
    }
    println!("\n| allocations of one call | bare reqwest | this client |\n|---|--:|--:|");
    for (kind, of_bare, of_ours) in counted {
        println!("| {} | {of_bare} | {of_ours} |", kind.name());
    }
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[derive(Clone, Copy)]
enum Kind {
    /// Its response is the page's example, 2 KB.
    Read,
    /// Its response has no data.
    Write,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "unkeyed write",
        }
    }
}

/// A client that makes calls.
trait Caller: Clone + Send + 'static {
    fn call(&self, kind: Kind) -> impl Future<Output = ()> + Send;
}

/// A client with the same settings on the wire.
#[derive(Clone)]
struct Bare {
    client: reqwest::Client,
    origin: String,
}

/// The envelope as a caller of reqwest would write it, around the same types.
#[derive(Deserialize)]
struct Envelope<T> {
    code: i64,
    #[serde(rename = "msg")]
    _msg: String,
    data: T,
}

impl Bare {
    fn new(server: &str) -> Self {
        let client = reqwest::Client::builder().tls_certs_only([]).http1_only().no_proxy();
        Self { client: client.build().expect("a client"), origin: server.to_owned() }
    }

    async fn answer<T: for<'de> Deserialize<'de>>(request: reqwest::RequestBuilder) -> T {
        let request = request
            .timeout(TIMEOUT)
            .header(AUTHORIZATION, "Bearer t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234");
        let response =
            request.send().await.and_then(reqwest::Response::error_for_status).expect("a response");
        // As `Response::json` does.
        let body = response.bytes().await.expect("a body");
        let envelope: Envelope<T> = serde_json::from_slice(&body).expect("an envelope");
        assert_eq!(envelope.code, 0);
        envelope.data
    }
}

impl Caller for Bare {
    async fn call(&self, kind: Kind) {
        let Self { client, origin } = self;
        match kind {
            Kind::Read => {
                let request = client.get(format!("{origin}/open-apis/approval/v4/instances/{ID}"));
                let data: get::Data = Self::answer(request).await;
                assert!(data.task_list.is_some());
            }
            Kind::Write => {
                let request = client.put(format!("{origin}/open-apis/corehr/v2/processes/{ID}/extra"));
                let request = request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(BODY);
                let _: update::Data = Self::answer(request).await;
            }
        }
    }
}

#[derive(Clone)]
struct Ours(Client);

impl Ours {
    fn new(server: &str) -> Self {
        let builder = Client::builder("cli_runs", "canary-app-secret").base_url(server).timeout(TIMEOUT);
        Self(builder.build().expect("a client"))
    }
}

impl Caller for Ours {
    async fn call(&self, kind: Kind) {
        match kind {
            Kind::Read => {
                let request = get::Request::new(get::Required { instance_id: ID.to_owned() });
                assert!(self.0.send(&request).await.expect("a success").data.task_list.is_some());
            }
            Kind::Write => {
                let request = update::Request::new(update::Required {
                    process_id: ID.to_owned(),
                    extra_type: update::ExtraType::Parallel,
                    extra_user_ids: vec!["ou_2".to_owned()],
                });
                self.0.send(&request.node_id("1").operator("ou_3")).await.expect("a success");
            }
        }
    }
}

/// Core time of one call in each turn, and the latency of each call.
#[derive(Default)]
struct Cost {
    core: Vec<Duration>,
    latency: Vec<Duration>,
}

impl Cost {
    fn core(&mut self) -> f64 {
        rank(&mut self.core, 50)
    }
}

/// Returns a percentile in microseconds.
fn rank(times: &mut [Duration], percent: usize) -> f64 {
    times.sort();
    times[(times.len() * percent / 100).min(times.len() - 1)].as_secs_f64() * 1e6
}

fn costs(runtime: &Runtime, kind: Kind, at_once: usize, bare: &Bare, ours: &Ours) -> [Cost; 2] {
    let mut costs = [Cost::default(), Cost::default()];
    // The first turn opens connections and fetches a token.
    for turn in 0..=TURNS {
        let mut measured = [Cost::default(), Cost::default()];
        run(runtime, kind, at_once, bare, &mut measured[0]);
        run(runtime, kind, at_once, ours, &mut measured[1]);
        for (cost, measured) in costs.iter_mut().zip(measured).filter(|_| turn > 0) {
            cost.core.extend(measured.core);
            cost.latency.extend(measured.latency);
        }
    }
    costs
}

/// Makes the calls of one turn.
fn run(runtime: &Runtime, kind: Kind, at_once: usize, caller: &impl Caller, cost: &mut Cost) {
    let core = core_time();
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..at_once {
            let caller = caller.clone();
            tasks.spawn(async move {
                let mut latency = Vec::with_capacity(CALLS / at_once);
                for _ in 0..CALLS / at_once {
                    let start = Instant::now();
                    caller.call(kind).await;
                    latency.push(start.elapsed());
                }
                latency
            });
        }
        cost.latency = tasks.join_all().await.concat();
    });
    cost.core.push(core_time().saturating_sub(core) / u32::try_from(CALLS).expect("a small number"));
}

/// Returns the core time of this thread so far.
fn core_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock").into()
}

fn print_costs(kind: Kind, at_once: usize, [mut bare, mut ours]: [Cost; 2]) {
    let ratio = ours.core() / bare.core();
    for (name, cost, ratio) in [("bare reqwest", &mut bare, 1.0), ("this client", &mut ours, ratio)] {
        let (core, median, p99) = (cost.core(), rank(&mut cost.latency, 50), rank(&mut cost.latency, 99));
        let kind = kind.name();
        println!(
            "| {kind} | {at_once} | {name} | {core:.1} µs | {ratio:.2} | {median:.0} µs | {p99:.0} µs |"
        );
    }
}

/// Allocations of one call, on the average of many.
fn allocations(runtime: &Runtime, kind: Kind, caller: &impl Caller) -> u64 {
    let counted = allocation_counter::measure(|| make_calls(runtime, kind, caller));
    counted.count_total / u64::try_from(COUNTED).expect("a small number")
}

fn make_calls(runtime: &Runtime, kind: Kind, caller: &impl Caller) {
    runtime.block_on(async {
        for _ in 0..COUNTED {
            caller.call(kind).await;
        }
    });
}

/// The example of the page of the read call.
fn example() -> String {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/approval/v4/instance/get.json");
    let text = std::fs::read_to_string(schema).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    schema["examples"]["reply"].to_string()
}

/// A server that answers at once, all connections on one thread of its own.
fn serve() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        let example: &'static str = example().leak();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
        runtime.block_on(async {
            listener.set_nonblocking(true).expect("a listener");
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, example));
            }
        });
    });
    origin
}

/// Answers each request of a connection. A request comes in one piece here.
async fn answer(mut stream: TcpStream, example: &'static str) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = vec![0; 8192];
    loop {
        let length = stream.read(&mut request).await?;
        let Some(request) = request.get(..length).filter(|request| !request.is_empty()) else {
            return Ok(());
        };
        let is_token = request.windows(TOKEN_PATH.len()).any(|part| part == TOKEN_PATH.as_bytes());
        let body = match (is_token, request.starts_with(b"GET")) {
            (true, _) => TOKEN,
            (false, true) => example,
            (false, false) => EMPTY,
        };
        let reply = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-tt-logid: 2026\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(reply.as_bytes()).await?;
    }
}
