//! Secrets stay out of every text: of errors, which the judge of the runs reads, and of logs at the most verbose level.

#![expect(clippy::expect_used, reason = "a test that cannot go on stops there")]

use std::fmt::{self, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use client_tests::calls::{Ours, SECRET};
use client_tests::many;
use client_tests::run::Wrong;
use client_tests::table::FAULTS;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};

/// In every secret and in every body of the runs.
const CANARY: &str = "canary";

/// Lines seen, and those with a secret.
static SEEN: AtomicUsize = AtomicUsize::new(0);
static HITS: Mutex<Vec<String>> = Mutex::new(Vec::new());

fn note(line: String) {
    SEEN.fetch_add(1, Ordering::Relaxed);
    if line.contains(CANARY) {
        HITS.lock().expect("not poisoned").push(line);
    }
}

/// Reads all spans and events of all crates.
struct Spy;

impl tracing::Subscriber for Spy {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let mut line = Line(attributes.metadata().name().to_owned());
        attributes.record(&mut line);
        note(line.0);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        note(line.0);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        let mut line = Line(event.metadata().name().to_owned());
        event.record(&mut line);
        note(line.0);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a text does not fail.
        let _ = write!(self.0, " {field}={value:?}");
    }
}

/// The same for crates that use `log`.
impl log::Log for Spy {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        note(record.args().to_string());
    }

    fn flush(&self) {}
}

#[test]
fn no_text_shows_a_secret_after_any_fault() {
    tracing::subscriber::set_global_default(Spy).expect("the only one");
    log::set_logger(&Spy).expect("the only one");
    log::set_max_level(log::LevelFilter::Trace);
    tracing::trace!(control = CANARY);
    log::trace!("{CANARY}");
    assert_eq!(HITS.lock().expect("not poisoned").drain(..).count(), 2, "the spy reads both");

    let runs = FAULTS.len() as u64 * 6;
    let in_memory = many::in_memory(0..runs);
    let over_sockets = many::over_sockets(0..runs, |run, server, origin| {
        let client = Ours::new(run, |builder| {
            let builder = builder.base_url(origin).runtime(server.runtime.clone());
            note(format!("{builder:?} {builder:#?}"));
            builder
        })
        .expect("a client");
        note(format!("{client:?} {client:#?}"));
        client
    });
    assert_eq!(in_memory.count(Wrong::Leaked) + over_sockets.count(Wrong::Leaked), 0);
    assert_eq!(*HITS.lock().expect("not poisoned"), Vec::<String>::new());
    let seen = SEEN.load(Ordering::Relaxed);
    assert!(seen as u64 > 2 * runs, "only {seen} lines were seen");
    assert!(SECRET.contains(CANARY));
}
