//! Events that are delivered with faults to two workers that share a memory, by the platform's schedule and on a paused clock.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use feishu_runtime as rt;
use http::HeaderMap;
use rt::event::{Dispatcher, EventContext, EventVersion, MemorySeen, Receiver, Seen, SeenKey, Webhook};
use rt::mock::{MockEvent, WebhookSender};
use tokio::time::{Instant, sleep};

/// What becomes of one delivery on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Delivery {
    Whole,
    /// It comes to both workers at the same time.
    Twice,
    /// The webhook never gets it.
    Lost,
    /// The webhook gets it, and its answer is lost.
    AnswerLost,
    /// It comes after two seconds.
    Late,
    /// One bit of its body is another.
    Changed,
    /// It was signed ten minutes ago.
    Old,
    /// It has no signature.
    Unsigned,
}

/// What the handler does when it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Handling {
    Done,
    /// It takes two seconds.
    Slow,
    /// It takes ten seconds: longer than the platform waits.
    TooSlow,
    Fails,
    Panics,
    /// It never ends by itself.
    Hangs,
}

/// What must not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// An event was handled again after a success.
    HandledTwice,
    /// An event was acknowledged and never handled.
    Lost,
    /// A whole delivery of an event that was neither handled nor being handled did not reach the handler.
    NotHandled,
    /// An answer came after 3 seconds.
    AnsweredLate,
    /// A delivery that was changed, old or unsigned was taken for an event.
    Forged,
}

/// The outcome of many runs.
#[derive(Debug, Default)]
pub struct EventTally {
    /// Deliveries by what became of them on their way, and how many of them were acknowledged.
    deliveries: BTreeMap<Delivery, (u64, u64)>,
    handled: BTreeMap<Handling, u64>,
    wrong: BTreeMap<Wrong, u64>,
    /// The seed of the first run with each fault.
    examples: BTreeMap<Wrong, u64>,
}

impl EventTally {
    /// Returns how often something happened that must not.
    #[must_use]
    pub fn wrong(&self) -> u64 {
        self.wrong.values().sum()
    }

    /// Returns the number of deliveries.
    #[must_use]
    pub fn deliveries(&self) -> u64 {
        self.deliveries.values().map(|(count, _)| count).sum()
    }
}

impl fmt::Display for EventTally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| delivery | deliveries | acknowledged |\n|---|---:|---:|")?;
        for (delivery, (count, acknowledged)) in &self.deliveries {
            writeln!(f, "| {delivery:?} | {count} | {acknowledged} |")?;
        }
        writeln!(f, "\n| handler | runs |\n|---|---:|")?;
        for (handling, count) in &self.handled {
            writeln!(f, "| {handling:?} | {count} |")?;
        }
        writeln!(f, "\n| what must not happen | times |\n|---|---:|")?;
        for wrong in [Wrong::HandledTwice, Wrong::Lost, Wrong::NotHandled, Wrong::AnsweredLate, Wrong::Forged]
        {
            write!(f, "| {wrong:?} | {}", self.wrong.get(&wrong).copied().unwrap_or_default())?;
            if let Some(seed) = self.examples.get(&wrong) {
                write!(f, " (first in run {seed})")?;
            }
            writeln!(f, " |")?;
        }
        Ok(())
    }
}

/// What the handlers of one event have done.
#[derive(Default)]
struct Handled {
    plan: Vec<Handling>,
    runs: Vec<Handling>,
    successes: u32,
    /// When the event was claimed or a handler began for the last time.
    active: Option<Instant>,
}

type Events = Arc<Mutex<BTreeMap<String, Handled>>>;

fn locked(events: &Events) -> MutexGuard<'_, BTreeMap<String, Handled>> {
    events.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A claim ends this long after its handler began, at the latest.
const LEASE: Duration = Duration::from_secs(100);

