//! The kinds of failure.

/// The kind of failure of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The request violates documented limits and was not sent. See [`Error::violations`](crate::Error::violations).
    Invalid,
    /// A path parameter is not a valid URL path segment; the request was not sent.
    Path,
    /// The request cannot be serialized: a value is not valid JSON or not a valid header, or the stream of a file has
    /// already been consumed. The request was not sent.
    Encode,
    /// The endpoint documents a host outside the platform's domains, and the client has no base URL of its own. The
    /// request was not sent.
    Host,
    /// No access token could be obtained; the call itself was not executed. See `Error::token_error`.
    Token,
    /// A blocking call was made on a thread of an async runtime, which it would block. The request was not sent.
    InsideRuntime,
    /// The request could not be sent: name resolution, connection or TLS failed.
    NotSent,
    /// The request was sent, completely or partly, and no complete response arrived.
    Interrupted,
    /// The deadline passed.
    Deadline,
    /// The response is larger than the client's limit.
    TooLarge,
    /// The response is not in the platform's envelope. See [`Error::reply_fault`](crate::Error::reply_fault), and
    /// [`Error::body_excerpt`](crate::Error::body_excerpt) for the beginning of a response that is not JSON.
    Unreadable,
    /// The server returned an error code.
    Api,
    /// The server did not execute the call because of a rate limit, and no attempt or time is left to retry. See
    /// [`Error::retry_after`](crate::Error::retry_after).
    RateLimited,
    /// The request was sent, and its outcome is unknown: the response is missing, incomplete or inconclusive. The call
    /// writes, so it was not repeated, or not without an idempotency key. See
    /// [`Error::cause_kind`](crate::Error::cause_kind).
    Ambiguous,
}
