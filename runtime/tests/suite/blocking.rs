//! The client that waits: from plain threads, never inside an async runtime, and without a panic anywhere.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use crate::support::Request;
use crate::support::list::{List, Server, page, reply};
use crate::support::platform::{Platform, of_user};
use feishu_runtime as rt;
use rt::{ErrorKind, blocking};

fn client(server: &Server) -> blocking::Client {
    blocking::Client::new(server.client().build().expect("a client")).expect("a thread")
}

fn two_pages() -> Server {
    Server::new(|query| match query {
        "" => page(r#""items":["a","b"],"has_more":true,"page_token":"p1""#),
        _ => page(r#""items":["c"],"has_more":false"#),
    })
}

#[test]
fn a_blocking_call_waits_and_takes_all_settings() {
    let server = two_pages();
    let client = client(&server);
    let sent = client.send(&List::default()).expect("a success");
    assert_eq!(sent.data.items, Some(vec!["a".to_owned(), "b".to_owned()]));
    client
        .call(&List::default())
        .user_token("u-1")
        .timeout(Duration::from_secs(5))
        .send()
        .expect("a success");
    let raw =
        client.raw(rt::Method::Get, "/open-apis/test/v1/notes").user_token("u-1").query("page_token", "p1");
    let sent = raw.send::<rt::Value>().expect("a success");
    assert_eq!(sent.data.map(|data| data["items"][0] == "c"), Some(true));
    let token = Some("Bearer u-1".to_owned());
    assert_eq!(server.authorizations(), [None, token.clone(), token]);
}

#[test]
fn failures_are_those_of_the_client() {
    let server = Server::new(|_| reply(400, r#"{"code":404001,"msg":"gone"}"#));
    let error = client(&server).send(&List::default()).expect_err("a failure");
    assert_eq!((error.kind(), error.code()), (ErrorKind::Api, Some(crate::support::Code::NotFound)));
}

#[test]
fn lists_are_iterators() {
    let client = client(&two_pages());
    let items: Vec<String> =
        client.pages(&List::default()).items().map(|item| item.expect("an item")).collect();
    assert_eq!(items, ["a", "b", "c"]);
    let mut pages = client.pages(&List::default());
    assert!(pages.next().is_some_and(|page| page.is_ok()));
    assert_eq!(pages.resume_token(), Some("p1"));
    assert!(pages.next().is_some_and(|page| page.is_ok()));
    assert!(pages.next().is_none() && pages.is_ended());
}

/// A transport whose replies never come.
struct Silence;

impl rt::Transport for Silence {
    fn send(&self, _: rt::TransportRequest) -> rt::TransportFuture<'_> {
        Box::pin(std::future::pending())
    }
}

/// Without a timer this would never end.
#[test]
fn deadlines_are_kept_while_another_call_waits() {
    let client = rt::Client::builder("cli_1", "secret").transport(Silence).retry(rt::RetryPolicy::none());
    let client = blocking::Client::new(client.build().expect("a client")).expect("a thread");
    let error =
        client.call(&List::default()).timeout(Duration::from_millis(20)).send().expect_err("no reply");
    assert_eq!(error.kind(), ErrorKind::Deadline, "{error}");
}

/// Sockets belong to the client's own thread, and so do connections that are kept between calls.
#[test]
fn calls_go_over_sockets() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let server = thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut lines = BufReader::new(stream.try_clone().expect("a clone")).lines();
        for _ in 0..2 {
            while lines.next().is_some_and(|line| !line.expect("a line").is_empty()) {}
            let body = r#"{"code":0,"data":{"items":["a"]}}"#;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
            (&stream).write_all(format!("{head}{body}").as_bytes()).expect("sent");
        }
    });
    let client = rt::Client::builder("cli_1", "secret").base_url(format!("http://{address}"));
    let client = blocking::Client::new(client.build().expect("a client")).expect("a thread");
    for _ in 0..2 {
        assert_eq!(client.send(&List::default()).expect("a success").data.items, Some(vec!["a".to_owned()]));
    }
    server.join().expect("both came on one connection");
}

/// A platform that answers at once.
fn platform() -> Platform {
    let platform = Platform::new();
    platform.state().slow = Duration::ZERO;
    platform
}

fn waiting(client: rt::ClientBuilder) -> blocking::Client {
    blocking::Client::new(client.build().expect("a client")).expect("a thread")
}

#[test]
fn people_come_and_go() {
    let platform = platform();
    let client = waiting(platform.builder());
    let request = Request::default();
    let call_as = |name: &str| client.call(&request).user(name).send();
    client.set_user_tokens("ann", of_user("user-canary-1", 7200)).expect("kept");
    call_as("ann").expect("a success");
    client.authorize_user("bob", rt::AuthorizationCode::new("code-canary-1")).expect("authorized");
    call_as("bob").expect("a success");
    assert_eq!(platform.state().tokens, ["user-canary-1", "user-canary-2"]);
    client.forget_user("bob").expect("forgotten");
    assert!(call_as("bob").expect_err("nobody knows him").needs_authorization());
}

#[test]
fn a_store_app_takes_its_ticket() {
    let platform = platform();
    let client = waiting(platform.builder().store_app(""));
    let request = Request::default();
    assert!(client.call(&request).tenant("t1").send().is_err());
    client.set_app_ticket("ticket-canary");
    client.call(&request).tenant("t1").send().expect("a success");
}

#[test]
fn a_request_is_checked_unless_it_is_not_to_be() {
    let platform = platform();
    let client = waiting(platform.builder());
    let request = Request { note: "more than ten".to_owned(), ..Request::default() };
    assert_eq!(client.send(&request).expect_err("too long").kind(), ErrorKind::Invalid);
    client.send_unchecked(&request).expect("a success");
}

#[test]
fn many_threads_share_a_client() {
    let server = two_pages();
    let client = client(&server);
    thread::scope(|threads| {
        for _ in 0..16 {
            threads.spawn(|| client.send(&List::default()).expect("a success"));
        }
    });
    assert_eq!(server.queries().len(), 16);
}

/// Waiting would stop the runtime's thread, or panic; both flavours, and its threads for blocking work.
#[test]
fn inside_an_async_runtime_it_is_an_error() {
    for mut builder in
        [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()]
    {
        let server = two_pages();
        let runtime = builder.enable_all().build().expect("a runtime");
        let client = client(&server);
        runtime.block_on(async {
            let error = client.send(&List::default()).expect_err("an error");
            assert_eq!(error.kind(), ErrorKind::InsideRuntime, "{error}");
            assert!(!error.may_have_executed() && !error.is_retryable());
            let forgotten = client.forget_user("ann").expect_err("an error");
            assert_eq!(forgotten.kind(), ErrorKind::InsideRuntime, "{forgotten}");
            let mut items = client.pages(&List::default()).items();
            assert!(items.next().is_some_and(|item| item.is_err()));
            assert!(items.next().is_none(), "an error ends it");
            assert_eq!(items.resume_token(), None);
            let moved = client.clone();
            let sent =
                tokio::task::spawn_blocking(move || moved.send(&List::default())).await.expect("no panic");
            assert_eq!(sent.expect_err("an error").kind(), ErrorKind::InsideRuntime);
            // The last client may be dropped anywhere.
            drop(items);
            drop(client);
        });
        assert!(server.queries().is_empty(), "nothing was sent");
    }
}
