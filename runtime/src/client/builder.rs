//! The builder of a client.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::app::{App, ShownId, Tenancy, is_app_id};
use super::base_url::{BaseUrl, BaseUrlFault, LARK};
use super::core::Core;
use super::exchange::Sender;
use super::limiter::Limiter;
use super::retry::{DEFAULT_RETRY_BUDGET, RetryBudget, RetryPolicy};
use super::runtime::Runtime;
use super::token::{TokenCache, TokenManager, TokenStore};
use super::{Client, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_REPLY_BYTES, DEFAULT_TIMEOUT, MAX_TIMEOUT};
use crate::transport::Transport;

/// A quarter of a token's two hours is half an hour: the platform issues a new token only within the last half hour.
const EARLY_PERCENT: u32 = 25;

/// Builds a [`Client`]; created by [`Client::builder`].
pub struct ClientBuilder {
    app: App,
    /// False if the client is meant to have no secret, so that an empty one is not a mistake.
    needs_secret: bool,
    base_url: Option<(String, bool)>,
    timeout: Duration,
    connect_timeout: Duration,
    max_reply_bytes: usize,
    validates: bool,
    transport: Option<Box<dyn Transport>>,
    runtime: Option<Arc<dyn Runtime>>,
    retry: RetryPolicy,
    retry_budget: u32,
    limiter: Option<Limiter>,
    store: Option<Box<dyn TokenStore>>,
    early_percent: u32,
}

impl ClientBuilder {
    /// Starts with the defaults. Without a secret, the client makes calls with the caller's tokens only.
    pub(super) fn new(app_id: String, app_secret: Option<SecretString>) -> Self {
        let needs_secret = app_secret.is_some();
        Self {
            app: App { id: app_id, secret: app_secret.unwrap_or_default(), tenancy: Tenancy::Internal },
            needs_secret,
            base_url: None,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            max_reply_bytes: DEFAULT_MAX_REPLY_BYTES,
            validates: true,
            transport: None,
            runtime: None,
            retry: RetryPolicy::new(),
            retry_budget: DEFAULT_RETRY_BUDGET,
            limiter: None,
            store: None,
            early_percent: EARLY_PERCENT,
        }
    }

