//! Errors of serializing a request.

use std::fmt;

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
