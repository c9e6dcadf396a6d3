//! One call, and what belongs to it alone.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

use super::core::Answered;
use super::pages::Pages;
use super::retry_policy::RetryPolicy;
use super::runtime::Runtime;
use super::{Client, MAX_TIMEOUT};
use crate::error::call_error::Error;
use crate::error::failure::info_of;
use crate::reply::Reply;
use crate::reply::decode::read_data;
use crate::reply::paged::Paged;
use crate::request::body::EncodeError;
use crate::request::encode::{EncodedRequest, encode};
use crate::request::endpoint::Endpoint;
use crate::request::operation::Idempotency;

/// A call that is about to be sent; made by [`Client::call`].
#[must_use = "a call is sent by `send`"]
pub struct Call<'a, E> {
    client: &'a Client,
    request: &'a E,
    context: Context,
}

/// What belongs to one call.
#[derive(Clone, Default)]
pub(super) struct Context {
    pub(super) tenant: Option<String>,
    pub(super) made_as: As,
    pub(super) timeout: Option<Duration>,
    pub(super) retry: Option<RetryPolicy>,
    pub(super) idempotency_key: Option<String>,
    pub(super) unchecked: bool,
}

/// Who makes a call.
#[derive(Clone, Default)]
pub(super) enum As {
    /// The app, if the page documents a token at all.
    #[default]
    Documented,
    /// The app, whatever the page documents.
    App,
    /// A person, whose token the caller keeps.
    Given(SecretString),
    /// A person, whose tokens the client keeps under this name.
    User(String),
}

impl<'a, E: Endpoint> Call<'a, E> {
    pub(super) fn new(client: &'a Client, request: &'a E) -> Self {
        Self::with(client, request, Context::default())
    }

    pub(super) fn with(client: &'a Client, request: &'a E, context: Context) -> Self {
        Self { client, request, context }
    }

    /// Makes the call in this tenant, by its `tenant_key`: for store apps, which are installed in many.
    pub fn tenant(mut self, key: impl Into<String>) -> Self {
        self.context.tenant = Some(key.into());
        self
    }

    /// Makes the call as the app, which is what a call does that says nothing, unless its page documents no token: pages forget
    /// them. It shows the app's `tenant_access_token`, or its `app_access_token` where only that is documented. A page that
    /// documents tokens of people only is believed, unless the call is [`unchecked`](Self::unchecked).
    pub fn as_app(mut self) -> Self {
        self.context.made_as = As::App;
        self
    }

    /// Makes the call as the person whose `user_access_token` this is. It is the caller's to renew.
    pub fn user_token(mut self, token: impl Into<SecretString>) -> Self {
        self.context.made_as = As::Given(token.into());
        self
    }

    /// Makes the call as the person whose tokens the client keeps under this name, and renews. See
    /// [`Client::set_user_tokens`].
    pub fn user(mut self, name: impl Into<String>) -> Self {
        self.context.made_as = As::User(name.into());
        self
    }

    /// The longest that the call takes, instead of what is set for the client; at most a day.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.context.timeout = Some(timeout.min(MAX_TIMEOUT));
        self
    }

    /// How often the call is tried, instead of what is set for the client.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.context.retry = Some(policy);
        self
    }

    /// The key by which the server knows that two requests are one call, for endpoints that document one. Without it the
    /// client makes one for each call; one of the caller's own makes it safe to call again after a crash, as long as the
    /// server remembers it: five minutes to a day, where the page says so at all.
    pub fn idempotency_key(mut self, key: impl Into<String>) -> Self {
        self.context.idempotency_key = Some(key.into());
        self
    }

    /// Sends the request without a check of its documented limits: for a server that has moved on from its documentation.
    /// Path parameters still have to be safe.
    pub fn unchecked(mut self) -> Self {
        self.context.unchecked = true;
        self
    }

    /// Sends the call; see [`Client::send`].
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`Error::may_have_executed`] says whether the server may have acted.
    pub async fn send(self) -> Result<Reply<E::Data>, Error<E::Code>> {
        let core = &self.client.core;
        let request = self.encoded()?;
        match core.call(request, &self.context, info_of::<E::Code>).await {
            Ok(Answered { opened, course, secrets }) => read_data::<E>(opened).map_err(|mut failure| {
                secrets.withhold(&mut failure);
                Error::after(failure, course)
            }),
            Err(failed) => Err(Error::after(failed.failure, failed.course)),
        }
    }

    /// The request with its idempotency key, checked and written.
    fn encoded(&self) -> Result<EncodedRequest, Error<E::Code>> {
        let keyed = self.keyed()?;
        let request = keyed.as_ref().unwrap_or(self.request);
        if self.client.core.validates && !self.context.unchecked {
            request.validate()?;
        }
        encode(request)
    }

    /// The request with the key by which its server knows it again. It is the same for all attempts.
    fn keyed(&self) -> Result<Option<E>, EncodeError> {
        match &self.context.idempotency_key {
            Some(key) => self.request.with_idempotency_key(key).map(Some).ok_or(EncodeError::NO_KEY),
            None if E::OPERATION.idempotency != Idempotency::Keyed => Ok(None),
            None => Ok(self.request.with_idempotency_key(&idempotency_key(&*self.client.core.runtime))),
        }
    }
}

/// A random UUID, of version 4: what the pages ask for or allow.
fn idempotency_key(runtime: &dyn Runtime) -> String {
    let random = u128::from(runtime.random()) << 64 | u128::from(runtime.random());
    let bits = random & !(0xf << 76) & !(0b11 << 62) | 0x4 << 76 | 0b10 << 62;
    let hex = format!("{bits:032x}");
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default();
    format!("{}-{}-{}-{}-{}", part(0..8), part(8..12), part(12..16), part(16..20), part(20..32))
}

impl<E: Paged + Send + Sync + 'static> Call<'_, E> {
    /// Walks through the pages of a list, from the page that the request asks for. Each page is a call of its own, with
    /// these settings.
    #[must_use]
    pub fn pages(self) -> Pages<E> {
        Pages::new(self.client.clone(), self.context, self.request.clone())
    }
}

/// Shows neither the request nor tokens nor keys.
impl<E: Endpoint> fmt::Debug for Call<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call").field("endpoint", &E::OPERATION.id).finish_non_exhaustive()
    }
}
