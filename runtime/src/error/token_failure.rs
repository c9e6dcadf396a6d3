//! Why a call has no access token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::error::Error;

/// Why a call has no access token.
#[derive(Debug)]
pub(crate) enum TokenFailure {
    /// The endpoint takes only tokens of people, and the call names none.
    NoUser,
    /// The endpoint takes no token of a person, and the call has one.
    NotForUsers,
    /// The app is installed in many tenants, and the call names none.
    NoTenant,
    /// The app belongs to one tenant, and the call names one.
    OneTenant,
    /// The platform has not pushed a ticket yet, or nobody has handed it on.
    NoTicket,
    /// Nothing is known of this person.
    UnknownUser,
    /// The person's tokens cannot be renewed any more.
    Unauthorized,
    /// The caller's token is no text that a header can hold.
    Malformed,
    /// The token's call succeeded and brought no usable token.
    Missing,
    /// The tokens cannot be read from where they are kept, or written there.
    Store(String),
    /// A code was taken, and its tokens cannot be written to where they are kept.
    Unsaved(String),
    /// The person was forgotten during the renewal, or gave other tokens that the store has not taken yet.
    Superseded,
    /// The runtime ended the renewal.
    Lost,
    /// The runtime ended while a code was on its way.
    LostCode,
    /// The app's own token could not be had, for which another one is given.
    App(Arc<TokenFailure>),
    /// The token's own call failed.
    Call(Error),
}

impl TokenFailure {
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::Store(_) | Self::Superseded | Self::Lost => true,
            Self::App(failure) => failure.is_retryable(),
            Self::Call(error) => error.is_retryable(),
            _ => false,
        }
    }

    /// Whether only the person can help.
    pub(crate) const fn needs_authorization(&self) -> bool {
        matches!(self, Self::UnknownUser | Self::Unauthorized)
    }

    /// The failure of the token's own call.
    pub(crate) fn call(&self) -> Option<&Error> {
        match self {
            Self::App(failure) => failure.call(),
            Self::Call(error) => Some(error),
            _ => None,
        }
    }

    /// The store has not answered in time.
    pub(crate) fn store_timeout() -> Self {
        Self::Store("it took too long".to_owned())
    }

    /// The store's failure, when a code has been taken whose tokens are held in memory.
    pub(crate) fn after_code(self) -> Self {
        match self {
            Self::Store(error) => Self::Unsaved(error),
            failure => failure,
        }
    }

    /// The store's errors may hold what they were about, so that only their text is kept.
    pub(crate) fn store(error: &(dyn StdError + Send + Sync)) -> Self {
        Self::Store(error.to_string())
    }
}

impl fmt::Display for TokenFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::App(failure) = self {
            return failure.fmt(f);
        }
        f.write_str("no access token: ")?;
        f.write_str(match self {
            Self::NoUser => "the endpoint takes a user access token only, and the call names no user",
            Self::NotForUsers => "the endpoint takes no user access token",
            Self::NoTenant => "the app is a store app, and the call names no tenant",
            Self::OneTenant => "the app is an internal one of one tenant, and the call names a tenant",
            Self::NoTicket => {
                "the app is a store app, and there is no app ticket; see `Client::set_app_ticket`"
            }
            Self::UnknownUser => "nothing is known of this user; see `Client::set_user_tokens`",
            Self::Unauthorized => {
                "the user's tokens cannot be renewed; the user must authorize the app again"
            }
            Self::Malformed => "the user access token is empty, or holds what no header can",
            Self::Missing => "the server's reply holds none that can be used",
            Self::Store(_) => "the token store failed: ",
            Self::Unsaved(_) => {
                "the code was taken, its tokens are held in memory until the next call as this user saves them, \
                 and the token store failed: "
            }
            Self::Superseded => "the user's tokens were replaced or forgotten in the meantime",
            Self::Lost => "the runtime ended before the token came",
            Self::LostCode => "the runtime ended before it was known what became of the code",
            Self::App(_) | Self::Call(_) => "",
        })?;
        match self {
            Self::Store(error) | Self::Unsaved(error) => f.write_str(error),
            Self::Call(error) => write!(f, "{error}"),
            _ => Ok(()),
        }
    }
}
