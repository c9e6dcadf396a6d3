//! The memory that a long connection takes while the platform, or what poses as it, sends too much.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

#[path = "suite/support/mod.rs"]
mod support;

use std::sync::Mutex;
use std::time::Duration;

use feishu_runtime as rt;
use peak_alloc::PeakAlloc;
use rt::event::{Dispatcher, EventContext, LongConnection, MemorySeen, Seen as _, SeenKey};
use support::socket::{client, server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const MIB: usize = 1 << 20;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

/// A field of a protobuf message with a length before its bytes.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![number << 3 | 2];
    let mut length = bytes.len();
    while length > 0x7f {
        out.push(u8::try_from(length & 0x7f).expect("7 bits") | 0x80);
        length >>= 7;
    }
    out.push(u8::try_from(length).expect("7 bits"));
    out.extend(bytes);
    out
}

/// A WebSocket message that holds a data frame with these headers and this payload.
fn message(headers: &[(&str, &str)], payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![1 << 3, 1, 2 << 3, 1, 3 << 3, 7, 4 << 3, 1];
    for (key, value) in headers {
        frame.extend(field(5, &[field(1, key.as_bytes()), field(2, value.as_bytes())].concat()));
    }
    frame.extend(field(8, payload));
    framed(&frame)
}

/// A binary WebSocket message.
fn framed(bytes: &[u8]) -> Vec<u8> {
    let length = u64::try_from(bytes.len()).expect("a length");
    [&[0x82, 127], &length.to_be_bytes()[..], bytes].concat()
}

/// An event with an id of this number and these members.
fn event(number: usize, members: &str) -> Vec<u8> {
    let header = format!(r#"{{"event_id":"{number}","event_type":"t"}}"#);
    format!(r#"{{"schema":"2.0","header":{header},"event":{{{members}}}}}"#).into_bytes()
}

/// Sends messages, reads what comes back, and returns the most memory that was used meanwhile beyond what was there before, in
/// bytes.
async fn peak(messages: Vec<Vec<u8>>) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let (ended, end) = oneshot::channel();
    let once = Mutex::new(Some((ended, messages)));
    let url = server(move |stream| {
        let (ended, messages) = once.lock().expect("no panic").take().expect("one connection");
        async move {
            let mut socket = tokio_tungstenite::accept_async(stream).await.expect("a handshake");
            let (mut reader, mut writer): (_, tokio::io::WriteHalf<&mut TcpStream>) =
                tokio::io::split(socket.get_mut());
            let send = async {
                for message in &messages {
                    writer.write_all(message).await.expect("the program reads");
                }
                // A ping, whose answer shows that all messages before it were read.
                writer.write_all(&[0x89, 4, b'l', b'a', b's', b't']).await.expect("the program reads");
            };
            let receive = async {
                let (mut bytes, mut tail) = ([0; 4096], Vec::new());
                // The pong is masked, and the only frame of its kind and length.
                while !tail.windows(2).any(|head| head == [0x8a, 0x84]) {
                    let read = reader.read(&mut bytes).await.expect("bytes");
                    assert_ne!(read, 0, "the program closed the connection");
                    tail.drain(..tail.len().saturating_sub(1));
                    tail.extend_from_slice(&bytes[..read]);
                }
            };
            tokio::join!(send, receive);
            let _ = ended.send(());
        }
    })
    .await;
    let dispatcher = Dispatcher::new().rest(|_: EventContext| std::future::pending::<()>());
    tokio::select! {
        ended = LongConnection::new(&client(&url, 0), dispatcher).run() => panic!("it ended: {ended:?}"),
        all_arrived = end => all_arrived.expect("the platform waited for the end"),
    }
    MEMORY.peak_usage().saturating_sub(before)
}

#[test]
fn no_message_and_no_number_of_them_takes_more_than_64_mib() {
    type Attack = (&'static str, usize, fn(usize) -> Vec<u8>);
    let attacks: [Attack; 6] = [
        ("large events", 5, |number| {
            message(&[("type", "event")], &event(number, &format!(r#""x":"{}""#, "x".repeat(10 * MIB))))
        }),
        ("an event of small members", 1, |number| {
            let members: Vec<String> = (0..MIB).map(|name| format!(r#""{name}":0"#)).collect();
            message(&[("type", "event")], &event(number, &members.join(",")))
        }),
        ("small events", 5000, |number| message(&[("type", "event")], &event(number, ""))),
        ("parts that wait for others", 40, |number| {
            let id = number.to_string();
            message(&[("message_id", &id), ("sum", "64"), ("seq", "0")], &vec![b' '; MIB])
        }),
        ("long ids of messages", 100, |number| {
            let id = number.to_string() + &"m".repeat(MIB);
            message(&[("message_id", &id), ("sum", "64"), ("seq", "0")], b" ")
        }),
        // Each of them takes two bytes: its field's number, and the length 0.
        ("very many headers", 2, |_| framed(&[5 << 3 | 2, 0].repeat(5 * MIB))),
    ];
    for (name, count, make) in attacks {
        // A runtime of its own, whose end frees all that it used.
        let peak = runtime().block_on(peak((0..count).map(make).collect()));
        assert!(peak < 64 * MIB, "{name}: {} MiB", peak / MIB);
    }
    let before = MEMORY.current_usage();
    let seen = MemorySeen::default();
    runtime().block_on(async {
        for number in 0..150_000 {
            let key = SeenKey::new(format!("{number}{}", "x".repeat(100)), 1);
            seen.claim(&key, Duration::from_secs(60)).await.expect("in memory");
            seen.finish(&key).await.expect("in memory");
        }
    });
    let taken = MEMORY.current_usage() - before;
    assert!(taken < 16 * MIB, "a full memory of handled events: {} MiB", taken / MIB);
}
