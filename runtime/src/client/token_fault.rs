//! Why a call has no access token.

use std::fmt;

use crate::error::Error;

/// Why a call has no access token.
#[derive(Debug)]
pub(crate) enum TokenFault {
    /// The endpoint takes only kinds of token that this client cannot get.
    Unsupported,
    /// The caller's token is no text that a header can hold.
    Malformed,
    /// The token's call succeeded and brought no usable token.
    Missing,
    /// The token's own call failed.
    Call(Error),
}

impl TokenFault {
    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            Self::Unsupported | Self::Malformed | Self::Missing => false,
            Self::Call(error) => error.is_retryable(),
        }
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported => {
                f.write_str("the endpoint takes no tenant access token, and this client has no other")
            }
            Self::Malformed => f.write_str("the user access token holds what no header can"),
            Self::Missing => f.write_str("no access token: the server's reply holds none that can be used"),
            Self::Call(error) => write!(f, "no access token: {error}"),
        }
    }
}
