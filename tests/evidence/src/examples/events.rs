//! Examples of events: decoded from an envelope, and compared with what comes back.

use model::check::{ExampleFault, faults_of_event};
use model::diag::{Code, Diagnostic, quoted};
use model::document::{Document, SchemaSet};
use model::pointer::join;
use model::schema::{EventEnvelope, EventPage};
use serde_json::Value;

use super::compare::{Difference, differences, without_nulls};
use super::program::{Answer, Question};

/// The documented example of one event.
pub(super) struct EventCase<'a> {
    document: &'a Document<EventPage>,
    wire: &'a str,
    id: String,
    payload: Value,
    /// The faults that the lints report.
    faults: Vec<ExampleFault>,
}

/// The counts of a run.
#[derive(Default)]
pub(super) struct EventTally {
    exact: usize,
    explained: usize,
    unexplained: usize,
}

/// The examples of all events.
pub(super) fn cases(set: &SchemaSet) -> Vec<EventCase<'_>> {
    set.events.iter().flat_map(of_page).collect()
}

fn of_page(document: &Document<EventPage>) -> impl Iterator<Item = EventCase<'_>> {
    let page = &document.schema;
    page.events.iter().filter_map(move |(wire, event)| {
        let mut payload = page.envelope.payload(event.example.as_ref()?)?.clone();
        // One example may stand for several types.
        if page.envelope == EventEnvelope::V1
            && let Value::Object(members) = &mut payload
        {
            members.insert("type".to_owned(), wire.as_str().into());
        }
        let faults = faults_of_event(page, event);
        Some(EventCase { document, wire, id: page.module_id(wire), payload, faults })
    })
}

impl EventCase<'_> {
    pub(super) fn question(&self) -> Question<'_> {
        Question { id: &self.id, side: "event", json: &self.payload }
    }

    /// Counts the example, and returns the differences that no reported fault explains.
    pub(super) fn judge(&self, answer: &Answer, tally: &mut EventTally) -> Vec<Diagnostic> {
        let seen = match answer {
            Answer::Read { data, .. } => differences(&without_nulls(&self.payload), data, ""),
            Answer::Refused(why) => vec![Difference::new("", format!("is refused: {why}"))],
            Answer::Sent { .. } => vec![Difference::new("", "was read as a request")],
        };
        let is_explained = |seen: &&Difference| {
            self.faults
                .iter()
                .any(|fault| seen.at == fault.at || seen.at.starts_with(&format!("{}/", fault.at)))
        };
        let unexplained: Vec<&Difference> = seen.iter().filter(|seen| !is_explained(seen)).collect();
        *match (unexplained.is_empty(), seen.is_empty()) {
            (false, _) => &mut tally.unexplained,
            (true, false) => &mut tally.explained,
            (true, true) => &mut tally.exact,
        } += 1;
        unexplained.into_iter().map(|seen| self.finding(seen)).collect()
    }

    fn finding(&self, seen: &Difference) -> Diagnostic {
        let inside = if seen.at.is_empty() { String::new() } else { format!(" at {}", quoted(&seen.at)) };
        let message = format!("the example event{inside} {}, and no finding says why", seen.what);
        let at = join("/events", self.wire).join("example");
        Diagnostic::error(Code::ExampleUnexplained, message, self.document.value_span(&at))
            .help("compare the page with the schema, the lints and the generated types: one of them is wrong")
    }
}

impl EventTally {
    /// The rows of the table: what, and how often.
    pub(super) fn lines(&self) -> [(&'static str, usize); 4] {
        [
            ("example events", self.exact + self.explained + self.unexplained),
            ("events that come back exactly", self.exact),
            ("events explained by faults of their pages", self.explained),
            ("unexplained events", self.unexplained),
        ]
    }
}
