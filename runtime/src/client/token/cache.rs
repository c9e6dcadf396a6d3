//! The token cache of a client: one entry for each owner of a token.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::entry::{TokenEntry, TokenOwner};
use crate::client::keyed_cache::KeyedCache;

/// The token cache of a client. Owners are named by callers, so their number is not bounded; idle entries are evicted.
#[derive(Default)]
pub(in crate::client) struct TokenCache(Mutex<KeyedCache<TokenOwner, TokenEntry>>);

impl TokenCache {
    /// Returns the entry of an owner, creating it if needed.
    pub(super) fn entry(&self, owner: TokenOwner, now: Instant) -> Arc<TokenEntry> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        entries.get(owner, |owner| TokenEntry::new(owner.clone()), |entry| entry.is_idle(now))
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant, SystemTime};

    use super::{TokenCache, TokenOwner};
    use crate::client::token::access_token::Lifetime;
    use crate::client::token::entry::NewToken;
    use crate::client::token::store::StoredToken;

    #[test]
    fn a_million_unknown_users_are_evicted_and_the_known_one_is_kept() {
        let (cache, now) = (TokenCache::default(), Instant::now());
        let user = |number: u32| TokenOwner::User(number.to_string());
        let token = StoredToken::new("canary", SystemTime::UNIX_EPOCH);
        let new = NewToken { token, lifetime: Lifetime::new(now, Duration::from_secs(7200), 25) };
        assert!(cache.entry(user(0), now).set(&new, now).is_ok());
        for number in 1..1_000_000 {
            drop(cache.entry(user(number), now));
        }
        let kept = cache.0.lock().expect("not poisoned").len();
        assert!(kept <= 256, "{kept}");
        assert!(cache.entry(user(0), now).valid_token(now).is_some());
    }
}
