//! The client: typed requests in, typed replies out, over any transport.

mod base_url;
mod builder;
mod core;
mod token;
mod token_fault;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

pub use self::base_url::BaseUrlFault;
pub(crate) use self::base_url::ForeignHost;
pub use self::builder::{BuildError, ClientBuilder};
use self::core::Core;
pub(crate) use self::token_fault::TokenFault;
use crate::decode::read_data;
use crate::encode::encode;
use crate::endpoint::Endpoint;
use crate::error::{Error, info_of};
use crate::reply::Reply;

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// Just above three seconds, the first retransmission of a lost SYN and its answer.
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_millis(3100);

const DEFAULT_MAX_REPLY_BYTES: usize = 10_000_000;

/// Calls endpoints for an internal app, with its tenant access token. Clones are cheap and share the token.
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
    /// Starts to set up a client for an app.
    #[must_use]
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<SecretString>) -> ClientBuilder {
        ClientBuilder::new(app_id.into(), app_secret.into())
    }

    /// Checks the request's documented limits, sends it, and reads the reply.
    ///
    /// A request is sent once. It is sent once more only when the server refused its token, which says that it was not
    /// executed; no other failure is retried.
    ///
    /// # Errors
    /// See [`ErrorKind`](crate::ErrorKind); [`Error::may_have_executed`] says whether the server may have acted.
    pub async fn send<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        if self.core.validates {
            request.validate()?;
        }
        self.send_unchecked(request).await
    }

    /// Like [`send`](Self::send), without the check: for a server that has moved on from its documentation. Path parameters
    /// still have to be safe.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), but for [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
    pub async fn send_unchecked<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        let request = encode(request)?;
        let opened = self.core.call(request, info_of::<E::Code>).await?;
        read_data::<E>(opened)
    }
}

/// Does not show secrets.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("app_id", &self.core.credentials.app_id).finish_non_exhaustive()
    }
}
