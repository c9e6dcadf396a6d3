//! Everything that is logged, through `tracing` or through `log`.

use std::fmt::{self, Write as _};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What was logged so far, a line for each event.
#[derive(Clone, Default)]
pub(super) struct Captured(Arc<Mutex<String>>);

impl Captured {
    /// Starts to listen, for the whole process: that is how `log` and `tracing` are listened to reliably. What other
    /// tests do at the same time is heard as well.
    pub(super) fn everything() -> &'static Self {
        static CAPTURED: OnceLock<Captured> = OnceLock::new();
        let captured = CAPTURED.get_or_init(Self::default);
        if log::set_logger(captured).is_ok() {
            log::set_max_level(log::LevelFilter::Trace);
            tracing::subscriber::set_global_default(captured.clone()).expect("nobody else listens");
        }
        captured
    }

    pub(super) fn text(&self) -> String {
        self.0.lock().expect("not poisoned").clone()
    }

    fn line(&self, line: &str) {
        let mut text = self.0.lock().expect("not poisoned");
        let _ = writeln!(text, "{line}");
    }

    fn fields(&self, target: &str, record: impl FnOnce(&mut Line)) {
        let mut line = Line(target.to_owned());
        record(&mut line);
        self.line(&line.0);
    }
}

impl log::Log for Captured {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.line(&format!("{} {}", record.target(), record.args()));
    }

    fn flush(&self) {}
}

impl Subscriber for Captured {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.fields(span.metadata().target(), |line| span.record(line));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.fields("", |line| values.record(line));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.fields(event.metadata().target(), |line| event.record(line));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// One event as text.
struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}
