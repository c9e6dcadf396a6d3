//! The body of a request.

use std::fmt;

use serde::Serialize;

use crate::request::form::{Form, Multipart};

/// The body of a request.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Body {
    /// No body.
    Empty,
    /// JSON text in UTF-8.
    Json(Vec<u8>),
    /// A form with files.
    Multipart(Multipart),
}

impl Body {
    /// The value as JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON. No generated type has such values.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        serde_json::to_vec(value).map(Self::Json).map_err(|_| EncodeError::JSON)
    }

    /// The form as `multipart/form-data`.
    #[must_use]
    pub fn form(form: Form) -> Self {
        Self::Multipart(form.finish())
    }

    /// The value of the header `Content-Type`; `None` when there is no body.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Json(_) => Some("application/json; charset=utf-8".to_owned()),
            Self::Multipart(form) => Some(form.content_type()),
        }
    }
}

/// Says how long the body is, not what it holds: bodies carry people's data.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(bytes) => write!(f, "Json({} bytes)", bytes.len()),
            Self::Multipart(form) => form.fmt(f),
        }
    }
}

/// A request cannot be written. Never holds the value at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError(Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// A map whose keys are no strings, or a hand-written `Serialize` that fails.
    Json,
    Header(&'static str),
    ContentType,
    Spent,
    #[cfg(feature = "client")]
    Key,
}

impl EncodeError {
    pub(crate) const JSON: Self = Self(Fault::Json);
    pub(crate) const CONTENT_TYPE: Self = Self(Fault::ContentType);
    pub(crate) const SPENT: Self = Self(Fault::Spent);
    #[cfg(feature = "client")]
    pub(crate) const NO_KEY: Self = Self(Fault::Key);

    pub(crate) const fn header(name: &'static str) -> Self {
        Self(Fault::Header(name))
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            // What serde_json says may hold a part of the value.
            Fault::Json => f.write_str("the value cannot be written as JSON"),
            Fault::Header(name) => write!(f, "the value of the header `{name}` holds control characters"),
            Fault::ContentType => f.write_str("the content type of a file holds control characters"),
            Fault::Spent => f.write_str("the content of a file was a stream, and it has been read already"),
            #[cfg(feature = "client")]
            Fault::Key => f.write_str(
                "an idempotency key was given, and the endpoint documents none, or the request holds one already",
            ),
        }
    }
}

impl std::error::Error for EncodeError {}
