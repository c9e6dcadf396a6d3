//! Data that the steps of a call pass to each other.

use std::time::Duration;

use secrecy::SecretString;

use super::retry::RetryPolicy;
use crate::error::Error;
use crate::error::failure::{Failure, InfoOf};
use crate::error::retry::RetryHistory;
use crate::reply::envelope::Message;
use crate::request::operation::TokenKind;

/// Settings of one call.
#[derive(Clone, Default)]
pub(super) struct CallSettings {
    pub(super) tenant: Option<String>,
    pub(super) caller: Caller,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) idempotency_key: Option<String>,
    pub(super) unchecked: bool,
}

/// The identity that a call is made as.
#[derive(Clone, Default)]
pub(super) enum Caller {
    /// The app, if the endpoint documents a token at all.
    #[default]
    Documented,
    /// The app, even if the endpoint documents no token.
    App,
    /// The owner of this token, which the caller supplies and refreshes.
    Token(TokenKind, SecretString),
    /// A user, whose tokens the client keeps under this name.
    User(String),
}

/// Parses the data of a success strictly, keeps it, and returns the message; `None` for any other response. It knows the type of the
/// data, which the steps of a call do not depend on.
type StrictRead<'a> = dyn FnMut(&[u8]) -> Option<Message> + Send + 'a;

/// Reads the responses to a call.
pub(super) struct ReplyReader<'a> {
    /// Looks up the endpoint's error codes.
    pub(super) info_of: InfoOf,
    /// Tried first, because it reads a response once.
    pub(super) strict: Option<&'a mut StrictRead<'a>>,
}

/// A failed attempt.
pub(super) struct AttemptError {
    pub(super) failure: Box<Failure>,
    /// Wait that the server or the limiter asks for.
    pub(super) wait: Option<Duration>,
}

impl From<Failure> for AttemptError {
    fn from(failure: Failure) -> Self {
        Self { failure: Box::new(failure), wait: None }
    }
}

/// A call that failed: its last failure, and its retry history.
pub(super) struct CallFailure {
    pub(super) failure: Box<Failure>,
    pub(super) history: RetryHistory,
}

impl From<Failure> for CallFailure {
    fn from(failure: Failure) -> Self {
        Box::new(failure).into()
    }
}

impl From<Box<Failure>> for CallFailure {
    fn from(failure: Box<Failure>) -> Self {
        Self { failure, history: RetryHistory::default() }
    }
}

impl<C> From<CallFailure> for Error<C> {
    fn from(CallFailure { failure, history }: CallFailure) -> Self {
        Self::after(failure, history)
    }
}
