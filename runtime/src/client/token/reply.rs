//! The reply of the calls for tokens.

use std::time::Duration;

use secrecy::SecretString;

use crate::request::operation::TokenKind;
use crate::value::sensitive::Sensitive;

/// The reply of the calls for tokens, all of which are flat: what one of them does not send is missing.
#[derive(Debug, Default)]
pub(super) struct TokenReply {
    tenant_access_token: Option<Sensitive<String>>,
    app_access_token: Option<Sensitive<String>>,
    access_token: Option<Sensitive<String>>,
    refresh_token: Option<Sensitive<String>>,
    /// Seconds that the token of an app or a tenant lives.
    expire: Option<i64>,
    /// Seconds that a person's token lives.
    expires_in: Option<i64>,
}
crate::reply_object!(TokenReply {
    "tenant_access_token" => value tenant_access_token,
    "app_access_token" => value app_access_token,
    "access_token" => value access_token,
    "refresh_token" => value refresh_token,
    "expire" => value expire,
    "expires_in" => value expires_in,
});

/// What a call for a token brought.
pub(super) struct Fetched {
    pub(super) access: SecretString,
    pub(super) life: Duration,
    pub(super) refresh: Option<SecretString>,
}

impl TokenReply {
    /// The token of this kind; `None` when there is none.
    pub(super) fn fetched(self, kind: TokenKind) -> Option<Fetched> {
        let (access, seconds) = match kind {
            TokenKind::Tenant => (self.tenant_access_token, self.expire),
            TokenKind::App => (self.app_access_token, self.expire),
            TokenKind::User => (self.access_token, self.expires_in),
        };
        let secret = |text: Option<Sensitive<String>>| {
            text.map(Sensitive::into_inner).filter(|text| !text.is_empty()).map(SecretString::from)
        };
        let life = Duration::from_secs(seconds.and_then(|seconds| u64::try_from(seconds).ok()).unwrap_or(0));
        Some(Fetched { access: secret(access)?, life, refresh: secret(self.refresh_token) })
    }
}
