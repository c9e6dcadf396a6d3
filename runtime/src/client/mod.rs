//! The client: sends typed requests and returns typed replies, over any transport.
//!
//! The path of `client.send(&request)`, each file once:
//!
//! 1. [`call`] validates and serializes the request, and adds an idempotency key.
//! 2. [`core`] resolves the URL, chooses the token and the deadline.
//! 3. [`attempts`] makes attempts until one succeeds, or a retry is useless, unsafe or too late; [`retry`] holds the policy,
//!    the budget and the wait that a server asks for.
//! 4. [`token`] returns the token of each attempt, from the cache or by a refresh that concurrent calls share.
//! 5. [`exchange`] waits for the [`limiter`], sends the request through the transport, and opens the response's envelope;
//!    [`credentials`] removes secrets from what a response repeats, and [`trace`] logs the result.
//! 6. `reply/decode.rs` parses the data, back in [`call`].
//!
//! Beside the path: [`builder`] sets a client up ([`base_url`], [`app`], [`runtime`]), [`pages`] sends one call per page of a
//! list, [`blocking`] waits for calls without async, and [`types`] holds the data that the steps pass to each other.

mod app;
mod attempts;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod builder;
mod call;
mod core;
mod credentials;
mod exchange;
mod keyed_cache;
mod limiter;
mod pages;
mod raw;
mod retry;
mod runtime;
mod token;
mod trace;
mod types;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

pub use self::base_url::BaseUrlFault;
pub(crate) use self::base_url::ForeignHost;
pub use self::builder::{BuildError, ClientBuilder};
pub use self::call::Call;
use self::core::Core;
pub use self::limiter::Limiter;
pub use self::pages::{Items, PageResult, Pages};
pub use self::raw::RawCall;
pub use self::retry::RetryPolicy;
pub use self::runtime::{Runtime, Task};
#[cfg(all(feature = "receiver", feature = "redis"))]
pub(crate) use self::token::redis_connection;
pub use self::token::{AuthorizationCode, StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};
#[cfg(feature = "redis")]
pub use self::token::{RedisStore, RedisStoreError};
use crate::error::Error;
use crate::error::failure::Failure;
use crate::reply::Reply;
use crate::reply::paged::Paged;
use crate::request::endpoint::Endpoint;
use crate::request::operation::Method;

/// Upper bound of a call's timeout. Adding it to the current time never overflows an `Instant`.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Just above three seconds: enough for the first retransmission of a lost SYN and the answer to it.
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

const DEFAULT_MAX_REPLY_BYTES: usize = 10_000_000;

/// A client for the endpoints of the platform. It calls them as one app, and manages the app's access tokens.
///
/// Clones are cheap; they share tokens, connections and limits.
///
/// ```
/// # #[cfg(feature = "reqwest")]
/// # fn main() -> Result<(), feishu_runtime::BuildError> {
/// use std::time::Duration;
/// use feishu_runtime::Client;
///
/// let client = Client::builder("cli_a1", "app secret")
///     .base_url("http://127.0.0.1:8080")
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # let _ = client;
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "reqwest"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Client {
    core: Arc<Core>,
}

