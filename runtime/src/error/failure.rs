//! The failure of one attempt, independent of the endpoint's types.

use std::fmt;
#[cfg(feature = "client")]
use std::sync::Arc;

#[cfg(feature = "client")]
use crate::client::ForeignHost;
use crate::error::code::{CodeInfo, ErrorCode};
use crate::error::detail::ErrorDetail;
use crate::error::kind::ErrorKind;
use crate::error::platform_codes;
use crate::error::retry::Outcome;
#[cfg(feature = "client")]
use crate::error::token_failure::TokenFailure;
use crate::reply::fault::ReplyFault;
use crate::reply::head::ReplyHead;
use crate::request::encode_error::EncodeError;
use crate::request::path::PathError;
use crate::text;
#[cfg(feature = "client")]
use crate::transport::TransportError;
use crate::validate::violation::Violations;
use crate::value::sensitive::Sensitive;

/// Looks up a documented error code.
pub(crate) type InfoOf = fn(i64) -> Option<CodeInfo>;

/// Looks up an error code in the codes `C`.
pub(crate) fn info_of<C: ErrorCode>(code: i64) -> Option<CodeInfo> {
    C::from_code(code).info()
}

/// The failure of one attempt.
#[derive(Debug)]
pub(crate) enum Failure {
    Invalid(Violations),
    Path(PathError),
    Encode(EncodeError),
    Unreadable {
        head: ReplyHead,
        fault: ReplyFault,
        /// The beginning of a body that is not JSON. Never shown in messages or logs.
        excerpt: Option<Sensitive<String>>,
    },
    Api(ApiFailure),
    #[cfg(feature = "client")]
    Host(ForeignHost),
    #[cfg(feature = "client")]
    Transport(TransportError),
    #[cfg(feature = "client")]
    Token(Arc<TokenFailure>),
    /// The rate limiter did not permit the call in time.
    #[cfg(feature = "client")]
    Limited,
    #[cfg(feature = "blocking")]
    InsideRuntime,
}

impl Failure {
    /// Creates the failure of a response that is not in the platform's envelope.
    pub(crate) const fn unreadable(head: ReplyHead, fault: ReplyFault) -> Self {
        Self::Unreadable { head, fault, excerpt: None }
    }

    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Invalid(_) => ErrorKind::Invalid,
            Self::Path(_) => ErrorKind::Path,
            Self::Encode(_) => ErrorKind::Encode,
            Self::Unreadable { .. } => ErrorKind::Unreadable,
            Self::Api(api) if api.outcome() == Outcome::NotNow => ErrorKind::RateLimited,
            Self::Api(_) => ErrorKind::Api,
            #[cfg(feature = "client")]
            Self::Host(_) => ErrorKind::Host,
            #[cfg(feature = "client")]
            Self::Transport(error) => error.kind(),
            #[cfg(feature = "client")]
            Self::Token(failure) if failure.is_late() => ErrorKind::Deadline,
            #[cfg(feature = "client")]
            Self::Token(_) => ErrorKind::Token,
            #[cfg(feature = "client")]
            Self::Limited => ErrorKind::RateLimited,
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => ErrorKind::InsideRuntime,
        }
    }

    pub(crate) const fn api(&self) -> Option<&ApiFailure> {
        match self {
            Self::Api(api) => Some(api),
            _ => None,
        }
    }

    /// Returns the head of the response, if one arrived.
    pub(crate) fn head(&self) -> Option<&ReplyHead> {
        match self {
            Self::Unreadable { head, .. } | Self::Api(ApiFailure { head, .. }) => Some(head),
            #[cfg(feature = "client")]
            Self::Transport(error) => error.head(),
            _ => None,
        }
    }

    #[cfg(feature = "client")]
    pub(crate) const fn head_mut(&mut self) -> Option<&mut ReplyHead> {
        match self {
            Self::Unreadable { head, .. } | Self::Api(ApiFailure { head, .. }) => Some(head),
            Self::Transport(error) => error.head_mut(),
            _ => None,
        }
    }

    /// Returns what the failure means for a retry.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Invalid(_) | Self::Path(_) | Self::Encode(_) => Outcome::Final,
            Self::Unreadable { head, fault, .. } => {
                let is_cut = matches!(head.status, 200..=299) && fault.may_be_cut();
                Outcome::Unknown { may_pass: is_cut || head.status >= 500 || head.status == 429 }
            }
            Self::Api(api) => api.outcome(),
            #[cfg(feature = "client")]
            Self::Transport(error) => error.outcome(),
            #[cfg(feature = "client")]
            Self::Host(_) | Self::Token(_) => Outcome::Final,
            #[cfg(feature = "client")]
            Self::Limited => Outcome::NotNow,
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => Outcome::Final,
        }
    }

    pub(crate) fn is_retryable(&self) -> bool {
        match self {
            #[cfg(feature = "client")]
            Self::Transport(error) => error.is_retryable(),
            #[cfg(feature = "client")]
            Self::Token(failure) => failure.is_retryable(),
            Self::Api(api) => api.is_retryable(),
            #[cfg(feature = "client")]
            Self::Limited => true,
            _ => self.outcome() == (Outcome::Unknown { may_pass: true }),
        }
    }

    pub(crate) fn may_have_executed(&self) -> bool {
        match self {
            Self::Invalid(_) | Self::Path(_) | Self::Encode(_) => false,
            Self::Unreadable { .. } => true,
            Self::Api(api) => api.may_have_executed(),
            #[cfg(feature = "client")]
            Self::Transport(error) => error.may_have_executed(),
            #[cfg(feature = "client")]
            Self::Host(_) | Self::Token(_) | Self::Limited => false,
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => false,
        }
    }
}

