//! What carries HTTP: the seam between the client and an HTTP stack.

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

/// Carries one HTTP request and brings the whole reply.
///
/// An implementation must
/// - send the request once, and follow no redirect: the request carries a token or the app's secret;
/// - end by `deadline`, in whatever state it is;
/// - read no more than `max_reply_bytes` of the body, counted after any decompression;
/// - say [`not_sent`](TransportError::not_sent) only when not one byte of the request can have reached the server.
pub trait Transport: Send + Sync + 'static {
    /// Carries the request. Any HTTP status is a reply and no error.
    fn send(&self, request: TransportRequest) -> TransportFuture<'_>;
}

/// The body of one HTTP request.
pub enum TransportBody {
    /// The whole body; empty when there is none.
    Bytes(Bytes),
    /// A body that is read while it is sent. Its `content_length` belongs into the header of that name.
    Stream(FormStream),
}

/// Says how long the body is, not what it holds.
impl fmt::Debug for TransportBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "Bytes({})", bytes.len()),
            Self::Stream(stream) => stream.fmt(f),
        }
    }
}

/// One HTTP request, and the limits of its exchange.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportRequest {
    /// The request, its URI absolute. Headers that hold secrets are marked sensitive.
    pub request: http::Request<TransportBody>,
    /// When the exchange must have ended.
    pub deadline: Instant,
    /// The most bytes of the reply's body.
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

/// Why an exchange brought no whole reply.
pub struct TransportError {
    fault: TransportFault,
    /// What is known of the reply when it broke off inside its body.
    head: Option<ReplyHead>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// How far the exchange came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TransportFault {
    NotSent,
    Interrupted,
    Deadline { sent: bool },
    TooLarge,
}

impl TransportError {
    /// Not one byte of the request reached the server: no address, no connection, no TLS.
    #[must_use]
    pub fn not_sent(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { fault: TransportFault::NotSent, head: None, source: Some(source.into()) }
    }

    /// The request was sent, wholly or in part, and no whole reply came.
    #[must_use]
    pub fn interrupted(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { fault: TransportFault::Interrupted, head: None, source: Some(source.into()) }
    }

    /// The deadline passed. `sent` is false only when not one byte of the request can have reached the server.
    #[must_use]
    pub const fn deadline(sent: bool) -> Self {
        Self { fault: TransportFault::Deadline { sent }, head: None, source: None }
    }

    /// The reply's body is longer than the request allows.
    #[must_use]
    pub const fn too_large() -> Self {
        Self { fault: TransportFault::TooLarge, head: None, source: None }
    }

    /// Keeps the status and the log id of a reply that broke off inside its body.
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

    /// The same call brings the same long reply; all else may go better later.
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
    ReplyHead::new(status.as_u16(), &|name| headers.get(name)?.to_str().ok().map(str::to_owned))
}

/// One line: how far the exchange came, and the root cause.
impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.fault {
            TransportFault::NotSent => "the request could not be sent",
            TransportFault::Interrupted => "no whole reply came; the call may have executed",
            TransportFault::Deadline { sent: false } => "the deadline passed before the request was sent",
            TransportFault::Deadline { sent: true } => "the deadline passed; the call may have executed",
            TransportFault::TooLarge => {
                "the reply is longer than the client takes; the call may have executed"
            }
        })?;
        let Some(cause) = std::iter::successors(self.source(), |&error| error.source()).last() else {
            return Ok(());
        };
        f.write_str(": ")?;
        text::one_line(f, &cause.to_string())
    }
}

/// Shows what the source displays, not what it holds.
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
