//! Long connections that the mock server serves.

use std::collections::BTreeMap;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderValue, Request, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::answer::Answer;
use super::raw::Raw;
use crate::event::long_connection::frame::{CONTROL, DATA, Frame};

/// The path of long connections, and the one that gives their address.
pub(super) const SOCKET: &str = "/mock/ws";
pub(super) const ENDPOINT: &str = "/callback/ws/endpoint";

/// The platform waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// Size of the parts in which a message is sent.
const PART_BYTES: usize = 16 << 10;

/// What came of an event that was sent over a long connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SocketAnswer {
    /// 200, if the event was handled.
    pub code: i64,
    /// The reply to a callback.
    pub data: Option<Value>,
}

/// A message, and where its answer goes.
struct Outgoing {
    payload: String,
    answer: mpsc::Sender<SocketAnswer>,
}

/// The open connections.
#[derive(Default)]
pub(super) struct Sockets(Mutex<Vec<UnboundedSender<Outgoing>>>);

impl Sockets {
    /// Sends a message over one of the connections, each in its turn, and waits for the answer; `None` if there is no connection
    /// or no answer in time.
    pub(super) fn send(&self, payload: &str) -> Option<SocketAnswer> {
        let (answer, answers) = mpsc::channel();
        let mut sockets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        while !sockets.is_empty() {
            let socket = sockets.remove(0);
            if socket.send(Outgoing { payload: payload.to_owned(), answer: answer.clone() }).is_ok() {
                sockets.push(socket);
                break;
            }
        }
        drop((sockets, answer));
        answers.recv_timeout(ANSWER_TIMEOUT).ok()
    }

    fn open(&self) -> UnboundedReceiver<Outgoing> {
        let (sender, receiver) = unbounded_channel();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(sender);
        receiver
    }
}

/// Responds to a request for the address of a long connection.
pub(super) fn address(raw: &Raw) -> Answer {
    let body: Value = serde_json::from_slice(&raw.body).unwrap_or_default();
    let is_given = |member: &str| body[member].as_str().is_some_and(|text| !text.is_empty());
    if !is_given("AppID") || !is_given("AppSecret") {
        return Answer::json(200, &json!({ "code": 10014, "msg": "app id or app secret is missing" }));
    }
    let host = raw.header("host").unwrap_or_default();
    let config =
        json!({ "ReconnectCount": -1, "ReconnectInterval": 1, "ReconnectNonce": 0, "PingInterval": 120 });
    let url = format!("ws://{host}{SOCKET}?device_id=1&service_id=1");
    Answer::json(200, &json!({ "code": 0, "msg": "", "data": { "URL": url, "ClientConfig": config } }))
}

/// Accepts a WebSocket, which [`serve`] serves as soon as the response is sent.
pub(super) fn upgrade(request: &Request<Incoming>) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    let key = request.headers().get("sec-websocket-key");
    let accepted = key.and_then(|key| HeaderValue::from_str(&derive_accept_key(key.as_bytes())).ok());
    let Some(accepted) = accepted else {
        *response.status_mut() = StatusCode::BAD_REQUEST;
        return response;
    };
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accepted);
    response
}

/// Serves a long connection until it ends.
pub(super) async fn serve(sockets: &Sockets, request: Request<Incoming>) {
    let Ok(upgraded) = hyper::upgrade::on(request).await else { return };
    let mut socket = WebSocketStream::from_raw_socket(TokioIo::new(upgraded), Role::Server, None).await;
    let mut messages = sockets.open();
    let mut waiting = BTreeMap::new();
    let mut count = 0_u64;
    loop {
        let frames = tokio::select! {
            Some(Outgoing { payload, answer }) = messages.recv() => {
                count += 1;
                waiting.insert(count.to_string(), answer);
                parts(count, payload.as_bytes())
            }
            received = socket.next() => match received {
                Some(Ok(Message::Binary(bytes))) => {
                    let Some(frame) = Frame::decode(&bytes) else { return };
                    received_frame(frame, &mut waiting).into_iter().collect()
                }
                Some(Ok(_)) => Vec::new(),
                Some(Err(_)) | None => return,
            },
        };
        for frame in frames {
            if socket.send(Message::Binary(frame.encode().into())).await.is_err() {
                return;
            }
        }
    }
}

/// Returns the frames of a message.
fn parts(count: u64, payload: &[u8]) -> Vec<Frame> {
    let parts: Vec<&[u8]> = payload.chunks(PART_BYTES).collect();
    let sum = parts.len().to_string();
    let frame = |(sequence, part): (usize, &&[u8])| {
        let headers = [
            ("type", "event".to_owned()),
            ("message_id", count.to_string()),
            ("sum", sum.clone()),
            ("seq", sequence.to_string()),
            ("trace_id", format!("mock-{count}")),
        ];
        let headers = headers.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        Frame {
            sequence: count,
            service: 1,
            method: DATA,
            headers,
            payload: part.to_vec(),
            ..Frame::default()
        }
    };
    parts.iter().enumerate().map(frame).collect()
}

/// Returns the pong to a ping, and passes an answer on.
fn received_frame(frame: Frame, waiting: &mut BTreeMap<String, mpsc::Sender<SocketAnswer>>) -> Option<Frame> {
    if frame.method == CONTROL {
        let headers = vec![("type".to_owned(), "pong".to_owned())];
        return Some(Frame { headers, payload: Vec::new(), ..frame });
    }
    let waiting = frame.header("message_id").and_then(|id| waiting.remove(id))?;
    let answer: Value = serde_json::from_slice(&frame.payload).unwrap_or_default();
    let _ = waiting.send(SocketAnswer {
        code: answer["code"].as_i64().unwrap_or_default(),
        data: data(&answer["data"]),
    });
    None
}

/// Returns the reply to a callback, which is JSON in base64.
fn data(data: &Value) -> Option<Value> {
    use base64::Engine as _;
    let json = base64::engine::general_purpose::STANDARD.decode(data.as_str()?).ok()?;
    serde_json::from_slice(&json).ok()
}
