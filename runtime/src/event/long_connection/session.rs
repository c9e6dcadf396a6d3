//! One connection, from its opening to its end.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use serde_json::{Map, Value};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{self, Message};

use super::MAX_MESSAGE_BYTES;
use super::config::{Config, WireConfig};
use super::frame::{CONTROL, DATA, Frame};
use super::parts::Parts;
use crate::event::EventEnvelope;
use crate::event::answer::Answer;
use crate::event::dispatcher::Dispatcher;

/// Bounds the sending of one frame: the other side does not read.
const SEND_TIMEOUT: Duration = Duration::from_secs(10);

/// A connection on which nothing arrives during two pings and this time is dead.
const GRACE: Duration = Duration::from_secs(5);

/// Maximum number of events that are being handled; more are refused, and the platform sends them again.
const MAX_RUNNING: usize = 1024;

/// Maximum size of the messages that are being handled, in bytes; at least that of one message.
const MAX_RUNNING_BYTES: usize = MAX_MESSAGE_BYTES;

/// Why a connection has ended.
pub(super) enum Ended {
    /// It was asked to; every event that had arrived has been handled and answered.
    Stopped,
    /// For this reason.
    Lost(&'static str),
}

/// A frame that is being answered.
struct Answered {
    frame: Frame,
    answer: Answer,
    took: Duration,
    /// The room that the message takes.
    _room: Option<OwnedSemaphorePermit>,
}

/// An open connection.
pub(super) struct Session<'a, S> {
    sink: SplitSink<WebSocketStream<S>, Message>,
    stream: SplitStream<WebSocketStream<S>>,
    dispatcher: &'a Dispatcher,
    config: &'a mut Config,
    service: u64,
    parts: Parts,
    running: JoinSet<Answered>,
    room: Arc<Semaphore>,
    last_heard: Instant,
    next_ping: Instant,
}

impl<'a, S: AsyncRead + AsyncWrite + Unpin> Session<'a, S> {
    pub(super) fn new(
        socket: WebSocketStream<S>,
        dispatcher: &'a Dispatcher,
        config: &'a mut Config,
        service: u64,
    ) -> Self {
        let (sink, stream) = socket.split();
        let now = Instant::now();
        Self {
            sink,
            stream,
            dispatcher,
            config,
            service,
            parts: Parts::default(),
            running: JoinSet::new(),
            room: Arc::new(Semaphore::new(MAX_RUNNING_BYTES)),
            last_heard: now,
            next_ping: now,
        }
    }

    /// Reads, answers and pings until the connection ends or `stop` is ready.
    pub(super) async fn run(mut self, mut stop: Pin<&mut impl Future<Output = ()>>) -> Ended {
        loop {
            let dead_at = self.last_heard + self.config.ping_interval * 2 + GRACE;
            let event = tokio::select! {
                biased;
                () = stop.as_mut() => return self.finish().await,
                () = sleep_until(self.next_ping) => self.ping().await,
                Some(answered) = self.running.join_next() => match answered {
                    Ok(answered) => self.answer(answered).await,
                    Err(_) => Ok(()),
                },
                message = self.stream.next() => self.receive(message).await,
                () = sleep_until(dead_at) => {
                    // The program may have been busy, and something may have arrived meanwhile.
                    tokio::task::yield_now().await;
                    match self.stream.next().now_or_never() {
                        Some(message) => self.receive(message).await,
                        None => Err("nothing arrived for two pings"),
                    }
                }
            };
            if let Err(reason) = event {
                return Ended::Lost(reason);
            }
        }
    }

    async fn ping(&mut self) -> Result<(), &'static str> {
        self.next_ping = Instant::now() + self.config.ping_interval;
        self.send(&Frame::ping(self.service)).await
    }

    async fn send(&mut self, frame: &Frame) -> Result<(), &'static str> {
        let sent = timeout(SEND_TIMEOUT, self.sink.send(Message::Binary(frame.encode().into()))).await;
        match sent {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err("the connection broke"),
            Err(_) => Err("the platform does not read"),
        }
    }

    async fn receive(
        &mut self,
        message: Option<Result<Message, tungstenite::Error>>,
    ) -> Result<(), &'static str> {
        self.last_heard = Instant::now();
        let message = match message {
            Some(Ok(message)) => message,
            Some(Err(_)) => return Err("the connection broke"),
            None => return Err("the platform closed the connection"),
        };
        match message {
            Message::Binary(bytes) => match Frame::decode(&bytes) {
                Some(frame) if frame.method == CONTROL => {
                    self.control(&frame);
                    Ok(())
                }
                Some(frame) if frame.method == DATA => self.data(frame).await,
                _ => {
                    tracing::warn!("a frame of a long connection was not understood");
                    Ok(())
                }
            },
            Message::Close(_) => Err("the platform closed the connection"),
            _ => Ok(()),
        }
    }

    /// Takes over the settings that a pong may bring.
    fn control(&mut self, frame: &Frame) {
        let wire = std::str::from_utf8(&frame.payload).ok().and_then(|text| serde_json::from_str(text).ok());
        if let Some(wire) = wire.as_ref().filter(|_| frame.header("type") == Some("pong")) {
            let wire: &WireConfig = wire;
            self.config.update(wire);
            self.next_ping = self.next_ping.min(Instant::now() + self.config.ping_interval);
        }
    }

    /// Hands a whole message to the dispatcher, beside the loop.
    async fn data(&mut self, mut frame: Frame) -> Result<(), &'static str> {
        let begun = Instant::now();
        let Some(payload) = self.parts.add(&mut frame, begun) else { return Ok(()) };
        let refused = |frame, answer| Answered { frame, answer, took: Duration::ZERO, _room: None };
        let size = u32::try_from(frame.header_bytes() + payload.len()).unwrap_or(u32::MAX);
        let room = Arc::clone(&self.room).try_acquire_many_owned(size);
        let (true, Ok(room)) = (self.running.len() < MAX_RUNNING, room) else {
            return self.answer(refused(frame, Answer::failed())).await;
        };
        match EventEnvelope::parse(&payload) {
            Ok(envelope) => {
                let dispatcher = self.dispatcher.clone();
                self.running.spawn(async move {
                    let answer = dispatcher.dispatch(envelope).await;
                    Answered { frame, answer, took: begun.elapsed(), _room: Some(room) }
                });
                Ok(())
            }
            Err(fault) => {
                // It would be as unreadable the next time.
                tracing::warn!(fault = %fault, "a message of a long connection is not an event");
                self.answer(refused(frame, Answer::acknowledged())).await
            }
        }
    }

    async fn answer(&mut self, answered: Answered) -> Result<(), &'static str> {
        let Answered { mut frame, answer, took, _room } = answered;
        let mut payload = Map::from_iter([("code".to_owned(), Value::from(answer.status()))]);
        if answer.body() != "{}" {
            payload.insert("data".to_owned(), STANDARD.encode(answer.body()).into());
        }
        frame.headers.push(("biz_rt".to_owned(), took.as_millis().to_string()));
        frame.payload = Value::Object(payload).to_string().into_bytes();
        self.send(&frame).await
    }

    /// Waits for the handlers, answers their events, and closes the connection.
    async fn finish(mut self) -> Ended {
        while let Some(answered) = self.running.join_next().await {
            let Ok(answered) = answered else { continue };
            if self.answer(answered).await.is_err() {
                break;
            }
        }
        let _ = timeout(SEND_TIMEOUT, self.sink.close()).await;
        Ended::Stopped
    }
}

#[cfg(test)]
mod tests;
