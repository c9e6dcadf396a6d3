//! One connection, from its opening to its end.

use std::pin::Pin;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Map, Value};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

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
            last_heard: now,
            next_ping: now,
        }
    }

    /// Reads, answers and pings until the connection ends or `stop` is ready.
    pub(super) async fn run(mut self, mut stop: Pin<&mut impl Future<Output = ()>>) -> Ended {
        loop {
            let dead_at = self.last_heard + self.config.ping_interval * 2 + GRACE;
            let event = tokio::select! {
                () = stop.as_mut() => return self.finish().await,
                () = sleep_until(dead_at) => Err("nothing arrived for two pings"),
                () = sleep_until(self.next_ping) => self.ping().await,
                Some(answered) = self.running.join_next() => match answered {
                    Ok(answered) => self.answer(answered).await,
                    Err(_) => Ok(()),
                },
                message = self.stream.next() => match message {
                    Some(Ok(message)) => self.receive(message).await,
                    Some(Err(_)) => Err("the connection broke"),
                    None => Err("the platform closed the connection"),
                },
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

    async fn receive(&mut self, message: Message) -> Result<(), &'static str> {
        self.last_heard = Instant::now();
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
        let refused = |frame, answer| Answered { frame, answer, took: Duration::ZERO };
        if self.running.len() >= MAX_RUNNING {
            return self.answer(refused(frame, Answer::failed())).await;
        }
        match EventEnvelope::parse(&payload) {
            Ok(envelope) => {
                let dispatcher = self.dispatcher.clone();
                self.running.spawn(async move {
                    let answer = dispatcher.dispatch(envelope).await;
                    Answered { frame, answer, took: begun.elapsed() }
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

    async fn answer(&mut self, Answered { mut frame, answer, took }: Answered) -> Result<(), &'static str> {
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
mod tests {
    use std::future::{pending, ready};

    use tokio::io::{DuplexStream, duplex};
    use tokio::time::sleep;
    use tokio_tungstenite::tungstenite::protocol::Role;

    use super::*;
    use crate::event::EventContext;

    type Server = WebSocketStream<DuplexStream>;

    /// A session in the background and the platform's end of its connection. `stop_after` is when it is asked to end.
    async fn session(
        dispatcher: Dispatcher,
        stop_after: Option<Duration>,
    ) -> (Server, tokio::task::JoinHandle<Option<&'static str>>) {
        let (client, server) = duplex(1 << 16);
        let client = WebSocketStream::from_raw_socket(client, Role::Client, None).await;
        let server = WebSocketStream::from_raw_socket(server, Role::Server, None).await;
        let ended = tokio::spawn(async move {
            let mut config = Config { ping_interval: Duration::from_secs(60), ..Config::default() };
            let stop = async move {
                match stop_after {
                    Some(time) => sleep(time).await,
                    None => pending().await,
                }
            };
            let session = Session::new(client, &dispatcher, &mut config, 7);
            match session.run(std::pin::pin!(stop)).await {
                Ended::Stopped => None,
                Ended::Lost(reason) => Some(reason),
            }
        });
        (server, ended)
    }

    async fn read(server: &mut Server) -> Frame {
        let message = server.next().await.expect("a message").expect("a message");
        Frame::decode(&message.into_data()).expect("a frame")
    }

    /// The next frame that is not a ping.
    async fn answer(server: &mut Server) -> Frame {
        loop {
            let frame = read(server).await;
            if frame.method == DATA {
                return frame;
            }
        }
    }

    async fn write(server: &mut Server, frame: &Frame) {
        server.send(Message::Binary(frame.encode().into())).await.expect("sent");
    }

    fn event(id: &str, event_type: &str) -> Vec<u8> {
        let header = serde_json::json!({ "event_id": id, "event_type": event_type });
        serde_json::json!({ "schema": "2.0", "header": header, "event": {} }).to_string().into_bytes()
    }

    fn message(headers: &[(&str, &str)], payload: &[u8]) -> Frame {
        let headers = headers.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        Frame {
            service: 7,
            method: DATA,
            sequence: 5,
            headers,
            payload: payload.to_vec(),
            ..Frame::default()
        }
    }

    fn slow(time: Duration) -> Dispatcher {
        Dispatcher::new().rest(move |_: EventContext| sleep(time))
    }

    fn text(frame: &Frame) -> &str {
        std::str::from_utf8(&frame.payload).expect("text")
    }

    #[tokio::test(start_paused = true)]
    async fn an_event_is_answered_by_its_own_frame() {
        let (mut server, _ended) = session(slow(Duration::from_millis(30)), None).await;
        write(&mut server, &message(&[("type", "event"), ("message_id", "m1")], &event("e1", "t"))).await;
        let answer = answer(&mut server).await;
        assert_eq!((answer.sequence, answer.service, answer.header("message_id")), (5, 7, Some("m1")));
        assert_eq!((text(&answer), answer.header("biz_rt")), (r#"{"code":200}"#, Some("30")));
    }

    #[tokio::test(start_paused = true)]
    async fn parts_are_put_together_and_a_callback_gets_its_reply() {
        let reply = |_: EventContext| {
            ready(crate::event::CardReply::new().toast(crate::event::ToastKind::Info, "ok"))
        };
        let (mut server, _ended) = session(Dispatcher::new().rest(reply), None).await;
        let payload = event("e1", "card.action.trigger");
        let (first, second) = payload.split_at(10);
        for (sequence, part) in [("1", second), ("0", first)] {
            let headers = [("type", "event"), ("message_id", "m1"), ("sum", "2"), ("seq", sequence)];
            write(&mut server, &message(&headers, part)).await;
        }
        let answer = answer(&mut server).await;
        let payload: Value = serde_json::from_slice(&answer.payload).expect("JSON");
        let data = STANDARD.decode(payload["data"].as_str().expect("text")).expect("base64");
        let data: Value = serde_json::from_slice(&data).expect("JSON");
        assert_eq!(data, serde_json::json!({ "toast": { "content": "ok", "type": "info" } }));
    }

    #[tokio::test(start_paused = true)]
    async fn frames_that_are_no_events_are_answered_or_ignored() {
        let (mut server, _ended) = session(Dispatcher::new(), None).await;
        server.send(Message::Binary(b"\xff".to_vec().into())).await.expect("sent");
        server.send(Message::Text("hello".into())).await.expect("sent");
        write(&mut server, &message(&[("type", "card"), ("message_id", "m1")], b"{}")).await;
        assert_eq!(text(&answer(&mut server).await), r#"{"code":200}"#);
    }

    #[tokio::test(start_paused = true)]
    async fn a_dead_connection_is_noticed_within_two_pings_and_five_seconds() {
        let begun = Instant::now();
        let (_server, ended) = session(Dispatcher::new(), None).await;
        assert_eq!(ended.await.expect("no panic"), Some("nothing arrived for two pings"));
        assert_eq!(begun.elapsed().as_secs(), 125);
    }

    #[tokio::test(start_paused = true)]
    async fn pongs_keep_a_connection_alive_and_may_change_the_interval() {
        let (mut server, ended) = session(Dispatcher::new(), None).await;
        let begun = Instant::now();
        for expected in [0, 60, 70, 80, 90] {
            let ping = read(&mut server).await;
            assert_eq!((ping.method, ping.header("type"), ping.service), (CONTROL, Some("ping"), 7));
            assert_eq!(begun.elapsed().as_secs(), expected);
            let payload = if expected == 60 { &br#"{"PingInterval":10}"#[..] } else { b"" };
            write(&mut server, &Frame { method: CONTROL, ..message(&[("type", "pong")], payload) }).await;
        }
        drop(server);
        assert!(ended.await.expect("no panic").is_some());
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_handler_stops_neither_pings_nor_other_events() {
        let handle = |context: EventContext| async move {
            if context.envelope().id() == "slow" {
                sleep(Duration::from_secs(50)).await;
            }
        };
        let (mut server, _ended) = session(Dispatcher::new().rest(handle), None).await;
        for id in ["slow", "quick"] {
            write(&mut server, &message(&[("message_id", id)], &event(id, "t"))).await;
        }
        for (id, code) in [("quick", r#"{"code":200}"#), ("slow", r#"{"code":500}"#)] {
            let answer = answer(&mut server).await;
            assert_eq!((answer.header("message_id"), text(&answer)), (Some(id), code));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_waits_for_the_events_that_have_begun() {
        let (mut server, ended) = session(slow(Duration::from_secs(2)), Some(Duration::from_secs(1))).await;
        write(&mut server, &message(&[("message_id", "m1")], &event("e1", "t"))).await;
        assert_eq!(text(&answer(&mut server).await), r#"{"code":200}"#);
        assert!(matches!(server.next().await, Some(Ok(Message::Close(_)))));
        assert_eq!(ended.await.expect("no panic"), None);
    }

    #[tokio::test(start_paused = true)]
    async fn a_platform_that_does_not_read_is_noticed() {
        let (mut server, ended) = session(slow(Duration::ZERO), None).await;
        let large = "x".repeat(1 << 15);
        for id in 0..64 {
            let frame = message(&[("message_id", &large)], &event(&id.to_string(), "t"));
            if timeout(Duration::from_secs(60), server.send(Message::Binary(frame.encode().into())))
                .await
                .is_err()
            {
                break;
            }
        }
        assert_eq!(ended.await.expect("no panic"), Some("the platform does not read"));
    }
}
