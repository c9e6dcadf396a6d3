//! The client over reqwest, against a real HTTP server on this machine.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use crate::support::{Chunks, Code, Data, Request, Upload};
use feishu_runtime as rt;
use rt::reqwest;
use test_server::{Answer, Recorded, Server, TOKEN};

/// For calls that must end by their deadline. The call for the token comes first, and must end in this time on a machine
/// that is busy with other things.
const TIMEOUT: Duration = Duration::from_secs(3);

fn client(server: &Server) -> rt::ClientBuilder {
    rt::Client::builder("cli_1", "secret").base_url(server.base_url())
}

fn done() -> Answer {
    Answer::new(200, r#"{"code":0,"msg":"success","data":{"done":true}}"#)
}

/// The error of a call that gets this answer.
async fn failure(answer: Answer) -> rt::Error<Code> {
    let server = Server::start([answer]);
    let client = client(&server).build().expect("a client");
    client.send(&Request::default()).await.expect_err("a failure")
}

#[tokio::test]
async fn a_call_is_on_the_wire_as_documented() {
    let server = Server::start([done()]);
    let client = client(&server).build().expect("a client");
    let sent = client.send(&Request::default()).await.expect("a success");
    assert_eq!(sent.data, Data { done: Some(true) });
    assert_eq!(sent.log_id.as_deref(), Some("LOG1"));

    let host = server.host();
    let [token, call] = <[Recorded; 2]>::try_from(server.requests()).expect("a token, then the call");
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        token.text(),
        format!(
            "POST /open-apis/auth/v3/tenant_access_token/internal HTTP/1.1\r\n\
             user-agent: feishu-runtime/{version}\r\n\
             content-type: application/json; charset=utf-8\r\n\
             accept-encoding: identity\r\n\
             accept: */*\r\n\
             host: {host}\r\n\
             content-length: 40\r\n\r\n\
             {{\"app_id\":\"cli_1\",\"app_secret\":\"secret\"}}"
        )
    );
    assert_eq!(
        call.text(),
        format!(
            "PATCH /open-apis/test/v1/notes/a%2F1?mode=fast HTTP/1.1\r\n\
             user-agent: feishu-runtime/{version}\r\n\
             authorization: Bearer {TOKEN}\r\n\
             content-type: application/json; charset=utf-8\r\n\
             accept-encoding: identity\r\n\
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
        let server = Server::start([done()]);
        let client = client(&server).build().expect("a client");
        let request = Request { id: id.to_owned(), ..Request::default() };
        client.send(&request).await.expect("a success");
        let expected = format!("/open-apis/test/v1/notes/{segment}?mode=fast");
        assert_eq!(server.requests()[1].target, expected, "{id}");
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Server::start([]);
    let redirect = Answer::bare(307, "").with_header("location", &other.base_url());
    let server = Server::with_token_answer(redirect);
    let client = client(&server).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("a failure");
    assert_eq!(error.kind(), rt::ErrorKind::Token);
    assert_eq!(error.token_error().and_then(rt::Error::http_status), Some(307));
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn a_reqwest_builder_of_the_callers_follows_no_redirect_either() {
    let other = Server::start([]);
    let server = Server::with_token_answer(Answer::bare(307, "").with_header("location", &other.base_url()));
    let follow = |builder: reqwest::ClientBuilder| builder.redirect(reqwest::redirect::Policy::limited(9));
    let transport = rt::ReqwestTransport::new(follow);
    let client = client(&server).transport(transport.expect("a transport")).build().expect("a client");
    client.send(&Request::default()).await.expect_err("a failure");
    assert!(other.requests().is_empty());
}

/// A proxy that speaks SOCKS5 and carries one connection at a time; it returns the number of connections so far.
fn socks_proxy() -> (String, std::sync::Arc<std::sync::atomic::AtomicU32>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let url = format!("socks5://{}", listener.local_addr().expect("an address"));
    let carried = std::sync::Arc::<std::sync::atomic::AtomicU32>::default();
    let count = std::sync::Arc::clone(&carried);
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let mut client = client.expect("a connection");
            let mut head = [0; 3];
            client.read_exact(&mut head).expect("a greeting with one method");
            client.write_all(&[5, 0]).expect("no password");
            let mut address = [0; 10];
            client.read_exact(&mut address).expect("connect to an IPv4 address");
            let [version, connect, _, kind, a, b, c, d, high, low] = address;
            assert_eq!([version, connect, kind], [5, 1, 1], "connect to an IPv4 address");
            let port = u16::from_be_bytes([high, low]);
            let server = TcpStream::connect((std::net::Ipv4Addr::new(a, b, c, d), port)).expect("the server");
            client.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).expect("connected");
            count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let (mut to, mut from) =
                (server.try_clone().expect("a clone"), client.try_clone().expect("a clone"));
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let _ = std::io::copy(&mut &server, &mut client);
        }
    });
    (url, carried)
}

