//! Fetching and renewing tokens: once for all who need it, in a task of its own that no caller can stop.

use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::access::{Life, Token};
use super::fault::TokenFault;
use super::flight::{Flight, Landed};
use super::key::TokenKey;
use super::reply::{Fetched, TokenReply};
use super::requests::TokenRequest;
use super::slot::{Got, Known, Look, Seat, Slot, Unsaved};
use super::store::{StoreFuture, StoreLock, StoredToken};
use crate::client::core::Core;
use crate::client::wait;
use crate::error::call_error::Error;
use crate::error::failure::Failure;
use crate::error::platform_codes;
use crate::reply::reply_data::ReplyData as _;
use crate::reply::reply_fault::ReplyFault;
use crate::request::operation::TokenKind;
use crate::transport::TransportError;

/// The longest that a renewal takes, with all its attempts and the store's part.
pub(super) const RENEWAL: Duration = Duration::from_secs(30);

/// How long the next token is waited for while there is one that is short of life and still good.
const PATIENCE: Duration = Duration::from_secs(3);

/// A renewal that has not ended this long after its time never will: its runtime has stopped.
pub(super) const LOST: Duration = Duration::from_secs(5);

/// Lands the flight, also when the task is dropped before its end.
pub(super) struct Landing {
    pub(super) slot: Arc<Slot>,
    flight: Arc<Flight>,
    landed: Landed,
    failed_at: Option<Instant>,
}

impl Landing {
    pub(super) fn new(slot: &Arc<Slot>, flight: &Arc<Flight>) -> Self {
        let landed = Err(Arc::new(TokenFault::Lost));
        Self { slot: Arc::clone(slot), flight: Arc::clone(flight), landed, failed_at: None }
    }

    pub(super) fn end(mut self, landed: Landed, now: Instant) {
        self.failed_at = landed.is_err().then_some(now);
        self.landed = landed;
    }
}

impl Drop for Landing {
    fn drop(&mut self) {
        self.slot.leave(&self.flight, self.failed_at);
        self.flight.land(self.landed.clone());
    }
}

impl Core {
    /// The kept token, or a new one, by the deadline.
    pub(in crate::client) async fn token(
        self: &Arc<Self>,
        slot: &Arc<Slot>,
        deadline: Instant,
    ) -> Result<Token, Failure> {
        match slot.look(self.runtime.now()) {
            Look::Ready(token) => return Ok(token),
            Look::Early(token) => {
                self.renew(slot);
                return Ok(token);
            }
            Look::Wait => {}
        }
        let now = self.runtime.now();
        if now >= deadline {
            return Err(Failure::Transport(TransportError::deadline(false)));
        }
        let patience = slot.still_valid(now).map_or(deadline, |_| deadline.min(now + PATIENCE));
        let flight = self.renew(slot);
        let mut landed = std::pin::pin!(flight.landed());
        let failure = match wait::until(&*self.runtime, patience, landed.as_mut()).await {
            Some(Ok(token)) => return Ok(token),
            Some(Err(fault)) => Failure::Token(fault),
            None => Failure::Transport(TransportError::deadline(false)),
        };
        slot.still_valid(self.runtime.now()).ok_or(failure)
    }

    /// Starts a renewal, unless one is on its way.
    fn renew(self: &Arc<Self>, slot: &Arc<Slot>) -> Arc<Flight> {
        let now = self.runtime.now();
        let (flight, is_new) = slot.board(now, now + RENEWAL + LOST);
        if is_new {
            let core = Arc::clone(self);
            let landing = Landing::new(slot, &flight);
            self.runtime.spawn(Box::pin(async move {
                let landed = core.renewed(&landing.slot).await.map_err(Arc::new);
                landing.end(landed, core.runtime.now());
            }));
        }
        flight
    }

