//! An endpoint: its request, its reply and its facts.

use super::{
    BodyKind, CodeEnum, Doc, Field, HeaderParameter, IdempotencyKey, MockWire, Name, Part, PathParameter,
    QueryParameter, RequestValue, Rule, Setter, Struct, Ty, TypeDef,
};

/// One endpoint.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) operation: Operation,
    /// Documentation of `Request`.
    pub(crate) request_doc: Doc,
    /// `Headers`, `Path`, `Query` and `Body`; those without fields are left out.
    pub(crate) parts: Vec<Part>,
    /// The fields of `Required`.
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
    /// Facts that only the mock server needs.
    pub(crate) mock: MockWire,
}

/// The operation's constants.
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

/// The effect of a call that arrives twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idempotency {
    /// The call only reads.
    Read,
    /// The server executes it once for each key.
    Keyed,
    /// The server may execute it twice.
    Unkeyed,
}

/// Place of the reply's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Envelope {
    /// In `data`.
    Data,
    /// Beside `code` and `msg`.
    Flat,
    /// The reply is a file.
    File,
}

/// The definition of `Data`.
#[derive(Debug)]
pub(crate) enum Data {
    /// An object.
    Object(Box<Struct>),
    /// A list or map; empty if the reply has no data.
    Collection(Doc, Ty),
    /// Any other JSON, which may be missing.
    Value(Doc, Ty),
    /// The content of a file.
    File(Doc),
}

/// The fields of `data` that carry a status of their own.
#[derive(Debug)]
pub(crate) struct InnerStatus {
    pub(crate) code: Name,
    pub(crate) message: Option<Name>,
}

/// The fields that walk through the pages of a list.
#[derive(Debug)]
pub(crate) struct Paging {
    /// `query` or `body`.
    pub(crate) part: Name,
    /// The request's field for a page token.
    pub(crate) asked: Name,
    pub(crate) is_optional: bool,
    /// The reply's field with the token of the next page.
    pub(crate) next: Name,
    /// The reply's field that says if there is a next page.
    pub(crate) has_more: Option<Name>,
    /// The reply's list of items, if it has exactly one list.
    pub(crate) items: Option<Field>,
}
