//! A blocking client, for programs that are not async: the same calls, each of which blocks until it completes.
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
//! A call on a thread of an async runtime would block the tasks of that runtime. It fails with
//! [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime), and no request is sent. This includes tokio's
//! `spawn_blocking`: use [`Client`](crate::Client) in async programs.

mod call;
mod driver;
mod pages;
mod raw;

use std::fmt;
use std::io;
use std::sync::Arc;

use secrecy::SecretString;

pub use self::call::Call;
use self::driver::Driver;
pub use self::pages::{Items, Pages};
use super::{AuthorizationCode, StoredToken};
use crate::error::Error;
use crate::reply::Reply;
use crate::reply::paged::Paged;
use crate::request::endpoint::Endpoint;
use crate::request::operation::Method;

/// A blocking call of an endpoint that has no type of its own; created by [`Client::raw`].
pub type RawCall<'a> = super::RawCall<'a, Client>;

/// A blocking client. Clones are cheap, share tokens and connections, and can be used from many threads.
#[derive(Clone)]
pub struct Client {
    client: super::Client,
    driver: Arc<Driver>,
}

impl Client {
    /// Creates a blocking client over an async one. It starts one thread, which drives timers and sockets.
    ///
    /// # Errors
    /// Fails if the thread cannot be started.
    pub fn new(client: super::Client) -> io::Result<Self> {
        Ok(Self { client, driver: Arc::new(Driver::start()?) })
    }

    /// Prepares a call with settings of its own; see [`Client::call`](crate::Client::call).
    pub fn call<'a, E: Endpoint>(&'a self, request: &'a E) -> Call<'a, E> {
        Call::new(&self.driver, self.client.call(request))
    }

    /// Prepares a call of an endpoint that has no type of its own; see [`Client::raw`](crate::Client::raw).
    pub fn raw(&self, method: Method, path: &'static str) -> RawCall<'_> {
        RawCall::new(self, method, path)
    }

    /// Sends a call and blocks until the response arrives; see [`Client::send`](crate::Client::send).
    ///
    /// # Errors
    /// Those of [`Client::send`](crate::Client::send), and [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn send<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).send()
    }

    /// Returns an iterator over the pages of a list; see [`Client::pages`](crate::Client::pages).
    pub fn pages<E: Paged + Send + Sync + 'static>(&self, request: &E) -> Pages<E> {
        self.call(request).pages()
    }

    /// Sends a call without validating it; see [`Client::send_unchecked`](crate::Client::send_unchecked).
    ///
    /// # Errors
    /// Those of [`Client::send_unchecked`](crate::Client::send_unchecked), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn send_unchecked<E: Endpoint>(&self, request: &E) -> Result<Reply<E::Data>, Error<E::Code>> {
        self.call(request).unchecked().send()
    }

    /// Sets the app ticket of a store app; see [`Client::set_app_ticket`](crate::Client::set_app_ticket).
    pub fn set_app_ticket(&self, ticket: impl Into<SecretString>) {
        self.client.set_app_ticket(ticket);
    }

    /// Obtains and keeps the tokens of a user who has just authorized the app; see
    /// [`Client::authorize_user`](crate::Client::authorize_user).
    ///
    /// # Errors
    /// Those of [`Client::authorize_user`](crate::Client::authorize_user), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn authorize_user(&self, name: impl Into<String>, code: AuthorizationCode) -> Result<(), Error> {
        self.driver.outcome(self.client.authorize_user(name, code))
    }

    /// Keeps the tokens of a user; see [`Client::set_user_tokens`](crate::Client::set_user_tokens).
    ///
    /// # Errors
    /// Those of [`Client::set_user_tokens`](crate::Client::set_user_tokens), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn set_user_tokens(&self, name: impl Into<String>, tokens: StoredToken) -> Result<(), Error> {
        self.driver.outcome(self.client.set_user_tokens(name, tokens))
    }

    /// Deletes the tokens of a user; see [`Client::forget_user`](crate::Client::forget_user).
    ///
    /// # Errors
    /// Those of [`Client::forget_user`](crate::Client::forget_user), and
    /// [`ErrorKind::InsideRuntime`](crate::ErrorKind::InsideRuntime).
    pub fn forget_user(&self, name: impl Into<String>) -> Result<(), Error> {
        self.driver.outcome(self.client.forget_user(name))
    }
}

/// Shows the app id only.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.client).finish()
    }
}
