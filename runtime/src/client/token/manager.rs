//! The token manager: returns cached tokens, and refreshes them in tasks that no caller can cancel.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::access_token::{Lifetime, Token};
use super::cache::TokenCache;
use super::entry::{Lookup, NewToken, Snapshot, TokenEntry, TokenOwner, Unsaved};
use super::refresh::Refresh;
use super::request::{IssuedToken, TokenReply, TokenRequest};
use super::store::{StoreFuture, StoreLock, StoredToken, TokenKey, TokenStore};
use crate::client::app::App;
use crate::client::attempts::{Attempts, NoToken};
use crate::client::credentials::Credentials;
use crate::client::exchange::Sender;
use crate::client::runtime;
use crate::error::Error;
use crate::error::failure::Failure;
use crate::error::platform_codes;
use crate::error::token_failure::TokenFailure;
use crate::reply::data::ReplyData;
use crate::reply::envelope::Opened;
use crate::reply::fault::ReplyFault;
use crate::request::operation::TokenKind;
use crate::transport::TransportError;

/// Bounds a refresh with all its attempts and the token store's part. It equals the default timeout of a call, which waits
/// for it.
pub(super) const REFRESH_TIMEOUT: Duration = Duration::from_secs(30);

/// Bounds one attempt to obtain a token, so that a hanging connection leaves time for another attempt.
const TOKEN_ATTEMPT_TIMEOUT: Duration = Duration::from_secs(10);

/// Bounds the wait for a refresh while the old token is short of life and still valid: after it, or after a quarter of the
/// call's time, the old token is used.
const MAX_WAIT_WITH_VALID_TOKEN: Duration = Duration::from_secs(3);

/// Refreshes that one call starts or joins. Another one follows only if the runtime of the last one has stopped.
const MAX_REFRESHES: u32 = 3;

/// A refresh that has not completed this long after its timeout is abandoned: the runtime that ran it has stopped.
pub(super) const ABANDON_MARGIN: Duration = Duration::from_secs(5);

/// Keeps the tokens of a client.
pub(in crate::client) struct TokenManager {
    pub(in crate::client) app: App,
    pub(in crate::client) sender: Arc<Sender>,
    pub(in crate::client) cache: TokenCache,
    pub(in crate::client) store: Option<Box<dyn TokenStore>>,
    /// The last part of a token's lifetime in which it is refreshed early, in percent.
    pub(in crate::client) early_percent: u32,
}

impl TokenManager {
    /// Returns the cached token, or a refreshed one, by the deadline.
    pub(super) async fn token(
        self: &Arc<Self>,
        entry: &Arc<TokenEntry>,
        deadline: Instant,
    ) -> Result<Token, Failure> {
        match entry.lookup(self.now()) {
            Lookup::Ready(token) => return Ok(token),
            Lookup::RefreshDue(token) => {
                self.start_refresh(entry);
                return Ok(token);
            }
            Lookup::Missing => {}
        }
        let now = self.now();
        if now >= deadline {
            return Err(Failure::Transport(TransportError::deadline(false)));
        }
        let share = (deadline.saturating_duration_since(now) / 4).min(MAX_WAIT_WITH_VALID_TOKEN);
        let wait_until = entry.valid_token(now).map_or(deadline, |_| now + share);
        let failure = match self.wait_for_refresh(entry, wait_until).await {
            Ok(token) => return Ok(token),
            Err(failure) => failure,
        };
        match entry.valid_token(self.now()) {
            Some(token) => Ok(token),
            // The valid token ended meanwhile, and the call has time left.
            None if wait_until < deadline && matches!(*failure, TokenFailure::Late(_)) => {
                self.wait_for_refresh(entry, deadline).await.map_err(Failure::Token)
            }
            None => Err(Failure::Token(failure)),
        }
    }

