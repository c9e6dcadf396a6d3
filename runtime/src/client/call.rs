//! One call and its settings.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use super::core::CallSuccess;
use super::retry::RetryPolicy;
use super::runtime::Runtime;
use super::types::{CallSettings, Caller, ReplyReader};
use super::{Client, MAX_TIMEOUT};
use crate::error::Error;
use crate::error::failure::info_of;
use crate::reply::Reply;
use crate::reply::decode::{read_data, reply};
use crate::reply::envelope;
use crate::request::encode::{EncodedRequest, encode};
use crate::request::encode_error::EncodeError;
use crate::request::endpoint::Endpoint;
use crate::request::operation::{Idempotency, TokenKind};

/// A call that is not sent yet; created by [`Client::call`].
#[must_use = "a call is sent by `send`"]
pub struct Call<'a, E> {
    client: &'a Client,
    request: &'a E,
    settings: CallSettings,
}

impl<'a, E: Endpoint> Call<'a, E> {
    pub(super) fn new(client: &'a Client, request: &'a E) -> Self {
        Self::with(client, request, CallSettings::default())
    }

    pub(super) fn with(client: &'a Client, request: &'a E, settings: CallSettings) -> Self {
        Self { client, request, settings }
    }

    /// Takes the call apart, for the calls of its pages.
    pub(super) fn into_parts(self) -> (&'a Client, CallSettings, &'a E) {
        (self.client, self.settings, self.request)
    }

    /// Makes the call in the tenant with this `tenant_key`. Calls of store apps need it; calls of internal apps must not set
    /// it.
    pub fn tenant(mut self, key: impl Into<String>) -> Self {
        self.settings.tenant = Some(key.into());
        self
    }

    /// Makes the call as the app even if the endpoint documents no token; some pages omit the required token. Calls are made
    /// as the app by default.
    ///
    /// The call is made with the app's `tenant_access_token`, or with its `app_access_token` if only that is documented. For an
    /// endpoint that documents user tokens only, the call must be [`unchecked`](Self::unchecked) as well.
    pub fn as_app(mut self) -> Self {
        self.settings.caller = Caller::App;
        self
    }

    /// Makes the call as the user with this `user_access_token`, which the caller has to refresh.
    pub fn user_token(mut self, token: impl Into<SecretString>) -> Self {
        self.settings.caller = Caller::Token(TokenKind::User, token.into());
        self
    }

    /// Makes the call as the app with this `tenant_access_token`, which the caller has to refresh. Needs no app secret; see
    /// [`Client::without_secret`].
    pub fn tenant_token(mut self, token: impl Into<SecretString>) -> Self {
        self.settings.caller = Caller::Token(TokenKind::Tenant, token.into());
        self
    }

    /// Makes the call as the user whose tokens the client keeps under this name, and refreshes. See
    /// [`Client::authorize_user`] and [`Client::set_user_tokens`].
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.settings.caller = Caller::User(name.into());
        self
    }

    /// Sets the timeout of the call, instead of the client's. It is capped at one day.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout.min(MAX_TIMEOUT));
        self
    }

    /// Sets the retry policy of the call, instead of the client's.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = Some(policy);
        self
    }

    /// Sets the idempotency key, by which the server recognizes a repeated call. Only some endpoints document one; for those,
    /// the client generates a key per call by default.
    ///
    /// A key that the caller stores makes it safe to repeat the call after a crash, while the server remembers the key:
    /// between five minutes and a day, if the page says so at all.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.settings.idempotency_key = Some(key.into());
        self
    }

    /// Sends the request without validating it, for servers that accept more than their documentation says. Path parameters
    /// must still be valid path segments.
    pub fn unchecked(mut self) -> Self {
        self.settings.unchecked = true;
        self
    }

    /// Sends the call; see [`Client::send`] for retries.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`Error::may_have_executed`] says whether the server may have acted.
    pub async fn send(self) -> Result<Reply<E::Data>, Error<E::Code>> {
        let request = self.encoded()?;
        let mut read = None;
        let mut strict = |body: &[u8]| {
            let (data, msg) = envelope::read_strictly::<E::Data>(body)?;
            read = Some(data);
            Some(msg)
        };
        let reader = ReplyReader { info_of: info_of::<E::Code>, strict: Some(&mut strict) };
        let CallSuccess { opened, history, credentials } =
            self.client.core.call(request, &self.settings, reader).await?;
        let reply = match read {
            Some(data) => reply::<E>(opened.head, opened.msg, data, Vec::new()),
            None => read_data::<E>(opened),
        };
        reply.map_err(|mut failure| {
            credentials.withhold_from_failure(&mut failure);
            Error::after(failure, history)
        })
    }

    /// Adds the idempotency key, validates the request and serializes it.
    fn encoded(&self) -> Result<EncodedRequest, Error<E::Code>> {
        let keyed = self.keyed()?;
        let request = keyed.as_ref().unwrap_or(self.request);
        if self.client.core.validates && !self.settings.unchecked {
            request.validate()?;
        }
        encode(request)
    }

    /// Returns the request with its idempotency key, which is the same for all attempts; `None` if it needs no other key.
    fn keyed(&self) -> Result<Option<E>, EncodeError> {
        match &self.settings.idempotency_key {
            Some(key) => self.request.with_idempotency_key(key).map(Some).ok_or(EncodeError::NO_KEY),
            None if E::OPERATION.idempotency != Idempotency::Keyed => Ok(None),
            None => {
                Ok(self.request.with_idempotency_key(&idempotency_key(&*self.client.core.sender.runtime)))
            }
        }
    }
}

/// Returns a random UUID (version 4). Pages that document a key require or allow this format.
fn idempotency_key(runtime: &dyn Runtime) -> String {
    let random = u128::from(runtime.random()) << 64 | u128::from(runtime.random());
    let bits = random & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
}

/// Shows the endpoint only.
impl<E: Endpoint> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &E::OPERATION.id).finish_non_exhaustive()
    }
}
