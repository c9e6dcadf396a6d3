//! The mock server's threads and connections. It listens on 127.0.0.1 only.

use std::convert::Infallible;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread::JoinHandle;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Request, Response, StatusCode, header};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::Value;
use tokio::sync::Notify;

use super::answer::Answer;
use super::calls::Call;
use super::data::MockData as _;
use super::exchange;
use super::plan::OrderError;
use super::raw::Raw;
use super::route::{Route, Served};
#[cfg(feature = "long-connection")]
use super::socket;
use super::state::State;

/// Maximum size of a request body: more than any page permits.
const MAX_BODY: usize = 64 << 20;
/// Timeout for the head of a request.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// A mock of the platform on this machine. Dropping it stops the server.
pub struct Mock {
    address: SocketAddr,
    state: Arc<State>,
    stop: Arc<Notify>,
    thread: Option<JoinHandle<()>>,
}

impl Mock {
    /// Starts a server for these endpoints on `127.0.0.1`; port 0 selects a free port. It runs on its own threads and needs no
    /// async runtime. The endpoints of several crates are chained; if two have the same method and path, the first is served.
    ///
    /// # Errors
    /// Fails if the port is in use, or if the thread cannot be started.
    pub fn start(routes: impl IntoIterator<Item = &'static Route>, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let routes = routes.into_iter().collect();
        let (state, stop) = (Arc::new(State::new(routes)), Arc::new(Notify::new()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (shared, stopped) = (Arc::clone(&state), Arc::clone(&stop));
        let serve = move || {
            runtime.block_on(serve(listener, shared, &stopped));
            // Requests that are still worked on are not waited for.
            runtime.shutdown_background();
        };
        let thread = std::thread::Builder::new().name("feishu-mock".to_owned()).spawn(serve)?;
        Ok(Self { address, state, stop, thread: Some(thread) })
    }

    /// Returns the base URL for clients: `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the calls so far, in order, including those for tokens and of unknown endpoints. The last 10,000 are kept.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state.calls().iter().map(|call| Call::clone(call)).collect()
    }

    /// Removes all recorded calls and ordered replies.
    pub fn clear(&self) {
        self.state.forget_calls();
        self.state.forget_plan();
    }

    /// Orders a success with this data for the next valid call of an endpoint. Ordered replies, errors among them, are sent in
    /// sequence; after the last one, the last data is sent again.
    ///
    /// # Errors
    /// Fails if the server does not have the endpoint, or if the endpoint responds with a file.
    pub fn answer<E: Served>(&self, data: &E::Data) -> Result<(), OrderError> {
        self.state.answer(E::OPERATION.id, data.to_json().unwrap_or_default())
    }

    /// Orders a success as [`answer`](Self::answer) does, with data that is given as JSON: the content of the response's member
    /// `data`, or of the whole response if the page documents no such member.
    ///
    /// # Errors
    /// Fails if the server does not have the endpoint, or if its page does not document this data. The error lists every
    /// value of another type and every undocumented member.
    pub fn answer_json(&self, endpoint: &str, data: Value) -> Result<(), OrderError> {
        self.state.answer(endpoint, data)
    }

    /// Orders a documented error for the next valid call of an endpoint. Ordered replies are sent in sequence. For endpoints
    /// that issue tokens, any code can be ordered.
    ///
    /// # Errors
    /// Fails if the endpoint is unknown or does not document the code.
    pub fn order(&self, endpoint: &str, code: i64) -> Result<(), OrderError> {
        self.state.order(endpoint, code)
    }

    /// Sends an event or callback over one of the long connections that are open, and waits for its answer; `None` if none is open
    /// or no answer comes within 3 seconds. Blocks, so that it must not be called on the only thread of an async runtime.
    #[cfg(feature = "long-connection")]
    #[must_use]
    pub fn send_event(&self, event: &super::event::MockEvent) -> Option<super::socket::SocketAnswer> {
        self.state.sockets.send(&event.json(""))
    }

    /// Blocks until the process ends.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mock").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        self.stop.notify_one();
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}

async fn serve(listener: TcpListener, state: Arc<State>, stop: &Notify) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let mut stopped = pin!(stop.notified());
    loop {
        let accepted = poll_fn(|context| match stopped.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(None),
            Poll::Pending => listener.poll_accept(context).map(Some),
        });
        match accepted.await {
            None => return,
            Some(Ok((stream, _))) => drop(tokio::spawn(connection(TokioIo::new(stream), Arc::clone(&state)))),
            // Temporarily out of resources, such as file descriptors.
            Some(Err(_)) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
}

async fn connection(stream: TokioIo<tokio::net::TcpStream>, state: Arc<State>) {
    let service = service_fn(move |request| {
        let state = Arc::clone(&state);
        async move { Ok::<_, Infallible>(respond(state, request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIMEOUT);
    // A client that disconnects is not an error of the server.
    let _ = http.serve_connection(stream, service).with_upgrades().await;
}

async fn respond(state: Arc<State>, request: Request<Incoming>) -> Response<Full<Bytes>> {
    #[cfg(feature = "long-connection")]
    if request.uri().path() == socket::SOCKET {
        let response = socket::upgrade(&request);
        tokio::spawn(async move { socket::serve(&state.sockets, request).await });
        return response;
    }
    let (head, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        return response(Answer::failure(413, 413, "the body is too large or incomplete", &state.log_id()));
    };
    let (path, query) = (head.uri.path().to_owned(), head.uri.query().unwrap_or_default().to_owned());
    let raw = Raw { method: head.method, path, query, headers: head.headers, body: body.to_bytes() };
    // A large request takes a while; the connections of others share this thread.
    let work = tokio::task::spawn_blocking(move || response(exchange::answer(&state, &raw)));
    work.await.unwrap_or_else(|_| {
        let mut failed = Response::new(Full::default());
        *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        failed
    })
}

fn response(answer: Answer) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    for (name, value) in answer.headers {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    response
}
