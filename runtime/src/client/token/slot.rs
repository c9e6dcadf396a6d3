//! Where one token is kept, used and renewed. Locked for moments only, never across a call.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};

use super::access::{Life, Token};
use super::fault::TokenFault;
use super::flight::Flight;
use super::store::StoredToken;
use crate::client::sharing::Sharing;
use crate::request::operation::TokenKind;

/// How long a token that came for a refused one is not renewed again if the server refuses it, too: the codes of refused tokens
/// also say that an endpoint does not take this kind of token.
const PAUSE: Duration = Duration::from_secs(60);

/// How long an early renewal that failed is not tried again.
const EARLY_PAUSE: Duration = Duration::from_secs(30);

/// Whose token it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Seat {
    /// The app's own.
    App,
    /// The app's in this tenant, or in its only one.
    Tenant(Option<String>),
    /// That of the person whom the caller calls so.
    User(String),
}

impl Seat {
    pub(super) const fn kind(&self) -> TokenKind {
        match self {
            Self::App => TokenKind::App,
            Self::Tenant(_) => TokenKind::Tenant,
            Self::User(_) => TokenKind::User,
        }
    }

    pub(super) fn owner(&self) -> Option<&str> {
        match self {
            Self::App => None,
            Self::Tenant(key) => key.as_deref(),
            Self::User(name) => Some(name),
        }
    }
}

/// The tokens of a client.
#[derive(Default)]
pub(in crate::client) struct Slots(Mutex<Sharing<Seat, Slot>>);

impl Slots {
    pub(super) fn get(&self, seat: Seat, now: Instant) -> Arc<Slot> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let new = |seat: &Seat| Slot { seat: seat.clone(), state: Mutex::default() };
        slots.get(seat, new, |slot| slot.is_idle(now))
    }
}

/// Where one token is kept.
pub(in crate::client) struct Slot {
    pub(super) seat: Seat,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// What a person's next token is got with.
    refresh: Option<SecretString>,
    /// Whether the platform has said that it works no more.
    is_spent: bool,
    generation: u64,
    /// Whether the server has refused the token.
    is_refused: bool,
    /// The renewal that the token came from, if it was for a refused one.
    renewal: Option<Renewal>,
    /// No early renewal before this.
    not_before: Option<Instant>,
    flight: Option<Arc<Flight>>,
    /// A person's tokens that the store has not taken yet.
    unsaved: Option<Unsaved>,
}

#[derive(Clone, Copy)]
struct Renewal {
    at: Instant,
    /// Whether it brought the very token that was refused.
    is_same: bool,
}

/// What a renewal got.
#[derive(Clone)]
pub(super) struct Got {
    pub(super) token: StoredToken,
    pub(super) life: Life,
}

/// A person's tokens that the store has not taken yet.
#[derive(Clone)]
pub(super) struct Unsaved {
    pub(super) got: Got,
    /// Whether the person's authorization gave them: what the store keeps is older.
    pub(super) is_given: bool,
}

/// What there is for a call.
pub(super) enum Look {
    /// A token.
    Ready(Token),
    /// A token, and it is time to fetch the next one.
    Early(Token),
    /// A token has to be waited for.
    Wait,
}

/// What a renewal starts from.
#[derive(Clone, Default)]
pub(super) struct Known {
    pub(super) token: Option<Token>,
    pub(super) refresh: Option<SecretString>,
    pub(super) is_spent: bool,
    pub(super) unsaved: Option<Unsaved>,
}

impl Slot {
    pub(super) fn look(&self, now: Instant) -> Look {
        self.with(|state| {
            let Some(token) = state.token.clone().filter(|_| !state.is_refused) else { return Look::Wait };
            let life = token.life();
            if now >= life.usable {
                return Look::Wait;
            }
            let is_early = now >= life.renew
                && state.flight.is_none()
                && state.not_before.is_none_or(|time| now >= time);
            if is_early { Look::Early(token) } else { Look::Ready(token) }
        })
    }