    /// Waits for a refresh. If the runtime that ran it has stopped, it is begun anew.
    async fn wait_for_refresh(
        self: &Arc<Self>,
        entry: &Arc<TokenEntry>,
        until: Instant,
    ) -> Result<Token, Arc<TokenFailure>> {
        let mut lost = Arc::new(TokenFailure::Lost);
        for _ in 0..MAX_REFRESHES {
            let refresh = self.start_refresh(entry);
            let mut outcome = std::pin::pin!(refresh.outcome());
            let wait_until = until.min(refresh.abandoned_at);
            match runtime::until(&*self.sender.runtime, wait_until, outcome.as_mut()).await {
                None if wait_until < until => {}
                None => {
                    let late = Failure::Transport(TransportError::deadline(true));
                    return Err(Arc::new(TokenFailure::Late(late.into())));
                }
                Some(Err(failure)) if matches!(*failure, TokenFailure::Lost) => lost = failure,
                Some(outcome) => return outcome,
            }
        }
        Err(lost)
    }

    /// Starts a refresh, or joins the one in progress.
    fn start_refresh(self: &Arc<Self>, entry: &Arc<TokenEntry>) -> Arc<Refresh> {
        let now = self.now();
        let (refresh, guard) = entry.join_refresh(now, now + REFRESH_TIMEOUT + ABANDON_MARGIN);
        if let Some(guard) = guard {
            let manager = Arc::clone(self);
            self.sender.runtime.spawn(Box::pin(async move {
                let outcome = manager.refreshed(&guard.entry).await.map_err(Arc::new);
                guard.finish(outcome, manager.now());
            }));
        }
        refresh
    }

    /// Obtains a new token: one that another process has stored, else one that the platform issues.
    async fn refreshed(self: &Arc<Self>, entry: &TokenEntry) -> Result<Token, TokenFailure> {
        let deadline = self.now() + REFRESH_TIMEOUT;
        let key = self.key(&entry.owner);
        let _lock = self.lock(&key, deadline).await?;
        let is_authorized = entry.snapshot().unsaved.is_some_and(|unsaved| unsaved.is_authorized);
        if !is_authorized && let Some(token) = self.adopt_stored(entry, &key, deadline).await? {
            return Ok(token);
        }
        let snapshot = entry.snapshot();
        let used = snapshot.refresh_token.as_ref();
        if let Some(Unsaved { new, .. }) = snapshot.unsaved.clone() {
            return self.save_and_put(entry, &key, new, used, deadline).await;
        }
        let requested = self.now();
        let issued = match self.fetch(&entry.owner, &snapshot, deadline).await {
            Err(failure) if is_spent(&failure) => {
                // Another process may have used the refresh token without taking the lock.
                if let Some(token) = self.adopt_stored(entry, &key, deadline).await? {
                    return Ok(token);
                }
                if let Some(used) = used {
                    entry.spend(used);
                }
                return Err(TokenFailure::Unauthorized);
            }
            issued => issued?,
        };
        let new = self.new_token(issued, requested);
        self.save_and_put(entry, &key, new, used, deadline).await
    }

    /// Saves a new token in the store, and then in the cache. A user's token is not used before it is saved: the refresh token
    /// before it works no more, so a crash would lose the user's authorization.
    async fn save_and_put(
        &self,
        entry: &TokenEntry,
        key: &TokenKey,
        new: NewToken,
        used: Option<&SecretString>,
        deadline: Instant,
    ) -> Result<Token, TokenFailure> {
        if let Some(newer) = entry.superseded(used) {
            return newer;
        }
        if let Err(failure) = self.save(key, &new.token, deadline).await {
            if entry.owner.kind() == TokenKind::User {
                entry.keep_unsaved(new, used);
                return Err(failure);
            }
            tracing::warn!(key = ?key, "a token was not saved");
        }
        entry.put(&new, used, self.now())
    }

    pub(super) fn new_token(&self, issued: IssuedToken, requested: Instant) -> NewToken {
        let lifetime = Lifetime::new(requested, issued.lifetime, self.early_percent);
        let left = lifetime.expires.saturating_duration_since(self.now());
        let token = StoredToken::new(issued.access, self.sender.runtime.system_time() + left);
        let token = match issued.refresh {
            Some(refresh) => token.with_refresh(refresh),
            None => token,
        };
        NewToken { token, lifetime }
    }

