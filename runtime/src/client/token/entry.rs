//! An entry of the token cache: a token, its refresh, and what the server said about it.
//!
//! The entry's lock is held for short, synchronous sections only, never across an await.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};

use super::access_token::{Lifetime, Token};
use super::refresh::{Refresh, RefreshOutcome};
use super::store::StoredToken;
use crate::error::failure::Failure;
use crate::error::platform_codes;
use crate::error::token_failure::TokenFailure;
use crate::request::operation::TokenKind;

/// Time for which a token that replaced a refused one is kept if the server refuses it, too. The error codes for refused tokens are
/// also used for endpoints that do not accept this kind of token; without the pause, each call to such an endpoint would
/// refresh the token.
const REFUSAL_PAUSE: Duration = Duration::from_secs(60);

/// Pause after a failed early refresh before the next. The old token is still valid, so there is no hurry.
const EARLY_REFRESH_PAUSE: Duration = Duration::from_secs(30);

/// The owner of a token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TokenOwner {
    /// The app itself.
    App,
    /// The app in this tenant; `None` for the only tenant of an internal app.
    Tenant(Option<String>),
    /// The user that the caller keeps under this name.
    User(String),
}

impl TokenOwner {
    pub(super) const fn kind(&self) -> TokenKind {
        match self {
            Self::App => TokenKind::App,
            Self::Tenant(_) => TokenKind::Tenant,
            Self::User(_) => TokenKind::User,
        }
    }

    /// Returns the tenant's key or the user's name.
    pub(super) fn name(&self) -> Option<&str> {
        match self {
            Self::App => None,
            Self::Tenant(key) => key.as_deref(),
            Self::User(name) => Some(name),
        }
    }
}

/// An entry of the token cache.
pub(in crate::client) struct TokenEntry {
    pub(super) owner: TokenOwner,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// A user's refresh token.
    refresh_token: Option<SecretString>,
    /// True once the platform has refused the refresh token for good.
    is_spent: bool,
    generation: u64,
    /// True once the server has refused the token.
    is_refused: bool,
    /// Set if the token replaced a refused one.
    replacement: Option<Replacement>,
    /// No refresh of a valid token before this time.
    not_before: Option<Instant>,
    refresh: Option<Arc<Refresh>>,
    /// A user's tokens that are not saved in the store yet.
    unsaved: Option<Unsaved>,
}

/// The replacement of a refused token.
#[derive(Clone, Copy)]
struct Replacement {
    at: Instant,
    /// True if the platform returned the very token that was refused.
    is_same: bool,
}

/// A token that a refresh obtained.
#[derive(Clone)]
pub(super) struct NewToken {
    pub(super) token: StoredToken,
    pub(super) lifetime: Lifetime,
}

/// A user's tokens that are not saved in the store yet.
#[derive(Clone)]
pub(super) struct Unsaved {
    pub(super) new: NewToken,
    /// True if they come from the user's authorization, so that the tokens in the store are older.
    pub(super) is_authorized: bool,
}

/// Result of looking up the token for a call.
pub(super) enum Lookup {
    /// A token that can be used.
    Ready(Token),
    /// A token that can be used, and that is due for an early refresh.
    RefreshDue(Token),
    /// No usable token: wait for a refresh.
    Missing,
}

/// The state that a refresh starts from.
#[derive(Clone, Default)]
pub(super) struct Snapshot {
    pub(super) token: Option<Token>,
    pub(super) refresh_token: Option<SecretString>,
    pub(super) is_spent: bool,
    pub(super) unsaved: Option<Unsaved>,
}

impl TokenEntry {
    pub(super) fn new(owner: TokenOwner) -> Self {
        Self { owner, state: Mutex::default() }
    }

    pub(super) fn lookup(&self, now: Instant) -> Lookup {
        self.with(|state| {
            let is_paused = state.not_before.is_some_and(|time| now < time);
            // While refreshes pause, a token is used until it expires.
            let usable = |token: &Token| {
                let Lifetime { usable_until, expires, .. } = token.lifetime();
                !state.is_refused && now < if is_paused { expires } else { usable_until }
            };
            let Some(token) = state.token.clone().filter(usable) else { return Lookup::Missing };
            let is_due = now >= token.lifetime().refresh_at && state.refresh.is_none() && !is_paused;
            if is_due { Lookup::RefreshDue(token) } else { Lookup::Ready(token) }
        })
    }

    /// Returns the token until it expires.
    pub(super) fn valid_token(&self, now: Instant) -> Option<Token> {
        self.with(|state| {
            state.token.clone().filter(|token| !state.is_refused && now < token.lifetime().expires)
        })
    }

