//! Errors of serializing a request.

use std::fmt;

/// A request cannot be serialized. The error never contains the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodeError(Fault);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Fault {
    /// A map whose keys are not strings, or a hand-written `Serialize` that fails.
    Json,
    NotFinite,
    Header(&'static str),
    ContentType,
    Spent,
    #[cfg(feature = "client")]
    Key,
}

impl EncodeError {
    pub(crate) const JSON: Self = Self(Fault::Json);
    pub(crate) const NOT_FINITE: Self = Self(Fault::NotFinite);
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
            // The message of serde_json may contain a part of the value.
            Fault::Json => f.write_str("the value cannot be serialized as JSON"),
            Fault::NotFinite => f.write_str("a number is NaN or infinite, which cannot be sent"),
            Fault::Header(name) => write!(f, "the value of the header `{name}` contains control characters"),
            Fault::ContentType => f.write_str("the content type of a file contains control characters"),
            Fault::Spent => f.write_str("the content of a file is a stream that has already been consumed"),
            #[cfg(feature = "client")]
            Fault::Key => f.write_str(
                "an idempotency key was set, but the endpoint documents none, or the request already contains one",
            ),
        }
    }
}

impl std::error::Error for EncodeError {}