    /// The token, up to the end of its life.
    pub(super) fn still_valid(&self, now: Instant) -> Option<Token> {
        self.with(|state| state.token.clone().filter(|token| !state.is_refused && now < token.life().end))
    }

    /// The renewal that is on its way, or a new one that the caller has to start.
    pub(super) fn board(&self, now: Instant, lost: Instant) -> (Arc<Flight>, bool) {
        self.with(|state| match &state.flight {
            Some(flight) if now < flight.lost => (Arc::clone(flight), false),
            _ => {
                let flight = Arc::new(Flight::new(lost));
                state.flight = Some(Arc::clone(&flight));
                (flight, true)
            }
        })
    }

    /// Ends a renewal.
    pub(super) fn leave(&self, flight: &Arc<Flight>, failed_at: Option<Instant>) {
        self.with(|state| {
            state.flight.take_if(|current| Arc::ptr_eq(current, flight));
            if let Some(now) = failed_at {
                state.not_before = now.checked_add(EARLY_PAUSE);
            }
        });
    }

    /// The server refused the token of this generation. Whether there is, or may be, another one: a newer one that somebody
    /// else got stays, and one that has just come for a refused one is not renewed again.
    pub(in crate::client) fn refuse(&self, generation: u64, now: Instant) -> bool {
        self.with(|state| match &state.token {
            Some(token) if token.generation() == generation => {
                let is_too_soon = state.renewal.is_some_and(|renewal| {
                    let is_recent = now.saturating_duration_since(renewal.at) < PAUSE;
                    is_recent && (renewal.is_same || !token.is_proven())
                });
                state.is_refused |= !is_too_soon;
                state.is_refused
            }
            _ => true,
        })
    }

    /// Keeps what a renewal got, if it is a text for a header. `used` is the refresh token that it was got with; when the
    /// person has given new tokens in the meantime, those stay.
    pub(super) fn put(
        &self,
        got: &Got,
        used: Option<&SecretString>,
        now: Instant,
    ) -> Result<Token, TokenFault> {
        self.with(|state| {
            if let Some(newer) = state.superseded(used) {
                return newer;
            }
            let is_same = state.token.as_ref().is_some_and(|token| token.has_text(got.token.access()));
            let generation = state.generation + u64::from(!is_same);
            let token = Token::new(got.token.access().clone(), generation, got.life);
            let token = token.ok_or(TokenFault::Missing)?;
            if is_same && !state.is_refused && state.token.as_ref().is_some_and(Token::is_proven) {
                token.prove();
            }
            let renewal = state.is_refused.then_some(Renewal { at: now, is_same });
            *state = State {
                token: Some(token.clone()),
                refresh: got.token.refresh().cloned(),
                generation,
                renewal,
                flight: state.flight.take(),
                ..State::default()
            };
            Ok(token)
        })
    }

    /// What there is instead, when the person has given new tokens while this refresh token was used.
    pub(super) fn superseded(&self, used: Option<&SecretString>) -> Option<Result<Token, TokenFault>> {
        self.with(|state| state.superseded(used))
    }

    /// What a person gave stands for itself, whatever became of the tokens before.
    pub(super) fn set(&self, got: &Got, now: Instant) -> Result<Token, TokenFault> {
        self.with(|state| state.is_refused = false);
        self.put(got, None, now)
    }

    /// Keeps what a renewal got with this refresh token, and the store has not taken yet.
    pub(super) fn keep_unsaved(&self, got: Got, used: Option<&SecretString>) {
        self.with(|state| {
            if state.superseded(used).is_none() {
                let is_given = state.unsaved.as_ref().is_some_and(|unsaved| unsaved.is_given);
                state.unsaved = Some(Unsaved { got, is_given });
            }
        });
    }

    /// Keeps what a person gave, and the store has not taken yet. The tokens before it may be another person's, and are not
    /// used any more.
    pub(super) fn set_unsaved(&self, got: Got) {
        self.with(|state| {
            state.clear();
            state.refresh = got.token.refresh().cloned();
            state.unsaved = Some(Unsaved { got, is_given: true });
        });
    }

