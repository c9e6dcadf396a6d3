//! A transport that answers from a script, and one that answers by a function.

#![allow(clippy::expect_used, reason = "a test that cannot go on stops there")]
#![allow(clippy::unnecessary_wraps, reason = "scripted answers are results, good or bad")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use bytes::Bytes;
use feishu_runtime as rt;

pub(crate) const APP_SECRET: &str = "canary-app-secret";
pub(crate) const TOKEN: &str = "t-canary-token";

/// One scripted answer of the transport.
pub(crate) type Answer = Result<http::Response<Bytes>, rt::TransportError>;

/// A transport that answers from a script and keeps what it was asked.
#[derive(Clone, Default)]
pub(crate) struct Script(pub(crate) Arc<Mutex<Exchanges>>);

#[derive(Default)]
pub(crate) struct Exchanges {
    pub(crate) answers: VecDeque<Answer>,
    pub(crate) requests: Vec<http::Request<Bytes>>,
    pub(crate) deadlines: Vec<Instant>,
}

impl Script {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let exchanges = Exchanges { answers: answers.into_iter().collect(), ..Exchanges::default() };
        Self(Arc::new(Mutex::new(exchanges)))
    }

    pub(crate) fn client(&self) -> rt::Client {
        self.builder().build().expect("a client")
    }

    pub(crate) fn builder(&self) -> rt::ClientBuilder {
        rt::Client::builder("cli_1", APP_SECRET).transport(self.clone())
    }

    /// Method and URI of each request so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        let exchanges = self.0.lock().expect("not poisoned");
        exchanges.requests.iter().map(|request| format!("{} {}", request.method(), request.uri())).collect()
    }

    pub(crate) fn authorizations(&self) -> Vec<Option<String>> {
        let exchanges = self.0.lock().expect("not poisoned");
        exchanges.requests.iter().map(|request| header(request, "authorization")).collect()
    }
}

impl rt::Transport for Script {
    fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
        let mut exchanges = self.0.lock().expect("not poisoned");
        exchanges.requests.push(outgoing.request.map(|body| match body {
            rt::TransportBody::Bytes(bytes) => bytes,
            rt::TransportBody::Stream(_) => Bytes::from_static(b"a stream"),
        }));
        exchanges.deadlines.push(outgoing.deadline);
        let answer = exchanges.answers.pop_front().expect("an answer for each request");
        Box::pin(async { answer })
    }
}

pub(crate) fn header(request: &http::Request<Bytes>, name: &str) -> Option<String> {
    request.headers().get(name).map(|value| value.to_str().expect("text").to_owned())
}

pub(crate) fn reply(status: u16, body: impl Into<Bytes>) -> Answer {
    let reply = http::Response::builder().status(status).header("x-tt-logid", "L1").body(body.into());
    Ok(reply.expect("a response"))
}

pub(crate) fn token(token: &str, expire: i64) -> Answer {
    reply(200, format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"{token}","expire":{expire}}}"#))
}

pub(crate) fn done() -> Answer {
    reply(200, r#"{"code":0,"msg":"success","data":{"done":true}}"#)
}

pub(crate) fn refused(code: i64) -> Answer {
    reply(400, format!(r#"{{"code":{code},"msg":"Invalid access token for authorization."}}"#))
}

/// A refusal of the gate, with these headers.
pub(crate) fn throttled(headers: &[(&'static str, &str)]) -> Answer {
    let mut reply = http::Response::builder().status(429);
    for (name, value) in headers {
        reply = reply.header(*name, *value);
    }
    Ok(reply.body(Bytes::from(r#"{"code":99991400,"msg":"m"}"#)).expect("a response"))
}

/// A transport that answers by a function of the request.
pub(crate) struct Serving<F>(pub(crate) F);

impl<F, T> rt::Transport for Serving<F>
where
    F: Fn(http::Request<Bytes>) -> T + Send + Sync + 'static,
    T: Future<Output = Answer> + Send + 'static,
{
    fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
        Box::pin((self.0)(outgoing.request.map(|body| match body {
            rt::TransportBody::Bytes(bytes) => bytes,
            rt::TransportBody::Stream(_) => Bytes::from_static(b"a stream"),
        })))
    }
}

/// A client of a server that answers by a function of the request.
pub(crate) fn serving<F, T>(answer: F) -> rt::ClientBuilder
where
    F: Fn(http::Request<Bytes>) -> T + Send + Sync + 'static,
    T: Future<Output = Answer> + Send + 'static,
{
    rt::Client::builder("cli_1", APP_SECRET).transport(Serving(answer))
}

/// The path of a request.
pub(crate) fn path(request: &http::Request<Bytes>) -> String {
    request.uri().path().to_owned()
}

/// A member of a request's JSON body.
pub(crate) fn member(request: &http::Request<Bytes>, name: &str) -> String {
    let body: rt::Value = serde_json::from_slice(request.body()).expect("JSON");
    body[name].as_str().expect("a text").to_owned()
}
