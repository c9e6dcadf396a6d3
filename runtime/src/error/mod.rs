//! The error of a call.
//!
//! - [`Error`] is what a caller gets: a [`failure`] and the call's [`retry`] history. [`kind`] classifies it.
//! - `token_failure`: a failure to obtain an access token.
//! - [`code`], [`detail`]: typed codes and details of the server; [`platform_codes`] are those of its gateway.

pub(crate) mod code;
pub(crate) mod detail;
pub(crate) mod failure;
pub(crate) mod kind;
pub(crate) mod platform_codes;
pub(crate) mod retry;
#[cfg(feature = "client")]
pub(crate) mod token_failure;

use std::fmt::{self, Write as _};
use std::marker::PhantomData;
use std::time::Duration;

use self::code::ErrorCode;
use self::detail::ErrorDetail;
use self::failure::Failure;
use self::kind::ErrorKind;
use self::retry::RetryHistory;
use crate::reply::fault::ReplyFault;
use crate::request::encode_error::EncodeError;
use crate::request::path::PathError;
use crate::text::Line;
use crate::validate::violation::Violations;

/// The error of a call.
///
/// `C` is the endpoint's type of error codes. `Error<C>` converts into `Error`, whose code is a plain number, so calls of
/// different endpoints can be combined with `?`.
///
/// `Display`, `Debug` and the chain of sources never show tokens or secrets. They show:
///
/// - Of a response, only what the server says about the failure: its message, log id and error details. A text that repeats
///   a secret is withheld.
/// - Of a request, only violations of documented limits: their location, including the keys of maps, and for ranges, enums
///   and fixed values also the value, up to 200 characters. Values of sensitive fields are never shown.
pub struct Error<C = Erased> {
    failure: Box<Failure>,
    history: RetryHistory,
    code: PhantomData<fn() -> C>,
}

/// The error codes of an unspecified endpoint; see [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Erased {}

impl<C> Error<C> {
    /// Returns the kind of failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.history.kind(self.failure.kind())
    }

    /// Returns the kind of the last attempt's failure: the cause of [`ErrorKind::Ambiguous`], otherwise the same as
    /// [`kind`](Self::kind).
    #[must_use]
    pub fn cause_kind(&self) -> ErrorKind {
        self.failure.kind()
    }

    /// Returns the number of attempts; 0 if no request was sent, or if the error does not come from a client.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.history.attempts
    }

    /// Returns how long to wait before making the call again, if the server did not execute it and may do so later. This is
    /// the wait that the server asks for, or the client's backoff if that is longer.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        #[cfg(feature = "client")]
        let of_token = || self.token_error().and_then(|error| error.history.retry_after);
        #[cfg(not(feature = "client"))]
        let of_token = || None;
        self.history.retry_after.or_else(of_token)
    }

    /// Returns the server's error code as a number. It is never 0.
    #[must_use]
    pub fn raw_code(&self) -> Option<i64> {
        self.failure.api().map(|api| api.code)
    }

    /// Returns the server's message.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.failure.api().and_then(|api| api.msg.as_deref())
    }

    /// Returns advice for a documented error code, if there is any.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        self.failure.api().and_then(|api| api.info).and_then(|info| info.hint())
    }

    /// Returns the HTTP status, if a response arrived.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.failure.head().map(|head| head.status)
    }

    /// Returns the server's log id, if a response arrived. The platform's support asks for it.
    #[must_use]
    pub fn log_id(&self) -> Option<&str> {
        self.failure.head().and_then(|head| head.log_id.as_deref())
    }

    /// Returns the details that the server adds to its error code.
    #[must_use]
    pub fn detail(&self) -> Option<&ErrorDetail> {
        self.failure.api().and_then(|api| api.detail.as_ref())
    }

    /// Returns true if the error code comes from the data of a response whose outer code is 0.
    #[must_use]
    pub fn is_inner(&self) -> bool {
        self.failure.api().is_some_and(|api| api.inner)
    }

    /// Returns the documented limits and rules that the request violates.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        match &*self.failure {
            Failure::Invalid(violations) => Some(violations),
            _ => None,
        }
    }

    /// Returns why the response is not in the platform's envelope.
    #[must_use]
    pub fn reply_fault(&self) -> Option<&ReplyFault> {
        match &*self.failure {
            Failure::Unreadable { fault, .. } => Some(fault),
            _ => None,
        }
    }

    /// Returns the beginning of a response that is not JSON, such as the HTML page of a proxy: up to 1,024 bytes of text. A text
    /// that repeats a secret of the call is withheld.
    ///
    /// It may be personal. Neither `Display` nor `Debug` shows it.
    #[must_use]
    pub fn body_excerpt(&self) -> Option<&str> {
        match &*self.failure {
            Failure::Unreadable { excerpt, .. } => excerpt.as_ref().map(|text| text.as_str()),
            _ => None,
        }
    }

    /// Returns true if the same call may succeed later.
    ///
    /// This is the case if the connection failed, if the response is missing or incomplete, for throttling (99991400), for
    /// error codes that are known to be temporary, and for HTTP 5xx unless the code is known to be a refusal. It does not
    /// mean that repeating the call is safe; see [`may_have_executed`](Self::may_have_executed).
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.failure.is_retryable()
    }

    /// Returns true if the server may have executed the call.
    ///
    /// It is false only if it is known that the server did not: no request was sent, the platform's gateway refused the call
    /// (throttling, token, scope, app state, IP address, quota), or the endpoint's error code is known to be a refusal. It is
    /// true for all other error codes regardless of their HTTP status, for HTTP 5xx, for responses that do not match the
    /// schema, and for missing responses.
    #[must_use]
    pub fn may_have_executed(&self) -> bool {
        self.history.may_have_executed || self.failure.may_have_executed()
    }

    /// Returns true if the user must authorize the app, for the first time or again: the client has no tokens of this user, or
    /// can no longer refresh them. See `Client::authorize_user`.
    #[cfg(feature = "client")]
    #[must_use]
    pub fn needs_authorization(&self) -> bool {
        matches!(&*self.failure, Failure::Token(fault) if fault.needs_authorization())
    }

    /// Returns the error of the call for an access token, if that failed.
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
    /// Returns the server's error code.
    #[must_use]
    pub fn code(&self) -> Option<C> {
        self.raw_code().map(C::from_code)
    }
}

/// `Erased` does not implement [`ErrorCode`], so this does not overlap with the conversion of a type into itself.
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
    /// Creates the error of a call with its retry history.
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

/// One line: the failure, the server's code and message, the hint, HTTP status and log id.
impl<C> fmt::Display for Error<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = Line(f);
        if self.history.is_ambiguous && !self.failure.may_have_executed() {
            line.write_str("an earlier attempt may have been executed; last attempt: ")?;
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