#[tokio::test]
async fn calls_go_through_a_socks_proxy() {
    let (url, carried) = socks_proxy();
    let server = Server::start([done()]);
    let proxy = reqwest::Proxy::all(&url).expect("a proxy");
    let transport = rt::ReqwestTransport::new(move |builder| builder.proxy(proxy.clone()));
    let client = client(&server).transport(transport.expect("a transport")).build().expect("a client");
    client.send(&Request::default()).await.expect("a success");
    assert_eq!(carried.load(std::sync::atomic::Ordering::SeqCst), 2);
}

/// Successes after which the server keeps the connection until it is told to close it.
fn closing(count: usize) -> (Vec<Answer>, Vec<Sender<()>>) {
    let answer = || {
        let (close, told) = channel::<()>();
        let answer = Answer::play(move |stream| {
            stream.write_all(
                b"HTTP/1.1 200 OK\r\ncontent-length: 28\r\n\r\n{\"code\":0,\"msg\":\"success\"  }",
            )?;
            // A test that has failed has dropped the other end.
            let _ = told.recv();
            Ok(())
        });
        (answer, close)
    };
    std::iter::repeat_with(answer).take(count).unzip()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn a_connection_that_closed_while_the_runtime_rested_is_not_used() {
    let (answers, closes) = closing(100);
    let server = Server::start(answers.into_iter().flat_map(|answer| [answer, Answer::success()]));
    let (client, runtime) = (client(&server).build().expect("a client"), runtime());
    for close in closes {
        runtime.block_on(client.send(&Request::default())).expect("a success");
        close.send(()).expect("the connection is open");
        // The server carries one connection at a time: it has closed the client's before it answers this one.
        let mut other = TcpStream::connect(server.host()).expect("a connection");
        other.write_all(b"GET / HTTP/1.1\r\n\r\n").expect("sent");
        other.read_to_end(&mut Vec::new()).expect("an answer");
    }
}

#[test]
fn runtimes_that_take_turns_have_connections_of_their_own() {
    let (answers, closes) = closing(10);
    let server = Server::start(answers);
    let client = client(&server).timeout(TIMEOUT).build().expect("a client");
    let runtimes = [runtime(), runtime()];
    for (runtime, close) in runtimes.iter().cycle().zip(closes) {
        runtime.block_on(client.send(&Request::default())).expect("a success");
        close.send(()).expect("the connection is open");
    }
}

#[test]
fn many_runtimes_that_take_turns_keep_their_connections() {
    let server = Server::agreeable(60);
    let setups = std::sync::Arc::<std::sync::atomic::AtomicU32>::default();
    let count = std::sync::Arc::clone(&setups);
    let transport = rt::ReqwestTransport::new(move |builder| {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        builder.no_proxy()
    });
    let client = client(&server).transport(transport.expect("a transport")).build().expect("a client");
    let runtimes: Vec<_> = std::iter::repeat_with(runtime).take(20).collect();
    for runtime in runtimes.iter().cycle().take(60) {
        runtime.block_on(client.send(&Request::default())).expect("a success");
    }
    assert_eq!(setups.load(std::sync::atomic::Ordering::SeqCst), 20, "one set of connections per runtime");
}

#[test]
fn a_call_outside_of_a_runtime_with_timers_is_an_error() {
    let client = rt::Client::builder("cli_1", "secret").build().expect("a client");
    let request = Request::default();
    let mut call = std::pin::pin!(client.send(&request));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(outside) = call.as_mut().poll(&mut context) else { panic!("it waits") };
    let without_timers = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    for sent in [outside, without_timers.block_on(client.send(&request))] {
        let error = sent.expect_err("no runtime");
        assert_eq!((error.kind(), error.may_have_executed()), (rt::ErrorKind::NotSent, false));
        assert!(error.to_string().contains("no tokio runtime with timers"), "{error}");
    }
    let code = rt::AuthorizationCode::new("c");
    let tokens = rt::StoredToken::new("u-1", std::time::SystemTime::now());
    for managed in [
        without_timers.block_on(client.authorize_user("ann", code)),
        without_timers.block_on(client.set_user_tokens("ann", tokens)),
        without_timers.block_on(client.forget_user("ann")),
    ] {
        let error = managed.expect_err("no runtime");
        assert!(error.to_string().contains("no tokio runtime with timers"), "{error}");
    }
}

#[tokio::test]
async fn an_endless_body_is_cut_at_the_cap() {
    let endless = Answer::play(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-tt-logid: L9\r\ntransfer-encoding: chunked\r\n\r\n")?;
        loop {
            stream.write_all(b"400\r\n")?;
            stream.write_all(&[b' '; 0x400])?;
            stream.write_all(b"\r\n")?;
        }
    });
    let error = failure(endless).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::TooLarge);
    assert_eq!(error.log_id(), Some("L9"));
    assert!(error.may_have_executed());
}