/// Plays runs, one event in each, whose workers share such a memory, and adds up what came of them.
///
/// # Panics
/// If a part of the harness fails.
#[must_use]
pub fn play_with<S: Seen>(runs: std::ops::Range<u64>, seen: fn() -> S) -> EventTally {
    let mut builder = tokio::runtime::Builder::new_current_thread();
    #[expect(clippy::expect_used, reason = "a harness that cannot go on stops there")]
    let runtime = builder.enable_time().start_paused(true).build().expect("a runtime");
    let mut tally = EventTally::default();
    for seed in runs {
        runtime.block_on(run(seed, &Arc::new(seen()), &mut tally));
    }
    tally
}

/// Plays runs with the memory that a dispatcher has by default.
#[must_use]
pub fn play(runs: std::ops::Range<u64>) -> EventTally {
    play_with(runs, MemorySeen::default)
}

async fn run<S: Seen>(seed: u64, memory: &Arc<S>, tally: &mut EventTally) {
    let mut rng = Rng::with_seed(seed);
    let events = Events::default();
    let workers = [worker(&events, memory), worker(&events, memory)];
    let id = format!("e{seed}");
    let mut handled = Handled { plan: plan(&mut rng), ..Handled::default() };
    if rng.u8(..4) == 0 {
        // A process that claimed the event and was killed.
        let key = SeenKey::new(id.clone(), rng.u64(..));
        if memory.claim(&key, Duration::from_secs(90)).await.is_ok() {
            handled.active = Some(Instant::now());
        }
    }
    locked(&events).insert(id.clone(), handled);
    let version = if rng.bool() { EventVersion::V1 } else { EventVersion::V2 };
    let event = MockEvent::new(version, "thing.made", serde_json::json!({ "x": seed })).id(&*id);
    let sender = WebhookSender::new("token").encrypt_key("key");
    let rng = Mutex::new(rng);
    let wrong = Mutex::new(Vec::new());
    let counts = Mutex::new(Vec::new());
    let transmit = async |headers: HeaderMap, body: Bytes| {
        let (delivery, first) = {
            let mut rng = rng.lock().unwrap_or_else(PoisonError::into_inner);
            (delivery(&mut rng), rng.usize(..2))
        };
        let outcome = deliver(delivery, first, &workers, &events, &id, headers, body).await;
        counts.lock().unwrap_or_else(PoisonError::into_inner).push((delivery, outcome.status));
        wrong.lock().unwrap_or_else(PoisonError::into_inner).extend(outcome.wrong);
        if matches!(delivery, Delivery::Lost | Delivery::AnswerLost) {
            std::future::pending::<()>().await;
        }
        outcome.status
    };
    let answers = sender.deliver(&event, &transmit).await;
    // The platform sends some events again after a success.
    if rng.lock().unwrap_or_else(PoisonError::into_inner).bool() {
        let (headers, body) = sender.request(&event);
        let _ = tokio::time::timeout(Duration::from_secs(3), transmit(headers, body)).await;
    }
    sleep(LEASE).await;
    judge(seed, &answers, &locked(&events)[&id], &mut wrong.into_inner().unwrap_or_default(), tally);
    for (delivery, status) in counts.into_inner().unwrap_or_default() {
        let count = tally.deliveries.entry(delivery).or_default();
        count.0 += 1;
        count.1 += u64::from(status == 200);
    }
}

fn judge(
    seed: u64,
    answers: &[Option<u16>],
    event: &Handled,
    wrong: &mut Vec<Wrong>,
    tally: &mut EventTally,
) {
    if event.successes > 1 {
        wrong.push(Wrong::HandledTwice);
    }
    if answers.last() == Some(&Some(200)) && event.successes == 0 {
        wrong.push(Wrong::Lost);
    }
    for handling in &event.runs {
        *tally.handled.entry(*handling).or_default() += 1;
    }
    for wrong in wrong.drain(..) {
        *tally.wrong.entry(wrong).or_default() += 1;
        tally.examples.entry(wrong).or_insert(seed);
    }
}

fn worker<S: Seen>(events: &Events, seen: &Arc<S>) -> Webhook {
    let events = Arc::clone(events);
    let dispatcher = Dispatcher::new().seen(Arc::clone(seen)).rest(move |context: EventContext| {
        let (events, id) = (Arc::clone(&events), context.envelope().id().to_owned());
        async move { handle(&events, &id).await }
    });
    let receiver = Receiver::builder().encrypt_key("key").verification_token("token").build();
    #[expect(clippy::expect_used, reason = "a harness that cannot go on stops there")]
    Webhook::new(receiver.expect("a receiver"), dispatcher)
}