    /// A new token: what another process has got, else what the platform gives.
    async fn renewed(self: &Arc<Self>, slot: &Slot) -> Result<Token, TokenFault> {
        let deadline = self.runtime.now() + RENEWAL;
        let key = self.key(&slot.seat);
        let _lock = self.lock(&key, deadline).await?;
        let is_given = slot.known().unsaved.is_some_and(|unsaved| unsaved.is_given);
        if !is_given && let Some(token) = self.adopted(slot, &key, deadline).await? {
            return Ok(token);
        }
        let known = slot.known();
        if let Some(Unsaved { got, .. }) = known.unsaved.clone() {
            return self.kept(slot, &key, got, known.refresh.as_ref(), deadline).await;
        }
        let asked = self.runtime.now();
        let fetched = match self.fetched(&slot.seat, &known, deadline).await {
            Err(fault) if is_spent(&fault) => {
                // Another process may have renewed without a lock.
                if let Some(token) = self.adopted(slot, &key, deadline).await? {
                    return Ok(token);
                }
                known.refresh.iter().for_each(|used| slot.spend(used));
                return Err(TokenFault::Unauthorized);
            }
            fetched => fetched?,
        };
        let got = self.got(fetched, asked);
        self.kept(slot, &key, got, known.refresh.as_ref(), deadline).await
    }

    /// Saves what was got, and only then tells of it.
    async fn kept(
        &self,
        slot: &Slot,
        key: &TokenKey,
        got: Got,
        used: Option<&SecretString>,
        deadline: Instant,
    ) -> Result<Token, TokenFault> {
        if let Some(newer) = slot.superseded(used) {
            return newer;
        }
        if let Err(fault) = self.save(key, &got.token, deadline).await {
            if slot.seat.kind() == TokenKind::User {
                slot.keep_unsaved(got, used);
                return Err(fault);
            }
            tracing::warn!(key = ?key, "a token was not saved");
        }
        slot.put(&got, used, self.runtime.now())
    }

    pub(super) fn got(&self, fetched: Fetched, asked: Instant) -> Got {
        let life = Life::new(asked, fetched.life, self.early_percent);
        let left = life.end.saturating_duration_since(self.runtime.now());
        let token = StoredToken::new(fetched.access, self.runtime.system_time() + left);
        let token = match fetched.refresh {
            Some(refresh) => token.with_refresh(refresh),
            None => token,
        };
        Got { token, life }
    }

    /// Asks the platform.
    async fn fetched(
        self: &Arc<Self>,
        seat: &Seat,
        known: &Known,
        deadline: Instant,
    ) -> Result<Fetched, TokenFault> {
        let (id, secret) = (&self.app.id, &self.app.secret);
        match seat {
            Seat::Tenant(None) => self.ask(TokenRequest::tenant_internal(id, secret), seat, deadline).await,
            Seat::App if self.app.is_internal() => {
                self.ask(TokenRequest::app_internal(id, secret), seat, deadline).await
            }
            Seat::App => {
                let ticket = self.app.ticket().ok_or(TokenFault::NoTicket)?;
                self.ask(TokenRequest::app_store(id, secret, &ticket), seat, deadline).await
            }
            Seat::Tenant(Some(tenant)) => self.fetched_with_app_token(seat, tenant, deadline).await,
            Seat::User(_) => {
                let refresh = known.refresh.as_ref().ok_or(match known.token {
                    Some(_) => TokenFault::Unauthorized,
                    None => TokenFault::UnknownUser,
                })?;
                if known.is_spent {
                    return Err(TokenFault::Unauthorized);
                }
                self.ask(TokenRequest::refresh(id, secret, refresh), seat, deadline).await
            }
        }
    }

    /// The token of a store app in a tenant is given for the app's own; that is renewed once if it is refused.
    async fn fetched_with_app_token(
        self: &Arc<Self>,
        seat: &Seat,
        tenant: &str,
        deadline: Instant,
    ) -> Result<Fetched, TokenFault> {
        let slot = self.slots.get(Seat::App, self.runtime.now());
        let mut may_renew = true;
        loop {
            let app_token = self.app_token(&slot, deadline).await?;
            let request = TokenRequest::tenant_store(app_token.secret(), tenant);
            let asked = self.ask(request, seat, deadline).await;
            match &asked {
                Err(TokenFault::Call(error)) if may_renew && is_app_token_refused(error) => {
                    may_renew = false;
                    if !slot.refuse(app_token.generation(), self.runtime.now()) {
                        return asked;
                    }
                }
                _ => return asked,
            }
        }
    }

    async fn app_token(self: &Arc<Self>, slot: &Arc<Slot>, deadline: Instant) -> Result<Token, TokenFault> {
        self.token(slot, deadline).await.map_err(|failure| match failure {
            Failure::Token(fault) => TokenFault::App(fault),
            failure => TokenFault::Call(failure.into()),
        })
    }

