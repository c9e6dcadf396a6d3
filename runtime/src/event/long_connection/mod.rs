//! Events over a WebSocket that the program opens, without an address of its own.

mod config;
#[cfg(test)]
mod faults;
pub(crate) mod frame;
mod parts;
mod session;

use std::convert::Infallible;
use std::fmt;
use std::future::pending;
use std::hash::{BuildHasher as _, RandomState};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{self, http};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, connect_async_tls_with_config};

use self::config::{Address, Config};
use self::session::{Ended, Session};
use super::dispatcher::Dispatcher;
use crate::Client;
use crate::error::Error;

/// Bounds the opening of a connection: name lookup, TCP, TLS and handshake.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Maximum size of a message of the WebSocket.
const MAX_MESSAGE_BYTES: usize = 12 << 20;

/// Codes of the endpoint for the address after which it is asked again.
const RETRYABLE_CODES: [i64; 2] = [1, 1_000_040_343];

/// The app has as many connections as it may have.
const TOO_MANY_CONNECTIONS: u64 = 1_000_040_350;

/// Receives events and callbacks over a WebSocket, for internal apps, and hands them to a [`Dispatcher`].
///
/// ```no_run
/// use feishu_runtime::Client;
/// use feishu_runtime::event::{Dispatcher, EventContext, LongConnection};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder("cli_a1", "app secret").build()?;
/// let dispatcher = Dispatcher::new().rest(|context: EventContext| async move {
///     println!("{}", context.envelope().event_type());
/// });
/// LongConnection::new(&client, dispatcher).run().await?;
/// # Ok(())
/// # }
/// ```
///
/// A connection that is lost is opened again, after a random part of the time that the platform asks for. One that has died without
/// notice is detected within two pings and 5 seconds; the platform sets the interval of pings, usually 2 minutes. Each app may have 50
/// connections, and each event goes to one of them; processes that share an app must share the memory of handled events
/// ([`Dispatcher::seen`]).
///
/// It runs on tokio with timers and I/O, and does not use proxies. The address contains a secret and is never logged.
#[derive(Debug)]
pub struct LongConnection {
    client: Client,
    dispatcher: Dispatcher,
    states: watch::Sender<ConnectionState>,
}

/// The state of a long connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConnectionState {
    /// The connection is being opened.
    Connecting,
    /// Events arrive.
    Open,
    /// The connection is lost or could not be opened, for this reason. It will be opened again.
    Lost(String),
}

/// The states of a long connection, as they come.
#[derive(Clone, Debug)]
pub struct ConnectionStates(watch::Receiver<ConnectionState>);

impl ConnectionStates {
    /// Waits for the next state and returns it; `None` after the end of [`LongConnection::run`]. States that follow each other
    /// faster than this is called are skipped.
    pub async fn next(&mut self) -> Option<ConnectionState> {
        self.0.changed().await.ok()?;
        Some(self.0.borrow_and_update().clone())
    }
}

/// Why a long connection has ended for good.
#[derive(Debug)]
#[non_exhaustive]
pub enum LongConnectionError {
    /// The platform refused the app, or the client has no app secret.
    Refused(Error),
    /// The platform refused the handshake with this status and, if it gave one, code.
    Handshake {
        /// The status: 403, or 514 if the app has too many connections.
        status: u64,
        /// The code.
        code: Option<u64>,
    },
    /// The platform gave no address, or one outside of its domains.
    Address,
    /// The connection was lost, and as many attempts to open it again have failed as the platform allows.
    GaveUp {
        /// The number of attempts.
        attempts: u64,
    },
    /// The system's certificates could not be loaded.
    Tls,
}

impl fmt::Display for LongConnectionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(error) => write!(f, "no address for a long connection: {error}"),
            Self::Handshake { status, code: Some(code) } => {
                write!(f, "the platform refused the long connection: status {status}, code {code}")
            }
            Self::Handshake { status, code: None } => {
                write!(f, "the platform refused the long connection: status {status}")
            }
            Self::Address => f.write_str("the address of the long connection is not one of the platform"),
            Self::GaveUp { attempts } => {
                write!(f, "the long connection could not be opened in {attempts} attempts")
            }
            Self::Tls => f.write_str("the system's certificates could not be loaded"),
        }
    }
}

impl std::error::Error for LongConnectionError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a connection could not be opened.
enum Fault {
    Final(LongConnectionError),
    Passing(String),
}

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

impl LongConnection {
    /// Creates a connection for the client's app. It is opened by [`Self::run`].
    #[must_use]
    pub fn new(client: &Client, dispatcher: Dispatcher) -> Self {
        let states = watch::Sender::new(ConnectionState::Connecting);
        Self { client: client.clone(), dispatcher, states }
    }

    /// Returns the states of the connection.
    #[must_use]
    pub fn states(&self) -> ConnectionStates {
        ConnectionStates(self.states.subscribe())
    }

    /// Receives events for ever.
    ///
    /// # Errors
    /// Fails if the platform refuses the app or the connection for good.
    pub async fn run(self) -> Result<Infallible, LongConnectionError> {
        loop {
            self.run_until_ready(std::pin::pin!(pending())).await?;
        }
    }

