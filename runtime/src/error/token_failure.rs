//! Failures to obtain an access token.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::error::Error;
use crate::request::operation::TokenKind;

/// A failure to obtain the access token of a call.
#[derive(Debug)]
pub(crate) enum TokenFailure {
    /// The endpoint accepts user tokens only, and the call names no user.
    NoUser,
    /// The endpoint accepts these kinds of tokens only, and the call is made with another.
    NotAccepted(&'static [TokenKind]),
    /// The client has no app secret.
    NoSecret,
    /// The app is a store app, and the call names no tenant.
    NoTenant,
    /// The app is an internal app, and the call names a tenant.
    OneTenant,
    /// No app ticket is known.
    NoTicket,
    /// The client has no tokens of this user.
    UnknownUser,
    /// The user's tokens can no longer be refreshed.
    Unauthorized,
    /// The caller's token is not valid in an HTTP header.
    Malformed,
    /// The response to the token request contains no usable token.
    Missing,
    /// The token store failed.
    Store(String),
    /// An authorization code was accepted, and the token store failed to save its tokens.
    Unsaved(String),
    /// The user's tokens were deleted during the refresh, or replaced by others that are not saved yet.
    Superseded,
    /// The call's deadline passed before the token arrived.
    Late(Error),
    /// The runtime dropped the refresh.
    Lost,
    /// The runtime dropped the request with an authorization code.
    LostCode,
    /// The app's own token, for which a tenant's token is issued, could not be obtained.
    App(Arc<TokenFailure>),
    /// The token request failed.
    Call(Error),
}

impl TokenFailure {
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::Store(_) | Self::Superseded | Self::Lost | Self::Late(_) => true,
            Self::App(failure) => failure.is_retryable(),
            Self::Call(error) => error.is_retryable(),
            _ => false,
        }
    }

    /// Returns true if the user must authorize the app.
    pub(crate) const fn needs_authorization(&self) -> bool {
        matches!(self, Self::UnknownUser | Self::Unauthorized)
    }

    /// Returns the error of the token request.
    pub(crate) fn call(&self) -> Option<&Error> {
        match self {
            Self::App(failure) => failure.call(),
            Self::Call(error) | Self::Late(error) => Some(error),
            _ => None,
        }
    }

    /// Returns true if the call's deadline passed before the token arrived.
    pub(crate) fn is_late(&self) -> bool {
        match self {
            Self::App(failure) => failure.is_late(),
            Self::Late(_) => true,
            _ => false,
        }
    }

    /// Creates the failure of a store that did not respond in time.
    pub(crate) fn store_timeout() -> Self {
        Self::Store("timeout".to_owned())
    }

    /// Turns the store's failure into that of saving the tokens of an accepted code.
    pub(crate) fn after_code(self) -> Self {
        match self {
            Self::Store(error) => Self::Unsaved(error),
            failure => failure,
        }
    }

    /// Keeps only the text of a store's error: the error itself may contain the token.
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
            Self::NoUser => "the endpoint accepts user access tokens only, and the call names no user",
            Self::NotAccepted(_) => "the endpoint does not accept this kind of token; it accepts: ",
            Self::NoSecret => {
                "the client has no app secret; give the call a token with `tenant_token` or `user_token`"
            }
            Self::NoTenant => "the app is a store app, and the call names no tenant",
            Self::OneTenant => "the app is an internal app, so the call must not name a tenant",
            Self::NoTicket => {
                "the app is a store app, and no app ticket is set; see `Client::set_app_ticket`"
            }
            Self::UnknownUser => "no tokens of this user are known; see `Client::authorize_user` and `Client::set_user_tokens`",
            Self::Unauthorized => {
                "the user's tokens can no longer be refreshed; the user must authorize the app again"
            }
            Self::Malformed => "the given token is empty or not valid in an HTTP header",
            Self::Missing => "the server's response contains no usable token",
            Self::Store(_) => "the token store failed: ",
            Self::Unsaved(_) => {
                "the authorization code was accepted, but the token store failed; the tokens are held in memory, and the \
                 next call as this user saves them: "
            }
            Self::Late(_) => "the deadline passed while waiting for an access token",
            Self::Superseded => "the user's tokens were replaced or deleted during the refresh",
            Self::Lost => "the async runtime stopped during the refresh",
            Self::LostCode => "the async runtime stopped, and it is unknown whether the authorization code was used",
            Self::App(_) | Self::Call(_) => "",
        })?;
        match self {
            Self::Store(error) | Self::Unsaved(error) => f.write_str(error),
            Self::Call(error) => write!(f, "{error}"),
            Self::NotAccepted(kinds) => kinds.iter().enumerate().try_for_each(|(place, kind)| {
                write!(f, "{}{}", if place > 0 { ", " } else { "" }, kind.as_str())
            }),
            _ => Ok(()),
        }
    }
}
