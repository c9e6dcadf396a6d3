//! Where tokens are kept for other processes, and for this one's next life.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::key::TokenKey;
use crate::Map;

/// What a store does, when it is done.
pub type StoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// Ends a lock when it is dropped.
pub type StoreLock = Box<dyn Send>;

/// Keeps tokens where other processes find them, such as in a file or in Redis. What it holds are secrets.
///
/// A client keeps its tokens in memory, and that is enough for one process. It asks the store before it fetches a token, and
/// tells it before it uses one. The texts of its errors are shown; they must hold no token.
pub trait TokenStore: Send + Sync + 'static {
    /// The token that was saved last; `None` when there is none.
    fn load<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<StoredToken>>;

    /// Keeps a token in the place of what was there. A person's token must be safe from a crash when this ends: the one
    /// before it is of no use any more.
    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a StoredToken) -> StoreFuture<'a, ()>;

    /// Removes the token that is kept; it is no error when there is none. A person who signs out has signed out only when it
    /// is gone, which is why a store has to say how.
    fn remove<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, ()>;

    /// Keeps all other processes from renewing this token, until the lock is dropped. A store that several processes use
    /// for people's tokens needs it: a person's refresh token works once. A renewal takes up to 30 seconds; a lock
    /// that is older than a minute is of a process that is gone.
    ///
    /// By default there is no lock.
    fn lock<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, StoreLock> {
        let _ = key;
        Box::pin(async { Ok(Box::new(()) as StoreLock) })
    }
}

/// A token as it is kept: the token, when it ends, and for a person how to get the next one.
#[derive(Clone)]
pub struct StoredToken {
    access: SecretString,
    ends: SystemTime,
    refresh: Option<SecretString>,
}

impl StoredToken {
    /// An access token that ends then.
    #[must_use]
    pub fn new(access: impl Into<SecretString>, ends: SystemTime) -> Self {
        Self { access: access.into(), ends, refresh: None }
    }

    /// With the refresh token that came with it.
    #[must_use]
    pub fn with_refresh(mut self, refresh: impl Into<SecretString>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// The access token.
    #[must_use]
    pub const fn access(&self) -> &SecretString {
        &self.access
    }

    /// When the access token ends.
    #[must_use]
    pub const fn ends(&self) -> SystemTime {
        self.ends
    }

    /// What the next access token is got with. It works once.
    #[must_use]
    pub const fn refresh(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    /// The token as JSON text, for stores that keep text.
    #[must_use]
    pub fn to_json(&self) -> SecretString {
        let ends = self.ends.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let refresh = self.refresh.as_ref().map(ExposeSecret::expose_secret);
        json!({ "access": self.access.expose_secret(), "ends": ends, "refresh": refresh }).to_string().into()
    }

    /// Reads what [`to_json`](Self::to_json) wrote; `None` for all else.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let mut members: Map<Value> = serde_json::from_str(json).ok()?;
        let mut text = |name: &str| match members.remove(name) {
            Some(Value::String(text)) => Some(SecretString::from(text)),
            _ => None,
        };
        let (access, refresh) = (text("access")?, text("refresh"));
        let ends = Duration::from_secs(members.get("ends")?.as_u64()?);
        Some(Self { access, ends: SystemTime::UNIX_EPOCH.checked_add(ends)?, refresh })
    }

    pub(super) fn is_of(&self, refresh: Option<&SecretString>) -> bool {
        self.refresh.as_ref().map(ExposeSecret::expose_secret) == refresh.map(ExposeSecret::expose_secret)
    }
}

/// Does not show the tokens.
impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken").field("ends", &self.ends).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use secrecy::ExposeSecret as _;

    use super::StoredToken;

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let ends = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        for token in
            [StoredToken::new("canary", ends), StoredToken::new("canary", ends).with_refresh("canary-2")]
        {
            let json = token.to_json();
            let read = StoredToken::from_json(json.expose_secret()).expect("a token");
            assert_eq!(read.access().expose_secret(), "canary");
            assert_eq!(read.ends(), ends);
            assert!(read.is_of(token.refresh()));
            assert!(!format!("{token:?} {json:?}").contains("canary"));
        }
        for json in
            ["", "[]", "{}", r#"{"access":"a"}"#, r#"{"access":1,"ends":1}"#, r#"{"access":"a","ends":-1}"#]
        {
            assert!(StoredToken::from_json(json).is_none(), "{json}");
        }
    }
}