    /// Requests a token from the platform.
    async fn fetch(
        self: &Arc<Self>,
        owner: &TokenOwner,
        snapshot: &Snapshot,
        deadline: Instant,
    ) -> Result<IssuedToken, TokenFailure> {
        let (id, secret) = (&self.app.id, &self.app.secret);
        let request = match owner {
            TokenOwner::Tenant(None) => TokenRequest::tenant_internal(id, secret),
            TokenOwner::Tenant(Some(tenant)) => {
                return self.fetch_with_app_token(owner, tenant, deadline).await;
            }
            TokenOwner::App if self.app.is_internal() => TokenRequest::app_internal(id, secret),
            TokenOwner::App => {
                let ticket = self.app.ticket().ok_or(TokenFailure::NoTicket)?;
                return self.ask(TokenRequest::app_store(id, secret, &ticket), owner, deadline).await;
            }
            TokenOwner::User(_) => {
                let refresh_token = snapshot.refresh_token.as_ref().ok_or(match snapshot.token {
                    Some(_) => TokenFailure::Unauthorized,
                    None => TokenFailure::UnknownUser,
                })?;
                if snapshot.is_spent {
                    return Err(TokenFailure::Unauthorized);
                }
                TokenRequest::refresh(id, secret, refresh_token)
            }
        };
        self.ask(request, owner, deadline).await
    }

    /// Requests a store app's token in a tenant, which is issued for the app's own token. If that is refused, it is refreshed
    /// once.
    async fn fetch_with_app_token(
        self: &Arc<Self>,
        owner: &TokenOwner,
        tenant: &str,
        deadline: Instant,
    ) -> Result<IssuedToken, TokenFailure> {
        let app_entry = self.entry(TokenOwner::App, self.now());
        let mut may_refresh = true;
        loop {
            let app_token = self.token(&app_entry, deadline).await.map_err(|failure| match failure {
                Failure::Token(failure) => TokenFailure::App(failure),
                failure => TokenFailure::Late(failure.into()),
            })?;
            let asked =
                self.ask(TokenRequest::tenant_store(app_token.secret(), tenant), owner, deadline).await;
            match &asked {
                Err(TokenFailure::Call(error)) if may_refresh && is_app_token_refused(error) => {
                    may_refresh = false;
                    if !app_entry.refuse(app_token.generation(), self.now()) {
                        return asked;
                    }
                }
                _ => return asked,
            }
        }
    }

    pub(super) async fn ask(
        &self,
        request: TokenRequest<'_>,
        owner: &TokenOwner,
        deadline: Instant,
    ) -> Result<IssuedToken, TokenFailure> {
        let mut opened = self.send(request, deadline).await?;
        let reply = TokenReply::read(&mut opened.data).map_err(|error| {
            let fault = ReplyFault::shape("", &error);
            TokenFailure::Call(Failure::unreadable(opened.head, fault).into())
        })?;
        reply.into_issued(owner.kind()).ok_or(TokenFailure::Missing)
    }

    /// Sends a request that contains the app's secret.
    async fn send(
        &self,
        request: TokenRequest<'_>,
        deadline: Instant,
    ) -> Result<Opened<'static>, TokenFailure> {
        if !self.app.has_secret() {
            return Err(TokenFailure::NoSecret);
        }
        let encoded = request.encode().map_err(|error| TokenFailure::Call(error.into()))?;
        let outgoing =
            self.sender.outgoing(encoded, None).map_err(|failure| TokenFailure::Call(failure.into()))?;
        let credentials = Credentials::new(None, request.secrets());
        let mut attempts = Attempts::new(&self.sender, outgoing, NoToken, credentials, deadline);
        attempts.max_attempt = TOKEN_ATTEMPT_TIMEOUT;
        attempts.run().await.map_err(|failed| TokenFailure::Call(failed.into()))
    }

    /// Requests the address of a long connection.
    #[cfg(feature = "long-connection")]
    pub(in crate::client) async fn long_connection<D: ReplyData>(&self) -> Result<D, Error> {
        let request = TokenRequest::long_connection(&self.app.id, &self.app.secret);
        let sent = self.send(request, self.now() + REFRESH_TIMEOUT).await;
        let mut opened = sent.map_err(|failure| match failure {
            TokenFailure::Call(error) => error,
            failure => Failure::Token(Arc::new(failure)).into(),
        })?;
        D::read(&mut opened.data)
            .map_err(|error| Failure::unreadable(opened.head, ReplyFault::shape("/data", &error)).into())
    }

    pub(super) fn now(&self) -> Instant {
        self.sender.runtime.now()
    }

    pub(super) fn entry(&self, owner: TokenOwner, now: Instant) -> Arc<TokenEntry> {
        self.cache.entry(owner, now)
    }
}

