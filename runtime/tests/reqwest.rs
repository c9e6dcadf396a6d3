//! The client over reqwest, against a real HTTP server on this machine.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

mod support;

use std::io::{BufRead, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use feishu_runtime as rt;
use support::{Chunks, Code, Data, Request, Upload};

const TOKEN: &str = r#"{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":7200}"#;
const DONE: &str = r#"{"code":0,"msg":"success","data":{"done":true}}"#;

/// For calls that must end by their deadline: long enough for what comes before, the token's exchange, on a machine that is
/// busy with other things.
const TIMEOUT: Duration = Duration::from_secs(3);

/// A server that takes one request for each answer, in order, and passes on what it got.
struct Server {
    url: String,
    requests: Receiver<String>,
}

/// What the server does once it has read a request.
type Answer = Box<dyn FnOnce(&mut TcpStream) -> std::io::Result<()> + Send>;

impl Server {
    fn start(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (sender, requests) = channel();
        thread::spawn(move || {
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a connection");
                let request = read_request(&stream);
                // A test that has seen enough may be gone, and a client may hang up on purpose.
                let _ = sender.send(request);
                let _ = answer(&mut stream);
            }
        });
        Self { url, requests }
    }

    fn client(&self) -> rt::ClientBuilder {
        rt::Client::builder("cli_1", "secret").base_url(&self.url)
    }

    fn next_request(&self) -> String {
        self.requests.recv().expect("a request")
    }
}

/// Head and body of a request, as they came.
fn read_request(stream: &TcpStream) -> String {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        let read = reader.read_line(&mut head).expect("a line");
        assert!(read > 0, "the head ends");
    }
    if head.contains("transfer-encoding: chunked") {
        return head + &read_chunks(&mut reader);
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    let mut body = vec![0; length.parse().expect("a length")];
    reader.read_exact(&mut body).expect("the body");
    head + std::str::from_utf8(&body).expect("UTF-8")
}

/// A body in chunks, each behind its length.
fn read_chunks(reader: &mut impl BufRead) -> String {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a length");
        let length = usize::from_str_radix(line.trim(), 16).expect("a number");
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk).expect("a chunk and a line break");
        chunk.truncate(length);
        body.extend(chunk);
        if length == 0 {
            return String::from_utf8(body).expect("UTF-8");
        }
    }
}

fn reply(status: &'static str, headers: &'static str, body: &'static str) -> Answer {
    Box::new(move |stream| {
        let length = body.len();
        write!(
            stream,
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        )
    })
}

fn json(body: &'static str) -> Answer {
    reply("200 OK", "x-tt-logid: L1\r\n", body)
}

async fn failure(answers: Vec<Answer>) -> rt::Error<Code> {
    let server = Server::start(answers);
    let client = server.client().build().expect("a client");
    client.send(&Request::default()).await.expect_err("a failure")
}

#[tokio::test]
async fn a_call_is_on_the_wire_as_documented() {
    let server = Server::start(vec![json(TOKEN), json(DONE)]);
    let client = server.client().build().expect("a client");
    let sent = client.send(&Request::default()).await.expect("a success");
    assert_eq!(sent.data, Data { done: Some(true) });
    assert_eq!(sent.log_id.as_deref(), Some("L1"));

    let host = server.url.trim_start_matches("http://");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        server.next_request(),
        format!(
            "POST /open-apis/auth/v3/tenant_access_token/internal HTTP/1.1\r\n\
             user-agent: feishu-runtime/{version}\r\n\
             content-type: application/json; charset=utf-8\r\n\
             accept: */*\r\n\
             host: {host}\r\n\
             content-length: 40\r\n\r\n\
             {{\"app_id\":\"cli_1\",\"app_secret\":\"secret\"}}"
        )
    );
    assert_eq!(
        server.next_request(),
        format!(
            "PATCH /open-apis/test/v1/notes/a%2F1?mode=fast HTTP/1.1\r\n\
             user-agent: feishu-runtime/{version}\r\n\
             authorization: Bearer t-1\r\n\
             content-type: application/json; charset=utf-8\r\n\
             accept: */*\r\n\
             host: {host}\r\n\
             content-length: 16\r\n\r\n\
             {{\"note\":\"hello\"}}"
        )
    );
}