    /// Returns the refresh in progress, or registers a new one. With a guard in the result, the caller must run the refresh and
    /// finish the guard.
    pub(super) fn join_refresh(
        self: &Arc<Self>,
        now: Instant,
        abandoned_at: Instant,
    ) -> (Arc<Refresh>, Option<RefreshGuard>) {
        self.with(|state| match &state.refresh {
            Some(refresh) if now < refresh.abandoned_at => (Arc::clone(refresh), None),
            _ => {
                let refresh = Arc::new(Refresh::new(abandoned_at));
                state.refresh = Some(Arc::clone(&refresh));
                (Arc::clone(&refresh), Some(RefreshGuard::new(self, refresh)))
            }
        })
    }

    /// Unregisters a refresh.
    fn end_refresh(&self, refresh: &Arc<Refresh>, failed_at: Option<Instant>) {
        self.with(|state| {
            state.refresh.take_if(|current| Arc::ptr_eq(current, refresh));
            if let Some(now) = failed_at {
                state.not_before = now.checked_add(EARLY_REFRESH_PAUSE);
            }
        });
    }

    /// Returns true if the failure says that the server refused this entry's token.
    pub(in crate::client) fn is_refusal(&self, failure: &Failure) -> bool {
        let Failure::Api(api) = failure else { return false };
        match self.owner.kind() {
            TokenKind::User => platform_codes::refused_the_users_token(api.code),
            TokenKind::Tenant | TokenKind::App => platform_codes::refused_the_token(api.code),
        }
    }

    /// Records that the server refused the token of this generation. Returns true if there is another token, or a refresh
    /// may obtain one. A newer token stays, and a token that has just replaced a refused one is not refreshed again.
    pub(in crate::client) fn refuse(&self, generation: u64, now: Instant) -> bool {
        self.with(|state| match &state.token {
            Some(token) if token.generation() == generation => {
                let is_too_soon = state.replacement.is_some_and(|replacement| {
                    let is_recent = now.saturating_duration_since(replacement.at) < REFUSAL_PAUSE;
                    is_recent && (replacement.is_same || !token.is_proven())
                });
                state.is_refused |= !is_too_soon;
                state.is_refused
            }
            _ => true,
        })
    }

    /// Stores the token that a refresh obtained with the refresh token `used`. If the user's tokens were replaced in the
    /// meantime, the replacements stay.
    pub(super) fn put(
        &self,
        new: &NewToken,
        used: Option<&SecretString>,
        now: Instant,
    ) -> Result<Token, TokenFailure> {
        self.with(|state| {
            if let Some(newer) = state.superseded(used) {
                return newer;
            }
            let is_same = state.token.as_ref().is_some_and(|token| token.has_text(new.token.access()));
            let generation = state.generation + u64::from(!is_same);
            let token = Token::new(new.token.access().clone(), generation, new.lifetime);
            let token = token.ok_or(TokenFailure::Missing)?;
            if is_same && !state.is_refused && state.token.as_ref().is_some_and(Token::is_proven) {
                token.prove();
            }
            let replacement = state.is_refused.then_some(Replacement { at: now, is_same });
            *state = State {
                token: Some(token.clone()),
                refresh_token: new.token.refresh().cloned(),
                generation,
                replacement,
                refresh: state.refresh.take(),
                ..State::default()
            };
            Ok(token)
        })
    }

    /// Returns the current token if the user's tokens were replaced while the refresh token `used` was in use.
    pub(super) fn superseded(&self, used: Option<&SecretString>) -> Option<Result<Token, TokenFailure>> {
        self.with(|state| state.superseded(used))
    }

    /// Stores tokens that the user or the caller supplied. A refusal of the earlier ones does not count for them.
    pub(super) fn set(&self, new: &NewToken, now: Instant) -> Result<Token, TokenFailure> {
        self.with(|state| state.is_refused = false);
        self.put(new, None, now)
    }

    /// Keeps what a refresh obtained with the refresh token `used` until the store accepts it.
    pub(super) fn keep_unsaved(&self, new: NewToken, used: Option<&SecretString>) {
        self.with(|state| {
            if state.superseded(used).is_none() {
                let is_authorized = state.unsaved.as_ref().is_some_and(|unsaved| unsaved.is_authorized);
                state.unsaved = Some(Unsaved { new, is_authorized });
            }
        });
    }

    /// Keeps what an authorization obtained until the store accepts it. The earlier tokens may be another user's, and are
    /// dropped.
    pub(super) fn set_unsaved(&self, new: NewToken) {
        self.with(|state| {
            state.clear();
            state.refresh_token = new.token.refresh().cloned();
            state.unsaved = Some(Unsaved { new, is_authorized: true });
        });
    }

