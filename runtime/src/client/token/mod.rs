//! Access tokens. Concurrent calls share one refresh, which runs in a task of its own.
//!
//! - [`call_token`] chooses the token of a call.
//! - [`manager`] returns it from the [`cache`], or has it refreshed: an [`entry`] holds the token of one owner and its
//!   [`refresh`], if one is in progress.
//! - [`request`] asks the platform for a token; [`store`] shares tokens with other processes, and
//!   `redis_store` is one in Redis.
//! - [`users`] adds and removes the tokens of users.

mod access_token;
mod cache;
mod call_token;
mod entry;
mod manager;
#[cfg(feature = "redis")]
mod redis_store;
mod refresh;
mod request;
mod store;
mod users;

pub(super) use self::access_token::Token;
pub(super) use self::cache::TokenCache;
pub(super) use self::call_token::CallToken;
pub(super) use self::manager::TokenManager;
#[cfg(all(feature = "receiver", feature = "redis"))]
pub(crate) use self::redis_store::redis_connection;
#[cfg(feature = "redis")]
pub use self::redis_store::{RedisStore, RedisStoreError};
pub use self::request::AuthorizationCode;
pub use self::store::{StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};
