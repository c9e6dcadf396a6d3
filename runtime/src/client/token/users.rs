//! The tokens of users: authorized, supplied by the caller, or forgotten.

use std::sync::Arc;

use super::access_token::Token;
use super::entry::{NewToken, RefreshGuard, TokenEntry, TokenOwner};
use super::manager::{ABANDON_MARGIN, REFRESH_TIMEOUT, TokenManager};
use super::refresh::Refresh;
use super::request::{AuthorizationCode, TokenRequest};
use super::store::{StoredToken, TokenStore};
use crate::client::runtime;
use crate::error::token_failure::TokenFailure;

impl TokenManager {
    /// Exchanges an authorization code for tokens. It runs in a task of its own: a code works once, so its tokens must not be
    /// lost when the caller is dropped.
    pub(in crate::client) async fn authorize_user(
        self: &Arc<Self>,
        name: String,
        code: AuthorizationCode,
    ) -> Result<(), Arc<TokenFailure>> {
        let abandoned_at = self.now() + REFRESH_TIMEOUT + ABANDON_MARGIN;
        let entry = self.entry(TokenOwner::User(name), self.now());
        // Not registered in the entry: a refresh in progress belongs to the tokens before.
        let refresh = Arc::new(Refresh::new(abandoned_at));
        let guard = RefreshGuard::new(&entry, Arc::clone(&refresh));
        let manager = Arc::clone(self);
        self.sender.runtime.spawn(Box::pin(async move {
            let outcome = manager.authorized(&guard.entry, &code).await.map_err(Arc::new);
            guard.finish(outcome, manager.now());
        }));
        let mut outcome = std::pin::pin!(refresh.outcome());
        match runtime::until(&*self.sender.runtime, abandoned_at, outcome.as_mut()).await {
            Some(Ok(_)) => Ok(()),
            Some(Err(failure)) if !matches!(*failure, TokenFailure::Lost) => Err(failure),
            Some(Err(_)) | None => Err(Arc::new(TokenFailure::LostCode)),
        }
    }

    /// Takes the lock before the code is sent: if that fails, the code is still unused.
    async fn authorized(&self, entry: &TokenEntry, code: &AuthorizationCode) -> Result<Token, TokenFailure> {
        let deadline = self.now() + REFRESH_TIMEOUT;
        let key = self.key(&entry.owner);
        let _lock = self.lock(&key, deadline).await?;
        let requested = self.now();
        let request = TokenRequest::authorization(&self.app.id, &self.app.secret, code);
        let issued = self.ask(request, &entry.owner, deadline).await?;
        let new = self.new_token(issued, requested);
        match self.save(&key, &new.token, deadline).await {
            Ok(()) => entry.set(&new, self.now()),
            Err(failure) => {
                entry.set_unsaved(new);
                Err(failure.after_code())
            }
        }
    }

    /// Keeps tokens that the caller supplies.
    pub(in crate::client) async fn set_user_tokens(
        &self,
        name: String,
        token: StoredToken,
    ) -> Result<(), TokenFailure> {
        let now = self.now();
        // Checked before the token replaces one in the store.
        Token::given(token.access(), now).ok_or(TokenFailure::Malformed)?;
        let lifetime = self.stored_lifetime(&token, now);
        let entry = self.entry(TokenOwner::User(name), now);
        let deadline = now + REFRESH_TIMEOUT;
        let key = self.key(&entry.owner);
        let _lock = self.lock(&key, deadline).await?;
        self.save(&key, &token, deadline).await?;
        entry.set(&NewToken { token, lifetime }, self.now()).map(|_| ())
    }

    /// Forgets a user's tokens: in the cache at once, and then in the store.
    pub(in crate::client) async fn forget_user(&self, name: String) -> Result<(), TokenFailure> {
        let entry = self.entry(TokenOwner::User(name), self.now());
        entry.clear();
        let Some(store) = &self.store else { return Ok(()) };
        let guard = self.block_refreshes(&entry).await?;
        let removed = self.remove_stored(&**store, &entry.owner).await;
        // The refresh that was waited for may have obtained tokens.
        entry.clear();
        let outcome = if removed.is_ok() { TokenFailure::UnknownUser } else { TokenFailure::Superseded };
        guard.finish(Err(Arc::new(outcome)), self.now());
        removed
    }

    /// Waits for a refresh in progress. No other one starts until the returned guard is dropped.
    async fn block_refreshes(&self, entry: &Arc<TokenEntry>) -> Result<RefreshGuard, TokenFailure> {
        let deadline = self.now() + REFRESH_TIMEOUT + ABANDON_MARGIN;
        loop {
            let now = self.now();
            let (refresh, guard) = entry.join_refresh(now, now + REFRESH_TIMEOUT + ABANDON_MARGIN);
            if let Some(guard) = guard {
                return Ok(guard);
            }
            let mut outcome = std::pin::pin!(refresh.outcome());
            if runtime::until(&*self.sender.runtime, deadline, outcome.as_mut()).await.is_none() {
                return Err(TokenFailure::store_timeout());
            }
        }
    }

    async fn remove_stored(&self, store: &dyn TokenStore, owner: &TokenOwner) -> Result<(), TokenFailure> {
        let deadline = self.now() + REFRESH_TIMEOUT;
        let key = self.key(owner);
        let _lock = self.lock(&key, deadline).await?;
        self.store_result(store.remove(&key), deadline).await
    }
}
