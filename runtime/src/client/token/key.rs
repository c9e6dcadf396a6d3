//! What a token is kept under.

use std::fmt::{self, Write as _};

use hmac_sha256::Hash;
use secrecy::{ExposeSecret as _, SecretString};

use crate::client::app_id::Shown;
use crate::request::operation::TokenKind;

/// What a token is kept under: where it is good, for which app with which secret, of which kind, and whose it is. Two keys
/// are equal only if their tokens can stand for each other.
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

    /// The kind of token.
    #[must_use]
    pub const fn kind(&self) -> TokenKind {
        self.kind
    }

    /// The app's id.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// The tenant's key, or the name of the person; `None` for an app's own token, and for that of the one tenant of an
    /// internal app.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// A name for the key: 64 hexadecimal digits, a SHA-256 over all of it. It can be the name of a file or of a Redis key,
    /// is the same in every process, and does not give the secret away.
    #[must_use]
    pub fn name(&self) -> String {
        let mut hash = Hash::new();
        let kind = format!("{:?}", self.kind);
        let owner = self.owner.as_deref().map(str::as_bytes);
        let parts = [self.origin.as_bytes(), self.app_id.as_bytes(), &self.secret, kind.as_bytes()];
        for part in parts.into_iter().chain(owner) {
            // The length keeps a part from running into the next one.
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

/// Shows neither the secret's hash nor whose token it is.
impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenKey")
            .field("origin", &self.origin)
            .field("app_id", &Shown(&self.app_id))
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TokenKey;
    use crate::request::operation::TokenKind;

    #[test]
    fn keys_differ_in_each_part_and_hold_no_secret() {
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
