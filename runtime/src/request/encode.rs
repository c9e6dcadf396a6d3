//! Serializing a request: from a typed request to the parts of an HTTP request.

use std::borrow::Cow;

use crate::error::Error;
use crate::request::body::Body;
use crate::request::encode_error::EncodeError;
use crate::request::endpoint::Endpoint;
use crate::request::headers::HeaderWriter;
use crate::request::operation::Operation;
use crate::request::path::PathWriter;
use crate::request::query::QueryWriter;
use crate::validate::at::At;
use crate::validate::violation::{ViolationKind, Violations};

/// The parts of an HTTP request that the endpoint determines. The base URL and the `Authorization` header are up to the client.
///
/// `Debug` does not show the query, the values of headers or the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct EncodedRequest {
    /// The endpoint's metadata: method, host, accepted tokens.
    pub operation: &'static Operation,
    /// The path, percent-encoded, beginning with `/`.
    pub path: Cow<'static, str>,
    /// The query, percent-encoded, without `?`; may be empty.
    pub query: String,
    /// Documented headers and their values. The content type is the [body's](Body::content_type).
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

impl EncodedRequest {
    /// Returns path and query as in the request line.
    #[must_use]
    pub fn path_and_query(&self) -> Cow<'_, str> {
        if self.query.is_empty() {
            Cow::Borrowed(&self.path)
        } else {
            Cow::Owned(format!("{}?{}", self.path, self.query))
        }
    }

    /// Returns the URL at the documented host.
    #[must_use]
    pub fn url(&self) -> String {
        format!("https://{}{}", self.operation.host, self.path_and_query())
    }
}

impl std::fmt::Debug for EncodedRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncodedRequest")
            .field("operation", &self.operation.id)
            .field("path", &self.path)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

/// Serializes a request into the parts of an HTTP request. It does not check documented limits; see
/// [`Validate`](crate::Validate).
///
/// # Errors
/// Fails with [`ErrorKind::Path`](crate::ErrorKind::Path) if a path parameter is not a valid path segment, and with
/// [`ErrorKind::Encode`](crate::ErrorKind::Encode) if a value cannot be serialized.
pub fn encode<E: Endpoint>(request: &E) -> Result<EncodedRequest, Error<E::Code>> {
    let operation = request.operation();
    let mut path = PathWriter::new(operation.path);
    request.write_path(&mut path)?;
    let path = path.finish()?;
    let mut query = String::new();
    request.write_query(&mut QueryWriter::new(&mut query));
    let mut headers = Vec::new();
    request.write_headers(&mut HeaderWriter::new(&mut headers))?;
    let body = request.body()?;
    if may_not_be_finite(&query, &body) && has_infinite_number(request) {
        return Err(EncodeError::NOT_FINITE.into());
    }
    Ok(EncodedRequest { operation, path, query, headers, body })
}

/// Returns true if a number may have been written as `NaN`, `inf` or `-inf`. JSON bodies refuse them themselves.
fn may_not_be_finite(query: &str, body: &Body) -> bool {
    query.contains("NaN") || query.contains("inf") || matches!(body, Body::Multipart(_))
}

/// Returns true if a number of the request is NaN or infinite, which `Validate` reports for all of them.
fn has_infinite_number<E: Endpoint>(request: &E) -> bool {
    let mut found = Violations::new();
    request.check(&At::ROOT, &mut found);
    found.iter().any(|violation| matches!(violation.kind(), ViolationKind::NotFinite))
}
