//! The tokens of people: how they come to the client.

use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

use super::access::{Life, Token};
use super::fault::TokenFault;
use super::fetch::{LOST, Landing, RENEWAL};
use super::flight::Flight;
use super::requests::TokenRequest;
use super::slot::{Got, Seat, Slot};
use super::store::{StoredToken, TokenStore};
use crate::client::core::Core;
use crate::client::wait;

/// What a person's authorization gave: a code that works once, and only for some minutes.
#[derive(Clone)]
pub struct AuthorizationCode {
    pub(super) code: SecretString,
    pub(super) redirect_uri: Option<String>,
    pub(super) verifier: Option<SecretString>,
}

impl AuthorizationCode {
    /// The code that came with the person's redirection to the app.
    #[must_use]
    pub fn new(code: impl Into<SecretString>) -> Self {
        Self { code: code.into(), redirect_uri: None, verifier: None }
    }

    /// The address of the redirection, if the request for authorization named one.
    #[must_use]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = Some(uri.into());
        self
    }

    /// The verifier of the `code_challenge` (PKCE), if the request for authorization had one.
    #[must_use]
    pub fn code_verifier(mut self, verifier: impl Into<SecretString>) -> Self {
        self.verifier = Some(verifier.into());
        self
    }
}

/// Does not show the code.
impl fmt::Debug for AuthorizationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AuthorizationCode").field("redirect_uri", &self.redirect_uri).finish_non_exhaustive()
    }
}

impl Core {
    /// Gets the tokens for a code, in a task of its own: the code is gone if the caller is.
    pub(in crate::client) async fn authorize_user(
        self: &Arc<Self>,
        name: String,
        code: AuthorizationCode,
    ) -> Result<(), Arc<TokenFault>> {
        let lost = self.runtime.now() + RENEWAL + LOST;
        let slot = self.slots.get(Seat::User(name), self.runtime.now());
        let flight = Arc::new(Flight::new(lost));
        let landing = Landing::new(&slot, &flight);
        let myself = Arc::clone(self);
        self.runtime.spawn(Box::pin(async move {
            let landed = myself.authorized(&landing.slot, &code).await.map_err(Arc::new);
            landing.end(landed, myself.runtime.now());
        }));
        let mut landed = std::pin::pin!(flight.landed());
        let landed = wait::until(&*self.runtime, lost, landed.as_mut()).await;
        match landed {
            Some(Ok(_)) => Ok(()),
            Some(Err(fault)) if !matches!(*fault, TokenFault::Lost) => Err(fault),
            Some(Err(_)) | None => Err(Arc::new(TokenFault::LostCode)),
        }
    }

    /// The lock comes first: without it the code is not sent, and still good.
    async fn authorized(
        self: &Arc<Self>,
        slot: &Slot,
        code: &AuthorizationCode,
    ) -> Result<Token, TokenFault> {
        let deadline = self.runtime.now() + RENEWAL;
        let key = self.key(&slot.seat);
        let _lock = self.lock(&key, deadline).await?;
        let asked = self.runtime.now();
        let request = TokenRequest::authorization(&self.app.id, &self.app.secret, code);
        let fetched = self.ask(request, &slot.seat, deadline).await?;
        let got = self.got(fetched, asked);
        match self.save(&key, &got.token, deadline).await {
            Ok(()) => slot.set(&got, self.runtime.now()),
            Err(fault) => {
                slot.set_unsaved(got);
                Err(fault.after_code())
            }
        }
    }

    /// Keeps tokens that the caller has got.
    pub(in crate::client) async fn set_user_tokens(
        &self,
        name: String,
        token: StoredToken,
    ) -> Result<(), TokenFault> {
        let now = self.runtime.now();
        // Before it takes the place of one in the store.
        Token::given(token.access(), now).ok_or(TokenFault::Malformed)?;
        let left = token.ends().duration_since(self.runtime.system_time()).unwrap_or_default();
        let life = Life::new(now, left, self.early_percent);
        let slot = self.slots.get(Seat::User(name), now);
        let deadline = now + RENEWAL;
        let key = self.key(&slot.seat);
        let _lock = self.lock(&key, deadline).await?;
        self.save(&key, &token, deadline).await?;
        slot.set(&Got { token, life }, self.runtime.now()).map(|_| ())
    }

    /// Forgets a person's tokens: here at once, and then in the store.
    pub(in crate::client) async fn forget_user(&self, name: String) -> Result<(), TokenFault> {
        let slot = self.slots.get(Seat::User(name), self.runtime.now());
        slot.clear();
        let Some(store) = &self.store else { return Ok(()) };
        let landing = self.instead_of_renewals(&slot).await?;
        let removed = self.removed(&**store, &slot.seat).await;
        // The renewal that was waited for may have brought some.
        slot.clear();
        let landed = if removed.is_ok() { TokenFault::UnknownUser } else { TokenFault::Superseded };
        landing.end(Err(Arc::new(landed)), self.runtime.now());
        removed
    }

    /// Waits for the renewal that is on its way. Until what this gives is dropped, no other one begins.
    async fn instead_of_renewals(&self, slot: &Arc<Slot>) -> Result<Landing, TokenFault> {
        let deadline = self.runtime.now() + RENEWAL + LOST;
        loop {
            let now = self.runtime.now();
            let (flight, is_new) = slot.board(now, now + RENEWAL + LOST);
            if is_new {
                return Ok(Landing::new(slot, &flight));
            }
            let mut landed = std::pin::pin!(flight.landed());
            if wait::until(&*self.runtime, deadline, landed.as_mut()).await.is_none() {
                return Err(TokenFault::took_too_long());
            }
        }
    }

    async fn removed(&self, store: &dyn TokenStore, seat: &Seat) -> Result<(), TokenFault> {
        let deadline = self.runtime.now() + RENEWAL;
        let key = self.key(seat);
        let _lock = self.lock(&key, deadline).await?;
        self.stored(store.remove(&key), deadline).await
    }
}