async fn handle(events: &Events, id: &str) -> Result<(), &'static str> {
    let handling = {
        let mut events = locked(events);
        let event = events.entry(id.to_owned()).or_default();
        let handling = event.plan.get(event.runs.len()).copied().unwrap_or(Handling::Done);
        event.runs.push(handling);
        event.active = Some(Instant::now());
        handling
    };
    match handling {
        Handling::Done => {}
        Handling::Slow => sleep(Duration::from_secs(2)).await,
        Handling::TooSlow => sleep(Duration::from_secs(10)).await,
        Handling::Fails => return Err("it fails"),
        #[expect(clippy::panic, reason = "handlers panic")]
        Handling::Panics => panic!("it panics"),
        Handling::Hangs => std::future::pending().await,
    }
    if let Some(event) = locked(events).get_mut(id) {
        event.successes += 1;
    }
    Ok(())
}

fn plan(rng: &mut Rng) -> Vec<Handling> {
    let kinds = [
        Handling::Done,
        Handling::Slow,
        Handling::TooSlow,
        Handling::Fails,
        Handling::Panics,
        Handling::Hangs,
    ];
    (0..rng.usize(..4)).map(|_| kinds[rng.usize(..kinds.len())]).collect()
}

fn delivery(rng: &mut Rng) -> Delivery {
    match rng.u8(..16) {
        0..=4 => Delivery::Whole,
        5 | 6 => Delivery::Twice,
        7 | 8 => Delivery::Lost,
        9 | 10 => Delivery::AnswerLost,
        11 | 12 => Delivery::Late,
        13 => Delivery::Changed,
        14 => Delivery::Old,
        _ => Delivery::Unsigned,
    }
}

/// The status of a delivery, and what was wrong with it.
struct Delivered {
    status: u16,
    wrong: Vec<Wrong>,
}

async fn deliver(
    delivery: Delivery,
    first: usize,
    workers: &[Webhook; 2],
    events: &Events,
    id: &str,
    mut headers: HeaderMap,
    body: Bytes,
) -> Delivered {
    let mut wrong = Vec::new();
    let mut body = body.to_vec();
    match delivery {
        Delivery::Lost => return Delivered { status: 504, wrong },
        Delivery::Late => sleep(Duration::from_secs(2)).await,
        Delivery::Changed => {
            let middle = body.len() / 2;
            body[middle] ^= 1;
        }
        Delivery::Old => {
            let key = "x-lark-request-timestamp";
            let signed =
                headers[key].to_str().ok().and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
            headers.insert(key, (signed - 600).into());
        }
        Delivery::Unsigned => headers.clear(),
        Delivery::Whole | Delivery::Twice | Delivery::AnswerLost => {}
    }
    let before = {
        let events = locked(events);
        let event = &events[id];
        let is_active = event.active.is_some_and(|begun| begun.elapsed() < LEASE);
        (event.runs.len(), is_active || event.successes > 0)
    };
    let begun = Instant::now();
    let [one, other] = [first, 1 - first].map(|index| workers[index].answer(&headers, &body));
    let status = if delivery == Delivery::Twice {
        let (one, other) = tokio::join!(one, other);
        // The platform takes the better answer.
        one.status().min(other.status())
    } else {
        one.await.status()
    };
    if begun.elapsed() > Duration::from_secs(3) {
        wrong.push(Wrong::AnsweredLate);
    }
    let is_forged = matches!(delivery, Delivery::Changed | Delivery::Old | Delivery::Unsigned);
    let has_run = locked(events)[id].runs.len() > before.0;
    if is_forged && (status != 401 || has_run) {
        wrong.push(Wrong::Forged);
    }
    if !is_forged && !has_run && !before.1 {
        wrong.push(Wrong::NotHandled);
    }
    Delivered { status: status.as_u16(), wrong }
}
