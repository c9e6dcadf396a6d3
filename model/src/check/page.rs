//! The fields of one page, each with its pointer and what it is part of.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::document::Document;
use crate::pointer::{Pointer, join};
use crate::schema::{
    ConceptPage, Endpoint, EventPage, Field, Fields, ObjectType, TypeExpr, is_shared_name, named_in,
};
use crate::source::Span;
use crate::tree::Tree;

/// One page: an endpoint's, a concept page's or a page of events.
pub(super) struct Page<'a> {
    pub(super) tree: &'a Tree,
    pub(super) types: &'a IndexMap<String, ObjectType>,
    /// Every field, in the order of the page; those of named types last.
    pub(super) sites: Vec<Site<'a>>,
    /// Keyed by type name; unused types are left out.
    usages: BTreeMap<String, Usage>,
}

/// A field and its place.
pub(super) struct Site<'a> {
    pub(super) field: &'a Field,
    /// Its name on the wire; `None` for the JSON inside a string, which is unnamed.
    pub(super) name: Option<&'a str>,
    pub(super) pointer: Pointer,
    pub(super) part: Part,
    /// The field stands inside the JSON of a string, or is that JSON.
    pub(super) carried: bool,
}

/// The part of the schema that a field belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Header,
    Path,
    Query,
    Body,
    Reply,
    /// A named type, and the direction of its values.
    Type(Usage),
    Concept,
}

/// Direction of the values of a named type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) in_request: bool,
    pub(crate) in_reply: bool,
}

impl Part {
    /// Values are written as bare text: into the URL or a header.
    pub(super) fn is_bare_text(self) -> bool {
        matches!(self, Self::Header | Self::Path | Self::Query)
    }

    /// Values come from the server.
    pub(super) fn is_reply(self) -> bool {
        matches!(self, Self::Reply) || matches!(self, Self::Type(usage) if usage.in_reply)
    }

    /// Values come from the server and never go to it.
    pub(super) fn is_reply_only(self) -> bool {
        matches!(self, Self::Reply)
            || matches!(self, Self::Type(usage) if usage.in_reply && !usage.in_request)
    }
}

impl<'a> Page<'a> {
    pub(super) fn of_endpoint(document: &'a Document<Endpoint>) -> Self {
        let endpoint = &document.schema;
        let types = &endpoint.types;
        let mut page = Self { tree: &document.tree, types, sites: Vec::new(), usages: usages(endpoint) };
        page.add(&endpoint.headers, "/headers", Part::Header, false);
        page.add(&endpoint.request.path, "/request/path", Part::Path, false);
        page.add(&endpoint.request.query, "/request/query", Part::Query, false);
        if let Some(body) = &endpoint.request.body {
            page.add(body, "/request/body", Part::Body, false);
        }
        page.add(&endpoint.reply, "/reply", Part::Reply, false);
        page.add_types(&endpoint.types);
        page
    }

    pub(super) fn of_concepts(document: &'a Document<ConceptPage>) -> Self {
        let types = &document.schema.types;
        let usages = usages_of_page(types);
        let mut page = Self { tree: &document.tree, types, sites: Vec::new(), usages };
        page.add(&document.schema.fields, "/fields", Part::Concept, false);
        page.add_types(types);
        page
    }

    pub(super) fn of_events(document: &'a Document<EventPage>) -> Self {
        let events = &document.schema;
        let usages = usages_of_events(events);
        let mut page = Self { tree: &document.tree, types: &events.types, sites: Vec::new(), usages };
        for (wire, event) in &events.events {
            page.add(&event.fields, &join("/events", wire).join("fields"), Part::Reply, false);
        }
        page.add_types(&events.types);
        page
    }

    /// Adds the page's own types; shared types are checked on the page that defines them.
    fn add_types(&mut self, types: &'a IndexMap<String, ObjectType>) {
        for (name, object) in types.iter().filter(|(name, _)| !is_shared_name(name)) {
            let part = Part::Type(self.usage(name));
            let at = join("/types", name);
            self.add(&object.fields, &at.join("fields"), part, false);
            for (tag, variant) in &object.variants {
                self.add(&variant.fields, &at.join("variants").join(tag).join("fields"), part, false);
            }
        }
    }