/// A response with an error code.
#[derive(Debug)]
pub(crate) struct ApiFailure {
    pub(crate) head: ReplyHead,
    pub(crate) code: i64,
    pub(crate) msg: Option<String>,
    pub(crate) detail: Option<ErrorDetail>,
    pub(crate) info: Option<CodeInfo>,
    pub(crate) inner: bool,
}

impl ApiFailure {
    fn is_retryable(&self) -> bool {
        matches!(self.outcome(), Outcome::NotNow | Outcome::Unknown { may_pass: true })
    }

    /// A code with a known meaning decides, regardless of the HTTP status. For other codes 5xx means that the outcome is
    /// unknown.
    fn outcome(&self) -> Outcome {
        let retry = self.info.and_then(|info| info.retry());
        let is_throttled = self.code == platform_codes::THROTTLED;
        if self.inner {
            // It is unknown which part of the call was executed, so it is not repeated.
            return if retry == Some(true) { Outcome::Unknown { may_pass: true } } else { Outcome::Final };
        }
        match (retry.unwrap_or(is_throttled), self.is_refusal()) {
            (true, true) => Outcome::NotNow,
            (true, false) => Outcome::Unknown { may_pass: true },
            (false, false) if self.head.status >= 500 => Outcome::Unknown { may_pass: retry.is_none() },
            (false, _) => Outcome::Final,
        }
    }

    /// Returns true if the code is known to mean that the call was not executed.
    fn is_refusal(&self) -> bool {
        match self.info.and_then(|info| info.executed()) {
            Some(executed) => !executed,
            None => platform_codes::refused_at_the_gate(self.code),
        }
    }

    fn may_have_executed(&self) -> bool {
        // An outer code of 0 says that the call was accepted; which part of it failed is unknown.
        self.inner || !self.is_refusal()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(violations) => write_violations(f, violations),
            Self::Path(error) => write!(f, "{error}"),
            Self::Encode(error) => write!(f, "{error}"),
            Self::Unreadable { head, fault, .. } => {
                write!(f, "invalid response: {fault}")?;
                write_head(f, head)
            }
            Self::Api(api) => write_api(f, api),
            #[cfg(feature = "client")]
            Self::Host(fault) => write!(f, "{fault}"),
            #[cfg(feature = "client")]
            Self::Transport(error) => {
                write!(f, "{error}")?;
                error.head().map_or(Ok(()), |head| write_head(f, head))
            }
            #[cfg(feature = "client")]
            Self::Token(failure) => write!(f, "{failure}"),
            #[cfg(feature = "client")]
            Self::Limited => {
                f.write_str("not sent: rate limit reached, and the call cannot wait for the next slot")
            }
            #[cfg(feature = "blocking")]
            Self::InsideRuntime => f.write_str(
                "not sent: a blocking call on a thread of an async runtime would block its tasks; use the async client",
            ),
        }
    }
}

/// Number of violations that a message lists.
const VIOLATIONS_SHOWN: usize = 10;

fn write_violations(f: &mut fmt::Formatter<'_>, violations: &Violations) -> fmt::Result {
    f.write_str("the request violates its documented limits: ")?;
    for (position, violation) in violations.iter().take(VIOLATIONS_SHOWN).enumerate() {
        let separator = if position > 0 { "; " } else { "" };
        write!(f, "{separator}{violation}")?;
    }
    match violations.len().checked_sub(VIOLATIONS_SHOWN) {
        None | Some(0) => Ok(()),
        Some(more) => write!(f, "; and {more} more"),
    }
}

fn write_api(f: &mut fmt::Formatter<'_>, api: &ApiFailure) -> fmt::Result {
    let inner = if api.inner { "inner " } else { "" };
    write!(f, "{inner}code {}", api.code)?;
    if let Some(msg) = api.msg.as_deref().filter(|msg| !msg.is_empty()) {
        f.write_str(": ")?;
        text::one_line(f, msg)?;
    }
    if let Some(hint) = api.info.and_then(|info| info.hint()) {
        write!(f, "; hint: {hint}")?;
    }
    write_head(f, &api.head)
}

fn write_head(f: &mut fmt::Formatter<'_>, head: &ReplyHead) -> fmt::Result {
    write!(f, " (HTTP {}", head.status)?;
    if let Some(log_id) = &head.log_id {
        f.write_str(", log id ")?;
        text::one_line(f, log_id)?;
    }
    f.write_str(")")
}
