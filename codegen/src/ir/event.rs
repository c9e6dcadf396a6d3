//! Events and callbacks.

use model::schema::EventEnvelope;

use super::{Doc, Name, Struct, TypeDef};

/// One event.
#[derive(Debug)]
pub(crate) struct Event {
    /// The type on the wire; of a callback without an envelope, the id of its schema.
    pub(crate) wire: String,
    pub(crate) envelope: EventEnvelope,
    pub(crate) is_callback: bool,
    /// `Event`.
    pub(crate) object: Struct,
    /// Nested objects and enums.
    pub(crate) types: Vec<TypeDef>,
}

/// An entry of the enum of all events.
#[derive(Debug)]
pub(crate) struct AnyEvent {
    /// The variant.
    pub(crate) name: Name,
    pub(crate) doc: Doc,
    /// Module names below `api`; the first is the cargo feature.
    pub(crate) module: Vec<Name>,
    pub(crate) wire: String,
    pub(crate) envelope: EventEnvelope,
}