    /// Whether nothing is kept or on its way that a later call could use.
    fn is_idle(&self, now: Instant) -> bool {
        self.with(|state| {
            let has_token = state.token.as_ref().is_some_and(|token| now < token.life().end);
            let is_renewed = state.flight.as_ref().is_some_and(|flight| now < flight.lost);
            !has_token && !is_renewed && state.refresh.is_none() && state.unsaved.is_none()
        })
    }

    /// Forgets all tokens.
    pub(super) fn clear(&self) {
        self.with(State::clear);
    }

    /// Another process has renewed: this is what the next token is got with.
    pub(super) fn set_refresh(&self, refresh: Option<SecretString>) {
        self.with(|state| {
            state.refresh = refresh;
            state.is_spent = false;
        });
    }

    /// The platform has refused this refresh token for good.
    pub(super) fn spend(&self, used: &SecretString) {
        self.with(|state| state.is_spent |= is_same(Some(used), state.refresh.as_ref()));
    }

    pub(super) fn known(&self) -> Known {
        self.with(|state| Known {
            token: state.token.clone(),
            refresh: state.refresh.clone(),
            is_spent: state.is_spent,
            unsaved: state.unsaved.clone(),
        })
    }

    fn with<R>(&self, act: impl FnOnce(&mut State) -> R) -> R {
        // No code that can panic runs under the lock, so what a poisoned lock guards is whole.
        act(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl State {
    /// Forgets all tokens. What is on its way goes on, and no later token is taken for one of these.
    fn clear(&mut self) {
        *self = Self { generation: self.generation, flight: self.flight.take(), ..Self::default() };
    }

    fn superseded(&self, used: Option<&SecretString>) -> Option<Result<Token, TokenFault>> {
        let is_superseded = used.is_some() && !is_same(used, self.refresh.as_ref());
        is_superseded.then(|| self.token.clone().ok_or(TokenFault::Superseded))
    }
}

fn is_same(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(ExposeSecret::expose_secret) == other.map(ExposeSecret::expose_secret)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::{Duration, Instant, SystemTime};

    use super::{Got, Seat, Slot, Slots};
    use crate::client::token::access::Life;
    use crate::client::token::store::StoredToken;

    const LIFE: Duration = Duration::from_secs(7200);

    fn user(number: u32) -> Seat {
        Seat::User(number.to_string())
    }

    fn got(now: Instant) -> Got {
        Got { token: StoredToken::new("canary", SystemTime::UNIX_EPOCH), life: Life::new(now, LIFE, 25) }
    }

    #[test]
    fn of_a_million_unknown_names_few_are_kept_and_the_known_one_is() {
        let (slots, now) = (Slots::default(), Instant::now());
        assert!(slots.get(user(0), now).set(&got(now), now).is_ok());
        for number in 1..1_000_000 {
            drop(slots.get(user(number), now));
        }
        let kept = slots.0.lock().expect("whole").len();
        assert!(kept <= 256, "{kept}");
        assert!(slots.get(user(0), now).still_valid(now).is_some());
    }

    /// Whether a slot to which this happened can be forgotten, now and when all times are over.
    fn is_idle(happens: impl FnOnce(&Slot, Instant)) -> [bool; 2] {
        let now = Instant::now();
        let slot = Slot { seat: user(0), state: Mutex::default() };
        happens(&slot, now);
        [now, now + LIFE].map(|time| slot.is_idle(time))
    }

    #[test]
    fn what_a_later_call_can_use_is_not_forgotten() {
        assert_eq!(is_idle(|_, _| ()), [true, true]);
        assert_eq!(is_idle(|slot, now| drop(slot.set(&got(now), now))), [false, true]);
        assert_eq!(is_idle(|slot, now| drop(slot.board(now, now + LIFE))), [false, true]);
        assert_eq!(is_idle(|slot, _| slot.set_refresh(Some("canary".into()))), [false, false]);
        assert_eq!(is_idle(|slot, now| slot.set_unsaved(got(now))), [false, false]);
        assert_eq!(is_idle(|slot, now| slot.keep_unsaved(got(now), None)), [false, false]);
    }
}
