//! A list in pages, and a server in memory that answers as it is told.

#![allow(dead_code, reason = "each test takes what it needs")]

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use feishu_runtime as rt;

/// A request of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) page_token: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Data {
    pub(crate) items: Option<Vec<String>>,
    pub(crate) page_token: Option<String>,
    pub(crate) has_more: Option<bool>,
}
rt::reply_object!(Data { 0 "items" => list items, 1 "page_token" => value page_token, 2 "has_more" => value has_more });

impl rt::Validate for List {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for List {
    type Data = Data;
    type Code = crate::support::Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/list", rt::Method::Get, "/open-apis/test/v1/notes")
            .tokens(&[])
            .rate_limits(&[
                rt::RateLimit { requests: 3, per: rt::Window::Minute },
                rt::RateLimit { requests: 2, per: rt::Window::Second },
            ])
            .idempotency(rt::Idempotency::Read);

    fn write_query(&self, query: &mut rt::QueryWriter<'_>) {
        if let Some(token) = &self.page_token {
            query.pair("page_token", token);
        }
    }
}

impl rt::Paged for List {
    fn asked_page(&self) -> Option<&str> {
        self.page_token.as_deref()
    }

    fn with_page(&self, token: &str) -> Self {
        Self { page_token: Some(token.to_owned()) }
    }

    fn next_page(data: &Data) -> rt::NextPage<'_> {
        rt::NextPage::new(data.page_token.as_deref(), data.has_more)
    }
}

impl rt::PagedItems for List {
    type Item = String;

    fn items(data: Data) -> Vec<String> {
        data.items.unwrap_or_default()
    }
}

type Answers = dyn Fn(&str) -> http::Response<Bytes> + Send + Sync;

/// A server whose answer follows from path and query, and what it was asked.
#[derive(Clone)]
pub(crate) struct Server {
    answers: Arc<Answers>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

struct Asked {
    query: String,
    authorization: Option<String>,
    at: tokio::time::Instant,
}

impl Server {
    pub(crate) fn new(answers: impl Fn(&str) -> http::Response<Bytes> + Send + Sync + 'static) -> Self {
        Self { answers: Arc::new(answers), asked: Arc::default() }
    }

    pub(crate) fn client(&self) -> rt::ClientBuilder {
        rt::Client::builder("cli_1", "secret").transport(self.clone())
    }

    fn each<T>(&self, of: impl Fn(&Asked) -> T) -> Vec<T> {
        self.asked.lock().expect("not poisoned").iter().map(of).collect()
    }

    /// The queries so far.
    pub(crate) fn queries(&self) -> Vec<String> {
        self.each(|asked| asked.query.clone())
    }

    pub(crate) fn authorizations(&self) -> Vec<Option<String>> {
        self.each(|asked| asked.authorization.clone())
    }

    /// Arrival of each request, in milliseconds after this time.
    pub(crate) fn times(&self, start: tokio::time::Instant) -> Vec<u128> {
        self.each(|asked| asked.at.duration_since(start).as_millis())
    }
}

impl rt::Transport for Server {
    fn send(&self, outgoing: rt::TransportRequest) -> rt::TransportFuture<'_> {
        let query = outgoing.request.uri().query().unwrap_or_default().to_owned();
        let answer = (self.answers)(&query);
        let authorization = outgoing.request.headers().get("authorization");
        let authorization = authorization.map(|value| value.to_str().expect("text").to_owned());
        let at = tokio::time::Instant::now();
        self.asked.lock().expect("not poisoned").push(Asked { query, authorization, at });
        Box::pin(async { Ok(answer) })
    }
}

pub(crate) fn reply(status: u16, body: impl Into<Bytes>) -> http::Response<Bytes> {
    http::Response::builder().status(status).header("x-tt-logid", "L1").body(body.into()).expect("a response")
}

/// A page as its members say.
pub(crate) fn page(members: &str) -> http::Response<Bytes> {
    reply(200, format!(r#"{{"code":0,"msg":"success","data":{{{members}}}}}"#))
}
