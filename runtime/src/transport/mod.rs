//! The interface between the client and an HTTP implementation.

#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Instant;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::error::kind::ErrorKind;
use crate::error::retry::Outcome;
use crate::reply::head::ReplyHead;
use crate::request::form::FormStream;
use crate::text;

/// The future of one HTTP exchange.
pub type TransportFuture<'a> =
    Pin<Box<dyn Future<Output = Result<http::Response<Bytes>, TransportError>> + Send + 'a>>;

/// Sends an HTTP request and returns the complete response.
///
/// An implementation must
/// - send the request once and not follow redirects, because the request carries a token or the app's secret;
/// - complete by `deadline`;
/// - read at most `max_reply_bytes` of the body, counted after any decompression;
/// - return [`not_sent`](TransportError::not_sent) only if not one byte of the request can have reached the server.
pub trait Transport: Send + Sync + 'static {
    /// Sends the request. A response is not an error, regardless of its HTTP status.
    fn send(&self, request: TransportRequest) -> TransportFuture<'_>;

    /// Returns true if it certainly completes by the deadline, so that the client sets no timer of its own.
    #[doc(hidden)]
    fn keeps_deadlines(&self) -> bool {
        false
    }
}

/// The body of one HTTP request.
pub enum TransportBody {
    /// The whole body; empty if there is none.
    Bytes(Bytes),
    /// A body that is read while it is sent. If its `content_length` is known, it belongs in the header `Content-Length`.
    Stream(FormStream),
}

/// Shows the length only.
impl fmt::Debug for TransportBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream(stream) => stream.fmt(f),
        }
    }
}

/// An HTTP request, and the limits of its exchange.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The request, with an absolute URI. Headers that contain secrets are marked sensitive.
    pub request: http::Request<TransportBody>,
    /// The time by which the exchange must be complete.
    pub deadline: Instant,
    /// The maximum length of the response's body in bytes.
    pub max_reply_bytes: usize,
}

impl TransportRequest {
    pub(crate) const fn new(
        request: http::Request<TransportBody>,
        deadline: Instant,
        max_reply_bytes: usize,
    ) -> Self {
        Self { request, deadline, max_reply_bytes }
    }
}

/// An exchange without a complete response.
pub struct TransportError {
    fault: TransportFault,
    /// Status and headers of a response that was interrupted within its body.
    head: Option<ReplyHead>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// The point at which an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportFault {
    NotSent,
    Interrupted,
    Deadline { sent: bool },
    TooLarge,
}

impl TransportError {
    /// Not one byte of the request reached the server: name resolution, connection or TLS failed.
    #[must_use]
    pub fn not_sent(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { fault: TransportFault::NotSent, head: None, source: Some(source.into()) }
    }

    /// The request was sent, completely or partly, and no complete response arrived.
    #[must_use]
    pub fn interrupted(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { fault: TransportFault::Interrupted, head: None, source: Some(source.into()) }
    }

    /// The deadline passed. `sent` is false only if not one byte of the request can have reached the server.
    #[must_use]
    pub const fn deadline(sent: bool) -> Self {
        Self { fault: TransportFault::Deadline { sent }, head: None, source: None }
    }

    /// The response's body is longer than `max_reply_bytes`.
    #[must_use]
    pub const fn too_large() -> Self {
        Self { fault: TransportFault::TooLarge, head: None, source: None }
    }

    /// Adds the status and log id of a response that was interrupted within its body.
    #[must_use]
    pub fn with_reply_head(mut self, status: StatusCode, headers: &HeaderMap) -> Self {
        self.head = Some(reply_head(status, headers));
        self
    }

    pub(crate) const fn kind(&self) -> ErrorKind {
        match self.fault {
            TransportFault::NotSent => ErrorKind::NotSent,
            TransportFault::Interrupted => ErrorKind::Interrupted,
            TransportFault::Deadline { .. } => ErrorKind::Deadline,
            TransportFault::TooLarge => ErrorKind::TooLarge,
        }
    }

    /// Returns true unless the response was too large, which it would be again.
    pub(crate) fn is_retryable(&self) -> bool {
        self.fault != TransportFault::TooLarge
    }

    pub(crate) const fn outcome(&self) -> Outcome {
        match self.fault {
            TransportFault::NotSent => Outcome::NotSent,
            TransportFault::Interrupted | TransportFault::Deadline { sent: true } => {
                Outcome::Unknown { may_pass: true }
            }
            TransportFault::Deadline { sent: false } => Outcome::Final,
            TransportFault::TooLarge => Outcome::Unknown { may_pass: false },
        }
    }

    /// Replaces the source if a text of it contains a secret.
    pub(crate) fn withhold(&mut self, is_secret: impl Fn(&str) -> bool, withheld: &'static str) {
        let mut causes = std::iter::successors(self.source(), |&error| error.source());
        if causes.any(|cause| is_secret(&cause.to_string()) || is_secret(&format!("{cause:?}"))) {
            self.source = Some(withheld.into());
        }
    }

    pub(crate) const fn head(&self) -> Option<&ReplyHead> {
        self.head.as_ref()
    }

    pub(crate) const fn head_mut(&mut self) -> Option<&mut ReplyHead> {
        self.head.as_mut()
    }

    pub(crate) const fn may_have_executed(&self) -> bool {
        !matches!(self.fault, TransportFault::NotSent | TransportFault::Deadline { sent: false })
    }
}

pub(crate) fn reply_head(status: StatusCode, headers: &HeaderMap) -> ReplyHead {
    ReplyHead::new(status.as_u16(), &|name| header_text(headers, name))
}

/// Returns a header as text. The platform sends file names as UTF-8 in `Content-Disposition`.
pub(crate) fn header_text(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(String::from_utf8_lossy(headers.get(name)?.as_bytes()).into_owned())
}

/// One line: how far the exchange got, and the root cause.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            TransportFault::NotSent => "the request could not be sent",
            TransportFault::Interrupted => "no complete response; the call may have been executed",
            TransportFault::Deadline { sent: false } => "the deadline passed before the request was sent",
            TransportFault::Deadline { sent: true } => "the deadline passed; the call may have been executed",
            TransportFault::TooLarge => {
                "the response is larger than the client's limit; the call may have been executed"
            }
        })?;
        let Some(cause) = std::iter::successors(self.source(), |&error| error.source()).last() else {
            return Ok(());
        };
        f.write_str(": ")?;
        text::one_line(f, &cause.to_string())
    }
}

/// Shows the message of the source instead of its fields.
impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransportError")
            .field("fault", &self.fault)
            .field("head", &self.head)
            .field("source", &self.source.as_ref().map(ToString::to_string))
            .finish()
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_ref().map(|source| &**source as _)
    }
}
