//! Access tokens: how they are asked for, kept, renewed and shared.

mod access;
mod caller;
mod fault;
mod fetch;
mod flight;
mod key;
mod reply;
mod requests;
mod slot;
mod store;
mod users;

pub(super) use self::access::Token;
pub(super) use self::caller::{App, Bearer, Tenancy};
pub(crate) use self::fault::TokenFault;
pub use self::key::TokenKey;
pub(super) use self::slot::Slots;
pub use self::store::{StoreFuture, StoreLock, StoredToken, TokenStore};
pub use self::users::AuthorizationCode;
