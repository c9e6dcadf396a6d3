//! Many seeded runs of the long connections of two processes against a platform that fails: connections cut at any byte, parts lost, repeated, shuffled or
//! huge, frames of garbage, silence; handlers that fail, panic and take too long. The clock is paused.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fastrand::Rng;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncWriteExt as _, DuplexStream, duplex};
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::config::Config;
use super::frame::{DATA, Frame};
use super::session::Session;
use crate::event::{Dispatcher, EventContext, MemorySeen};

/// The platform waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// What the handlers of one event do, run by run, and have done.
#[derive(Default)]
struct Handled {
    plan: Vec<u8>,
    runs: usize,
    successes: u32,
}

type Events = Arc<Mutex<BTreeMap<String, Handled>>>;

fn locked(events: &Events) -> MutexGuard<'_, BTreeMap<String, Handled>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}

fn dispatcher(events: &Events, seen: &Arc<MemorySeen>) -> Dispatcher {
    let events = Arc::clone(events);
    Dispatcher::new().seen(Arc::clone(seen)).rest(move |context: EventContext| {
        let (events, id) = (Arc::clone(&events), context.envelope().id().to_owned());
        async move {
            let doing = {
                let mut events = locked(&events);
                let event = events.get_mut(&id).ok_or("an unknown event")?;
                event.runs += 1;
                event.plan.get(event.runs - 1).copied().unwrap_or_default()
            };
            match doing {
                0 => {}
                1 => sleep(Duration::from_secs(2)).await,
                2 => sleep(Duration::from_secs(10)).await,
                3 => return Err("it fails"),
                _ => panic!("it panics"),
            }
            locked(&events).entry(id).or_default().successes += 1;
            Ok(())
        }
    })
}

/// How a delivery goes over the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Whole,
    /// In parts, some of them repeated, in any order.
    Shuffled,
    /// A part never comes.
    PartLost,
    /// The parts say that there are more of them than there may be.
    Huge,
    /// The connection is cut in the middle of a frame.
    Cut,
    /// Garbage comes before it.
    Garbage,
    /// Nothing comes.
    Silent,
}

const WAYS: [Way; 7] =
    [Way::Whole, Way::Shuffled, Way::PartLost, Way::Huge, Way::Cut, Way::Garbage, Way::Silent];

fn frames(way: Way, id: &str, payload: &[u8], rng: &mut Rng) -> Vec<Frame> {
    let count = if matches!(way, Way::Shuffled | Way::PartLost) { rng.usize(2..8) } else { 1 };
    let parts: Vec<&[u8]> = payload.chunks(payload.len().div_ceil(count)).collect();
    let sum = if way == Way::Huge { rng.usize(65..usize::MAX) } else { parts.len() };
    let mut frames: Vec<Frame> = parts
        .iter()
        .enumerate()
        .map(|(sequence, part)| {
            let headers = [
                ("type", "event".to_owned()),
                ("message_id", id.to_owned()),
                ("sum", sum.to_string()),
                ("seq", sequence.to_string()),
            ];
            let headers = headers.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            Frame { method: DATA, headers, payload: part.to_vec(), ..Frame::default() }
        })
        .collect();
    match way {
        Way::Shuffled => {
            // A repeated last part would begin the message anew, and never end.
            let repeated = frames[..frames.len() - 1].to_vec();
            let last = frames.pop();
            frames.extend(repeated.into_iter().filter(|_| rng.bool()));
            rng.shuffle(&mut frames);
            frames.extend(last);
        }
        Way::PartLost => drop(frames.remove(rng.usize(..frames.len()))),
        _ => {}
    }
    frames
}

/// The platform's end of a connection.
struct Platform(WebSocketStream<DuplexStream>);

impl Platform {
    async fn send(&mut self, frame: &Frame) {
        // The other end may have gone.
        let _ = self.0.send(Message::Binary(frame.encode().into())).await;
    }

    /// Sends the beginning of a frame's bytes, as a server writes them.
    async fn send_part(&mut self, frame: &Frame, rng: &mut Rng) {
        let bytes = frame.encode();
        let mut raw = vec![0x82, 126];
        raw.extend(u16::try_from(bytes.len()).unwrap_or(u16::MAX).to_be_bytes());
        raw.extend(bytes);
        let _ = self.0.get_mut().write_all(&raw[..rng.usize(..raw.len())]).await;
    }

    /// The code of the answer to a message, if one comes in time.
    async fn answer(&mut self, id: &str) -> Option<i64> {
        let until = Instant::now() + ANSWER_TIMEOUT;
        loop {
            let message = timeout(until - Instant::now(), self.0.next()).await.ok()??.ok()?;
            let Some(frame) = Frame::decode(&message.into_data()) else { continue };
            if frame.header("message_id") == Some(id) && frame.method == DATA {
                let answer: serde_json::Value = serde_json::from_slice(&frame.payload).unwrap_or_default();
                return answer["code"].as_i64();
            }
        }
    }
}