    /// Returns true if the entry can be evicted: it has nothing that a later call could use.
    pub(super) fn is_idle(&self, now: Instant) -> bool {
        self.with(|state| {
            let has_token = state.token.as_ref().is_some_and(|token| now < token.lifetime().expires);
            let is_refreshing = state.refresh.as_ref().is_some_and(|refresh| now < refresh.abandoned_at);
            !has_token && !is_refreshing && state.refresh_token.is_none() && state.unsaved.is_none()
        })
    }

    /// Drops all tokens.
    pub(super) fn clear(&self) {
        self.with(State::clear);
    }

    /// Replaces the refresh token with one that another process obtained.
    pub(super) fn set_refresh_token(&self, refresh_token: Option<SecretString>) {
        self.with(|state| {
            state.refresh_token = refresh_token;
            state.is_spent = false;
        });
    }

    /// Records that the platform has refused this refresh token for good.
    pub(super) fn spend(&self, used: &SecretString) {
        self.with(|state| state.is_spent |= is_same(Some(used), state.refresh_token.as_ref()));
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.with(|state| Snapshot {
            token: state.token.clone(),
            refresh_token: state.refresh_token.clone(),
            is_spent: state.is_spent,
            unsaved: state.unsaved.clone(),
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        // No code that can panic runs under the lock, so a poisoned lock guards consistent data.
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// Drops all tokens. A refresh in progress continues, and generations are not reused.
    fn clear(&mut self) {
        *self = Self { generation: self.generation, refresh: self.refresh.take(), ..Self::default() };
    }

    fn superseded(&self, used: Option<&SecretString>) -> Option<Result<Token, TokenFailure>> {
        let is_superseded = used.is_some() && !is_same(used, self.refresh_token.as_ref());
        is_superseded.then(|| self.token.clone().ok_or(TokenFailure::Superseded))
    }
}

fn is_same(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(ExposeSecret::expose_secret) == other.map(ExposeSecret::expose_secret)
}

/// Completes a refresh when it is dropped, so that its waiters are woken even if the refreshing task is dropped midway.
pub(super) struct RefreshGuard {
    pub(super) entry: Arc<TokenEntry>,
    refresh: Arc<Refresh>,
    outcome: RefreshOutcome,
    failed_at: Option<Instant>,
}

impl RefreshGuard {
    /// Creates a guard. Dropped without [`finish`](Self::finish), it tells the waiters that the refresh is lost.
    pub(super) fn new(entry: &Arc<TokenEntry>, refresh: Arc<Refresh>) -> Self {
        let outcome = Err(Arc::new(TokenFailure::Lost));
        Self { entry: Arc::clone(entry), refresh, outcome, failed_at: None }
    }

    pub(super) fn finish(mut self, outcome: RefreshOutcome, now: Instant) {
        self.failed_at = outcome.is_err().then_some(now);
        self.outcome = outcome;
    }
}

impl Drop for RefreshGuard {
    fn drop(&mut self) {
        self.entry.end_refresh(&self.refresh, self.failed_at);
        self.refresh.complete(self.outcome.clone());
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant, SystemTime};

    use super::{NewToken, TokenEntry, TokenOwner};
    use crate::client::token::access_token::Lifetime;
    use crate::client::token::store::StoredToken;

    const LIFE: Duration = Duration::from_secs(7200);

    fn new(now: Instant) -> NewToken {
        let token = StoredToken::new("canary", SystemTime::UNIX_EPOCH);
        NewToken { token, lifetime: Lifetime::new(now, LIFE, 25) }
    }

    /// Returns whether an entry can be evicted after `act`, now and when all times are over.
    fn is_idle(act: impl FnOnce(&Arc<TokenEntry>, Instant)) -> [bool; 2] {
        let now = Instant::now();
        let entry = Arc::new(TokenEntry::new(TokenOwner::User("1".to_owned())));
        act(&entry, now);
        [now, now + LIFE].map(|time| entry.is_idle(time))
    }

    #[test]
    fn an_entry_that_a_later_call_can_use_is_not_evicted() {
        assert_eq!(is_idle(|_, _| ()), [true, true]);
        assert_eq!(is_idle(|entry, now| drop(entry.set(&new(now), now))), [false, true]);
        assert_eq!(
            is_idle(|entry, now| std::mem::forget(entry.join_refresh(now, now + LIFE))),
            [false, true]
        );
        assert_eq!(is_idle(|entry, _| entry.set_refresh_token(Some("canary".into()))), [false, false]);
        assert_eq!(is_idle(|entry, now| entry.set_unsaved(new(now))), [false, false]);
        assert_eq!(is_idle(|entry, now| entry.keep_unsaved(new(now), None)), [false, false]);
    }
}
