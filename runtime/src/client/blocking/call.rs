//! One blocking call and its settings.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::driver::Driver;
use super::pages::Pages;
use crate::client::{self, RetryPolicy};
use crate::error::Error;
use crate::reply::Reply;
use crate::reply::paged::Paged;
use crate::request::endpoint::Endpoint;

/// A call that is not sent yet; created by [`Client::call`](super::Client::call). It has the settings of the async
/// [`Call`](crate::Call).
#[must_use = "a call is sent by `send`"]
pub struct Call<'a, E> {
    driver: &'a Arc<Driver>,
    call: client::Call<'a, E>,
}

impl<'a, E: Endpoint> Call<'a, E> {
    pub(super) fn new(driver: &'a Arc<Driver>, call: client::Call<'a, E>) -> Self {
        Self { driver, call }
    }

    /// See [`Call::tenant`](crate::Call::tenant).
    pub fn tenant(self, key: impl Into<String>) -> Self {
        Self { call: self.call.tenant(key), ..self }
    }

    /// See [`Call::as_app`](crate::Call::as_app).
    pub fn as_app(self) -> Self {
        Self { call: self.call.as_app(), ..self }
    }

    /// See [`Call::user_token`](crate::Call::user_token).
    pub fn user_token(self, token: impl Into<SecretString>) -> Self {
        Self { call: self.call.user_token(token), ..self }
    }

    /// See [`Call::tenant_token`](crate::Call::tenant_token).
    pub fn tenant_token(self, token: impl Into<SecretString>) -> Self {
        Self { call: self.call.tenant_token(token), ..self }
    }

    /// See [`Call::user`](crate::Call::user).
    pub fn user(self, name: impl Into<String>) -> Self {
        Self { call: self.call.user(name), ..self }
    }

    /// See [`Call::timeout`](crate::Call::timeout).
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { call: self.call.timeout(timeout), ..self }
    }

    /// See [`Call::retry`](crate::Call::retry).
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self { call: self.call.retry(policy), ..self }
    }

    /// See [`Call::idempotency_key`](crate::Call::idempotency_key).
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        Self { call: self.call.idempotency_key(key), ..self }
    }

    /// See [`Call::unchecked`](crate::Call::unchecked).
    pub fn unchecked(self) -> Self {
        Self { call: self.call.unchecked(), ..self }
    }

    /// Sends the call and blocks until the response arrives.
    ///
    /// # Errors
    /// Those of [`Call::send`](crate::Call::send), and [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn send(self) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.driver.outcome(self.call.send())
    }
}

impl<E: Paged + Send + Sync + 'static> Call<'_, E> {
    /// Returns an iterator over the pages of a list; see [`Call::pages`](crate::Call::pages).
    #[must_use]
    pub fn pages(self) -> Pages<E> {
        Pages::new(Arc::clone(self.driver), self.call.pages())
    }
}

/// Shows the endpoint only.
impl<E: Endpoint> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Call").field(&self.call).finish()
    }
}
