//! What a mock server has to know of an endpoint beside its types.

use crate::names::Name;

/// How requests are read back from the wire, and what they are answered with.
#[derive(Debug)]
pub(crate) struct MockWire {
    /// All documented headers.
    pub(crate) headers: Vec<MockParameter>,
    /// Parameters of the path that are no text.
    pub(crate) path: Vec<MockParameter>,
    /// Parameters of the query that are no text, or lists.
    pub(crate) query: Vec<MockParameter>,
    /// All parts of a form; `None` when the body is none.
    pub(crate) form: Option<Vec<MockPart>>,
    /// The page's reply, as JSON text.
    pub(crate) reply: Option<String>,
}

/// A value that travels as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MockParameter {
    pub(crate) wire: String,
    pub(crate) kind: MockKind,
    pub(crate) style: super::QueryStyle,
}

/// What a text stands for.
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

/// An endpoint in the table of all.
#[derive(Debug)]
pub(crate) struct Route {
    /// The cargo feature that switches it on.
    pub(crate) feature: Name,
    /// Module names below `api`.
    pub(crate) module: Vec<Name>,
}
