//! The client: typed requests in, typed replies out, over any transport.

mod app_id;
mod base_url;
#[cfg(feature = "blocking")]
pub mod blocking;
mod budget;
mod builder;
mod call;
mod core;
mod exchange;
mod limiter;
mod outgoing;
mod pages;
mod retry_policy;
mod runtime;
mod secrets;
mod server_wait;
mod sharing;
mod token;
#[cfg(feature = "reqwest")]
mod tokio_runtime;
mod trace;
mod wait;

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
pub use self::retry_policy::RetryPolicy;
pub use self::runtime::{Runtime, Task};
pub(crate) use self::token::TokenFault;
pub use self::token::{AuthorizationCode, StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};
use crate::error::call_error::Error;
use crate::error::failure::Failure;
use crate::reply::Reply;
use crate::reply::paged::Paged;
use crate::request::endpoint::Endpoint;

/// Longer than any call takes, and short enough that the end of a call is a time that the machine can name.
const MAX_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Just above three seconds, the first retransmission of a lost SYN and its answer.
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

const DEFAULT_MAX_REPLY_BYTES: usize = 10_000_000;

/// Calls endpoints for an app, and keeps its access tokens. Clones are cheap and share them.
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
    /// Starts to set up a client for an app: its id, which begins with `cli_`, and its secret.
    #[must_use]
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<SecretString>) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), app_secret.into())
    }

    /// Prepares a call, to say what belongs to it alone: the tenant, a person's token, a timeout, a key.
    pub fn call<'a, E: Endpoint>(&'a self, request: &'a E) -> Call<'a, E> {
        Call::new(self, request)
    }

    /// Checks the request's documented limits, sends it, and reads the reply. The short form of
    /// [`call`](Self::call)`(request).send()`.
    ///
    /// What happens to a call that fails depends on what became of it:
    ///
    /// - Nothing was sent: it is tried again.
    /// - The server says that it did not execute it, because of too many calls or because of the token: it is tried again,
    ///   after the wait that the server asks for, or with a new token. Without attempts or time left it ends as
    ///   [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited).
    /// - It was sent, and nobody knows what came of it: it is tried again only if it reads, or if its endpoint takes an
    ///   idempotency key and the call is not five minutes old: no page says that its server remembers a key for less. Else it
    ///   ends as [`ErrorKind::Ambiguous`](crate::ErrorKind::Ambiguous).
    /// - All else is final. A streamed file that is gone cannot be sent again, whatever happened.
    ///
    /// All attempts and waits keep one deadline, and retries are a small part of all calls of a client.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`Error::may_have_executed`] says whether the server may have acted.
    pub async fn send<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).send().await
    }

    /// Walks through the pages of a list, from the page that the request asks for. The short form of
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

    /// The short form of [`call`](Self::call)`(request).`[`unchecked`](Call::unchecked)`().send()`.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), but for [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
    pub async fn send_unchecked<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).unchecked().send().await
    }

    /// Takes the ticket that the platform pushes to a store app every hour. Tokens that were got with the one before stay
    /// good. Of no use to an internal app.
    pub fn set_app_ticket(&self, ticket: impl Into<SecretString>) {
        self.core.app.set_ticket(ticket.into());
    }

    /// Gets the tokens of a person who has just authorized the app, and keeps them under a name that the caller chooses, for
    /// calls by [`Call::user`]. For tokens that can be renewed, the authorization must include the scope `offline_access`.
    ///
    /// # Errors
    /// The platform does not take the code, or the token store failed. A code is not sent twice, and not before the store is
    /// locked. When the store fails to save what a code brought, the tokens are held in memory, and the next call as this
    /// person saves them; no call is made with them before. Such an error is not
    /// [retryable](Error::is_retryable): a code works once.
    pub async fn authorize_user(
        &self,
        name: impl Into<String>,
        code: AuthorizationCode,
    ) -> Result<(), Error> {
        self.core.authorize_user(name.into(), code).await.map_err(|fault| Failure::Token(fault).into())
    }

    /// Keeps the tokens that a person's authorization gave, under a name that the caller chooses, for calls by
    /// [`Call::user`]. From then on the client renews them; nobody else must, since a refresh token works once.
    ///
    /// # Errors
    /// The token store failed, or the access token is no text that a header can hold.
    pub async fn set_user_tokens(&self, name: impl Into<String>, tokens: StoredToken) -> Result<(), Error> {
        let set = self.core.set_user_tokens(name.into(), tokens).await;
        set.map_err(|fault| Failure::Token(Arc::new(fault)).into())
    }

    /// Forgets the tokens of a person, here and in the token store: calls by [`Call::user`] under this name fail until the
    /// person authorizes the app again. The platform is not told; a token that somebody else has seen is good until it ends.
    ///
    /// # Errors
    /// The token store failed. It may still keep the tokens, which the next call as this person would find: forget again.
    pub async fn forget_user(&self, name: impl Into<String>) -> Result<(), Error> {
        let forgotten = self.core.forget_user(name.into()).await;
        forgotten.map_err(|fault| Failure::Token(Arc::new(fault)).into())
    }
}

/// Does not show secrets.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("app_id", &app_id::Shown(&self.core.app.id)).finish_non_exhaustive()
    }
}
