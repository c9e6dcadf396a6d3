//! What the attempts of a call came to, beside its last failure.

use std::time::Duration;

use crate::error::call_error::ErrorKind;
use crate::error::failure::Failure;

/// What the attempts of a call came to, beside its last failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Course {
    /// Attempts made, the last included.
    pub(crate) attempts: u32,
    /// How long to wait before the next.
    pub(crate) retry_after: Option<Duration>,
    /// Whether an attempt before the last may have executed.
    pub(crate) may_have_executed: bool,
    /// Whether nobody knows if a call was executed that must not be executed twice.
    pub(crate) is_ambiguous: bool,
}

impl Course {
    /// The kind of a call's failure, whose last attempt failed like this.
    pub(crate) fn kind(&self, last: &Failure) -> ErrorKind {
        if self.is_ambiguous { ErrorKind::Ambiguous } else { last.kind() }
    }
}

/// What a failure says of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Not one byte reached the server.
    #[cfg(feature = "client")]
    NotSent,
    /// The server says that it did not execute the call, and may do so later.
    NotNow,
    /// The server got the call; nobody knows what it did.
    Unknown {
        /// Whether the same call may go better later.
        may_pass: bool,
    },
    /// Trying again is of no use.
    Final,
}
