//! The metadata of an endpoint.

use std::fmt;

/// The metadata of an endpoint, generated from its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The endpoint's id: `project/version/resource/method`.
    pub id: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Documented host. It is called unless the client has another base URL, and only if it is one of the platform's.
    pub host: &'static str,
    /// Path template; parameters are whole segments, written `:name`.
    pub path: &'static str,
    /// Kinds of access token that the endpoint accepts; empty if it needs none.
    pub tokens: &'static [TokenKind],
    /// Documented rate limits; all of them apply together.
    pub rate_limits: &'static [RateLimit],
    /// The effect of repeating a call.
    pub idempotency: Idempotency,
    /// The location of the data in a response.
    pub envelope: Envelope,
    /// True if the page declares the endpoint deprecated.
    pub deprecated: bool,
}

impl Operation {
    /// Id of requests whose endpoint is not known.
    pub(crate) const RAW_ID: &'static str = "raw";

    /// Creates the metadata of an endpoint of `open.feishu.cn` that takes the app's `tenant_access_token`, writes, and sends its
    /// data in the member `data`. The other methods set other facts.
    #[must_use]
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id,
            method,
            host: "open.feishu.cn",
            path,
            tokens: &[TokenKind::Tenant],
            rate_limits: &[],
            idempotency: Idempotency::Unkeyed,
            envelope: Envelope::Data,
            deprecated: false,
        }
    }

    /// Sets the documented host.
    #[must_use]
    pub const fn host(mut self, host: &'static str) -> Self {
        self.host = host;
        self
    }

    /// Sets the kinds of access token; an empty list if the endpoint needs none.
    #[must_use]
    pub const fn tokens(mut self, tokens: &'static [TokenKind]) -> Self {
        self.tokens = tokens;
        self
    }

    /// Sets the rate limits.
    #[must_use]
    pub const fn rate_limits(mut self, rate_limits: &'static [RateLimit]) -> Self {
        self.rate_limits = rate_limits;
        self
    }

    /// Sets the effect of repeating a call.
    #[must_use]
    pub const fn idempotency(mut self, idempotency: Idempotency) -> Self {
        self.idempotency = idempotency;
        self
    }

    /// Sets the location of the data in a response.
    #[must_use]
    pub const fn envelope(mut self, envelope: Envelope) -> Self {
        self.envelope = envelope;
        self
    }

    /// Declares the endpoint deprecated.
    #[must_use]
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }
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
    /// Returns the method's name in HTTP.
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

/// The effect of sending a call twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Idempotency {
    /// The call only reads, so repeating it has no effect.
    Read,
    /// The call is executed once: a documented field of the request holds an idempotency key. See
    /// [`with_idempotency_key`](crate::Endpoint::with_idempotency_key).
    Keyed,
    /// The call may be executed twice.
    Unkeyed,
}

/// Kinds of access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TokenKind {
    /// `tenant_access_token`: the app, in one tenant.
    Tenant,
    /// `user_access_token`: a user.
    User,
    /// `app_access_token`: the app itself.
    App,
}

impl TokenKind {
    /// Returns the platform's name of the kind.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tenant => "tenant_access_token",
            Self::User => "user_access_token",
            Self::App => "app_access_token",
        }
    }
}

/// A rate limit, counted per endpoint, app and tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests allowed in one window.
    pub requests: u32,
    /// Length of the window.
    pub per: Window,
}

/// The time window of a rate limit.
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

/// The location of the data in a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Envelope {
    /// In the member `data`, next to `code` and `msg`.
    Data,
    /// In the top-level object, next to `code` and `msg`.
    Flat,
    /// The body is the content of a file. Failures are still JSON with `code` and `msg`.
    File,
}
