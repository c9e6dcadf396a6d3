//! The parts of a request, and how each of them is written to the wire.

use super::{Field, Name, Struct};

/// One of `Headers`, `Path`, `Query` and `Body`.
#[derive(Debug)]
pub(crate) struct Part {
    /// The field of `Request`: `headers`, `path`, `query` or `body`.
    pub(crate) member: Name,
    pub(crate) object: Struct,
}

/// A field of any part of the request.
#[derive(Debug)]
pub(crate) struct RequestValue {
    /// `headers`, `path`, `query` or `body`.
    pub(crate) part: Name,
    /// The name in `Required`: the field's own, prefixed with the part if two parts share it.
    pub(crate) name: Name,
    pub(crate) field: Field,
}

/// A method that sets an optional field.
#[derive(Debug)]
pub(crate) struct Setter {
    pub(crate) method: Name,
    pub(crate) value: RequestValue,
}

/// A parameter of the path.
#[derive(Debug)]
pub(crate) struct PathParameter {
    pub(crate) wire: String,
    pub(crate) name: Name,
}

/// A parameter of the query.
#[derive(Debug)]
pub(crate) struct QueryParameter {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) optional: bool,
    pub(crate) style: QueryStyle,
}

/// The form in which a query parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryStyle {
    /// Once.
    Single,
    /// Once for each element.
    Repeated,
    /// Once, with the elements joined by commas.
    Joined,
}

/// A header.
#[derive(Debug)]
pub(crate) struct HeaderParameter {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The value is a `Sensitive`.
    pub(crate) sensitive: bool,
}

/// The encoding of the body.
#[derive(Debug)]
pub(crate) enum BodyKind {
    /// No body.
    None,
    /// JSON.
    Json,
    /// A form of these parts.
    Form(Vec<FormPart>),
}

/// A part of a form.
#[derive(Debug)]
pub(crate) struct FormPart {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The value is a `Sensitive`.
    pub(crate) sensitive: bool,
    pub(crate) style: PartStyle,
}

/// The encoding of a part of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartStyle {
    Text,
    /// The text of a JSON string.
    JsonText,
    Json,
    File,
    /// One part for each element.
    Files,
}

/// The text field that identifies a call, so that a repeated one is executed once.
#[derive(Debug)]
pub(crate) struct IdempotencyKey {
    /// `query` or `body`.
    pub(crate) part: Name,
    pub(crate) name: Name,
    pub(crate) optional: bool,
}
