//! The outcome of a failed attempt, and the retry history of a call.

use std::time::Duration;

use crate::error::kind::ErrorKind;

/// Retry history of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RetryHistory {
    /// Number of attempts, including the last.
    pub(crate) attempts: u32,
    /// Wait before the next attempt, if the last one was rejected without being executed.
    pub(crate) retry_after: Option<Duration>,
    /// True if an attempt before the last one may have been executed.
    pub(crate) may_have_executed: bool,
    /// True if the call writes and it is unknown whether it was executed.
    pub(crate) is_ambiguous: bool,
}

impl RetryHistory {
    /// Returns the kind of the call's error; `last` is the kind of the last attempt's failure.
    pub(crate) const fn kind(&self, last: ErrorKind) -> ErrorKind {
        if self.is_ambiguous { ErrorKind::Ambiguous } else { last }
    }
}

/// Outcome of a failed attempt, as far as it matters for a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Not one byte of the request reached the server.
    #[cfg(feature = "client")]
    NotSent,
    /// The server reports that it did not execute the call, and may execute it later.
    NotNow,
    /// The server received the call; whether it was executed is unknown.
    Unknown {
        /// True if the failure may be temporary.
        may_pass: bool,
    },
    /// A retry cannot succeed.
    Final,
}
