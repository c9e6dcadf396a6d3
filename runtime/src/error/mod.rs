//! The error of a call, and what it is made of.

pub(crate) mod error_code;
pub(crate) mod error_detail;
pub(crate) mod failure;
pub(crate) mod kind;
pub(crate) mod platform_codes;
pub(crate) mod retry;
#[cfg(feature = "client")]
pub(crate) mod token_failure;

use std::fmt::{self, Write as _};
use std::marker::PhantomData;
use std::time::Duration;

use self::error_code::ErrorCode;
use self::error_detail::ErrorDetail;
use self::failure::Failure;
use self::kind::ErrorKind;
use self::retry::RetryHistory;
use crate::reply::reply_fault::ReplyFault;
use crate::request::encode_error::EncodeError;
use crate::request::path::PathError;
use crate::text::Line;
use crate::validate::violation::Violations;
use crate::value::raw_json::RawJson;

/// Why a call did not succeed.
///
/// `C` is the endpoint's type of error codes. `Error<C>` converts into `Error`, whose code is a plain number, so that `?`
/// composes calls of different endpoints.
///
/// What `Display`, `Debug` and the chain of sources show:
///
/// - No token, no secret, and nothing of a reply but what the server says of the failure: its message, its log id, and what
///   it adds to its code. What of that repeats a secret is withheld.
/// - Nothing of a request but what breaks its documented limits: where it stands, with the keys of maps, and of a range, an enum
///   or a fixed value also the value itself, up to 200 characters. The values of fields that are marked as sensitive are
///   never shown.
pub struct Error<C = Erased> {
    failure: Box<Failure>,
    history: RetryHistory,
    code: PhantomData<fn() -> C>,
}

/// Stands for the codes of any endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Erased {}

impl<C> Error<C> {
    /// The kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.history.kind(self.failure.kind())
    }

    /// The kind of the last attempt's failure: what is behind [`ErrorKind::Ambiguous`], else the same as
    /// [`kind`](Self::kind).
    #[must_use]
    pub fn cause_kind(&self) -> ErrorKind {
        self.failure.kind()
    }

    /// How often the call was tried; 0 when none of it was sent, or when no client sent it.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.history.attempts
    }

    /// How long to wait before the call is made again, when the server did not execute it now and may do so later:
    /// as long as it says, or else as long as the client would have waited.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        #[cfg(feature = "client")]
        let of_token = || self.token_error().and_then(|error| error.history.retry_after);
        #[cfg(not(feature = "client"))]
        let of_token = || None;
        self.history.retry_after.or_else(of_token)
    }

    /// The server's error code, as a number; never 0.
    #[must_use]
    pub fn raw_code(&self) -> Option<i64> {
        self.failure.api().map(|api| api.code)
    }

    /// The server's message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.failure.api().and_then(|api| api.msg.as_deref())
    }

    /// What the caller can do about a documented error code.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        self.failure.api().and_then(|api| api.info).and_then(|info| info.hint())
    }

    /// The HTTP status of the reply, when one came.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.failure.head().map(|head| head.status)
    }

    /// The server's log id, when a reply came: what its support asks for.
    #[must_use]
    pub fn log_id(&self) -> Option<&str> {
        self.failure.head().and_then(|head| head.log_id.as_deref())
    }

    /// What the server adds to its error code.
    #[must_use]
    pub fn detail(&self) -> Option<&ErrorDetail> {
        self.failure.api().and_then(|api| api.detail.as_ref())
    }

    /// Whether the error code stands inside the data of a reply whose outer code is 0.
    #[must_use]
    pub fn is_inner(&self) -> bool {
        self.failure.api().is_some_and(|api| api.inner)
    }

    /// The documented limits that the request breaks.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &*self.failure {
            Failure::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// What is wrong with the reply.
    #[must_use]
    pub fn reply_fault(&self) -> Option<&ReplyFault> {
        match &*self.failure {
            Failure::Unreadable { fault, .. } => Some(fault),
            _ => None,
        }
    }

    /// The data of a reply that says success and cannot be read, because the data is not of its documented shape: as it came,
    /// so that the id of what was just created is not lost with a member that is none of its page. Of an endpoint that
    /// answers without a member `data`, the whole reply.
    ///
    /// It may hold what people wrote. Neither `Display` nor `Debug` shows it.
    #[must_use]
    pub fn reply_data(&self) -> Option<&RawJson> {
        match &*self.failure {
            Failure::Unreadable { data, .. } => data.as_ref(),
            _ => None,
        }
    }

    /// Whether the same call, unchanged, may succeed later.
    ///
    /// True when no connection was had, when no whole reply came, on throttling (99991400), on codes of which it is known,
    /// and on HTTP 5xx unless its code is known to mean a refusal. It does not say that calling again is safe: see [`may_have_executed`](Self::may_have_executed).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// Whether the server may have executed the call.
    ///
    /// False only where it is known that it did not: nothing was sent; the platform's gateway refused the call (throttled,
    /// token, scope, app state, IP address, quota); or the endpoint's code is known to mean a refusal. An error code of
    /// which nothing is known proves nothing, whatever its HTTP status, and so it is true for those, for HTTP 5xx, for
    /// replies that cannot be read, and for calls whose reply never came.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.history.may_have_executed || self.failure.may_have_executed()
    }

    /// Whether the call was to be made as a person who must authorize the app first, or again: nothing is known of this
    /// person, or the tokens that are known cannot be renewed any more. See `Client::set_user_tokens`.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn needs_authorization(&self) -> bool {
        matches!(&*self.failure, Failure::Token(fault) if fault.needs_authorization())
    }

    /// Why no access token could be had, when its own call failed.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn token_error(&self) -> Option<&Error> {
        match &*self.failure {
            Failure::Token(fault) => fault.call(),
            _ => None,
        }
    }
}

