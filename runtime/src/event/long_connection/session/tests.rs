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
    Frame { service: 7, method: DATA, sequence: 5, headers, payload: payload.to_vec(), ..Frame::default() }
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
    let reply =
        |_: EventContext| ready(crate::event::CardReply::new().toast(crate::event::ToastKind::Info, "ok"));
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
async fn a_program_that_was_busy_reads_before_it_takes_the_connection_for_dead() {
    let (mut server, _ended) = session(slow(Duration::ZERO), None).await;
    read(&mut server).await;
    for id in ["e1", "e2", "e3", "e4", "e5", "e6"] {
        write(&mut server, &message(&[("message_id", id)], &event(id, "t"))).await;
        tokio::time::advance(Duration::from_secs(200)).await;
        assert_eq!(answer(&mut server).await.header("message_id"), Some(id));
    }
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
async fn an_event_is_refused_while_those_that_run_are_too_large() {
    let (mut server, _ended) = session(slow(Duration::from_secs(2)), None).await;
    let large = "x".repeat(7 << 20);
    for id in ["first", "second", "third"] {
        let event = if id == "third" { "{}" } else { &serde_json::json!({ "x": large }).to_string() };
        let payload =
            format!(r#"{{"schema":"2.0","header":{{"event_id":"{id}","event_type":"t"}},"event":{event}}}"#);
        write(&mut server, &message(&[("message_id", id)], payload.as_bytes())).await;
    }
    for (id, code) in
        [("second", r#"{"code":500}"#), ("first", r#"{"code":200}"#), ("third", r#"{"code":200}"#)]
    {
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
