//! Compares concept pages, pages of events and the shared files.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::access;
use super::coverage;
use super::effects::Reach;
use super::endpoint::{self, source};
use super::fields::{self, Context};
use super::kind::Kind;
use super::members;
use super::pair::{At, Pair};
use super::types::TypePair;
use crate::check::{Usage, usages_of_events};
use crate::schema::{Common, Concept, ConceptPage, EventPage, ObjectType};

/// Compares a page without an endpoint.
pub(super) fn concept_page(pair: &mut Pair<'_>, (old, new): (&ConceptPage, &ConceptPage)) {
    let meta = Reach::TEXT;
    pair.note_if(Kind::MetadataChanged, &At::same("/$schema"), meta, (&old.schema, &new.schema));
    pair.note_if(Kind::MetadataChanged, &At::same("/id"), meta, (&old.id, &new.id));
    pair.note_if(Kind::TitleChanged, &At::same("/title"), meta, (&old.title, &new.title));
    pair.note_if(Kind::DescriptionChanged, &At::same("/doc"), meta, (&old.doc, &new.doc));
    source(pair, (old.source.as_ref(), new.source.as_ref()));
    let flags = (old.deprecated, new.deprecated);
    pair.note_flag((Kind::Deprecated, Kind::Undeprecated), &At::same("/deprecated"), Reach::TEXT, flags);
    concepts(pair, (&old.concepts, &new.concepts));
    let context = Context { types: TypePair::of(&old.types, &new.types), in_rules: BTreeSet::new() };
    fields::compare(pair, &context, &At::same("/fields"), Reach::TEXT, (&old.fields, &new.fields));
    endpoint::types(pair, &context, (&anywhere(&old.types), &anywhere(&new.types)));
    endpoint::example(pair, "/example", (old.example.as_ref(), new.example.as_ref()));
}

/// Compares a page of events. Their values come from the server.
pub(super) fn event_page(pair: &mut Pair<'_>, (old, new): (&EventPage, &EventPage)) {
    let meta = Reach::TEXT;
    pair.note_if(Kind::MetadataChanged, &At::same("/$schema"), meta, (&old.schema, &new.schema));
    pair.note_if(Kind::MetadataChanged, &At::same("/id"), meta, (&old.id, &new.id));
    pair.note_if(Kind::TitleChanged, &At::same("/title"), meta, (&old.title, &new.title));
    source(pair, (old.source.as_ref(), new.source.as_ref()));
    let flags = (old.deprecated, new.deprecated);
    pair.note_flag((Kind::Deprecated, Kind::Undeprecated), &At::same("/deprecated"), Reach::REPLY, flags);
    let callbacks = (&old.callback, &new.callback);
    pair.note_if(Kind::EnvelopeChanged, &At::same("/callback"), Reach::REPLY, callbacks);
    let envelopes = (&old.envelope, &new.envelope);
    pair.note_if(Kind::EnvelopeChanged, &At::same("/envelope"), Reach::REPLY, envelopes);
    access::compare_events(pair, (old, new));
    let context = Context { types: TypePair::of(&old.types, &new.types), in_rules: BTreeSet::new() };
    let at = At::same("/events");
    for (wire, event) in &old.events {
        let at = at.join(wire);
        let Some(twin) = new.events.get(wire) else {
            pair.note(Kind::EventRemoved, &at, Reach::REPLY);
            continue;
        };
        pair.note_if(Kind::TitleChanged, &at.join("title"), meta, (&event.title, &twin.title));
        pair.note_if(Kind::TitleChanged, &at.join("name"), meta, (&event.name, &twin.name));
        pair.note_if(Kind::DescriptionChanged, &at.join("doc"), meta, (&event.doc, &twin.doc));
        fields::compare(pair, &context, &at.join("fields"), Reach::REPLY, (&event.fields, &twin.fields));
        let examples = (event.example.as_ref(), twin.example.as_ref());
        endpoint::example(pair, &at.join("example").new, examples);
    }
    for wire in new.events.keys().filter(|wire| !old.events.contains_key(*wire)) {
        pair.note(Kind::EventAdded, &at.join(wire), Reach::REPLY);
    }
    endpoint::types(pair, &context, (&usages_of_events(old), &usages_of_events(new)));
}

/// Any endpoint may use the types of a page, either way.
fn anywhere(types: &IndexMap<String, ObjectType>) -> BTreeMap<String, Usage> {
    types.keys().map(|name| (name.clone(), Usage { in_request: true, in_reply: true })).collect()
}

fn concepts(pair: &mut Pair<'_>, (old, new): (&IndexMap<String, Concept>, &IndexMap<String, Concept>)) {
    let at = At::same("/concepts");
    for (heading, concept) in old {
        let at = at.join(heading);
        let Some(twin) = new.get(heading) else {
            pair.note(Kind::ConceptRemoved, &at, Reach::TEXT);
            continue;
        };
        pair.note_if(Kind::RustNameChanged, &at.join("name"), Reach::TEXT, (&concept.name, &twin.name));
        pair.note_if(Kind::DescriptionChanged, &at.join("doc"), Reach::TEXT, (&concept.doc, &twin.doc));
        members::compare(pair, &at.join("enum"), Reach::REPLY, (&concept.members, &twin.members));
    }
    for heading in new.keys().filter(|heading| !old.contains_key(*heading)) {
        pair.note(Kind::ConceptAdded, &at.join(heading), Reach::TEXT);
    }
}

/// Compares the enums and error codes that endpoints share.
pub(super) fn common(pair: &mut Pair<'_>, (old, new): (&Common, &Common)) {
    pair.note_if(Kind::MetadataChanged, &At::same("/$schema"), Reach::TEXT, (&old.schema, &new.schema));
    let at = At::same("/enums");
    for (name, shared) in &old.enums {
        let at = at.join(name);
        let Some(twin) = new.enums.get(name) else {
            pair.note(Kind::ConceptRemoved, &at, Reach::TEXT);
            continue;
        };
        pair.note_if(Kind::DescriptionChanged, &at.join("doc"), Reach::TEXT, (&shared.doc, &twin.doc));
        // The fields themselves are compared as they are loaded.
        pair.note_if(Kind::MetadataChanged, &at.join("fields"), Reach::TEXT, (&shared.fields, &twin.fields));
        // Which members an endpoint accepts stands with the endpoint; this is the Rust type.
        members::compare(pair, &at.join("enum"), Reach::TEXT, (&shared.members, &twin.members));
    }
    for name in new.enums.keys().filter(|name| !old.enums.contains_key(*name)) {
        pair.note(Kind::ConceptAdded, &at.join(name), Reach::TEXT);
    }
    members::error_codes(pair, (&old.errors, &new.errors));
}

/// Compares a file that describes no call, entry by entry: `/ids/ENTRY`, `/locked/ENTRY`.
pub(super) fn metadata(pair: &mut Pair<'_>) {
    let places = coverage::differing(pair, "");
    let entries: BTreeSet<String> = places.iter().map(|place| entry_of(place).to_owned()).collect();
    for entry in entries {
        pair.note(Kind::MetadataChanged, &At::same(&entry), Reach::TEXT);
    }
}

/// The first two names of a pointer.
fn entry_of(place: &str) -> &str {
    place.match_indices('/').nth(2).map_or(place, |(end, _)| place.split_at(end).0)
}
