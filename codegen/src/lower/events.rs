//! Events: one module each, and the enum of all of them.

use std::collections::BTreeMap;

use model::document::Document;
use model::pointer::join;
use model::schema::{EventEnvelope, EventPage, EventType};

use super::context::Findings;
use super::shared::Shared;
use super::types::{Object, Types};
use super::{docs, modules};
use crate::ir::{AnyEvent, Contents, Coverage, Direction, Event, Module};
use crate::names::{Name, display};

/// The modules of a page of events.
pub(super) fn page(document: &Document<EventPage>, shared: &Shared) -> Vec<(Module, Findings)> {
    let events = document.schema.events.iter();
    events.map(|(wire, event)| module(document, (wire, event), shared)).collect()
}

fn module(
    document: &Document<EventPage>,
    (wire, event): (&str, &EventType),
    shared: &Shared,
) -> (Module, Findings) {
    let page = &document.schema;
    let mut types = Types::new(&document.tree, &page.types, shared);
    let (name, pointer) = (Name::own("Event"), join("/events", wire));
    types.claim(&name, format!("event `{wire}`"), &pointer);
    let object = types.object(Object {
        plain: name.clone(),
        name,
        doc: docs::event_object(page, wire, event),
        fields: &event.fields,
        pointer: pointer.join("fields").into(),
        direction: Direction::Reply,
        rules: None,
        constructor: false,
    });
    let (types, findings) = types.finish();
    let doc = docs::event(page, wire, event);
    let event = Event {
        wire: type_of(page, wire),
        envelope: page.envelope,
        is_callback: page.callback,
        object,
        types,
    };
    let module = Module {
        path: modules::of(&page.module_id(wire)),
        origin: format!("schemas/{}.json", document.id),
        doc,
        contents: Contents::Event(Box::new(event)),
        shared: BTreeMap::new(),
    };
    (module, findings)
}

/// A callback without an envelope states no type.
fn type_of(page: &EventPage, wire: &str) -> String {
    if page.envelope == EventEnvelope::Bare { page.id.clone() } else { wire.to_owned() }
}

/// The entries of a page in the enum of all events.
pub(super) fn entries(document: &Document<EventPage>) -> Vec<AnyEvent> {
    let page = &document.schema;
    let entry = |wire: &String| {
        let module = modules::of(&page.module_id(wire));
        let words: Vec<&str> = module.iter().map(Name::as_str).filter(|word| *word != "event").collect();
        let name = Name::variant(&words.join("_"));
        let wire = type_of(page, wire);
        AnyEvent { name, doc: docs::event_variant(&wire), module, wire, envelope: page.envelope }
    };
    page.events.keys().map(entry).collect()
}

/// The rows of a page in the table of events of the guide.
pub(super) fn coverage(document: &Document<EventPage>) -> impl Iterator<Item = Coverage> {
    let page = &document.schema;
    let source = page.source.as_ref();
    let scopes = page.scopes.iter().flat_map(|scopes| scopes.any_of.keys().chain(scopes.all_of.keys()));
    let scopes: Vec<String> = scopes.cloned().collect();
    page.events.iter().map(move |(wire, event)| {
        let module = modules::of(&page.module_id(wire));
        Coverage {
            feature: module.first().map(ToString::to_string).unwrap_or_default(),
            name: event.name.clone().unwrap_or_default(),
            call: type_of(page, wire),
            module: display(&module),
            page: (page.title.clone(), source.map(|source| source.url.clone()).unwrap_or_default()),
            edition: source.map(|source| source.date.clone()).unwrap_or_default(),
            rate_limit: String::new(),
            scopes: scopes.clone(),
        }
    })
}