    fn add(&mut self, fields: &'a Fields, at: &str, part: Part, carried: bool) {
        for (name, field) in fields {
            self.add_field(field, Some(name), join(at, name), part, carried);
        }
    }

    fn add_field(
        &mut self,
        field: &'a Field,
        name: Option<&'a str>,
        pointer: Pointer,
        part: Part,
        carried: bool,
    ) {
        let children = pointer.join("fields");
        let json = pointer.join("json");
        self.sites.push(Site { field, name, pointer, part, carried });
        if let Some(inner) = &field.json {
            self.add_field(inner, None, json, part, true);
        }
        self.add(&field.fields, &children, part, carried);
    }

    /// Returns the span of the value at a pointer.
    pub(super) fn value(&self, pointer: &str) -> Span {
        self.tree.value_span(pointer)
    }

    /// Returns the span of the key at a pointer.
    pub(super) fn key(&self, pointer: &str) -> Span {
        self.tree.key_span(pointer)
    }

    pub(super) fn type_named(&self, name: &str) -> Option<&'a ObjectType> {
        self.types.get(name)
    }

    /// Direction of the values of a named type.
    pub(super) fn usage(&self, type_name: &str) -> Usage {
        self.usages.get(type_name).copied().unwrap_or_default()
    }

    pub(super) fn type_names(&self) -> impl Iterator<Item = &'a str> {
        self.types.keys().map(String::as_str)
    }
}

impl Site<'_> {
    /// Returns the pointer to a member of the field.
    pub(super) fn at(&self, member: &str) -> Pointer {
        self.pointer.join(member)
    }

    pub(super) fn expr(&self) -> &TypeExpr {
        self.field.ty.expr()
    }

    /// The type inside lists and maps.
    pub(super) fn leaf(&self) -> &TypeExpr {
        self.expr().leaf()
    }
}

/// Direction of the values of each type; unused types are left out.
pub(crate) fn usages(endpoint: &Endpoint) -> BTreeMap<String, Usage> {
    let mut out: BTreeMap<String, Usage> = BTreeMap::new();
    let request = &endpoint.request;
    let mut sent = Vec::new();
    for fields in [Some(&request.path), Some(&request.query), request.body.as_ref()].into_iter().flatten() {
        named_in(fields, &mut sent);
    }
    let mut received = Vec::new();
    named_in(&endpoint.reply, &mut received);
    for name in reachable(sent, &endpoint.types) {
        out.entry(name).or_default().in_request = true;
    }
    for name in reachable(received, &endpoint.types) {
        out.entry(name).or_default().in_reply = true;
    }
    out
}

/// Types of events come from the server.
pub(crate) fn usages_of_events(page: &EventPage) -> BTreeMap<String, Usage> {
    let mut received = Vec::new();
    for event in page.events.values() {
        named_in(&event.fields, &mut received);
    }
    let usage = Usage { in_request: false, in_reply: true };
    reachable(received, &page.types).into_iter().map(|name| (name, usage)).collect()
}

/// Types that endpoints may share count as sent, so that requests and responses are held to the same facts.
fn usages_of_page(types: &IndexMap<String, ObjectType>) -> BTreeMap<String, Usage> {
    let shared = types.iter().filter(|(_, object)| object.tag.is_some()).map(|(name, _)| name.clone());
    let sent = Usage { in_request: true, in_reply: false };
    reachable(shared.collect(), types).into_iter().map(|name| (name, sent)).collect()
}

fn reachable(mut open: Vec<String>, types: &IndexMap<String, ObjectType>) -> Vec<String> {
    let mut seen = std::collections::BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(object) = types.get(&name)
            && seen.insert(name)
        {
            for fields in object.field_sets() {
                named_in(fields, &mut open);
            }
        }
    }
    seen.into_iter().collect()
}
