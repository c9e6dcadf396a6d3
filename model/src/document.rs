//! Loaded schemas: the typed value, and the tree that knows where each part of it stands.

use std::collections::BTreeSet;

use crate::overlay::OpOutcome;
use crate::schema::{Common, ConceptPage, Endpoint, EventPage, Ids, Lock, Texts};
use crate::source::{Sources, Span};
use crate::tree::Tree;

/// One schema, its overlay applied.
#[derive(Debug, Clone)]
pub struct Document<T> {
    /// The file's path below the schema directory without `.json`; the id that the schema should have.
    pub id: String,
    /// The merged schema.
    pub schema: T,
    /// The merged tree; each value keeps its span in the file that it came from.
    pub tree: Tree,
    /// The outcome of each op of the overlay.
    pub outcomes: Vec<OpOutcome>,
}

impl<T> Document<T> {
    /// The span of the value at the pointer, or of its nearest ancestor that exists.
    #[must_use]
    pub fn value_span(&self, pointer: &str) -> Span {
        self.tree.value_span(pointer)
    }

    /// The span of the key of the member at the pointer, or of the value if it has no key.
    #[must_use]
    pub fn key_span(&self, pointer: &str) -> Span {
        self.tree.key_span(pointer)
    }
}

/// Everything below a schema directory that could be read, sorted by id.
#[derive(Debug, Clone, Default)]
pub struct SchemaSet {
    /// The files that it came from.
    pub sources: Sources,
    /// Endpoints.
    pub endpoints: Vec<Document<Endpoint>>,
    /// Concept pages.
    pub concepts: Vec<Document<ConceptPage>>,
    /// Pages of events and callbacks.
    pub events: Vec<Document<EventPage>>,
    /// `common.json`.
    pub common: Option<Document<Common>>,
    /// `ids.json`.
    pub ids: Option<Document<Ids>>,
    /// `lock.json`.
    pub lock: Option<Document<Lock>>,
    /// Translation memories; the id is the service.
    pub texts: Vec<Document<Texts>>,
    /// The places of the entries of `texts` that a schema has taken a text or a name from.
    pub used_texts: BTreeSet<Span>,
    /// Ids of schemas whose files are there and could not be read: they are missing from the lists above, not from the
    /// directory.
    pub unread: BTreeSet<String>,
}

impl SchemaSet {
    /// The outcomes of all overlay ops of the set.
    #[must_use]
    pub fn overlay_ops(&self) -> Vec<&OpOutcome> {
        let endpoints = self.endpoints.iter().flat_map(|document| &document.outcomes);
        let concepts = self.concepts.iter().flat_map(|document| &document.outcomes);
        endpoints.chain(concepts).chain(self.events.iter().flat_map(|document| &document.outcomes)).collect()
    }
}