impl<C: ErrorCode> Error<C> {
    /// The server's error code.
    #[must_use]
    pub fn code(&self) -> Option<C> {
        self.raw_code().map(C::from_code)
    }
}

/// `Erased` is no [`ErrorCode`], so this is not the conversion of a type into itself.
impl<C: ErrorCode> From<Error<C>> for Error {
    fn from(error: Error<C>) -> Self {
        Self { failure: error.failure, history: error.history, code: PhantomData }
    }
}

impl<C> From<Failure> for Error<C> {
    fn from(failure: Failure) -> Self {
        Box::new(failure).into()
    }
}

impl<C> From<Box<Failure>> for Error<C> {
    fn from(failure: Box<Failure>) -> Self {
        Self { failure, history: RetryHistory::default(), code: PhantomData }
    }
}

#[cfg(feature = "client")]
impl<C> Error<C> {
    /// A failure, and what came before it.
    pub(crate) fn after(failure: Box<Failure>, history: RetryHistory) -> Self {
        Self { failure, history, code: PhantomData }
    }
}

impl<C> From<Violations> for Error<C> {
    fn from(violations: Violations) -> Self {
        Failure::Invalid(violations).into()
    }
}

impl<C> From<PathError> for Error<C> {
    fn from(error: PathError) -> Self {
        Failure::Path(error).into()
    }
}

impl<C> From<EncodeError> for Error<C> {
    fn from(error: EncodeError) -> Self {
        Failure::Encode(error).into()
    }
}

/// One line: what happened, the server's code and message, the hint, HTTP status and log id.
impl<C> fmt::Display for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = Line(f);
        if self.history.is_ambiguous && !self.failure.may_have_executed() {
            line.write_str("an earlier attempt may have executed; the last: ")?;
        }
        write!(line, "{}", self.failure)?;
        if self.history.attempts > 1 {
            write!(line, " after {} attempts", self.history.attempts)?;
        }
        Ok(())
    }
}

impl<C> fmt::Debug for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Error").field(&self.failure).field(&self.history).finish()
    }
}

impl<C> std::error::Error for Error<C> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &*self.failure {
            #[cfg(feature = "client")]
            Failure::Transport(error) => error.source(),
            _ => None,
        }
    }
}