impl Client {
    /// Creates a builder for a client of the app with this id, which begins with `cli_`, and this secret.
    #[must_use]
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<SecretString>) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), Some(app_secret.into()))
    }

    /// Creates a builder for a client without the app's secret, for programs that obtain tokens elsewhere. Every call that needs
    /// a token is given one by [`Call::tenant_token`] or [`Call::user_token`].
    #[must_use]
    pub fn without_secret(app_id: impl Into<String>) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), None)
    }

    /// Prepares a call with settings of its own: tenant, user, timeout, retries, idempotency key.
    pub fn call<'a, E: Endpoint>(&'a self, request: &'a E) -> Call<'a, E> {
        Call::new(self, request)
    }

    /// Prepares a call of an endpoint that has no type of its own, with the same tokens, limits of size and time, and retries.
    /// Parameters of the path are whole segments, written `:name`. The call counts as a write that must not be repeated,
    /// unless it [only reads](RawCall::reads) or [contains an idempotency key](RawCall::keyed).
    ///
    /// ```
    /// # use feishu_runtime::{Client, Error, Method, Value};
    /// # async fn greet(client: &Client) -> Result<(), Error<i64>> {
    /// let body = serde_json::json!({ "receive_id": "ou_1", "msg_type": "text", "content": "{\"text\":\"hello\"}" });
    /// let reply = client
    ///     .raw(Method::Post, "/open-apis/im/v1/messages")
    ///     .query("receive_id_type", "open_id")
    ///     .json(&body)
    ///     .send::<Value>()
    ///     .await?;
    /// # drop(reply);
    /// # Ok(())
    /// # }
    /// ```
    pub fn raw(&self, method: Method, path: &'static str) -> RawCall<'_> {
        RawCall::new(self, method, path)
    }

    /// Validates the request against its documented limits, sends it, and parses the response. Short for
    /// [`call`](Self::call)`(request).send()`.
    ///
    /// A failed call is retried only if that cannot execute it twice:
    ///
    /// - If the request was not sent, it is retried.
    /// - If the server reports that it did not execute the call, because of a rate limit or the token, it is retried after the
    ///   wait that the server asks for, or with a refreshed token. If no attempt or time is left, the call fails with
    ///   [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited).
    /// - If the request was sent and its outcome is unknown, it is retried if the endpoint only reads, or if it takes an
    ///   idempotency key and the call is less than five minutes old, the shortest time for which any page documents that a
    ///   key is remembered. Otherwise it fails with [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous).
    /// - Any other failure is final. So is every failure of a call whose streamed file has been consumed.
    ///
    /// All attempts and waits share one deadline. A retry budget bounds the retries of all calls of the client; see
    /// [`ClientBuilder::retry_budget`].
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`Error::may_have_executed`] says whether the server may have acted.
    pub async fn send<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).send().await
    }

    /// Returns a stream of the pages of a list, beginning with the page that the request asks for. Short for
    /// [`call`](Self::call)`(request).`[`pages`](Call::pages)`()`.
    ///
    /// ```
    /// # use feishu_runtime::{Client, PagedItems};
    /// # async fn all<E: PagedItems + Send + Sync + 'static>(client: &Client, request: &E) -> Result<(), feishu_runtime::Error> {
    /// let mut items = client.pages(request).items();
    /// while let Some(item) = items.next().await {
    ///     let item = item?;
    ///     # drop(item);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages<E: Paged + Send + Sync + 'static>(&self, request: &E) -> Pages<E> {
        self.call(request).pages()
    }

    /// Sends a request without validating it. Short for [`call`](Self::call)`(request).`[`unchecked`](Call::unchecked)`().send()`.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), except [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
    pub async fn send_unchecked<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).unchecked().send().await
    }

    /// Sets the app ticket, which the platform pushes to a store app every hour. Tokens obtained with the previous ticket stay
    /// valid. For internal apps this has no effect.
    pub fn set_app_ticket(&self, ticket: impl Into<SecretString>) {
        self.core.tokens.app.set_ticket(ticket.into());
    }

    /// Obtains the tokens of a user who has just authorized the app, and keeps them under a name of the caller's choice for
    /// calls with [`Call::user`]. To obtain a refresh token, the authorization must include the scope `offline_access`.
    ///
    /// # Errors
    /// Fails if the platform refuses the code or the token store fails. The code is sent only once, and only after the store
    /// is locked. If the store fails to save the tokens, they are kept in memory and not used until the next call as this user
    /// has saved them. Such an error is not [retryable](Error::is_retryable), because a code works once.
    pub async fn authorize_user(
        &self,
        name: impl Into<String>,
        code: AuthorizationCode,
    ) -> Result<(), Error> {
        self.core.check_runtime()?;
        let authorized = self.core.tokens.authorize_user(name.into(), code).await;
        authorized.map_err(|failure| Failure::Token(failure).into())
    }

    /// Keeps the tokens of a user under a name of the caller's choice, for calls with [`Call::user`]. From then on only the
    /// client may refresh them, since a refresh token works once.
    ///
    /// # Errors
    /// Fails if the token store fails, or if the access token is not valid in an HTTP header.
    pub async fn set_user_tokens(&self, name: impl Into<String>, tokens: StoredToken) -> Result<(), Error> {
        self.core.check_runtime()?;
        let set = self.core.tokens.set_user_tokens(name.into(), tokens).await;
        set.map_err(|failure| Failure::Token(Arc::new(failure)).into())
    }

    /// Deletes the tokens of a user, in memory and in the token store. Calls with [`Call::user`] under this name fail until the
    /// user authorizes the app again. The platform is not informed: copies of the tokens elsewhere stay valid until they
    /// expire.
    ///
    /// # Errors
    /// Fails if the token store fails. It may then still hold the tokens, which the next call as this user would load; call
    /// this method again.
    pub async fn forget_user(&self, name: impl Into<String>) -> Result<(), Error> {
        self.core.check_runtime()?;
        let forgotten = self.core.tokens.forget_user(name.into()).await;
        forgotten.map_err(|failure| Failure::Token(Arc::new(failure)).into())
    }
}

/// What a long connection needs.
#[cfg(feature = "long-connection")]
impl Client {
    /// Requests the address of a long connection.
    ///
    /// # Errors
    /// Fails like a call; without the app's secret, too.
    pub(crate) async fn long_connection<D: crate::reply::data::ReplyData>(&self) -> Result<D, Error> {
        self.core.tokens.long_connection().await
    }

    /// Returns true if the address may be opened.
    pub(crate) fn allows_socket(&self, url: &str) -> bool {
        self.core.sender.base.allows_socket(url)
    }
}

/// Shows the app id only.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_id", &app::ShownId(&self.core.tokens.app.id))
            .finish_non_exhaustive()
    }
}
