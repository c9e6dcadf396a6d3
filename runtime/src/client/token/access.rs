//! A token as it was got, and the times of its life.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use http::HeaderValue;
use secrecy::{ExposeSecret as _, SecretString};

/// Longest life of a token that is believed; the platform documents two hours.
const MAX_LIFE: Duration = Duration::from_secs(2 * 60 * 60);

/// A token is not used for the last part of its life if another can be had, because it travels and clocks differ.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// The platform gives a new token when less than this is left of the old one; before, the old one again.
const RENEWABLE: Duration = Duration::from_secs(30 * 60);

/// The platform takes tokens of up to 4 KB; this is far more.
const MAX_BYTES: usize = 64 * 1024;

/// A token that calls can be made with. Clones are cheap.
#[derive(Clone)]
pub(in crate::client) struct Token(Arc<Inner>);

struct Inner {
    secret: SecretString,
    authorization: HeaderValue,
    /// Which of its slot's tokens it is.
    generation: u64,
    life: Life,
    /// Whether the server has taken it.
    is_proven: AtomicBool,
}

/// The times of a token's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Life {
    /// From here on another one is fetched while this one is used.
    pub(super) renew: Instant,
    /// From here on another one is waited for.
    pub(super) usable: Instant,
    /// From here on the server refuses it.
    pub(super) end: Instant,
}

impl Life {
    /// The life of a token that was asked for at `asked` and lives for `length` from then. It is renewed for the last
    /// `percent` of it, or the last 30 minutes if they are less.
    pub(super) fn new(asked: Instant, length: Duration, percent: u32) -> Self {
        let length = length.min(MAX_LIFE);
        let share = length.saturating_mul(percent.min(100)) / 100;
        let usable = length.saturating_sub(MARGIN).max(length / 2);
        let renew = length.saturating_sub(share.min(RENEWABLE)).min(usable);
        Self { renew: asked + renew, usable: asked + usable, end: asked + length }
    }

    /// Whether it is worth while to take over a token with this life.
    pub(super) fn is_long_enough(self, now: Instant) -> bool {
        self.end.saturating_duration_since(now) > MARGIN
    }

    pub(super) const fn over(now: Instant) -> Self {
        Self { renew: now, usable: now, end: now }
    }
}

impl Token {
    /// `None` when the text is empty, or holds what no header can.
    pub(super) fn new(secret: SecretString, generation: u64, life: Life) -> Option<Self> {
        let authorization = authorization(secret.expose_secret())?;
        Some(Self(Arc::new(Inner {
            secret,
            authorization,
            generation,
            life,
            is_proven: AtomicBool::new(false),
        })))
    }

    /// A person's token, which the caller keeps.
    pub(super) fn given(secret: &SecretString, now: Instant) -> Option<Self> {
        Self::new(secret.clone(), 0, Life::over(now))
    }

    /// The value of the `Authorization` header.
    pub(in crate::client) fn authorization(&self) -> &HeaderValue {
        &self.0.authorization
    }

    pub(in crate::client) fn secret(&self) -> &SecretString {
        &self.0.secret
    }

    pub(in crate::client) fn generation(&self) -> u64 {
        self.0.generation
    }

    pub(super) fn life(&self) -> Life {
        self.0.life
    }

    /// Remembers that the server took it.
    pub(in crate::client) fn prove(&self) {
        // Most calls find it proven, and write nothing that other threads read.
        if !self.is_proven() {
            self.0.is_proven.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn is_proven(&self) -> bool {
        self.0.is_proven.load(Ordering::Relaxed)
    }

    pub(super) fn has_text(&self, secret: &SecretString) -> bool {
        self.0.secret.expose_secret() == secret.expose_secret()
    }
}

/// The `Authorization` header of a token, marked sensitive.
fn authorization(token: &str) -> Option<HeaderValue> {
    // A blank in a token would be taken for its end.
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

    use super::{Life, MAX_BYTES, authorization};

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
    fn a_token_is_renewed_before_it_is_short_of_life() {
        let start = Instant::now();
        let at = |length: u64, percent| {
            let life = Life::new(start, Duration::from_secs(length), percent);
            [life.renew, life.usable, life.end].map(|time| time.duration_since(start).as_secs())
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
