//! The smallest transport and runtime that a client can have.

use std::future::Future;
use std::io::{Error, Read as _, Write as _};
use std::net::TcpStream;
use std::pin::Pin;
use std::time::Instant;

use feishu_openapi::bytes::Bytes;
use feishu_openapi::http::Response;
use feishu_openapi::{Runtime, Transport, TransportBody, TransportError, TransportFuture, TransportRequest};

/// HTTP/1.1 with a connection per request.
pub struct Http;

impl Transport for Http {
    fn send(&self, outgoing: TransportRequest) -> TransportFuture<'_> {
        Box::pin(
            async move { exchange(outgoing).map_err(|fault| TransportError::not_sent(fault.to_string())) },
        )
    }
}

fn exchange(outgoing: TransportRequest) -> Result<Response<Bytes>, Error> {
    let (head, body) = outgoing.request.into_parts();
    let TransportBody::Bytes(body) = body else { return Err(Error::other("a streamed body")) };
    let host = head.uri.authority().ok_or_else(|| Error::other("no host"))?.as_str();
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    let mut request = format!("{} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n", head.method);
    for (name, value) in &head.headers {
        request.push_str(&format!("{name}: {}\r\n", value.to_str().map_err(Error::other)?));
    }
    request.push_str(&format!("content-length: {}\r\n\r\n", body.len()));
    let mut stream = TcpStream::connect(host)?;
    stream.write_all(&[request.as_bytes(), &body].concat())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    response(&answer).ok_or_else(|| Error::other("not an HTTP response"))
}

fn response(answer: &str) -> Option<Response<Bytes>> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let mut lines = head.lines();
    let mut response = Response::builder().status(lines.next()?.split(' ').nth(1)?);
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        response = response.header(name, value);
    }
    response.body(Bytes::from(body.to_owned())).ok()
}

/// Tokio's timers and tasks.
pub struct Tokio;

impl Runtime for Tokio {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep_until(&self, at: Instant) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(tokio::time::sleep_until(at.into()))
    }

    fn spawn(&self, task: Pin<Box<dyn Future<Output = ()> + Send>>) {
        tokio::spawn(task);
    }
}
