//! Traces of calls at the most verbose level. A program of its own: `tracing` keeps what it finds out about a log line when the
//! line is first reached, and in `suite` that may be on a thread without a subscriber.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

#[path = "suite/support/mod.rs"]
mod support;

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use feishu_runtime as rt;
use support::Request;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};

/// Keeps all events and spans as text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl tracing::Subscriber for Log {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut Line(&mut self.0.lock().expect("not poisoned")));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().expect("not poisoned")));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut log = self.0.lock().expect("not poisoned");
        if *event.metadata().level() == tracing::Level::WARN {
            log.push_str("WARN ");
        }
        event.record(&mut Line(&mut log));
        log.push('\n');
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, "{field}={value:?} ").expect("a String takes all");
    }
}

/// Gives a token, and quotes all that it got in its refusal of the call.
struct Quoting;

impl rt::Transport for Quoting {
    fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
        let request = outgoing.request;
        let reply = match request.headers().get("authorization") {
            None => {
                let body =
                    r#"{"code":0,"msg":"canary-msg","tenant_access_token":"canary-token","expire":7200}"#;
                http::Response::builder().body(Bytes::from(body))
            }
            Some(token) => http::Response::builder().status(400).header("x-tt-logid", token).body(
                Bytes::from(r#"{"code":99991661,"msg":"canary-token","error":{"log_id":"canary-token"}}"#),
            ),
        };
        Box::pin(async { Ok(reply.expect("a response")) })
    }
}

#[tokio::test(start_paused = true)]
async fn the_log_names_the_endpoint_and_shows_no_secret_and_no_body() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let client = rt::Client::builder("cli_1", "canary-secret").transport(Quoting).build().expect("a client");
    let request = Request { note: "canary".to_owned(), ..Request::default() };
    client.send(&request).await.expect_err("a refusal");
    let log = log.0.lock().expect("not poisoned");
    assert_eq!(
        *log,
        "endpoint=\"test/v1/note/update\" \
         message=succeeded endpoint=\"auth/v3/tenant_access_token/internal\" status=200 \n\
         message=failed endpoint=\"test/v1/note/update\" status=400 code=99991661 kind=Api \n\
         WARN message=the call failed endpoint=\"test/v1/note/update\" attempts=1 elapsed=0ns kind=Api code=99991661 \n\
         attempt=1 status=400 code=99991661 outcome=Api "
    );
}

const NO_WAIT: rt::RetryPolicy =
    rt::RetryPolicy::new().backoff(std::time::Duration::ZERO, std::time::Duration::ZERO);

/// Gives a token, is not there for the first call, and answers the second.
struct Late(std::sync::atomic::AtomicBool);

impl rt::Transport for Late {
    fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
        let is_call = outgoing.request.headers().contains_key("authorization");
        if is_call && !self.0.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return Box::pin(async { Err(rt::TransportError::not_sent("canary-refused")) });
        }
        let body = r#"{"code":0,"msg":"canary-msg","tenant_access_token":"canary-token","expire":7200}"#;
        let reply = http::Response::builder().header("x-tt-logid", "L1").body(Bytes::from(body));
        Box::pin(async { Ok(reply.expect("a response")) })
    }
}

#[tokio::test(start_paused = true)]
async fn all_attempts_of_a_call_share_one_span() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let late = Late(std::sync::atomic::AtomicBool::new(false));
    let client = rt::Client::builder("cli_1", "canary-secret").transport(late).build().expect("a client");
    client.call(&Request::default()).retry(NO_WAIT).send().await.expect("a success");
    let log = log.0.lock().expect("not poisoned");
    assert_eq!(
        *log,
        "endpoint=\"test/v1/note/update\" \
         message=succeeded endpoint=\"auth/v3/tenant_access_token/internal\" status=200 log_id=\"L1\" \n\
         message=failed endpoint=\"test/v1/note/update\" kind=NotSent \n\
         WARN message=failed, and will be retried endpoint=\"test/v1/note/update\" attempt=1 wait=0ns kind=NotSent \
         error=the request could not be sent: canary-refused \n\
         message=succeeded endpoint=\"test/v1/note/update\" status=200 log_id=\"L1\" \n\
         attempt=2 status=200 log_id=\"L1\" outcome=\"succeeded\" "
    );
}

/// Gives a token, and then fails with a text that quotes it.
struct Leaking;

impl rt::Transport for Leaking {
    fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
        let token = outgoing.request.headers().get("authorization").cloned();
        let body = r#"{"code":0,"tenant_access_token":"canary-token","expire":7200}"#;
        Box::pin(async move {
            match token {
                None => Ok(http::Response::new(Bytes::from(body))),
                Some(token) => Err(rt::TransportError::interrupted(format!(
                    "failed: {token:?} {}",
                    token.to_str().expect("text")
                ))),
            }
        })
    }
}

#[tokio::test(start_paused = true)]
async fn the_log_withholds_a_secret_in_the_text_of_a_transport() {
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(log.clone());
    let client = rt::Client::builder("cli_1", "canary-secret").transport(Leaking).build().expect("a client");
    client.send(&Request::default()).await.expect_err("a failure");
    let log = log.0.lock().expect("not poisoned");
    assert!(log.contains("error=") && log.contains("[withheld: it repeats a secret]"), "{log}");
    assert!(!log.contains("canary"), "{log}");
}