    /// Sends calls to `https://host[:port]` instead of `https://open.feishu.cn`. The host must be one of the platform's, or a
    /// loopback address (which may be `http`), because it receives the app's secret. For other hosts see
    /// [`trusted_base_url`](Self::trusted_base_url).
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some((url.into(), false));
        self
    }

    /// Sends calls to Lark, `https://open.larksuite.com`, instead of Feishu. An endpoint of another host, such as the upload of
    /// approval files at `www.feishu.cn`, is called at Lark's counterpart, `www.larksuite.com`.
    #[must_use]
    pub fn lark(self) -> Self {
        self.base_url(LARK)
    }

    /// Sends calls to `https://host[:port]` or `http://host[:port]` for any host, such as a private deployment, a gateway or a mock
    /// server in another container. The host receives the app's secret and all requests; with `http`, so does everyone in
    /// between.
    #[must_use]
    pub fn trusted_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some((url.into(), true));
        self
    }

    /// Sets the timeout of a call, including all attempts, waits and token refreshes. The default is 30 seconds, the maximum
    /// one day.
    ///
    /// A token refresh is shared by calls and outlives them: it ends after at most 30 seconds, each of its requests after 10.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// Sets the timeout of establishing a connection, within the timeout of the call. The default is 3.1 seconds. It applies to
    /// the built-in transport only.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets the maximum size of a response's body in bytes. The default is 10 MB (10,000,000).
    #[must_use]
    pub fn max_reply_bytes(mut self, bytes: usize) -> Self {
        self.max_reply_bytes = bytes;
        self
    }

    /// Sets whether [`Client::send`] validates requests against their documented limits. The default is true.
    #[must_use]
    pub fn validate_requests(mut self, validate: bool) -> Self {
        self.validates = validate;
        self
    }

    /// Sends HTTP requests through this transport. With the feature `reqwest`, the default is a `ReqwestTransport`, which uses
    /// the operating system's certificates and the proxy that `HTTPS_PROXY` or `ALL_PROXY` names.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Runs on this async runtime. With the feature `reqwest`, the default is tokio.
    #[must_use]
    pub fn runtime(mut self, runtime: impl Runtime) -> Self {
        self.runtime = Some(Arc::new(runtime));
        self
    }

    /// Sets the retry policy of calls. The default is [`RetryPolicy::new`].
    #[must_use]
    pub const fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the size of the retry budget, which bounds the retries of all calls of the client so that a server in trouble is
    /// not flooded. Each retry takes one from the budget, and each call returns a fifth of one. The default is 100. With 0,
    /// calls are not retried; a refused token is still refreshed.
    #[must_use]
    pub const fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Keeps calls within the documented rate limits on the client's side. By default only the server enforces them.
    #[must_use]
    pub fn limiter(mut self, limiter: Limiter) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// Declares the app as a store app, which many tenants install: each call names its [tenant](crate::Call::tenant), and
    /// every app ticket that the platform pushes is passed to [`Client::set_app_ticket`].
    ///
    /// `ticket` is the last known ticket. If it is empty, calls that need a token fail until one is set.
    #[must_use]
    pub fn store_app(mut self, ticket: impl Into<SecretString>) -> Self {
        let ticket = Some(ticket.into()).filter(|ticket| !ticket.expose_secret().is_empty());
        self.app.tenancy = Tenancy::Store { ticket: Mutex::new(ticket) };
        self
    }

    /// Shares tokens with other processes, and with later runs, through this store.
    #[must_use]
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Box::new(store));
        self
    }

    /// Sets the last part of a token's lifetime, in percent, in which it is refreshed in the background while calls still use
    /// it. The default is 25; the part is capped at half an hour.
    #[must_use]
    pub const fn early_renewal(mut self, percent: u32) -> Self {
        self.early_percent = percent;
        self
    }

    /// Builds the client. No request is sent.
    ///
    /// # Errors
    /// Fails if a setting is invalid, or if the transport or runtime is missing.
    pub fn build(self) -> Result<Client, BuildError> {
        if self.app.id.is_empty() {
            return Err(BuildError(Fault::NoAppId));
        }
        if self.needs_secret && !self.app.has_secret() {
            return Err(BuildError(Fault::NoAppSecret));
        }
        if is_app_id(self.app.secret.expose_secret()) && !is_app_id(&self.app.id) {
            return Err(BuildError(Fault::Swapped));
        }
        let base = match &self.base_url {
            Some((url, trusted)) => {
                BaseUrl::parse(url, *trusted).map_err(|fault| BuildError(Fault::BaseUrl(fault)))?
            }
            None => BaseUrl::default(),
        };
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&base, self.connect_timeout)?,
        };
        let sender = Arc::new(Sender {
            base,
            app_id: self.app.id.clone(),
            transport,
            runtime: chosen_runtime(self.runtime).ok_or(BuildError(Fault::NoRuntime))?,
            limiter: self.limiter,
            max_reply_bytes: self.max_reply_bytes,
            retry: self.retry,
            budget: RetryBudget::new(self.retry_budget),
        });
        let tokens = Arc::new(TokenManager {
            app: self.app,
            sender: Arc::clone(&sender),
            cache: TokenCache::default(),
            store: self.store,
            early_percent: self.early_percent,
        });
        let core = Core { sender, tokens, timeout: self.timeout, validates: self.validates };
        Ok(Client { core: Arc::new(core) })
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(base: &BaseUrl, connect_timeout: Duration) -> Result<Box<dyn Transport>, BuildError> {
    use crate::transport::reqwest::ReqwestTransport;

    let transport = ReqwestTransport::with_defaults(connect_timeout, base.is_loopback, base.is_plain_http());
    Ok(Box::new(transport.map_err(|error| BuildError(Fault::Transport(error)))?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &BaseUrl, _: Duration) -> Result<Box<dyn Transport>, BuildError> {
    Err(BuildError(Fault::NoTransport))
}

#[cfg(feature = "reqwest")]
fn chosen_runtime(chosen: Option<Arc<dyn Runtime>>) -> Option<Arc<dyn Runtime>> {
    chosen.or_else(|| Some(Arc::new(super::runtime::TokioRuntime)))
}

#[cfg(not(feature = "reqwest"))]
fn chosen_runtime(chosen: Option<Arc<dyn Runtime>>) -> Option<Arc<dyn Runtime>> {
    chosen
}

/// Shows the app id only, and withholds it if it looks like a secret in the wrong place.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("app_id", &ShownId(&self.app.id)).finish_non_exhaustive()
    }
}

/// Why a client could not be built.
#[derive(Debug)]
pub struct BuildError(Fault);

#[derive(Debug)]
enum Fault {
    NoAppId,
    NoAppSecret,
    Swapped,
    BaseUrl(BaseUrlFault),
    NoRuntime,
    #[cfg(not(feature = "reqwest"))]
    NoTransport,
    #[cfg(feature = "reqwest")]
    Transport(reqwest::Error),
}

impl BuildError {
    /// Returns why the base URL is rejected, if that is the error.
    #[must_use]
    pub const fn base_url_fault(&self) -> Option<&BaseUrlFault> {
        match &self.0 {
            Fault::BaseUrl(fault) => Some(fault),
            _ => None,
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::NoAppId => f.write_str("the app id is empty"),
            Fault::NoAppSecret => {
                f.write_str("the app secret is empty; for a client without one see `Client::without_secret`")
            }
            Fault::Swapped => f.write_str("the app id and the app secret seem to be swapped: the secret begins with `cli_`, the id does not"),
            Fault::BaseUrl(fault) => write!(f, "{fault}"),
            Fault::NoRuntime => {
                f.write_str("missing runtime: set one with `runtime`, or enable the feature `reqwest`")
            }
            #[cfg(not(feature = "reqwest"))]
            Fault::NoTransport => f.write_str(
                "missing transport: set one with `transport`, or enable the feature `reqwest`",
            ),
            #[cfg(feature = "reqwest")]
            Fault::Transport(error) => {
                // The last source is the cause: reqwest's own message is "builder error".
                let cause = std::iter::successors(
                    Some(error as &dyn std::error::Error),
                    |&error| error.source(),
                );
                f.write_str("the HTTP transport cannot be set up")?;
                cause.last().map_or(Ok(()), |cause| write!(f, ": {cause}"))
            }
        }
    }
}

impl std::error::Error for BuildError {}
