//! The token store: tokens shared with other processes and later runs.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, SystemTime};

use hmac_sha256::Hash;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use crate::Map;
use crate::client::app::ShownId;
use crate::request::operation::TokenKind;

/// The future of a store operation.
pub type StoreFuture<'a, T> =
    Pin<Box<dyn Future<Output = Result<T, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

/// A lock of a token store; dropping it releases the lock.
pub type StoreLock = Box<dyn Send>;

/// Stores tokens for other processes and later runs, for example in a file or in Redis. Its content is secret.
///
/// A single process needs no store: a client keeps its tokens in memory. With a store, the client loads a token before it
/// requests one from the platform, and saves a new token before it uses it. The texts of the store's errors are shown in
/// error messages and must not contain tokens.
pub trait TokenStore: Send + Sync + 'static {
    /// Returns the token that was saved last, if any.
    fn load<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, Option<StoredToken>>;

    /// Saves a token, replacing the previous one. A user's token must be durable when this completes: the previous refresh
    /// token no longer works, so a token lost in a crash would cost the user's authorization.
    fn save<'a>(&'a self, key: &'a TokenKey, token: &'a StoredToken) -> StoreFuture<'a, ()>;

    /// Deletes the token; a missing token is not an error. A user is signed out only when the token is deleted, so this method
    /// has no default.
    fn remove<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, ()>;

    /// Prevents other processes from refreshing this token until the lock is dropped. A store that several processes use for
    /// user tokens needs it, because a refresh token works once. A refresh takes up to 30 seconds; a lock older than a minute
    /// belongs to a process that has died.
    ///
    /// The default does not lock.
    fn lock<'a>(&'a self, key: &'a TokenKey) -> StoreFuture<'a, StoreLock> {
        let _ = key;
        Box::pin(async { Ok(Box::new(()) as StoreLock) })
    }
}

/// A token as it is stored: the access token, its expiry time, and a user's refresh token.
#[derive(Clone)]
pub struct StoredToken {
    access: SecretString,
    ends: SystemTime,
    refresh: Option<SecretString>,
}

impl StoredToken {
    /// Creates a token that expires at `ends`.
    #[must_use]
    pub fn new(access: impl Into<SecretString>, ends: SystemTime) -> Self {
        Self { access: access.into(), ends, refresh: None }
    }

    /// Adds the refresh token that was issued with it.
    #[must_use]
    pub fn with_refresh(mut self, refresh: impl Into<SecretString>) -> Self {
        self.refresh = Some(refresh.into());
        self
    }

    /// Returns the access token.
    #[must_use]
    pub const fn access(&self) -> &SecretString {
        &self.access
    }

    /// Returns the time at which the access token expires.
    #[must_use]
    pub const fn ends(&self) -> SystemTime {
        self.ends
    }

    /// Returns the refresh token. It works once.
    #[must_use]
    pub const fn refresh(&self) -> Option<&SecretString> {
        self.refresh.as_ref()
    }

    /// Returns the token as JSON text, for stores that keep text.
    #[must_use]
    pub fn to_json(&self) -> SecretString {
        let ends = self.ends.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let refresh = self.refresh.as_ref().map(ExposeSecret::expose_secret);
        json!({ "access": self.access.expose_secret(), "ends": ends, "refresh": refresh }).to_string().into()
    }

    /// Parses the output of [`to_json`](Self::to_json); `None` for any other text.
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

    pub(super) fn has_refresh(&self, refresh: Option<&SecretString>) -> bool {
        self.refresh.as_ref().map(ExposeSecret::expose_secret) == refresh.map(ExposeSecret::expose_secret)
    }
}

/// Shows the expiry time only.
impl fmt::Debug for StoredToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredToken").field("ends", &self.ends).finish_non_exhaustive()
    }
}

