//! What is known of an endpoint beforehand: method, host, path, tokens, windows.

use std::fmt;

/// The fixed facts of an endpoint, as generated from its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// The endpoint's id: `project/version/resource/method`.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Documented host; used unless the client was given another base URL. The client calls it only if it is one of the
    /// platform's.
    pub host: &'static str,
    /// Path template; parameters are whole segments, written `:name`.
    pub path: &'static str,
    /// Kinds of access token that the endpoint takes. Empty: it takes none.
    pub tokens: &'static [TokenKind],
    /// Documented request windows; all of them hold at once.
    pub rate_limits: &'static [RateLimit],
    /// Whether a call whose outcome is unknown may be sent again.
    pub idempotency: Idempotency,
    /// Where the reply's data stands.
    pub envelope: Envelope,
    /// Whether the page calls the endpoint deprecated.
    pub deprecated: bool,
}

/// HTTP methods that the platform uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it is on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What happens when a call arrives twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// Nothing: the call only reads.
    Read,
    /// It is executed once, because a field of the request documents a key that tells one call from another. See
    /// [`with_idempotency_key`](crate::Endpoint::with_idempotency_key).
    Keyed,
    /// It may be executed twice.
    Unkeyed,
}

/// Kinds of access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// `tenant_access_token`: the app, in one tenant.
    Tenant,
    /// `user_access_token`: a person.
    User,
    /// `app_access_token`: the app itself.
    App,
}

/// So many requests per window, counted per API, app and tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests allowed in one window.
    pub requests: u32,
    /// The window.
    pub per: Window,
}

/// The window of a rate limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Window {
    /// One second.
    Second,
    /// One minute.
    Minute,
    /// One hour.
    Hour,
    /// One day.
    Day,
}

/// Where the data of a reply stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// In the member `data`, beside `code` and `msg`.
    Data,
    /// Beside `code` and `msg`: the whole object is the data.
    Flat,
    /// The reply is the content of a file. A failure is JSON with `code` and `msg` all the same.
    File,
}