    /// Receives events until `stop` is ready; then waits for the handlers that have begun, answers their events, and closes the
    /// connection.
    ///
    /// # Errors
    /// Fails like [`Self::run`].
    pub async fn run_until(self, stop: impl Future<Output = ()>) -> Result<(), LongConnectionError> {
        self.run_until_ready(std::pin::pin!(stop)).await
    }

    async fn run_until_ready(
        &self,
        mut stop: Pin<&mut impl Future<Output = ()>>,
    ) -> Result<(), LongConnectionError> {
        let mut config = Config::default();
        let mut failures = 0;
        loop {
            self.states.send_replace(ConnectionState::Connecting);
            let opened = tokio::select! {
                () = stop.as_mut() => return Ok(()),
                opened = self.open(&mut config) => opened,
            };
            let reason = match opened {
                Err(Fault::Final(error)) => return Err(error),
                Err(Fault::Passing(reason)) => reason,
                Ok((socket, service)) => {
                    failures = 0;
                    self.states.send_replace(ConnectionState::Open);
                    let session = Session::new(socket, &self.dispatcher, &mut config, service);
                    match session.run(stop.as_mut()).await {
                        Ended::Stopped => return Ok(()),
                        Ended::Lost(reason) => reason.to_owned(),
                    }
                }
            };
            tracing::warn!(reason, "a long connection was lost");
            self.states.send_replace(ConnectionState::Lost(reason));
            if config.reconnect_count.is_some_and(|count| failures >= count) {
                return Err(LongConnectionError::GaveUp { attempts: failures });
            }
            let longest = if failures == 0 { config.reconnect_nonce } else { config.reconnect_interval };
            failures += 1;
            tokio::select! {
                () = stop.as_mut() => return Ok(()),
                () = sleep(random_part(longest)) => {}
            }
        }
    }

    /// Opens a connection; returns it with the number of its service.
    async fn open(&self, config: &mut Config) -> Result<(Socket, u64), Fault> {
        let address: Address = self.client.long_connection().await.map_err(of_endpoint)?;
        if let Some(wire) = &address.config {
            config.update(wire);
        }
        let url = address.url.ok_or(Fault::Final(LongConnectionError::Address))?;
        if !self.client.allows_socket(&url) {
            return Err(Fault::Final(LongConnectionError::Address));
        }
        let socket = connect(&url).await?;
        Ok((socket, service(&url)))
    }
}

fn of_endpoint(error: Error) -> Fault {
    let is_final = match error.raw_code() {
        Some(code) => !RETRYABLE_CODES.contains(&code),
        // The client has no secret.
        None => error.kind() == crate::ErrorKind::Token && !error.is_retryable(),
    };
    if is_final {
        Fault::Final(LongConnectionError::Refused(error))
    } else {
        Fault::Passing(format!("no address: {error}"))
    }
}

async fn connect(url: &str) -> Result<Socket, Fault> {
    let limits = WebSocketConfig::default()
        .max_message_size(Some(MAX_MESSAGE_BYTES))
        .max_frame_size(Some(MAX_MESSAGE_BYTES));
    let connector = if url.starts_with("wss:") {
        Connector::Rustls(tls().map_err(|_| Fault::Final(LongConnectionError::Tls))?)
    } else {
        Connector::Plain
    };
    let connecting = connect_async_tls_with_config(url, Some(limits), true, Some(connector));
    match timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(Ok((socket, _))) => Ok(socket),
        Ok(Err(tungstenite::Error::Http(response))) => Err(of_handshake(&response)),
        // The text of other errors could contain the address.
        Ok(Err(_)) => Err(Fault::Passing("the connection could not be opened".to_owned())),
        Err(_) => Err(Fault::Passing("the connection was not open in 10 seconds".to_owned())),
    }
}

/// Uses the provider that reqwest uses, by name: a program may contain others.
fn tls() -> Result<Arc<rustls::ClientConfig>, rustls::Error> {
    use rustls_platform_verifier::BuilderVerifierExt as _;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_platform_verifier()?
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// Returns the refusal of a handshake, which its headers explain.
fn of_handshake<B>(response: &http::Response<B>) -> Fault {
    let number = |name: &str| response.headers().get(name)?.to_str().ok()?.parse::<u64>().ok();
    let status = number("handshake-status").unwrap_or_else(|| response.status().as_u16().into());
    let code = number("handshake-autherrcode");
    match (status, code) {
        (403, _) | (514, Some(TOO_MANY_CONNECTIONS)) => {
            Fault::Final(LongConnectionError::Handshake { status, code })
        }
        _ => Fault::Passing(format!("the handshake was refused with status {status}")),
    }
}

/// Returns the number of the service, which frames repeat.
fn service(url: &str) -> u64 {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let id = query.split('&').find_map(|pair| pair.strip_prefix("service_id="));
    id.and_then(|id| id.parse().ok()).unwrap_or_default()
}

/// Returns a random part of a time.
fn random_part(longest: Duration) -> Duration {
    let random = u32::try_from(RandomState::new().hash_one(std::process::id()) >> 32).unwrap_or_default();
    longest.mul_f64(f64::from(random) / f64::from(u32::MAX))
}