#[tokio::test]
async fn a_body_with_a_content_encoding_is_named_and_not_decompressed() {
    let zipped = || Answer::new(200, "\u{1f}not unzipped").with_header("content-encoding", "gzip");
    let error = failure(zipped()).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::Unreadable);
    assert!(error.to_string().contains("compressed"), "{error}");

    let server = Server::start([zipped()]);
    let client = client(&server).build().expect("a client");
    let file = rt::FilePart::new("a.txt", Vec::new());
    let error = client.send(&Upload::of(file)).await.expect_err("a file that is not what was stored");
    assert!(error.to_string().contains("compressed"), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_meets_the_deadline() {
    let (release, held) = channel::<()>();
    let hang = Answer::play(move |_| {
        // Holds the connection open until the test has its answer.
        let _ = held.recv();
        Ok(())
    });
    let server = Server::start([hang]);
    let client = client(&server).timeout(TIMEOUT).build().expect("a client");
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
    let drip = Answer::play(move |stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-tt-logid: L7\r\ncontent-length: 100\r\n\r\n{")?;
        let _ = held.recv();
        Ok(())
    });
    let server = Server::start([drip]);
    let client = client(&server).timeout(TIMEOUT).build().expect("a client");
    let error = client.send(&Request::default()).await.expect_err("too late");
    drop(release);
    assert_eq!(error.cause_kind(), rt::ErrorKind::Deadline);
    assert_eq!(error.log_id(), Some("L7"));
}

#[tokio::test]
async fn a_reply_that_breaks_off_may_have_been_executed() {
    let closed = Answer::play(|_| Ok(()));
    let error = failure(closed).await;
    assert_eq!(error.cause_kind(), rt::ErrorKind::Interrupted);
    assert!(error.may_have_executed());

    let truncated = Answer::play(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nx-tt-logid: L8\r\ncontent-length: 100\r\n\r\n{\"code\":0")
    });
    let error = failure(truncated).await;
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
    let closed = Answer::play(|_| Ok(()));
    let error = failure(closed).await;
    let mut shown = vec![format!("{error} {error:?}")];
    let sources = std::iter::successors(std::error::Error::source(&error), |&error| error.source());
    shown.extend(sources.map(|error| format!("{error} {error:?}")));
    assert!(shown.len() > 1, "the transport's own error is the source");
    assert!(!shown.iter().any(|shown| shown.contains("mode=fast")), "{shown:?}");
}

/// The request of an upload, its boundary replaced.
async fn uploaded(file: rt::FilePart) -> String {
    let server = Server::start([Answer::new(200, r#"{"code":0}"#).with_header("content-type", "image/png")]);
    let client = client(&server).build().expect("a client");
    let sent = client.send(&Upload::of(file)).await.expect("a success");
    assert_eq!(
        (sent.data.bytes.as_slice(), sent.data.content_type.as_deref()),
        (&b"{\"code\":0}"[..], Some("image/png"))
    );
    let request = server.requests()[1].text();
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
async fn a_file_of_another_length_than_declared_is_an_error() {
    let server = Server::start([done()]);
    let file = rt::FilePart::stream("a.txt", Chunks::of(&["one", "two"])).with_length(5);
    let client = client(&server).build().expect("a client");
    let error = client.send(&Upload::of(file)).await.expect_err("a failure");
    assert_eq!(error.cause_kind(), rt::ErrorKind::Interrupted);
}