#[tokio::test]
async fn hostile_ids_stay_one_segment_on_the_wire() {
    for (id, segment) in
        [("%2e%2e", "%252e%252e"), ("../..", "%2E%2E%2F%2E%2E"), ("...", "%2E%2E%2E"), ("a?x#y", "a%3Fx%23y")]
    {
        let server = Server::start(vec![json(TOKEN), json(DONE)]);
        let client = server.client().build().expect("a client");
        let request = Request { id: id.to_owned(), ..Request::default() };
        client.send(&request).await.expect("a success");
        server.next_request();
        let line = format!("PATCH /open-apis/test/v1/notes/{segment}?mode=fast HTTP/1.1\r\n");
        assert!(server.next_request().starts_with(&line), "{id}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = other.local_addr().expect("an address");
    let redirect: Answer = Box::new(move |stream| {
        write!(
            stream,
            "HTTP/1.1 307 Temporary Redirect\r\nconnection: close\r\nlocation: http://{address}/\r\n\
             content-length: 0\r\n\r\n"
        )
    });
    let error = failure(vec![redirect]).await;
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert_eq!(error.token_error().and_then(rt::Error::http_status), Some(307));
    other.set_nonblocking(true).expect("a socket");
    let nobody = other.accept().expect_err("nobody came");
    assert_eq!(nobody.kind(), std::io::ErrorKind::WouldBlock);
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_cap() {
    let endless: Answer = Box::new(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-tt-logid: L9\r\ntransfer-encoding: chunked\r\n\r\n")?;
        loop {
            stream.write_all(b"400\r\n")?;
            stream.write_all(&[b' '; 0x400])?;
            stream.write_all(b"\r\n")?;
        }
    });
    let error = failure(vec![json(TOKEN), endless]).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::TooLarge);
    assert_eq!(error.log_id(), Some("L9"));
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn a_body_that_says_to_be_zipped_is_not_unzipped() {
    let zipped = reply("200 OK", "content-encoding: gzip\r\n", "\u{1f}not unzipped");
    let error = failure(vec![json(TOKEN), zipped]).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::Unreadable);
}

#[tokio::test]
async fn a_server_that_hangs_meets_the_deadline() {
    let (release, held) = channel::<()>();
    let hang: Answer = Box::new(move |_| {
        // Holds the connection open until the test has its answer.
        let _ = held.recv();
        Ok(())
    });
    let server = Server::start(vec![json(TOKEN), hang]);
    let client = server.client().timeout(TIMEOUT).build().expect("a client");
    let start = Instant::now();
    // The server hangs until this has returned, so only the deadline can end it.
    let error = client.send(&Request::default()).await.expect_err("too late");
    let elapsed = start.elapsed();
    assert!((TIMEOUT..8 * TIMEOUT).contains(&elapsed), "{elapsed:?}: less than the default of 30 seconds");
    drop(release);
    assert_eq!(error.cause_kind(), rt::ErrorKind::Deadline);
    assert!(error.may_have_executed() && error.is_retryable());
}

#[tokio::test]
async fn a_body_that_drips_meets_the_deadline_and_keeps_its_log_id() {
    let (release, held) = channel::<()>();
    let drip: Answer = Box::new(move |stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-tt-logid: L7\r\ncontent-length: 100\r\n\r\n{")?;
        let _ = held.recv();
        Ok(())
    });
    let server = Server::start(vec![json(TOKEN), drip]);
    let client = server.client().timeout(TIMEOUT).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("too late");
    drop(release);
    assert_eq!(error.cause_kind(), rt::ErrorKind::Deadline);
    assert_eq!(error.log_id(), Some("L7"));
}

#[tokio::test]
async fn a_reply_that_breaks_off_may_have_been_executed() {
    let closed: Answer = Box::new(|_| Ok(()));
    let error = failure(vec![json(TOKEN), closed]).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::Interrupted);
    assert!(error.may_have_executed());

    let truncated: Answer = Box::new(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-tt-logid: L8\r\ncontent-length: 100\r\n\r\n{\"code\":0")
    });
    let error = failure(vec![json(TOKEN), truncated]).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::Interrupted);
    assert_eq!(error.log_id(), Some("L8"));
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    // No server of a test is given a port below 1024.
    let client = rt::Client::builder("cli_1", "secret").base_url("http://127.0.0.1:1").build();
    let client = client.expect("a client");
    let error = client.send(&Request::default()).await.expect_err("nobody listens");
    assert_eq!(error.token_error().map(rt::Error::kind), Some(rt::ErrorKind::NotSent));
    assert!(!error.may_have_executed() && error.is_retryable());
    assert!(error.to_string().contains("the request could not be sent: "), "{error}");
}

