//! The tenant access token of an internal app: how it is asked for and kept.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use crate::Map;
use crate::body::{Body, EncodeError};
use crate::encode::EncodedRequest;
use crate::operation::{Envelope, Idempotency, Method, Operation};
use crate::sensitive::Sensitive;

/// The call that gives a tenant access token to an internal app.
const OPERATION: Operation = Operation {
    id: "auth/v3/tenant_access_token/internal",
    method: Method::Post,
    host: "open.feishu.cn",
    path: "/open-apis/auth/v3/tenant_access_token/internal",
    tokens: &[],
    rate_limits: &[],
    idempotency: Idempotency::Read,
    envelope: Envelope::Flat,
    deprecated: false,
};

/// Longest life of a token that is believed; the platform documents two hours.
const MAX_LIFE: Duration = Duration::from_secs(2 * 60 * 60);

/// A token is not used for the last part of its life, because it travels and clocks differ.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// An app and its secret.
pub(super) struct Credentials {
    pub(super) app_id: String,
    pub(super) app_secret: SecretString,
}

impl Credentials {
    /// The token's call.
    pub(super) fn request(&self) -> Result<EncodedRequest, EncodeError> {
        let members = Map::from([
            ("app_id".to_owned(), &*self.app_id),
            ("app_secret".to_owned(), self.app_secret.expose_secret()),
        ]);
        Ok(EncodedRequest {
            operation: &OPERATION,
            path: OPERATION.path.into(),
            query: String::new(),
            headers: Vec::new(),
            body: Body::json(&members)?,
        })
    }
}

/// The reply of the token's call.
#[derive(Debug, Default)]
pub(super) struct TokenReply {
    pub(super) tenant_access_token: Option<Sensitive<String>>,
    /// Seconds that the token lives.
    pub(super) expire: Option<i64>,
}
crate::reply_object!(TokenReply { "tenant_access_token" => value tenant_access_token, "expire" => value expire });

/// A token as it was got.
#[derive(Clone)]
pub(super) struct Token {
    secret: SecretString,
    authorization: HeaderValue,
    /// Which of this client's tokens it is.
    generation: u64,
    expires: Instant,
}

impl Token {
    /// A person's token, which the caller keeps; `None` when no header can hold it.
    pub(super) fn of_user(secret: &SecretString, now: Instant) -> Option<Self> {
        let authorization = authorization(secret)?;
        Some(Self { secret: secret.clone(), authorization, generation: 0, expires: now })
    }

    /// The value of the `Authorization` header.
    pub(super) const fn authorization(&self) -> &HeaderValue {
        &self.authorization
    }

    pub(super) const fn secret(&self) -> &SecretString {
        &self.secret
    }

    pub(super) const fn generation(&self) -> u64 {
        self.generation
    }
}

/// The `Authorization` header of a token, marked sensitive; `None` when the token holds what no header can.
pub(super) fn authorization(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Keeps the token until it is about to expire. Locked for moments only, never across a call.
#[derive(Default)]
pub(super) struct TokenCache(Mutex<Slot>);

#[derive(Default)]
struct Slot {
    token: Option<Token>,
    generation: u64,
}

impl TokenCache {
    /// The token, unless there is none or it is about to expire.
    pub(super) fn get(&self, now: Instant) -> Option<Token> {
        self.with(|slot| slot.token.clone()).filter(|token| now < token.expires)
    }

    /// Keeps a token that was asked for at `asked` and lives for `life` from then.
    pub(super) fn put(
        &self,
        secret: SecretString,
        authorization: HeaderValue,
        asked: Instant,
        life: Duration,
    ) -> Token {
        self.with(|slot| {
            slot.generation += 1;
            let token =
                Token { secret, authorization, generation: slot.generation, expires: asked + usable(life) };
            slot.token = Some(token.clone());
            token
        })
    }

    /// Forgets the token of this generation. A newer one, which somebody else got in the meantime, stays.
    pub(super) fn forget(&self, generation: u64) {
        self.with(|slot| {
            if slot.token.as_ref().is_some_and(|token| token.generation == generation) {
                slot.token = None;
            }
        });
    }

    fn with<R>(&self, act: impl FnOnce(&mut Slot) -> R) -> R {
        // No code that can panic runs under the lock, so what a poisoned lock guards is whole.
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The part of a token's life in which it is used.
fn usable(life: Duration) -> Duration {
    let life = life.min(MAX_LIFE);
    life.saturating_sub(MARGIN).max(life / 2)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use http::HeaderValue;

    use super::{Token, TokenCache, authorization, usable};

    const TWO_HOURS: Duration = Duration::from_secs(7200);

    fn put(cache: &TokenCache, secret: &str, now: Instant) -> Token {
        cache.put(secret.into(), HeaderValue::from_static("Bearer t"), now, TWO_HOURS)
    }

    #[test]
    fn the_header_does_not_show_its_token() {
        let header = authorization(&"canary".into()).expect("a header");
        assert_eq!(header, "Bearer canary");
        assert_eq!(format!("{header:?}"), "Sensitive");
        assert_eq!(authorization(&"a\nb".into()), None);
    }

    #[test]
    fn a_token_is_used_until_shortly_before_it_expires() {
        let cache = TokenCache::default();
        let start = Instant::now();
        put(&cache, "t", start);
        assert!(cache.get(start + Duration::from_secs(6899)).is_some());
        assert!(cache.get(start + Duration::from_secs(6900)).is_none());
    }

    #[test]
    fn short_and_absurd_lives_are_bounded() {
        assert_eq!(usable(Duration::ZERO), Duration::ZERO);
        assert_eq!(usable(Duration::from_secs(60)), Duration::from_secs(30));
        assert_eq!(usable(Duration::MAX), Duration::from_secs(6900));
    }

    #[test]
    fn forgetting_an_old_token_keeps_the_newer_one() {
        let cache = TokenCache::default();
        let now = Instant::now();
        let old = put(&cache, "old", now);
        let new = put(&cache, "new", now);
        cache.forget(old.generation());
        assert_eq!(cache.get(now).map(|token| token.generation()), Some(new.generation()));
        cache.forget(new.generation());
        assert!(cache.get(now).is_none());
    }
}
