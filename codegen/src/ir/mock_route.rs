//! Facts that only the mock server needs.

use super::{Name, QueryStyle};

/// The reading of a request from the wire, and the reply to it.
#[derive(Debug)]
pub(crate) struct MockWire {
    /// All documented headers.
    pub(crate) headers: Vec<MockParameter>,
    /// Parameters of the path with another type than text.
    pub(crate) path: Vec<MockParameter>,
    /// Parameters of the query with another type than text, and lists.
    pub(crate) query: Vec<MockParameter>,
    /// All parts of a form; `None` for other bodies.
    pub(crate) form: Option<Vec<MockPart>>,
    /// The page's example reply, as JSON text.
    pub(crate) reply: Option<String>,
}

/// A value that travels as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MockParameter {
    pub(crate) wire: String,
    pub(crate) kind: MockKind,
    pub(crate) style: QueryStyle,
}

/// The JSON type that a text stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MockKind {
    Text,
    Int,
    Float,
    Bool,
    Json,
    File,
}

/// A part of a form.
#[derive(Debug)]
pub(crate) struct MockPart {
    pub(crate) value: MockParameter,
    pub(crate) name: Name,
    pub(crate) optional: bool,
}

/// An entry of the mock server's table.
#[derive(Debug)]
pub(crate) struct Route {
    /// The cargo feature that switches it on.
    pub(crate) feature: Name,
    /// Module names below `api`.
    pub(crate) module: Vec<Name>,
}
