//! The client for programs that are not async: the same calls, each of which waits until it is done.
//!
//! ```no_run
//! use feishu_runtime::{Client, blocking};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let client = blocking::Client::new(Client::builder("cli_a1", "app secret").build()?)?;
//! # let _ = client;
//! # Ok(())
//! # }
//! ```
//!
//! A call on a thread of an async runtime would stop all that runs there; it is an error of the kind
//! [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime), and nothing is sent. That holds for tokio's
//! `spawn_blocking` too: async programs have [`Client`](crate::Client).

mod call;
mod driver;
mod pages;

use std::fmt;
use std::io;
use std::sync::Arc;

pub use self::call::Call;
use self::driver::Driver;
pub use self::pages::{Items, Pages};
use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::paged::Paged;
use crate::reply::Reply;

/// Calls endpoints and waits for what they answer. Clones are cheap, share the token, and can be used by many threads.
#[derive(Clone)]
pub struct Client {
    client: super::Client,
    driver: Arc<Driver>,
}

impl Client {
    /// A client that does what `client` does, and waits for it. It has one thread of its own, for timers and sockets.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn new(client: super::Client) -> io::Result<Self> {
        Ok(Self { client, driver: Arc::new(Driver::start()?) })
    }

    /// Prepares a call, to say what belongs to it alone; see [`Client::call`](crate::Client::call).
    pub fn call<'a, E: Endpoint>(&'a self, request: &'a E) -> Call<'a, E> {
        Call::new(&self.driver, self.client.call(request))
    }

    /// Sends a call and waits for the reply; see [`Client::send`](crate::Client::send).
    ///
    /// # Errors
    /// Those of [`Client::send`](crate::Client::send), and [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn send<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).send()
    }

    /// Walks through the pages of a list; see [`Client::pages`](crate::Client::pages).
    pub fn pages<E: Paged + Send + Sync + 'static>(&self, request: &E) -> Pages<E> {
        self.call(request).pages()
    }
}

/// Does not show secrets.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.client).finish()
    }
}
