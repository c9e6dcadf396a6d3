//! A transport over reqwest.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream as _;
use http::HeaderValue;
use http::header::ACCEPT_ENCODING;
use http_body::{Frame, SizeHint};
use tokio::runtime::{Handle, Id};
use tokio::time::timeout_at;

use crate::request::form::FormStream;
use crate::transport::{Transport, TransportBody, TransportError, TransportFuture, TransportRequest};

/// Time after which an idle connection is closed. Gateways close theirs after 15 seconds or more; a request that meets the
/// closing may or may not have been executed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(10);

/// Number of tokio runtimes whose connections are kept: those that were used last. A server has one per core at most, and tests
/// one per test.
const MAX_RUNTIMES: usize = 256;

/// Sends requests through reqwest, without redirects and retries. It is the default transport; create one to set up reqwest
/// yourself, for example with a proxy or certificates:
///
/// ```
/// use feishu_runtime::{Client, ReqwestTransport, reqwest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let proxy = reqwest::Proxy::all("http://proxy.example:3128")?;
/// let transport = ReqwestTransport::new(move |builder| builder.proxy(proxy.clone()))?;
/// let client = Client::builder("cli_a1", "app secret").transport(transport).build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// ```
///
/// Needs a tokio runtime with timers and I/O. A connection works only while the runtime that opened it runs, so each runtime
/// gets connections of its own.
pub struct ReqwestTransport {
    setup: Box<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>,
    /// A client per runtime, in the order of their last use; the first one is built before its runtime is known.
    clients: Mutex<Vec<(Option<Id>, reqwest::Client)>>,
}

impl ReqwestTransport {
    /// Creates a transport whose clients are set up by `setup`, which is called once for each tokio runtime in use. The builder
    /// that it is given closes idle connections after 10 seconds and uses HTTP/1.1 and rustls. Settings for redirects and retries
    /// are replaced.
    ///
    /// # Errors
    /// Fails if reqwest cannot build a client, for example because a certificate is invalid.
    pub fn new(
        setup: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Result<Self, reqwest::Error> {
        let first = build(&setup)?;
        Ok(Self { setup: Box::new(setup), clients: Mutex::new(vec![(None, first)]) })
    }

    /// Creates the default transport: HTTP/1.1, rustls, and the proxies that the environment names. For a host on this machine
    /// no proxy is used, and for plain HTTP no certificates are loaded, which some systems do not have.
    pub(crate) fn with_defaults(
        connect_timeout: Duration,
        is_loopback: bool,
        is_plain_http: bool,
    ) -> Result<Self, reqwest::Error> {
        Self::new(move |builder| {
            let builder = builder.connect_timeout(connect_timeout);
            let builder = if is_loopback { builder.no_proxy() } else { builder };
            if is_plain_http { builder.tls_certs_only([]) } else { builder }
        })
    }

    /// Returns the client of the current runtime.
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        let runtime = Handle::try_current().map_err(TransportError::not_sent)?.id();
        if let Some(client) = self.known(runtime) {
            return Ok(client);
        }
        // Not under the lock: it loads certificates.
        let client = build(&*self.setup).map_err(not_sent)?;
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= MAX_RUNTIMES {
            clients.remove(0);
        }
        clients.push((Some(runtime), client.clone()));
        Ok(client)
    }

    /// Returns the client of a runtime, as the one that was used last.
    fn known(&self, runtime: Id) -> Option<reqwest::Client> {
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let place = clients.iter().position(|(owner, _)| owner.is_none_or(|owner| owner == runtime))?;
        let (_, client) = clients.remove(place);
        clients.push((Some(runtime), client.clone()));
        Some(client)
    }

    async fn exchange(&self, outgoing: TransportRequest) -> Result<http::Response<Bytes>, TransportError> {
        let client = self.client()?;
        // Lets the runtime read what has arrived: a server may have closed a pooled connection while the runtime was not driven.
        tokio::task::yield_now().await;
        let TransportRequest { request, deadline, max_reply_bytes } = outgoing;
        let mut request = reqwest::Request::try_from(request.map(outgoing_body)).map_err(not_sent)?;
        // A compressed response could not be read; reqwest's own decompression adds its header first.
        request.headers_mut().entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("identity"));
        // Not reqwest's own timeout, which allocates a timer.
        let late = |_| TransportError::deadline(true);
        let reply = timeout_at(deadline.into(), client.execute(request)).await.map_err(late)?;
        let mut reply = reply.map_err(failed)?;
        let (status, headers) = (reply.status(), std::mem::take(reply.headers_mut()));
        let body = timeout_at(deadline.into(), read_body(&mut reply, max_reply_bytes)).await;
        let body = body
            .unwrap_or_else(|passed| Err(late(passed)))
            .map_err(|error| error.with_reply_head(status, &headers))?;
        let mut whole = http::Response::new(body);
        *whole.status_mut() = status;
        *whole.headers_mut() = headers;
        Ok(whole)
    }
}

/// Builds a client that sends each request once.
fn build(
    setup: &dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client, reqwest::Error> {
    let builder =
        reqwest::Client::builder().tls_backend_rustls().pool_idle_timeout(IDLE_TIMEOUT).http1_only();
    setup(builder)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .build()
        .map_err(reqwest::Error::without_url)
}

/// Does not show the settings, which may contain the password of a proxy.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

impl Transport for ReqwestTransport {
    fn keeps_deadlines(&self) -> bool {
        true
    }

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
    // Most bodies come in one piece, which is not copied.
    let (mut first, mut longer) = (Bytes::new(), BytesMut::new());
    while let Some(chunk) = reply.chunk().await.map_err(broken_off)? {
        if chunk.len() > max.saturating_sub(first.len() + longer.len()) {
            return Err(TransportError::too_large());
        }
        if first.is_empty() && longer.is_empty() {
            first = chunk;
        } else {
            longer.extend_from_slice(&std::mem::take(&mut first));
            longer.extend_from_slice(&chunk);
        }
    }
    Ok(if longer.is_empty() { first } else { longer.freeze() })
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