    pub(super) async fn ask(
        self: &Arc<Self>,
        request: TokenRequest<'_>,
        seat: &Seat,
        deadline: Instant,
    ) -> Result<Fetched, TokenFault> {
        let encoded = request.encode().map_err(|error| TokenFault::Call(error.into()))?;
        let asked = self.call_for_token(encoded, &request.secrets, deadline).await;
        let mut opened =
            asked.map_err(|failed| TokenFault::Call(Error::after(failed.failure, failed.course)))?;
        let reply = TokenReply::read(&mut opened.data).map_err(|error| {
            let fault = ReplyFault::shape("", &error);
            TokenFault::Call(Failure::unreadable(opened.head, fault).into())
        })?;
        reply.fetched(seat.kind()).ok_or(TokenFault::Missing)
    }

    pub(super) fn key(&self, seat: &Seat) -> TokenKey {
        let owner = seat.owner().map(str::to_owned);
        TokenKey::new(self.base.to_string(), &self.app.id, &self.app.secret, seat.kind(), owner)
    }

    /// Takes over what another process has kept, if it is another token and has some life left.
    async fn adopted(
        &self,
        slot: &Slot,
        key: &TokenKey,
        deadline: Instant,
    ) -> Result<Option<Token>, TokenFault> {
        let Some(store) = &self.store else { return Ok(None) };
        let stored = match self.stored(store.load(key), deadline).await {
            Ok(stored) => stored,
            // An app's token can be fetched again; a person's may not be the one that works.
            Err(fault) if slot.seat.kind() == TokenKind::User => return Err(fault),
            Err(_) => None,
        };
        let Some(stored) = stored else { return Ok(None) };
        let known = slot.known();
        if slot.seat.kind() == TokenKind::User && !stored.is_of(known.refresh.as_ref()) {
            slot.set_refresh(stored.refresh().cloned());
        }
        let left = stored.ends().duration_since(self.runtime.system_time()).unwrap_or_default();
        let now = self.runtime.now();
        let life = Life::new(now, left, self.early_percent);
        let is_new = known.token.is_none_or(|token| !token.has_text(stored.access()));
        if !is_new || !life.is_long_enough(now) {
            return Ok(None);
        }
        // What is no text for a header is as good as none.
        Ok(slot.put(&Got { token: stored, life }, None, now).ok())
    }

    pub(super) async fn save(
        &self,
        key: &TokenKey,
        token: &StoredToken,
        deadline: Instant,
    ) -> Result<(), TokenFault> {
        match &self.store {
            Some(store) => self.stored(store.save(key, token), deadline).await,
            None => Ok(()),
        }
    }

    pub(super) async fn lock(
        &self,
        key: &TokenKey,
        deadline: Instant,
    ) -> Result<Option<StoreLock>, TokenFault> {
        match &self.store {
            Some(store) => self.stored(store.lock(key), deadline).await.map(Some),
            None => Ok(None),
        }
    }

    /// What the store does, by the deadline.
    pub(super) async fn stored<T>(
        &self,
        mut work: StoreFuture<'_, T>,
        deadline: Instant,
    ) -> Result<T, TokenFault> {
        match wait::until(&*self.runtime, deadline, work.as_mut()).await {
            Some(Ok(value)) => Ok(value),
            Some(Err(error)) => Err(TokenFault::store(&*error)),
            None => Err(TokenFault::took_too_long()),
        }
    }
}

impl Slot {
    /// Whether the failure says that this slot's token was refused, so that a new one may help.
    pub(in crate::client) fn is_refusal(&self, failure: &Failure) -> bool {
        let Failure::Api(api) = failure else { return false };
        match self.seat.kind() {
            TokenKind::User => platform_codes::refused_the_users_token(api.code),
            TokenKind::Tenant | TokenKind::App => platform_codes::refused_the_token(api.code),
        }
    }
}

fn is_app_token_refused(error: &Error) -> bool {
    error.raw_code().is_some_and(platform_codes::refused_the_token)
}

fn is_spent(fault: &TokenFault) -> bool {
    matches!(fault, TokenFault::Call(error) if error.raw_code().is_some_and(platform_codes::refused_the_refresh))
}
