//! A transport over reqwest and rustls.

use std::error::Error as StdError;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use futures_core::Stream as _;
use http_body::{Frame, SizeHint};
use rustls_platform_verifier::BuilderVerifierExt as _;

use crate::request::form::FormStream;
use crate::transport::{Transport, TransportBody, TransportError, TransportFuture, TransportRequest};

/// Sends HTTP/1.1 requests through reqwest, with the operating system's certificate verifier and without redirects, retries,
/// cookies or decompression. Needs a tokio runtime.
pub(crate) struct ReqwestTransport {
    client: reqwest::Client,
}

impl ReqwestTransport {
    /// Creates a transport that establishes connections within `connect_timeout`. With `plain_http`, which is for loopback
    /// addresses only, it uses no proxy and loads no certificates.
    pub(crate) fn new(
        connect_timeout: Duration,
        plain_http: bool,
    ) -> Result<Self, Box<dyn StdError + Send + Sync>> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(plain_http)?)
            .connect_timeout(connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .http1_only();
        if plain_http {
            builder = builder.no_proxy();
        }
        Ok(Self { client: builder.build().map_err(reqwest::Error::without_url)? })
    }

    async fn exchange(&self, outgoing: TransportRequest) -> Result<http::Response<Bytes>, TransportError> {
        let TransportRequest { request, deadline, max_reply_bytes } = outgoing;
        let mut request = reqwest::Request::try_from(request.map(outgoing_body)).map_err(not_sent)?;
        *request.timeout_mut() = Some(deadline.saturating_duration_since(Instant::now()));
        let mut reply = self.client.execute(request).await.map_err(failed)?;
        let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
        let body = read_body(&mut reply, max_reply_bytes)
            .await
            .map_err(|error| error.with_reply_head(status, &headers))?;
        let mut whole = http::Response::new(body);
        *whole.status_mut() = status;
        *whole.headers_mut() = headers;
        Ok(whole)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: TransportRequest) -> TransportFuture<'_> {
        Box::pin(self.exchange(request))
    }
}

fn outgoing_body(body: TransportBody) -> reqwest::Body {
    match body {
        TransportBody::Bytes(bytes) => bytes.into(),
        TransportBody::Stream(stream) => reqwest::Body::wrap(Streamed(Mutex::new(stream))),
    }
}

/// A form as a body for hyper. The mutex makes the stream `Sync`, which reqwest requires; it is never contended.
struct Streamed(Mutex<FormStream>);

impl http_body::Body for Streamed {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        let stream = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        Pin::new(stream)
            .poll_next(context)
            .map(|chunk| chunk.map(|chunk| chunk.map(|bytes| Frame::data(bytes.into()))))
    }

    fn size_hint(&self) -> SizeHint {
        let stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        stream.content_length().map_or_else(SizeHint::new, SizeHint::with_exact)
    }
}

/// Reads the body; fails as soon as it exceeds `max`.
async fn read_body(reply: &mut reqwest::Response, max: usize) -> Result<Bytes, TransportError> {
    let mut body = BytesMut::new();
    while let Some(chunk) = reply.chunk().await.map_err(broken_off)? {
        if chunk.len() > max.saturating_sub(body.len()) {
            return Err(TransportError::too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

fn not_sent(error: reqwest::Error) -> TransportError {
    TransportError::not_sent(error.without_url())
}

/// Returns the error of an exchange without a response. Only a failed connection proves that the request was not sent.
fn failed(error: reqwest::Error) -> TransportError {
    if error.is_connect() || error.is_builder() { not_sent(error) } else { broken_off(error) }
}

fn broken_off(error: reqwest::Error) -> TransportError {
    if error.is_timeout() {
        return TransportError::deadline(true);
    }
    TransportError::interrupted(error.without_url())
}

/// Configures TLS with ring. For plain HTTP, system certificates are not loaded; some systems have none.
fn tls(plain_http: bool) -> Result<rustls::ClientConfig, rustls::Error> {
    let builder =
        rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()?;
    let builder = if plain_http {
        builder.with_root_certificates(rustls::RootCertStore::empty())
    } else {
        builder.with_platform_verifier()?
    };
    Ok(builder.with_no_client_auth())
}