/// Opens a connection, delivers the event over it, and returns the code of the answer.
async fn deliver(
    dispatcher: Dispatcher,
    way: Way,
    id: &str,
    payload: &[u8],
    seed: u64,
) -> Result<Option<i64>, String> {
    let mut rng = Rng::with_seed(seed);
    let (ours, theirs) = duplex(1 << 16);
    let ours = WebSocketStream::from_raw_socket(ours, Role::Client, None).await;
    let mut platform = Platform(WebSocketStream::from_raw_socket(theirs, Role::Server, None).await);
    let session = tokio::spawn(async move {
        let mut config = Config::default();
        let session = Session::new(ours, &dispatcher, &mut config, 1);
        let _ = session.run(std::pin::pin!(std::future::pending())).await;
    });
    if way == Way::Garbage {
        let length = rng.usize(..64);
        let garbage: Vec<u8> = std::iter::repeat_with(|| rng.u8(..)).take(length).collect();
        let _ = platform.0.send(Message::Binary(garbage.into())).await;
    }
    for frame in frames(way, id, payload, &mut rng) {
        match way {
            Way::Silent => {}
            Way::Cut => platform.send_part(&frame, &mut rng).await,
            _ => platform.send(&frame).await,
        }
    }
    let answer = if way == Way::Cut { None } else { platform.answer(id).await };
    drop(platform);
    session.await.map_err(|error| format!("{way:?}: {error}"))?;
    let is_sound = matches!(way, Way::Whole | Way::Shuffled | Way::Garbage);
    if is_sound && answer.is_none() {
        return Err(format!("no answer in time to {way:?}"));
    }
    if !is_sound && answer == Some(200) {
        return Err(format!("{way:?} was acknowledged"));
    }
    Ok(answer)
}

/// One event, by the platform's schedule: each delivery over new connections of one or both of two processes, which share what they
/// remember. The last delivery is whole.
async fn run(seed: u64) -> Result<(), String> {
    let mut rng = Rng::with_seed(seed);
    let (events, id) = (Events::default(), format!("e{seed}"));
    let plan = (0..rng.usize(..3)).map(|_| rng.u8(..5)).collect();
    locked(&events).insert(id.clone(), Handled { plan, ..Handled::default() });
    let memory: Arc<MemorySeen> = Arc::default();
    let processes = [dispatcher(&events, &memory), dispatcher(&events, &memory)];
    let header = serde_json::json!({ "event_id": id, "event_type": "t" });
    let event = serde_json::json!({ "schema": "2.0", "header": header, "event": { "x": "y".repeat(rng.usize(..5000)) } });
    let payload = event.to_string().into_bytes();
    let mut answer = None;
    for (round, wait) in [0, 15, 300, 3600, 21_600].into_iter().enumerate() {
        sleep(Duration::from_secs(wait)).await;
        let mut delivery = |process: &Dispatcher| {
            let way = if round == 4 { Way::Whole } else { WAYS[rng.usize(..WAYS.len())] };
            deliver(process.clone(), way, &id, &payload, rng.u64(..))
        };
        let answers = match seed % 3 {
            0 => {
                let [first, second] = processes.each_ref().map(&mut delivery);
                let (first, second) = tokio::join!(first, second);
                [first, second]
            }
            _ => [delivery(&processes[round % 2]).await, Ok(None)],
        };
        for given in answers {
            let given = given.map_err(|fault| format!("run {seed}: {fault}"))?;
            answer = if answer == Some(200) { answer } else { given };
        }
        if answer == Some(200) {
            break;
        }
    }
    sleep(Duration::from_secs(100)).await;
    let events = locked(&events);
    let event = &events[&id];
    if event.successes > 1 || (answer == Some(200) && event.successes == 0) || event.runs == 0 {
        return Err(format!(
            "run {seed}: {} runs, {} successes, answer {answer:?}",
            event.runs, event.successes
        ));
    }
    Ok(())
}

fn play(runs: std::ops::Range<u64>) {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
    let faults: Vec<String> = runs.filter_map(|seed| runtime.block_on(run(seed)).err()).collect();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn no_event_is_lost_or_handled_twice() {
    play(0..500);
}

/// `cargo test --release -p feishu-runtime --lib long_connection -- --ignored`
#[test]
#[ignore = "takes minutes"]
fn no_event_is_lost_or_handled_twice_in_many_runs() {
    play(0..100_000);
}
