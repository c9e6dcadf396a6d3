//! Documentation of events.

use model::schema::{EventEnvelope, EventPage, EventType};

use super::endpoint::{app_name, page_link, scope};
use super::text::{code, sentence};
use crate::ir::{Block, Doc};

/// The documentation of an event's module.
pub(in crate::lower) fn event(page: &EventPage, wire: &str, event: &EventType) -> Doc {
    let mut doc = Doc::text(text(wire, event));
    doc.push(Block::Text(format!("{} {}", kind(page), type_line(page, wire))));
    if page.deprecated {
        doc.push(Block::Text("Deprecated: the page marks this event as old.".to_owned()));
    }
    if let Some(source) = &page.source {
        doc.push(page_link(&page.title, source));
    }
    let mut items: Vec<String> = sentence("Sent by", page.push.iter().cloned()).into_iter().collect();
    items.extend(sentence("App types", page.app_types.iter().map(|app| app_name(*app).to_owned())));
    if let Some(scopes) = &page.scopes {
        items.extend(sentence("Scopes, any of", scopes.any_of.iter().map(scope)));
        items.extend(sentence("Scopes, all of", scopes.all_of.iter().map(scope)));
    }
    items.extend(sentence("Scopes for sensitive fields", page.field_scopes.iter().map(scope)));
    if !items.is_empty() {
        doc.push(Block::List(items));
    }
    doc
}

/// The documentation of `Event`.
pub(in crate::lower) fn event_object(page: &EventPage, wire: &str, event: &EventType) -> Doc {
    let mut doc = Doc::text(text(wire, event));
    doc.push(Block::Text("Any field may be missing.".to_owned()));
    let titles = [Some(page.title.clone()), event.title.clone(), event.name.clone()];
    doc.aliases = titles.into_iter().flatten().collect();
    doc.aliases.push(wire.to_owned());
    doc
}

/// The documentation of an event's variant in the enum of all events.
pub(in crate::lower) fn event_variant(wire: &str) -> Doc {
    Doc::text(code(wire))
}

fn text(wire: &str, event: &EventType) -> String {
    event.doc.clone().unwrap_or_else(|| format!("The event {}.", code(wire)))
}

fn kind(page: &EventPage) -> &'static str {
    if page.callback { "Callback" } else { "Event" }
}

fn type_line(page: &EventPage, wire: &str) -> String {
    match page.envelope {
        EventEnvelope::V1 => format!("{} in envelope 1.0.", code(wire)),
        EventEnvelope::V2 => format!("{} in envelope 2.0.", code(wire)),
        EventEnvelope::Bare => "without an envelope.".to_owned(),
    }
}
