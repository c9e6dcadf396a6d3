//! Documented limits of single values.

use super::TypePath;
use crate::names::Name;

/// The limits of one field.
#[derive(Debug, Clone)]
pub(crate) struct FieldCheck {
    pub(crate) name: Name,
    pub(crate) wire: String,
    /// The field is an `Option`.
    pub(crate) optional: bool,
    pub(crate) steps: Vec<Check>,
}

/// One thing to check about a value.
#[derive(Debug, Clone)]
pub(crate) enum Check {
    MinChars(u64),
    MaxChars(u64),
    MinBytes(u64),
    MaxBytes(u64),
    MinItems(u64),
    MaxItems(u64),
    MinInt(i64),
    MaxInt(i64),
    MinFloat(f64),
    MaxFloat(f64),
    /// No NaN and no infinity: JSON has neither.
    Finite,
    /// One of these members of an open enum.
    Member(TypePath, Vec<Name>),
    FixedText(String),
    FixedInt(i64),
    FixedBool(bool),
    FixedFloat(f64),
    /// A regular expression that has been compiled once before.
    Pattern(String),
    /// Exactly one safe segment of a path.
    PathSegment,
    /// The value of one header.
    HeaderValue,
    /// The text is JSON of the documented shape.
    Json,
    /// The same for each element of a list.
    Each(Vec<Check>),
    /// The same for each value of a map.
    EachValue(Vec<Check>),
    /// The same for the value inside a JSON string, if it could be read.
    Inside(Vec<Check>),
    /// The same for the value that is never printed.
    Exposed(Vec<Check>),
    /// The limits of the object itself.
    Nested,
}
