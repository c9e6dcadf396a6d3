//! The body of a request.

use std::fmt;

use serde::Serialize;

use crate::request::encode_error::EncodeError;
use crate::request::form::{Form, Multipart};
use crate::request::json;

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
    /// Serializes a value as JSON.
    ///
    /// # Errors
    /// Fails if the value contains NaN or an infinity, or cannot be serialized.
    pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        json::text(value).map(|text| Self::Json(text.into_bytes()))
    }

    /// Serializes a form as `multipart/form-data`.
    #[must_use]
    pub fn form(form: Form) -> Self {
        Self::Multipart(form.finish())
    }

    /// Returns the value of the header `Content-Type`; `None` if there is no body.
    #[must_use]
    pub fn content_type(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Json(_) => Some("application/json; charset=utf-8".to_owned()),
            Self::Multipart(form) => Some(form.content_type()),
        }
    }
}

/// Shows the length only: bodies carry personal data.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("Empty"),
            Self::Json(bytes) => write!(f, "Json({} bytes)", bytes.len()),
            Self::Multipart(form) => form.fmt(f),
        }
    }
}
