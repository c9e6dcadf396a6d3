//! An access token and its lifetime.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

/// Upper bound for a token's lifetime, whatever the server says. The platform documents two hours.
const MAX_LIFETIME: Duration = Duration::from_secs(2 * 60 * 60);

/// A token is not used for the last part of its lifetime if another can be obtained: requests take time to arrive, and
/// clocks differ.
const EXPIRY_MARGIN: Duration = Duration::from_secs(5 * 60);

/// The platform issues a new token only when the old one is valid for less than this. A refresh before that would return
/// the old token.
const REFRESHABLE: Duration = Duration::from_secs(30 * 60);

/// Bounds the length of a token. The platform documents up to 4 KB.
const MAX_BYTES: usize = 64 * 1024;

/// An access token. Clones are cheap.
#[derive(Clone)]
pub(in crate::client) struct Token(Arc<Inner>);

struct Inner {
    secret: SecretString,
    authorization: HeaderValue,
    /// Counts the tokens of a cache entry.
    generation: u64,
    lifetime: Lifetime,
    /// True once the server has accepted the token.
    is_proven: AtomicBool,
}

/// The lifetime of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lifetime {
    /// From here on the token is refreshed in the background while calls still use it.
    pub(super) refresh_at: Instant,
    /// From here on calls wait for the refresh.
    pub(super) usable_until: Instant,
    /// From here on the server refuses the token.
    pub(super) expires: Instant,
}

impl Lifetime {
    /// Returns the lifetime of a token that was requested at `requested` and is valid for `length` from then. It is
    /// refreshed for the last `percent` of it, or the last 30 minutes if they are less.
    pub(super) fn new(requested: Instant, length: Duration, percent: u32) -> Self {
        let length = length.min(MAX_LIFETIME);
        let share = length.saturating_mul(percent.min(100)) / 100;
        let usable = length.saturating_sub(EXPIRY_MARGIN).max(length / 2);
        let refresh = length.saturating_sub(share.min(REFRESHABLE)).min(usable);
        Self {
            refresh_at: requested + refresh,
            usable_until: requested + usable,
            expires: requested + length,
        }
    }

    /// Returns true if enough of the lifetime is left to take the token over from another process.
    pub(super) fn is_long_enough(self, now: Instant) -> bool {
        self.expires.saturating_duration_since(now) > EXPIRY_MARGIN
    }

    /// Returns a lifetime that has ended.
    pub(super) const fn over(now: Instant) -> Self {
        Self { refresh_at: now, usable_until: now, expires: now }
    }
}

impl Token {
    /// Creates a token; `None` if the text is empty, or not valid in a header.
    pub(super) fn new(secret: SecretString, generation: u64, lifetime: Lifetime) -> Option<Self> {
        let authorization = authorization(secret.expose_secret())?;
        Some(Self(Arc::new(Inner {
            secret,
            authorization,
            generation,
            lifetime,
            is_proven: AtomicBool::new(false),
        })))
    }

    /// Creates a token that the caller supplies with a call.
    pub(super) fn given(secret: &SecretString, now: Instant) -> Option<Self> {
        Self::new(secret.clone(), 0, Lifetime::over(now))
    }

    /// Returns the value of the `Authorization` header.
    pub(in crate::client) fn authorization(&self) -> &HeaderValue {
        &self.0.authorization
    }

    pub(in crate::client) fn secret(&self) -> &SecretString {
        &self.0.secret
    }

    pub(in crate::client) fn generation(&self) -> u64 {
        self.0.generation
    }

    pub(super) fn lifetime(&self) -> Lifetime {
        self.0.lifetime
    }

    /// Records that the server has accepted the token.
    pub(in crate::client) fn prove(&self) {
        // Usually it is proven already; not writing then keeps the cache line shared between threads.
        if !self.is_proven() {
            self.0.is_proven.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn is_proven(&self) -> bool {
        self.0.is_proven.load(Ordering::Relaxed)
    }

    /// Returns true for clones of one token.
    pub(in crate::client) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    pub(super) fn has_text(&self, secret: &SecretString) -> bool {
        self.0.secret.expose_secret() == secret.expose_secret()
    }
}

/// Returns the `Authorization` header of a token, marked sensitive.
fn authorization(token: &str) -> Option<HeaderValue> {
    // A server would take white space for the end of the token.
    if token.is_empty() || token.len() > MAX_BYTES || token.contains(char::is_whitespace) {
        return None;
    }
    let mut value = HeaderValue::try_from(format!("Bearer {token}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{Lifetime, MAX_BYTES, authorization};

    #[test]
    fn the_header_does_not_show_its_token() {
        let header = authorization("canary").expect("a header");
        assert_eq!(header, "Bearer canary");
        assert_eq!(format!("{header:?}"), "Sensitive");
        for text in ["", "a\nb", "a b", " ", "a\0"] {
            assert_eq!(authorization(text), None, "{text:?}");
        }
        assert_eq!(authorization(&"x".repeat(MAX_BYTES + 1)), None);
        assert!(authorization(&"x".repeat(4096)).is_some());
    }

    #[test]
    fn a_token_is_refreshed_before_it_expires() {
        let start = Instant::now();
        let at = |length: u64, percent| {
            let life = Lifetime::new(start, Duration::from_secs(length), percent);
            [life.refresh_at, life.usable_until, life.expires]
                .map(|time| time.duration_since(start).as_secs())
        };
        assert_eq!(at(7200, 25), [5400, 6900, 7200]);
        assert_eq!(at(7200, 10), [6480, 6900, 7200]);
        assert_eq!(at(7200, 100), [5400, 6900, 7200], "before, the platform gives the same token");
        assert_eq!(at(7200, 0), [6900, 6900, 7200]);
        assert_eq!(at(1800, 25), [1350, 1500, 1800]);
        assert_eq!(at(60, 25), [30, 30, 60]);
        assert_eq!(at(0, 25), [0, 0, 0]);
        assert_eq!(at(u64::MAX, 25), [5400, 6900, 7200]);
    }
}
