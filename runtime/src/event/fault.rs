//! Why JSON is not an event.

use std::fmt;

use crate::reply::fault::ReplyFault;

/// Why JSON is not an event, or not one of the expected type. It contains no part of the JSON except documented names and
/// positions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventFault(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    NotJson { line: usize, column: usize },
    NotAnEnvelope,
    Missing(&'static str),
    OtherType,
    Shape(ReplyFault),
}

impl EventFault {
    pub(crate) const NOT_AN_ENVELOPE: Self = Self(Kind::NotAnEnvelope);
    pub(crate) const OTHER_TYPE: Self = Self(Kind::OtherType);

    pub(crate) const fn missing(member: &'static str) -> Self {
        Self(Kind::Missing(member))
    }

    pub(crate) fn not_json(error: &serde_json::Error) -> Self {
        Self(Kind::NotJson { line: error.line(), column: error.column() })
    }

    pub(crate) fn shape(root: &str, error: &serde_json::Error) -> Self {
        Self(Kind::Shape(ReplyFault::shape(root, error)))
    }
}

impl fmt::Display for EventFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::NotJson { line, column } => write!(f, "not JSON (line {line}, column {column})"),
            Kind::NotAnEnvelope => f.write_str("not the envelope of an event"),
            Kind::Missing(member) => write!(f, "no text in `{member}` of the envelope"),
            Kind::OtherType => f.write_str("an event of another type"),
            Kind::Shape(fault) => fault.fmt(f),
        }
    }
}

impl std::error::Error for EventFault {}
