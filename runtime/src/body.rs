//! The body of a request.

use std::fmt;

use serde::Serialize;

/// The body of a request.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Body {
    /// No body.
    Empty,
    /// JSON text in UTF-8.
    Json(Vec<u8>),
}

impl Body {
    /// The value as JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON. No generated type has such values.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        serde_json::to_vec(value).map(Self::Json).map_err(|_| EncodeError(()))
    }
}

/// Says how long the body is, not what it holds: bodies carry people's data.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(bytes) => write!(f, "Json({} bytes)", bytes.len()),
        }
    }
}

/// A value cannot be written as JSON: a map whose keys are no strings, or a hand-written `Serialize` that fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError(pub(crate) ());

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What serde_json says may hold a part of the value.
        f.write_str("the value cannot be written as JSON")
    }
}

impl std::error::Error for EncodeError {}
