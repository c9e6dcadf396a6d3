//! How a client is set up.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};

use super::app_id::{Shown, is_app_id};
use super::base_url::{BaseUrl, BaseUrlFault};
use super::budget::{Budget, MOST_RETRIES};
use super::core::Core;
use super::limiter::Limiter;
use super::retry_policy::RetryPolicy;
use super::runtime::Runtime;
use super::token::{App, Slots, Tenancy, TokenStore};
use super::{Client, DEFAULT_CONNECT_TIMEOUT, DEFAULT_MAX_REPLY_BYTES, DEFAULT_TIMEOUT, MAX_TIMEOUT};
use crate::transport::Transport;

/// A quarter of two hours is the half hour before which the platform gives the same token again.
const EARLY_PERCENT: u32 = 25;

/// Sets up a [`Client`].
pub struct ClientBuilder {
    app: App,
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
    pub(super) fn new(app_id: String, app_secret: SecretString) -> Self {
        Self {
            app: App { id: app_id, secret: app_secret, tenancy: Tenancy::Internal },
            base_url: None,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            max_reply_bytes: DEFAULT_MAX_REPLY_BYTES,
            validates: true,
            transport: None,
            runtime: None,
            retry: RetryPolicy::new(),
            retry_budget: MOST_RETRIES,
            limiter: None,
            store: None,
            early_percent: EARLY_PERCENT,
        }
    }

    /// Sends calls to `https://host[:port]` instead of `https://open.feishu.cn`: another host of the platform, or this
    /// machine (which may be `http`). The host is given the app's secret, so any other is refused; see
    /// [`trusted_base_url`](Self::trusted_base_url).
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some((url.into(), false));
        self
    }

    /// Sends calls to `https://host[:port]`, whatever the host: a private deployment or a gateway that may know the app's
    /// secret and all that is sent.
    #[must_use]
    pub fn trusted_base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some((url.into(), true));
        self
    }

    /// The longest that a call takes, with the fetching of a token and all else that belongs to it. Default: 30 seconds; at
    /// most a day.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(MAX_TIMEOUT);
        self
    }

    /// The longest that making a connection takes, within the timeout. Default: 3.1 seconds. It is for the transport of
    /// this crate; one that the caller brings has its own.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The most bytes of a reply's body. Default: 10 MB.
    #[must_use]
    pub fn max_reply_bytes(mut self, bytes: usize) -> Self {
        self.max_reply_bytes = bytes;
        self
    }

    /// Whether [`Client::send`] checks the documented limits before it sends. Default: it does.
    #[must_use]
    pub fn validate_requests(mut self, validate: bool) -> Self {
        self.validates = validate;
        self
    }

    /// Carries HTTP with this transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Runs on this async runtime.
    #[must_use]
    pub fn runtime(mut self, runtime: impl Runtime) -> Self {
        self.runtime = Some(Arc::new(runtime));
        self
    }

    /// How often calls are tried, and how long they wait in between. Default: [`RetryPolicy::new`].
    #[must_use]
    pub const fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The most retries that all calls of the client together make at once; a server in trouble is given no more to do. Each
    /// retry takes one, and each call gives a fifth of one back. Default: 100. With 0 no call is tried again; a token that
    /// the server refused is still renewed.
    #[must_use]
    pub const fn retry_budget(mut self, retries: u32) -> Self {
        self.retry_budget = retries;
        self
    }

    /// Keeps calls to the documented rate limits. Default: the server does.
    #[must_use]
    pub fn limiter(mut self, limiter: Limiter) -> Self {
        self.limiter = Some(limiter);
        self
    }

    /// The app is one from the store, which many tenants install: calls name their [tenant](crate::Call::tenant), and the
    /// platform's ticket is handed on whenever it is pushed. This is the last one known; it may be empty, and then no call
    /// that needs a token succeeds before [`Client::set_app_ticket`].
    #[must_use]
    pub fn store_app(mut self, ticket: impl Into<SecretString>) -> Self {
        let ticket = Some(ticket.into()).filter(|ticket| !ticket.expose_secret().is_empty());
        self.app.tenancy = Tenancy::Store { ticket: Mutex::new(ticket) };
        self
    }

    /// Shares tokens with other processes through this store.
    #[must_use]
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Box::new(store));
        self
    }

    /// The last part of a token's life, in percent, in which the next one is fetched while calls go on with this one.
    /// Default: 25, and never more than half an hour.
    #[must_use]
    pub const fn early_renewal(mut self, percent: u32) -> Self {
        self.early_percent = percent;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    /// A setting is no good, or there is no transport or no runtime.
    pub fn build(self) -> Result<Client, BuildError> {
        if self.app.id.is_empty() {
            return Err(BuildError(Fault::NoAppId));
        }
        if self.app.secret.expose_secret().is_empty() {
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
        let runtime = chosen_runtime(self.runtime).ok_or(BuildError(Fault::NoRuntime))?;
        Ok(Client {
            core: Arc::new(Core {
                base,
                app: self.app,
                slots: Slots::default(),
                store: self.store,
                early_percent: self.early_percent,
                transport,
                runtime,
                retry: self.retry,
                limiter: self.limiter,
                budget: Budget::new(self.retry_budget),
                timeout: self.timeout,
                max_reply_bytes: self.max_reply_bytes,
                validates: self.validates,
            }),
        })
    }
}

#[cfg(feature = "reqwest")]
fn default_transport(base: &BaseUrl, connect_timeout: Duration) -> Result<Box<dyn Transport>, BuildError> {
    let transport = crate::transport::reqwest::ReqwestTransport::new(connect_timeout, base.is_plain_http());
    Ok(Box::new(transport.map_err(|error| BuildError(Fault::Transport(error)))?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &BaseUrl, _: Duration) -> Result<Box<dyn Transport>, BuildError> {
    Err(BuildError(Fault::NoTransport))
}

#[cfg(feature = "reqwest")]
fn chosen_runtime(chosen: Option<Arc<dyn Runtime>>) -> Option<Arc<dyn Runtime>> {
    chosen.or_else(|| Some(Arc::new(super::tokio_runtime::TokioRuntime)))
}

#[cfg(not(feature = "reqwest"))]
fn chosen_runtime(chosen: Option<Arc<dyn Runtime>>) -> Option<Arc<dyn Runtime>> {
    chosen
}

/// Does not show the app's secret, even in the place of its id.
impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder").field("app_id", &Shown(&self.app.id)).finish_non_exhaustive()
    }
}

/// Why there is no client.
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
    Transport(Box<dyn std::error::Error + Send + Sync>),
}

impl BuildError {
    /// What is wrong with the base URL, when that is at fault.
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
            Fault::NoAppSecret => f.write_str("the app secret is empty"),
            Fault::Swapped => f.write_str("the app id and the app secret are swapped: the secret begins with `cli_`, and the id does not"),
            Fault::BaseUrl(fault) => write!(f, "{fault}"),
            Fault::NoRuntime => {
                f.write_str("there is no runtime: give one with `runtime`, or enable the feature `reqwest`")
            }
            #[cfg(not(feature = "reqwest"))]
            Fault::NoTransport => f.write_str(
                "there is no transport: give one with `transport`, or enable the feature `reqwest`",
            ),
            #[cfg(feature = "reqwest")]
            Fault::Transport(error) => write!(f, "HTTP cannot be set up: {error}"),
        }
    }
}

impl std::error::Error for BuildError {}
