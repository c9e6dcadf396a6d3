//! A small endpoint, for tests of what carries it.

#![allow(dead_code, reason = "each test takes what it needs")]

pub(crate) mod list;
pub(crate) mod platform;
pub(crate) mod script;
pub(crate) mod socket;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use feishu_runtime as rt;
use futures_core::Stream;

/// A request of an endpoint with a path parameter and a body.
pub(crate) struct Request {
    pub(crate) id: String,
    pub(crate) note: String,
}

impl Default for Request {
    fn default() -> Self {
        Self { id: "a/1".to_owned(), note: "hello".to_owned() }
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Data {
    pub(crate) done: Option<bool>,
}
rt::reply_object!(Data { 0 "done" => value done });

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Code {
    NotFound,
    Other(rt::UnknownCode),
}
impl Code {
    const fn documented(self) -> Option<rt::CodeInfo> {
        match self {
            Self::NotFound => Some(
                rt::CodeInfo::new("not found")
                    .with_http_status(404)
                    .with_hint("check the id")
                    .with_retry(false)
                    .with_executed(false),
            ),
            Self::Other(_) => None,
        }
    }
}
rt::error_codes!(Code { 404_001 => NotFound });

impl rt::Validate for Request {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::check::max_chars(&at.key("body").key("note"), &self.note, 10, out);
    }
}

impl rt::Endpoint for Request {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/update", rt::Method::Patch, "/open-apis/test/v1/notes/:id")
            .host("www.feishu.cn")
            .tokens(&[rt::TokenKind::Tenant, rt::TokenKind::User]);

    fn write_path(&self, path: &mut rt::PathWriter<'_>) -> Result<(), rt::PathError> {
        path.param("id", &self.id)
    }

    fn write_query(&self, query: &mut rt::QueryWriter<'_>) {
        query.pair("mode", &"fast");
    }

    fn body(&self) -> Result<rt::Body, rt::EncodeError> {
        rt::Body::json(&rt::Map::from([("note".to_owned(), &self.note)]))
    }
}

/// A stream of chunks.
pub(crate) struct Chunks(std::vec::IntoIter<Vec<u8>>);

impl Chunks {
    pub(crate) fn of(chunks: &[&str]) -> Self {
        let chunks: Vec<Vec<u8>> = chunks.iter().map(|chunk| chunk.as_bytes().to_vec()).collect();
        Self(chunks.into_iter())
    }
}

impl Stream for Chunks {
    type Item = io::Result<Vec<u8>>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// An upload with a header, answered by a file.
pub(crate) struct Upload {
    pub(crate) file: rt::FilePart,
    pub(crate) trace: String,
}

impl Upload {
    pub(crate) fn of(file: rt::FilePart) -> Self {
        Self { file, trace: "t 1".to_owned() }
    }
}

impl rt::Validate for Upload {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::check::header_value(&at.key("headers").key("X-Trace"), &self.trace, out);
    }
}

impl rt::Endpoint for Upload {
    type Data = rt::Download;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/file/upload", rt::Method::Post, "/open-apis/test/v1/files")
            .envelope(rt::Envelope::File);

    fn write_headers(&self, headers: &mut rt::HeaderWriter<'_>) -> Result<(), rt::EncodeError> {
        headers.header("X-Trace", &self.trace)
    }

    fn body(&self) -> Result<rt::Body, rt::EncodeError> {
        let mut form = rt::Form::new();
        form.text("size", &self.file.len().unwrap_or(6));
        form.file("file", &self.file)?;
        Ok(rt::Body::form(form))
    }
}

/// A request that only reads.
#[derive(Clone, Default)]
pub(crate) struct Read;

impl rt::Validate for Read {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for Read {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/get", rt::Method::Get, "/open-apis/test/v1/note")
            .host("www.feishu.cn")
            .tokens(&[rt::TokenKind::Tenant, rt::TokenKind::User])
            .idempotency(rt::Idempotency::Read);
}

/// A request with an idempotency key.
#[derive(Clone, Default)]
pub(crate) struct Keyed {
    pub(crate) key: Option<String>,
}

impl rt::Validate for Keyed {
    fn check(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        if let Some(key) = &self.key {
            rt::check::max_chars(&at.key("body").key("client_token"), key, 64, out);
        }
    }
}

impl rt::Endpoint for Keyed {
    type Data = Data;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/create", rt::Method::Post, "/open-apis/test/v1/notes")
            .host("www.feishu.cn")
            .tokens(&[rt::TokenKind::Tenant, rt::TokenKind::User])
            .idempotency(rt::Idempotency::Keyed);

    fn body(&self) -> Result<rt::Body, rt::EncodeError> {
        rt::Body::json(&rt::Map::from([("client_token".to_owned(), &self.key)]))
    }

    fn with_idempotency_key(&self, key: &str) -> Option<Self> {
        self.key.is_none().then(|| Self { key: Some(key.to_owned()) })
    }
}

/// A request whose reply may report a failure inside its data.
pub(crate) struct Inside;

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct InsideData {
    pub(crate) code: Option<i64>,
    pub(crate) msg: Option<String>,
}
rt::reply_object!(InsideData { 0 "code" => value code, 1 "msg" => value msg });

impl rt::Validate for Inside {
    fn check(&self, _: &rt::At<'_>, _: &mut rt::Violations) {}
}

impl rt::Endpoint for Inside {
    type Data = InsideData;
    type Code = Code;
    const OPERATION: &'static rt::Operation =
        &rt::Operation::new("test/v1/note/submit", rt::Method::Patch, "/open-apis/test/v1/notes/submit")
            .host("www.feishu.cn")
            .tokens(&[rt::TokenKind::Tenant, rt::TokenKind::User]);

    fn inner_status(data: &InsideData) -> Option<rt::InnerStatus<'_>> {
        rt::InnerStatus::new(data.code, data.msg.as_deref())
    }
}