/// The token store, with every operation bounded by a deadline.
impl TokenManager {
    pub(super) fn key(&self, owner: &TokenOwner) -> TokenKey {
        let name = owner.name().map(str::to_owned);
        TokenKey::new(self.sender.base.to_string(), &self.app.id, &self.app.secret, owner.kind(), name)
    }

    /// Takes over the token that another process has stored, if it is a different one and enough of its lifetime is left.
    async fn adopt_stored(
        &self,
        entry: &TokenEntry,
        key: &TokenKey,
        deadline: Instant,
    ) -> Result<Option<Token>, TokenFailure> {
        let Some(store) = &self.store else { return Ok(None) };
        let stored = match self.store_result(store.load(key), deadline).await {
            Ok(stored) => stored,
            // An app's token can be requested again. A user's refresh token in memory may be spent, and is not tried.
            Err(failure) if entry.owner.kind() == TokenKind::User => return Err(failure),
            Err(_) => None,
        };
        let Some(stored) = stored else { return Ok(None) };
        let snapshot = entry.snapshot();
        if entry.owner.kind() == TokenKind::User && !stored.has_refresh(snapshot.refresh_token.as_ref()) {
            entry.set_refresh_token(stored.refresh().cloned());
        }
        let now = self.now();
        let lifetime = self.stored_lifetime(&stored, now);
        let is_new = snapshot.token.is_none_or(|token| !token.has_text(stored.access()));
        if !is_new || !lifetime.is_long_enough(now) {
            return Ok(None);
        }
        // A stored text that is not valid in a header is ignored.
        Ok(entry.put(&NewToken { token: stored, lifetime }, None, now).ok())
    }

    /// Returns the lifetime of a stored token, which is kept in wall-clock time.
    pub(super) fn stored_lifetime(&self, stored: &StoredToken, now: Instant) -> Lifetime {
        let left = stored.ends().duration_since(self.sender.runtime.system_time()).unwrap_or_default();
        Lifetime::new(now, left, self.early_percent)
    }

    pub(super) async fn save(
        &self,
        key: &TokenKey,
        token: &StoredToken,
        deadline: Instant,
    ) -> Result<(), TokenFailure> {
        match &self.store {
            Some(store) => self.store_result(store.save(key, token), deadline).await,
            None => Ok(()),
        }
    }

    pub(super) async fn lock(
        &self,
        key: &TokenKey,
        deadline: Instant,
    ) -> Result<Option<StoreLock>, TokenFailure> {
        match &self.store {
            Some(store) => self.store_result(store.lock(key), deadline).await.map(Some),
            None => Ok(None),
        }
    }

    pub(super) async fn store_result<T>(
        &self,
        mut operation: StoreFuture<'_, T>,
        deadline: Instant,
    ) -> Result<T, TokenFailure> {
        match runtime::until(&*self.sender.runtime, deadline, operation.as_mut()).await {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => Err(TokenFailure::store(&*error)),
            None => Err(TokenFailure::store_timeout()),
        }
    }
}

fn is_app_token_refused(error: &Error) -> bool {
    error.raw_code().is_some_and(platform_codes::refused_the_token)
}

fn is_spent(failure: &TokenFailure) -> bool {
    matches!(failure, TokenFailure::Call(error) if error.raw_code().is_some_and(platform_codes::refused_the_refresh))
}
