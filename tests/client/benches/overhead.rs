//! What the client adds to a call over a bare reqwest client, on loopback, in the same run: time and allocations.

#![allow(clippy::print_stdout, clippy::expect_used)] // a bench prints its table, and stops at the first surprise

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use client_tests::calls::{self, Caller, Kind, Told};
use client_tests::server::TOKEN_PATH;
use feishu_openapi::Client;
use http::Method;
use http::header::{AUTHORIZATION, CONTENT_TYPE};

const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234","expire":7200}"#;
const REPLY: &str = r#"{"code":0,"msg":"success","data":{}}"#;
const BODY: &str = r#"{"extra_type":1,"extra_user_ids":["ou_2"],"node_id":"1","operator":"ou_3"}"#;

/// Calls in a row; the two clients take turns, so that what else the machine does hits both.
const IN_A_ROW: u32 = 100;
const TURNS: usize = 101;

fn main() {
    let origin = serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let ours = calls::client(Duration::from_secs(30), |builder| builder.base_url(&origin)).expect("a client");
    let bare = bare();
    println!(
        "| call | bare reqwest | this client | added | added | allocations, bare | allocations, this client |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|");
    for kind in [Kind::Read, Kind::Unkeyed] {
        let our_call = || runtime.block_on(call(&ours, kind));
        let bare_call = || runtime.block_on(call_bare(&bare, &origin, kind));
        let (of_bare, of_ours) = times(&bare_call, &our_call);
        let added = of_ours.saturating_sub(of_bare);
        println!(
            "| {} | {:.1} µs | {:.1} µs | {:.1} µs | {:.1} % | {} | {} |",
            kind.name(),
            micros(of_bare),
            micros(of_ours),
            micros(added),
            100.0 * micros(added) / micros(of_bare),
            allocations(&bare_call),
            allocations(&our_call),
        );
    }
}

async fn call(client: &Client, kind: Kind) {
    let answer = Caller::call(client, kind, "7410664363763172908").await;
    assert_eq!(answer.told, Told::Done);
}

/// A client with the same settings on the wire.
fn bare() -> reqwest::Client {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .no_proxy()
        .build()
        .expect("a client")
}

/// The same request, with its body at hand, and the bytes of the reply.
async fn call_bare(client: &reqwest::Client, origin: &str, kind: Kind) {
    let (method, path, body) = match kind {
        Kind::Read => (Method::GET, "/open-apis/approval/v4/instances/7410664363763172908", None),
        _ => (Method::PUT, "/open-apis/corehr/v2/processes/7410664363763172908/extra", Some(BODY)),
    };
    let mut request = client
        .request(method, format!("{origin}{path}"))
        .timeout(Duration::from_secs(30))
        .header(AUTHORIZATION, "Bearer t-g1044qeGEDXTB6NDJOGV4JQCYDGHRBARFTGT1234");
    if let Some(body) = body {
        request = request.header(CONTENT_TYPE, "application/json; charset=utf-8").body(body);
    }
    let reply = request.send().await.expect("a reply");
    assert!(reply.status().is_success());
    assert_eq!(reply.bytes().await.expect("a body").len(), REPLY.len());
}

/// The median time of one call, of each.
fn times(first: &impl Fn(), second: &impl Fn()) -> (Duration, Duration) {
    let (mut firsts, mut seconds) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        firsts.push(in_a_row(first));
        seconds.push(in_a_row(second));
    }
    firsts.sort();
    seconds.sort();
    (firsts[TURNS / 2], seconds[TURNS / 2])
}

fn in_a_row(call: &impl Fn()) -> Duration {
    let begun = Instant::now();
    for _ in 0..IN_A_ROW {
        call();
    }
    begun.elapsed() / IN_A_ROW
}

fn micros(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}

/// Allocations of one call, on the average of many.
fn allocations(call: &impl Fn()) -> u64 {
    let counted = allocation_counter::measure(|| {
        in_a_row(call);
    });
    counted.count_total / u64::from(IN_A_ROW)
}

/// A server that answers at once, on a thread of its own.
fn serve() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("an address"));
    thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            thread::spawn(move || answer(stream));
        }
    });
    origin
}

fn answer(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    loop {
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let from = head.len();
            if reader.read_line(&mut head)? == 0 {
                return Ok(());
            }
            let value = head[from..].strip_prefix("content-length: ");
            length = value.and_then(|value| value.trim().parse().ok()).unwrap_or(length);
        }
        io::copy(&mut reader.by_ref().take(length), &mut io::sink())?;
        let body = if head.contains(TOKEN_PATH) { TOKEN } else { REPLY };
        let reply = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-tt-logid: 2026\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(reply.as_bytes())?;
    }
}
