//! Cost that the client adds to a call over a bare reqwest client, on loopback, in the same run: time and allocations.

#![allow(clippy::print_stdout, clippy::expect_used)] // a bench prints its table, and stops at the first surprise

use std::io;
use std::thread;
use std::time::{Duration, Instant};

use client_tests::calls::{Caller, Kind, Ours, Told};
use client_tests::plan::{Holder, Limits};
use client_tests::run::Run;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use nix::time::{ClockId, clock_gettime};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const TOKEN_PATH: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234","expire":7200}"#;
const REPLY: &str = r#"{"code":0,"msg":"success","data":{}}"#;
const BODY: &str = r#"{"extra_type":1,"extra_user_ids":["ou_2"],"node_id":"1","operator":"ou_3"}"#;

const TIMEOUT: Duration = Duration::from_secs(30);

/// Calls in a row; the two clients take turns, so that what else the machine does hits both.
const IN_A_ROW: u32 = 20;
const TURNS: usize = 1000;

/// The turns that were disturbed least: this part of all.
const UNDISTURBED: usize = 10;

fn main() {
    let origin = serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let run =
        Run { holder: Holder::Internal, limits: Limits::Unknown, ..Run::new(0) }.with_time(TIMEOUT, TIMEOUT);
    let ours = Ours::new(&run, |builder| builder.base_url(&origin)).expect("a client");
    let bare = bare();
    println!("| call | time of | bare reqwest | this client | added | added |");
    println!("|---|---|--:|--:|--:|--:|");
    let mut counted = Vec::new();
    for kind in [Kind::Read, Kind::Unkeyed] {
        let our_call = || runtime.block_on(call(&ours, kind));
        let bare_call = || runtime.block_on(call_bare(&bare, &origin, kind));
        let (of_bare, of_ours) = costs(&bare_call, &our_call);
        print_row(kind, "the core", of_bare.core, of_ours.core);
        print_row(kind, "the wall clock", of_bare.wall, of_ours.wall);
        counted.push((kind.name(), allocations(&bare_call), allocations(&our_call)));
    }
    println!("\n| allocations of one call | bare reqwest | this client |\n|---|--:|--:|");
    for (kind, of_bare, of_ours) in counted {
        println!("| {kind} | {of_bare} | {of_ours} |");
    }
}

fn print_row(kind: Kind, clock: &str, bare: Duration, ours: Duration) {
    let (bare, ours) = (bare.as_secs_f64() * 1e6, ours.as_secs_f64() * 1e6);
    let (added, part) = (ours - bare, 100.0 * (ours - bare) / bare);
    println!("| {} | {clock} | {bare:.1} µs | {ours:.1} µs | {added:.1} µs | {part:.0} % |", kind.name());
}

async fn call(client: &Ours, kind: Kind) {
    let answer = client.ask(kind, "7410664363763172908").await;
    assert_eq!(answer.told, Told::Done);
}

/// A client with the same settings on the wire.
fn bare() -> reqwest::Client {
    reqwest::Client::builder().tls_certs_only([]).http1_only().no_proxy().build().expect("a client")
}

/// The same request, with its body at hand, and the bytes of the reply.
async fn call_bare(client: &reqwest::Client, origin: &str, kind: Kind) {
    let (method, path, body) = match kind {
        Kind::Read => (Method::GET, "/open-apis/approval/v4/instances/7410664363763172908", None),
        _ => (Method::PUT, "/open-apis/corehr/v2/processes/7410664363763172908/extra", Some(BODY)),
    };
    let mut request = client
        .request(method, format!("{origin}{path}"))
        .timeout(TIMEOUT)
        .header(AUTHORIZATION, "Bearer t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234");
    if let Some(body) = body {
        request = request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body);
    }
    let reply = request.send().await.expect("a reply");
    assert!(reply.status().is_success());
    assert_eq!(reply.bytes().await.expect("a body").len(), REPLY.len());
}

/// Time of one call: on the wall clock, and of a core, which other work on the machine does not lengthen.
#[derive(Clone, Copy)]
struct Cost {
    wall: Duration,
    core: Duration,
}

/// Cost of one call of each client, made alone.
fn costs(first: &impl Fn(), second: &impl Fn()) -> (Cost, Cost) {
    let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        firsts.push(in_a_row(first));
        seconds.push(in_a_row(second));
    }
    (undisturbed(&firsts), undisturbed(&seconds))
}

fn undisturbed(costs: &[Cost]) -> Cost {
    let low = |pick: fn(&Cost) -> Duration| {
        let mut picked: Vec<Duration> = costs.iter().map(pick).collect();
        picked.sort();
        picked[TURNS / UNDISTURBED]
    };
    Cost { wall: low(|cost| cost.wall), core: low(|cost| cost.core) }
}

fn in_a_row(call: &impl Fn()) -> Cost {
    let (wall, core) = (Instant::now(), core_time());
    for _ in 0..IN_A_ROW {
        call();
    }
    Cost { wall: wall.elapsed() / IN_A_ROW, core: core_time().saturating_sub(core) / IN_A_ROW }
}

/// Returns the core time of this thread so far.
fn core_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("a clock").into()
}

/// Allocations of one call, on the average of many.
fn allocations(call: &impl Fn()) -> u64 {
    let counted = allocation_counter::measure(|| {
        in_a_row(call);
    });
    counted.count_total / u64::from(IN_A_ROW)
}

/// A server that answers at once, all connections on one thread of its own.
fn serve() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
        runtime.block_on(async {
            listener.set_nonblocking(true).expect("a listener");
            let listener = TcpListener::from_std(listener).expect("a listener");
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        });
    });
    origin
}

/// Answers each request of a connection. A request comes in one piece here.
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut request = vec![0; 8192];
    loop {
        let length = stream.read(&mut request).await?;
        if length == 0 {
            return Ok(());
        }
        let is_token = request[..length].windows(TOKEN_PATH.len()).any(|part| part == TOKEN_PATH.as_bytes());
        let body = if is_token { TOKEN } else { REPLY };
        let reply = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-tt-logid: 2026\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(reply.as_bytes()).await?;
    }
}