/// The key of a token in a store: server, app and secret, kind of token, and owner. Tokens with equal keys are
/// interchangeable.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TokenKey {
    origin: String,
    app_id: String,
    secret: [u8; 32],
    kind: TokenKind,
    owner: Option<String>,
}

impl TokenKey {
    pub(super) fn new(
        origin: String,
        app_id: &str,
        app_secret: &SecretString,
        kind: TokenKind,
        owner: Option<String>,
    ) -> Self {
        let secret = Hash::hash(app_secret.expose_secret().as_bytes());
        Self { origin, app_id: app_id.to_owned(), secret, kind, owner }
    }

    /// Returns the kind of token.
    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        self.kind
    }

    /// Returns the app's id.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// Returns the tenant's key, or the user's name; `None` for an app's own token, and for an internal app's token in its only
    /// tenant.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Returns a name for the key: 64 hexadecimal digits, the SHA-256 of all its parts. It is the same in every process, can be
    /// used as a file name or a Redis key, and does not reveal the app's secret.
    #[must_use]
    pub fn name(&self) -> String {
        let mut hash = Hash::new();
        let kind = format!("{:?}", self.kind);
        let owner = self.owner.as_deref().map(str::as_bytes);
        let parts = [self.origin.as_bytes(), self.app_id.as_bytes(), &self.secret, kind.as_bytes()];
        for part in parts.into_iter().chain(owner) {
            // The length separates a part from the next one.
            hash.update(part.len().to_le_bytes());
            hash.update(part);
        }
        let mut name = String::new();
        for byte in hash.finalize() {
            // Writing to a String does not fail.
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

/// Does not show the secret's hash or the owner.
impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKey")
            .field("origin", &self.origin)
            .field("app_id", &ShownId(&self.app_id))
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::{Duration, SystemTime};

    use secrecy::ExposeSecret as _;

    use super::{StoredToken, TokenKey};
    use crate::request::operation::TokenKind;

    #[test]
    fn only_the_own_output_is_parsed() {
        let ends = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        for token in
            [StoredToken::new("canary", ends), StoredToken::new("canary", ends).with_refresh("canary-2")]
        {
            let json = token.to_json();
            let read = StoredToken::from_json(json.expose_secret()).expect("a token");
            assert_eq!(read.access().expose_secret(), "canary");
            assert_eq!(read.ends(), ends);
            assert!(read.has_refresh(token.refresh()));
            assert!(!format!("{token:?} {json:?}").contains("canary"));
        }
        for json in
            ["", "[]", "{}", r#"{"access":"a"}"#, r#"{"access":1,"ends":1}"#, r#"{"access":"a","ends":-1}"#]
        {
            assert!(StoredToken::from_json(json).is_none(), "{json}");
        }
    }

    #[test]
    fn keys_differ_in_each_part_and_contain_no_secret() {
        let key = |origin: &str, app: &str, secret: &str, kind, owner: Option<&str>| {
            TokenKey::new(origin.to_owned(), app, &secret.into(), kind, owner.map(str::to_owned))
        };
        let keys = [
            key("https://a", "cli", "canary", TokenKind::Tenant, None),
            key("https://b", "cli", "canary", TokenKind::Tenant, None),
            key("https://a", "cli2", "canary", TokenKind::Tenant, None),
            key("https://ac", "li", "canary", TokenKind::Tenant, None),
            key("https://a", "cli", "canary2", TokenKind::Tenant, None),
            key("https://a", "cli", "canary", TokenKind::App, None),
            key("https://a", "cli", "canary", TokenKind::User, Some("x")),
            key("https://a", "cli", "canary", TokenKind::Tenant, Some("x")),
            key("https://a", "cli", "canary", TokenKind::Tenant, Some("")),
        ];
        let names: BTreeSet<String> = keys.iter().map(TokenKey::name).collect();
        assert_eq!(names.len(), keys.len());
        assert!(names.iter().all(|name| name.len() == 64));
        assert!(!format!("{keys:?}").contains("canary"));
    }
}
