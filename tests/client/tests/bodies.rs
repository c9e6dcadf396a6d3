//! Replies that are meant to do harm: each ends in a typed error, in bounded memory, and none leads to another host.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::io::{BufRead as _, BufReader, Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use client_tests::calls::SECRET;
use client_tests::reply::compressed;
use feishu_openapi::approval::v4::instance::get;
use feishu_openapi::{Client, Error, ErrorKind};

const TOKEN: &[u8] = br#"{"code":0,"msg":"ok","tenant_access_token":"t","expire":7200}"#;

/// The client's default, and what reading and growing may add to it.
const LIMIT: u64 = 10_000_000;
const PEAK: u64 = 4 * LIMIT;

const MEGABYTE: usize = 1 << 20;
const DEPTH: usize = 1_000_000;

/// Writes a reply to a call.
type Play = fn(&mut dyn Write, &str) -> std::io::Result<()>;

/// A server whose token is good and whose other replies are these. Its threads, and so its memory, are not the client's.
struct Server {
    origin: String,
    /// Connections made to the host that a redirect leads to.
    strayed: Arc<AtomicUsize>,
}

impl Server {
    fn start(play: Play) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        let other = format!("http://localhost:{}", elsewhere.local_addr().expect("an address").port());
        let strayed = Arc::new(AtomicUsize::new(0));
        let count = strayed.clone();
        thread::spawn(move || {
            while elsewhere.accept().is_ok() {
                count.fetch_add(1, Ordering::SeqCst);
            }
        });
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                let other = other.clone();
                // A client that has seen enough hangs up.
                thread::spawn(move || serve(stream, play, &other));
            }
        });
        Self { origin, strayed }
    }
}

fn serve(mut stream: TcpStream, play: Play, elsewhere: &str) -> std::io::Result<()> {
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
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink())?;
        if head.contains("/auth/") { reply(&mut stream, "", TOKEN)? } else { play(&mut stream, elsewhere)? }
    }
}

fn reply(stream: &mut dyn Write, headers: &str, body: &[u8]) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\n{headers}content-length: {}\r\n\r\n", body.len())?;
    stream.write_all(body)
}

/// What comes of a call to such a server, in bounded memory.
fn outcome(play: Play) -> Result<(), Error> {
    let server = Server::start(play);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let client = Client::builder("cli_1", SECRET).base_url(&server.origin).timeout(Duration::from_secs(60));
    let client = client.build().expect("a client");
    let mut outcome = Ok(());
    let memory = allocation_counter::measure(|| {
        let request = get::Request::new(get::Required { instance_id: "1".into() });
        outcome = runtime.block_on(client.send(&request)).map(drop);
    });
    assert_eq!(server.strayed.load(Ordering::SeqCst), 0, "the client went to another host");
    assert!(memory.count_total > 0, "memory is counted");
    assert!(memory.bytes_max < PEAK, "{} bytes at once", memory.bytes_max);
    outcome.map_err(Error::from)
}

/// The kind of error that such replies end in.
fn kind(play: Play) -> ErrorKind {
    let error = outcome(play).expect_err("a failure");
    assert!(error.to_string().len() < 1000, "a short message");
    assert!(error.may_have_executed());
    error.kind()
}

#[test]
fn a_body_of_200_megabytes_is_too_large() {
    assert_eq!(kind(two_hundred_megabytes), ErrorKind::TooLarge);
}

fn two_hundred_megabytes(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 200 * MEGABYTE)?;
    (0..200).try_for_each(|_| stream.write_all(&vec![b' '; MEGABYTE]))
}

#[test]
fn a_body_without_an_end_is_too_large() {
    assert_eq!(kind(endless), ErrorKind::TooLarge);
}

fn endless(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")?;
    loop {
        stream.write_all(b"400\r\n")?;
        stream.write_all(&[b' '; 0x400])?;
        stream.write_all(b"\r\n")?;
    }
}

#[test]
fn a_head_without_an_end_is_no_reply() {
    assert!(matches!(kind(endless_head), ErrorKind::Interrupted));
}

fn endless_head(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 200 OK\r\n")?;
    (0..).try_for_each(|number| write!(stream, "x-{number}: {}\r\n", "a".repeat(1000)))
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    for redirect in [redirect_301, redirect_307, redirect_308] {
        assert_eq!(kind(redirect), ErrorKind::Unreadable);
    }
}

fn redirect_301(stream: &mut dyn Write, elsewhere: &str) -> std::io::Result<()> {
    redirect(stream, 301, elsewhere)
}

fn redirect_307(stream: &mut dyn Write, elsewhere: &str) -> std::io::Result<()> {
    redirect(stream, 307, elsewhere)
}

fn redirect_308(stream: &mut dyn Write, elsewhere: &str) -> std::io::Result<()> {
    redirect(stream, 308, elsewhere)
}

fn redirect(stream: &mut dyn Write, status: u16, elsewhere: &str) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status} Moved\r\nlocation: {elsewhere}/open-apis/x\r\ncontent-length: 0\r\n\r\n"
    )
}

#[test]
fn a_decompression_bomb_is_not_decompressed() {
    assert_eq!(kind(bomb), ErrorKind::Unreadable);
}

fn bomb(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    reply(stream, "content-encoding: gzip\r\ncontent-type: application/json\r\n", &compressed(40 * MEGABYTE))
}

#[test]
fn a_million_levels_are_unreadable() {
    for deep in [deep_arrays, deep_envelope] {
        assert_eq!(kind(deep), ErrorKind::Unreadable);
    }
}

#[test]
fn a_million_levels_that_nobody_reads_are_skipped() {
    assert!(outcome(deep_objects).is_ok());
}

fn deep_arrays(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    let (open, close) = ("[".repeat(DEPTH), "]".repeat(DEPTH));
    reply(stream, "", format!(r#"{{"code":0,"data":{{"task_list":{open}{close}}}}}"#).as_bytes())
}

fn deep_objects(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    let (open, close) = (r#"{"a":"#.repeat(DEPTH), "}".repeat(DEPTH));
    reply(stream, "", format!(r#"{{"code":0,"data":{{"undocumented":{open}1{close}}}}}"#).as_bytes())
}

fn deep_envelope(stream: &mut dyn Write, _: &str) -> std::io::Result<()> {
    reply(stream, "", "[".repeat(DEPTH).as_bytes())
}
