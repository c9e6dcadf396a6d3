//! A call of an endpoint that has no type of its own.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::Call;
use super::retry::RetryPolicy;
use super::types::{CallSettings, Caller};
use super::{Client, MAX_TIMEOUT};
use crate::error::Error;
use crate::reply::Reply;
use crate::request::operation::{Method, TokenKind};
use crate::request::raw::RawRequest;

/// A call of an endpoint that has no type of its own; created by [`Client::raw`]. Values that cannot be sent, NaN and infinities among
/// them, are an [`ErrorKind::Encode`](crate::ErrorKind::Encode) of `send`. `C` is the client, async or blocking.
#[must_use = "a call is sent by `send`"]
pub struct RawCall<'a, C = Client> {
    pub(super) client: &'a C,
    pub(super) request: RawRequest<()>,
    pub(super) settings: CallSettings,
}

impl<'a, C> RawCall<'a, C> {
    pub(super) fn new(client: &'a C, method: Method, path: &'static str) -> Self {
        Self { client, request: RawRequest::new(method, path), settings: CallSettings::default() }
    }

    /// See [`RawRequest::param`].
    pub fn param(self, name: &'static str, value: impl fmt::Display) -> Self {
        Self { request: self.request.param(name, value), ..self }
    }

    /// See [`RawRequest::query`].
    pub fn query(self, name: &'static str, value: impl Serialize) -> Self {
        Self { request: self.request.query(name, value), ..self }
    }

    /// See [`RawRequest::json`].
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        Self { request: self.request.json(body), ..self }
    }

    /// See [`RawRequest::reads`].
    pub fn reads(self) -> Self {
        Self { request: self.request.reads(), ..self }
    }

    /// See [`RawRequest::keyed`].
    pub fn keyed(self) -> Self {
        Self { request: self.request.keyed(), ..self }
    }

    /// See [`Call::tenant`].
    pub fn tenant(mut self, key: impl Into<String>) -> Self {
        self.settings.tenant = Some(key.into());
        self
    }

    /// See [`Call::user`].
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.settings.caller = Caller::User(name.into());
        self
    }

    /// See [`Call::user_token`].
    pub fn user_token(mut self, token: impl Into<SecretString>) -> Self {
        self.settings.caller = Caller::Token(TokenKind::User, token.into());
        self
    }

    /// See [`Call::tenant_token`].
    pub fn tenant_token(mut self, token: impl Into<SecretString>) -> Self {
        self.settings.caller = Caller::Token(TokenKind::Tenant, token.into());
        self
    }

    /// See [`Call::timeout`].
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout.min(MAX_TIMEOUT));
        self
    }

    /// See [`Call::retry`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = Some(policy);
        self
    }
}

impl RawCall<'_> {
    /// Sends the call, and reads the `data` of the response as a `T`; see [`Client::send`] for retries.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`Error::may_have_executed`] says whether the server may have acted.
    pub async fn send<T: DeserializeOwned + Send>(self) -> Result<Reply<Option<T>>, Error<i64>> {
        Call::with(self.client, &self.request.with_data::<T>(), self.settings).send().await
    }
}

/// Shows method and path template only.
impl<C> fmt::Debug for RawCall<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RawCall").field(&self.request).finish()
    }
}
