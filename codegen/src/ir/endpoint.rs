//! An endpoint: its request, its reply, and how both travel.

use super::{CodeEnum, Doc, Field, MockWire, Rule, Struct, Ty, TypeDef};
use crate::names::Name;

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Endpoint {
    /// The module names shared types or codes.
    pub(crate) uses_common: bool,
    pub(crate) operation: Operation,
    /// Documentation of `Request`.
    pub(crate) request_doc: Doc,
    /// `Headers`, `Path`, `Query` and `Body`, as far as the endpoint has them.
    pub(crate) parts: Vec<Part>,
    /// The fields of `Required`, with the part that each belongs to.
    pub(crate) required: Vec<RequestValue>,
    /// Setters of the optional fields.
    pub(crate) setters: Vec<Setter>,
    /// Rules between the request's fields.
    pub(crate) rules: Vec<Rule>,
    pub(crate) path: Vec<PathParameter>,
    pub(crate) query: Vec<QueryParameter>,
    pub(crate) headers: Vec<HeaderParameter>,
    pub(crate) body: BodyKind,
    /// Nested objects and enums, requests first.
    pub(crate) types: Vec<TypeDef>,
    pub(crate) data: Data,
    pub(crate) inner_status: Option<InnerStatus>,
    pub(crate) idempotency_key: Option<IdempotencyKey>,
    pub(crate) paging: Option<Paging>,
    pub(crate) codes: CodeEnum,
    /// What a mock server has to know beside the types.
    pub(crate) mock: MockWire,
}

/// What is known of the operation itself.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: model::schema::Method,
    pub(crate) host: String,
    pub(crate) path: String,
    pub(crate) tokens: Vec<model::schema::TokenKind>,
    pub(crate) rate_limits: Vec<model::schema::RateLimit>,
    pub(crate) idempotency: Idempotency,
    pub(crate) envelope: Envelope,
    pub(crate) deprecated: bool,
}

/// What happens when a call arrives twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// Nothing: it only reads.
    Read,
    /// It is executed once for each key.
    Keyed,
    /// It may be executed twice.
    Unkeyed,
}

/// The text field that tells one call from another.
#[derive(Debug)]
pub(crate) struct IdempotencyKey {
    /// `query` or `body`.
    pub(crate) part: Name,
    pub(crate) name: Name,
    pub(crate) optional: bool,
}

/// Where the reply's data stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// In `data`.
    Data,
    /// Beside `code` and `msg`.
    Flat,
    /// The reply is a file.
    File,
}

/// What `Data` is.
#[derive(Debug)]
pub(crate) enum Data {
    /// An object.
    Object(Box<Struct>),
    /// A list or map, which is empty when the reply has no data.
    Collection(Doc, Ty),
    /// Any other JSON, which may be missing.
    Value(Doc, Ty),
    /// The content of a file.
    File(Doc),
}

/// How the body is written.
#[derive(Debug)]
pub(crate) enum BodyKind {
    /// There is none.
    None,
    /// As JSON.
    Json,
    /// As a form, part by part.
    Form(Vec<FormPart>),
}

/// A part of a form.
#[derive(Debug)]
pub(crate) struct FormPart {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The value is wrapped, so that it is never printed.
    pub(crate) sensitive: bool,
    pub(crate) style: PartStyle,
}

/// How a part of a form is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartStyle {
    Text,
    /// The text of JSON in a string.
    JsonText,
    Json,
    File,
    /// One part for each element.
    Files,
}

/// A header.
#[derive(Debug)]
pub(crate) struct HeaderParameter {
    pub(crate) wire: String,
    pub(crate) name: Name,
    pub(crate) optional: bool,
    /// The value is wrapped, so that it is never printed.
    pub(crate) sensitive: bool,
}

/// One of `Headers`, `Path`, `Query` and `Body`.
#[derive(Debug)]
pub(crate) struct Part {
    /// The field of `Request`: `headers`, `path`, `query` or `body`.
    pub(crate) member: Name,
    pub(crate) object: Struct,
}

/// A field of the request, wherever it stands.
#[derive(Debug)]
pub(crate) struct RequestValue {
    /// `headers`, `path`, `query` or `body`.
    pub(crate) part: Name,
    /// The name in `Required`: the field's own, with the part in front where two parts share it.
    pub(crate) name: Name,
    pub(crate) field: Field,
}

/// A method that sets an optional field.
#[derive(Debug)]
pub(crate) struct Setter {
    /// The method.
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

/// How a query parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QueryStyle {
    /// Once.
    Single,
    /// Once for each element.
    Repeated,
    /// Once, with the elements joined by commas.
    Joined,
}

/// The fields of `data` that carry a status of their own.
#[derive(Debug)]
pub(crate) struct InnerStatus {
    pub(crate) code: Name,
    pub(crate) message: Option<Name>,
}

/// How one walks through the pages of a list.
#[derive(Debug)]
pub(crate) struct Paging {
    /// `query` or `body`.
    pub(crate) part: Name,
    /// The field that asks for a page by its token.
    pub(crate) asked: Name,
    pub(crate) is_optional: bool,
    /// The reply's field with the token of the next page.
    pub(crate) next: Name,
    /// The reply's field that says whether there is one.
    pub(crate) has_more: Option<Name>,
    /// The list that a page holds a part of, unless there are several.
    pub(crate) items: Option<Field>,
}
