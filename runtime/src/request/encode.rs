//! From a typed request to the parts of an HTTP request.

use std::borrow::Cow;

use crate::error::Error;
use crate::request::body::Body;
use crate::request::endpoint::Endpoint;
use crate::request::headers::HeaderWriter;
use crate::request::operation::Operation;
use crate::request::path::PathWriter;
use crate::request::query::QueryWriter;

/// The parts of an HTTP request that the endpoint decides. Authorization and the base URL are the client's.
///
/// `Debug` shows neither the query nor values of headers nor the body.
#[derive(Clone)]
#[non_exhaustive]
pub struct EncodedRequest {
    /// The endpoint's fixed facts: method, host, accepted tokens.
    pub operation: &'static Operation,
    /// The path, percent-encoded, beginning with `/`.
    pub path: Cow<'static, str>,
    /// The query, percent-encoded, without `?`; empty when there is none.
    pub query: String,
    /// Documented headers and their values. The content type is the [body's](Body::content_type).
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Body,
}

impl EncodedRequest {
    /// Path and query as they stand in the request line.
    #[must_use]
    pub fn path_and_query(&self) -> Cow<'_, str> {
        if self.query.is_empty() {
            Cow::Borrowed(&self.path)
        } else {
            Cow::Owned(format!("{}?{}", self.path, self.query))
        }
    }

    /// The address at the documented host.
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

/// Turns a request into the parts of an HTTP request, whether or not it keeps its documented limits; see
/// [`Validate`](crate::Validate) for those.
///
/// # Errors
/// A path parameter cannot be a segment of a path ([`ErrorKind::Path`](crate::ErrorKind::Path)), or a value cannot be
/// written ([`ErrorKind::Encode`](crate::ErrorKind::Encode)).
pub fn encode<E: Endpoint>(request: &E) -> Result<EncodedRequest, Error<E::Code>> {
    let operation = E::OPERATION;
    let mut path = PathWriter::new(operation.path);
    request.write_path(&mut path)?;
    let path = path.finish()?;
    let mut query = String::new();
    request.write_query(&mut QueryWriter::new(&mut query));
    let mut headers = Vec::new();
    request.write_headers(&mut HeaderWriter::new(&mut headers))?;
    let body = request.body()?;
    Ok(EncodedRequest { operation, path, query, headers, body })
}