#[tokio::test]
async fn an_error_shows_no_url() {
    let closed: Answer = Box::new(|_| Ok(()));
    let error = failure(vec![json(TOKEN), closed]).await;
    let mut shown = vec![format!("{error} {error:?}")];
    let sources = std::iter::successors(std::error::Error::source(&error), |&error| error.source());
    shown.extend(sources.map(|error| format!("{error} {error:?}")));
    assert!(shown.len() > 1, "the transport's own error is the source");
    assert!(!shown.iter().any(|shown| shown.contains("mode=fast")), "{shown:?}");
}

/// What an upload sends, its boundary replaced.
async fn uploaded(file: rt::FilePart) -> String {
    let server =
        Server::start(vec![json(TOKEN), reply("200 OK", "content-type: image/png\r\n", "{\"code\":0}")]);
    let client = server.client().build().expect("a client");
    let sent = client.send(&Upload::of(file)).await.expect("a success");
    assert_eq!(
        (sent.data.bytes.as_slice(), sent.data.content_type.as_deref()),
        (&b"{\"code\":0}"[..], Some("image/png"))
    );
    server.next_request();
    let request = server.next_request();
    let (_, rest) = request.split_once("multipart/form-data; boundary=").expect("a content type");
    let boundary = rest.lines().next().expect("a boundary").to_owned();
    request.replace(&boundary, "BOUNDARY")
}

/// The body that an upload of `onetwo` must have.
const FORM: &str = "--BOUNDARY\r\nContent-Disposition: form-data; name=\"size\"\r\n\r\n6\r\n\
    --BOUNDARY\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\
    Content-Type: application/octet-stream\r\n\r\nonetwo\r\n--BOUNDARY--\r\n";

#[tokio::test]
async fn files_are_sent_with_their_length_when_it_is_known() {
    let chunks = || Chunks::of(&["one", "two"]);
    let boundary = "feishu-0123456789abcdef0123456789abcdef".len() - "BOUNDARY".len();
    let length = format!("content-length: {}\r\n", FORM.len() + 3 * boundary);
    for file in [
        rt::FilePart::new("a.txt", b"onetwo".to_vec()),
        rt::FilePart::stream("a.txt", chunks()).with_length(6),
        rt::FilePart::reopened("a.txt", chunks).with_length(6),
    ] {
        let request = uploaded(file).await;
        assert!(request.contains(&length), "{request}");
        assert!(request.contains("x-trace: t 1\r\n"), "{request}");
        assert!(request.ends_with(&format!("\r\n\r\n{FORM}")), "{request}");
    }
    let request = uploaded(rt::FilePart::stream("a.txt", chunks())).await;
    assert!(
        request.contains("transfer-encoding: chunked") && !request.contains("content-length"),
        "{request}"
    );
    assert!(request.ends_with(&format!("\r\n\r\n{FORM}")), "{request}");
}

#[tokio::test]
async fn a_file_of_another_length_than_it_said_is_no_success() {
    let server = Server::start(vec![json(TOKEN), json(DONE)]);
    let file = rt::FilePart::stream("a.txt", Chunks::of(&["one", "two"])).with_length(5);
    let client = server.client().build().expect("a client");
    let error = client.send(&Upload::of(file)).await.expect_err("a failure");
    assert_eq!(error.cause_kind(), rt::ErrorKind::Interrupted);
}
