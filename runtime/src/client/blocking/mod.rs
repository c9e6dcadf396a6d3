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

use secrecy::SecretString;

pub use self::call::Call;
use self::driver::Driver;
pub use self::pages::{Items, Pages};
use super::{AuthorizationCode, StoredToken};
use crate::error::call_error::Error;
use crate::reply::Reply;
use crate::reply::paged::Paged;
use crate::request::endpoint::Endpoint;

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

    /// Sends a call without a check of its documented limits; see [`Client::send_unchecked`](crate::Client::send_unchecked).
    ///
    /// # Errors
    /// Those of [`Client::send_unchecked`](crate::Client::send_unchecked), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn send_unchecked<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).unchecked().send()
    }

    /// Takes the ticket that the platform pushes to a store app; see [`Client::set_app_ticket`](crate::Client::set_app_ticket).
    pub fn set_app_ticket(&self, ticket: impl Into<SecretString>) {
        self.client.set_app_ticket(ticket);
    }

    /// Gets and keeps the tokens of a person who has just authorized the app; see
    /// [`Client::authorize_user`](crate::Client::authorize_user).
    ///
    /// # Errors
    /// Those of [`Client::authorize_user`](crate::Client::authorize_user), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn authorize_user(&self, name: impl Into<String>, code: AuthorizationCode) -> Result<(), Error> {
        self.driver.outcome(self.client.authorize_user(name, code))
    }

    /// Keeps the tokens that a person's authorization gave; see [`Client::set_user_tokens`](crate::Client::set_user_tokens).
    ///
    /// # Errors
    /// Those of [`Client::set_user_tokens`](crate::Client::set_user_tokens), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn set_user_tokens(&self, name: impl Into<String>, tokens: StoredToken) -> Result<(), Error> {
        self.driver.outcome(self.client.set_user_tokens(name, tokens))
    }

    /// Forgets the tokens of a person; see [`Client::forget_user`](crate::Client::forget_user).
    ///
    /// # Errors
    /// Those of [`Client::forget_user`](crate::Client::forget_user), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn forget_user(&self, name: impl Into<String>) -> Result<(), Error> {
        self.driver.outcome(self.client.forget_user(name))
    }
}

/// Does not show secrets.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.client).finish()
    }
}
