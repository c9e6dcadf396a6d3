//! Verifies and decrypts what the platform posts to a webhook.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};
use subtle::{Choice, ConstantTimeEq as _};

use super::crypto::{EncryptKey, Stamp};
use super::envelope::{object, text};
use super::{Event, EventEnvelope, EventKind};

/// A request that is older or newer than this is refused, unless [`ReceiverBuilder::timestamp_window`] says otherwise.
const WINDOW: Duration = Duration::from_secs(5 * 60);

/// Maximum size of a body, unless [`ReceiverBuilder::max_body_bytes`] says otherwise. Events are a few kilobytes.
const MAX_BODY_BYTES: usize = 4 << 20;

/// Verifies and decrypts the requests that the platform posts to an app's webhook. It performs no I/O.
///
/// ```
/// use feishu_runtime::event::{Received, Receiver};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::builder().encrypt_key("the encrypt key").verification_token("the token").build()?;
/// # let (headers, body) = (http::HeaderMap::new(), b"");
/// match receiver.receive(&headers, body) {
///     Ok(Received::AddressCheck(check)) => println!("answer with {}", check.answer()),
///     Ok(Received::Event(envelope) | Received::Callback(envelope)) => println!("{}", envelope.event_type()),
///     Ok(_) => {}
///     Err(refused) => println!("answer with status 401: {refused}"),
/// }
/// # Ok(())
/// # }
/// ```
///
/// With an encrypt key, each request must be signed with it and encrypted. The check of the webhook's address, which the platform
/// sends without a signature, is proven by decryption and by the token. Without an encrypt key, the token alone proves a request.
///
/// A [`Dispatcher`](super::Dispatcher) hands received events to functions.
#[derive(Clone, Debug)]
pub struct Receiver {
    keys: Vec<EncryptKey>,
    tokens: Vec<SecretString>,
    window: Duration,
    max_body_bytes: usize,
}

/// Sets up a [`Receiver`].
#[derive(Clone, Debug)]
pub struct ReceiverBuilder(Receiver);

/// A receiver without a key and without a token, or with an empty one, could not verify anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiverFault(&'static str);

impl fmt::Display for ReceiverFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for ReceiverFault {}

/// Why a request is refused. It says no more, so that nobody can learn from it how to forge one: signature, time, encryption,
/// token, size and content are one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a verified event")
    }
}

impl std::error::Error for Refused {}

/// A verified request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Received {
    /// An event. It is sent again until it is answered with status 200 within 3 seconds.
    Event(EventEnvelope),
    /// A callback: a person waits for the answer. It is never sent again.
    Callback(EventEnvelope),
    /// The platform checks the webhook's address, and expects the answer within a second.
    AddressCheck(AddressCheck),
}

/// The check of a webhook's address.
#[derive(Clone, PartialEq, Eq)]
pub struct AddressCheck {
    challenge: String,
}

impl AddressCheck {
    /// Returns the body of the answer, in JSON.
    #[must_use]
    pub fn answer(&self) -> String {
        serde_json::json!({ "challenge": self.challenge }).to_string()
    }
}

/// Does not show the challenge.
impl fmt::Debug for AddressCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AddressCheck")
    }
}

impl ReceiverBuilder {
    /// Adds an encrypt key of the app ("Encrypt Key" in the developer console). Give both the old and the new one while the key
    /// is being changed.
    #[must_use]
    pub fn encrypt_key(mut self, key: impl Into<SecretString>) -> Self {
        self.0.keys.push(EncryptKey::new(key.into()));
        self
    }

    /// Adds a verification token of the app ("Verification Token" in the developer console).
    #[must_use]
    pub fn verification_token(mut self, token: impl Into<SecretString>) -> Self {
        self.0.tokens.push(token.into());
        self
    }

    /// Sets by how much the time of a signed request may differ from this machine's clock. Default: 5 minutes.
    #[must_use]
    pub const fn timestamp_window(mut self, window: Duration) -> Self {
        self.0.window = window;
        self
    }

    /// Sets the maximum size of a body. Default: 4 MiB.
    #[must_use]
    pub const fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.0.max_body_bytes = bytes;
        self
    }

    /// Creates the receiver.
    ///
    /// # Errors
    /// Fails without a key and a token, and if one of them is empty.
    pub fn build(self) -> Result<Receiver, ReceiverFault> {
        let Receiver { keys, tokens, .. } = &self.0;
        if keys.is_empty() && tokens.is_empty() {
            return Err(ReceiverFault("a receiver needs an encrypt key or a verification token"));
        }
        if keys.iter().any(EncryptKey::is_empty)
            || tokens.iter().any(|token| token.expose_secret().is_empty())
        {
            return Err(ReceiverFault("the encrypt key or the verification token is empty"));
        }
        Ok(self.0)
    }
}

impl Receiver {
    /// Returns a builder.
    #[must_use]
    pub const fn builder() -> ReceiverBuilder {
        ReceiverBuilder(Self {
            keys: Vec::new(),
            tokens: Vec::new(),
            window: WINDOW,
            max_body_bytes: MAX_BODY_BYTES,
        })
    }

    /// Returns the maximum size of a body.
    #[must_use]
    pub const fn max_body_bytes(&self) -> usize {
        self.max_body_bytes
    }

    /// Verifies and opens a request. `body` is the body as it came, byte for byte.
    ///
    /// # Errors
    /// Fails if the request is not verified to come from the platform, or is not an event.
    pub fn receive(&self, headers: &HeaderMap, body: &[u8]) -> Result<Received, Refused> {
        self.receive_at(headers, body, SystemTime::now())
    }

    /// Verifies and opens a request that came at this time.
    ///
    /// # Errors
    /// Fails like [`Self::receive`].
    pub fn receive_at(&self, headers: &HeaderMap, body: &[u8], now: SystemTime) -> Result<Received, Refused> {
        if body.len() > self.max_body_bytes {
            return Err(Refused);
        }
        if self.keys.is_empty() {
            return Posted::read(body)
                .filter(|posted| self.has_token(posted.token()))
                .map(Posted::received)
                .ok_or(Refused);
        }
        let encrypted = encrypted(body).ok_or(Refused)?;
        let signed = Signed::read(headers).filter(|signed| signed.is_recent(now, self.window));
        // Every key does its whole work, whichever fits and whatever is wrong.
        let mut found = None;
        for key in &self.keys {
            let Signed { stamp, signature } = signed.unwrap_or_default();
            let is_signed = key.has_signed(stamp, body, signature);
            let posted = key.decrypt(&encrypted).and_then(|text| Posted::read(&text));
            found = found.or(posted.map(|posted| (posted, is_signed)));
        }
        let (posted, is_signed) = found.ok_or(Refused)?;
        let has_token = self.tokens.is_empty() || self.has_token(posted.token());
        let is_proven = is_signed || matches!(posted, Posted::Check { .. });
        if has_token && is_proven { Ok(posted.received()) } else { Err(Refused) }
    }

    /// Opens the body of a callback that has no envelope and no signature, such as the quick approval of external approvals:
    /// the key is the definition's `action_callback_key`, and the token its `action_callback_token`. With a key, the body must be
    /// encrypted; with a token, it must contain it.
    ///
    /// # Errors
    /// Fails if the body is not verified to come from the platform, or is not a JSON object.
    pub fn receive_bare<E: Event>(&self, body: &[u8]) -> Result<EventEnvelope, Refused> {
        if body.len() > self.max_body_bytes {
            return Err(Refused);
        }
        let mut envelope = None;
        if self.keys.is_empty() {
            envelope = EventEnvelope::bare::<E>(body).ok();
        } else if let Some(encrypted) = encrypted(body) {
            for key in &self.keys {
                let opened = key.decrypt(&encrypted).and_then(|text| EventEnvelope::bare::<E>(&text).ok());
                envelope = envelope.or(opened);
            }
        }
        let has_token = |envelope: &EventEnvelope| self.tokens.is_empty() || self.has_token(envelope.token());
        envelope.filter(has_token).ok_or(Refused)
    }

    /// Compares with every token, in constant time.
    fn has_token(&self, token: Option<&str>) -> bool {
        let token = token.unwrap_or_default().as_bytes();
        let fits = |known: &SecretString| known.expose_secret().as_bytes().ct_eq(token);
        self.tokens.iter().map(fits).fold(Choice::from(0), |any, fits| any | fits).into()
    }
}

/// Returns the text of an encrypted body.
fn encrypted(body: &[u8]) -> Option<String> {
    text(&object(std::str::from_utf8(body).ok()?)?, "encrypt")
}

/// The signature of a request, and what it covers beside the body.
#[derive(Clone, Copy, Default)]
struct Signed<'a> {
    stamp: Stamp<'a>,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Reads the headers; `None` if one of them is missing or doubled.
    fn read(headers: &'a HeaderMap) -> Option<Self> {
        let one = |name: &str| {
            let mut values = headers.get_all(name).iter();
            values.next().filter(|_| values.next().is_none()).map(http::HeaderValue::as_bytes)
        };
        let stamp =
            Stamp { timestamp: one("x-lark-request-timestamp")?, nonce: one("x-lark-request-nonce")? };
        Some(Self { stamp, signature: one("x-lark-signature")? })
    }

    /// Returns true if it was signed within this time before or after `now`.
    fn is_recent(&self, now: SystemTime, window: Duration) -> bool {
        let text = std::str::from_utf8(self.stamp.timestamp).ok();
        let text = text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let signed = text.and_then(|text| UNIX_EPOCH.checked_add(Duration::from_secs(text.parse().ok()?)));
        signed.is_some_and(|signed| {
            let distance = now.duration_since(signed).unwrap_or_else(|before| before.duration());
            distance <= window
        })
    }
}

/// A decrypted body.
enum Posted {
    /// The check of an address.
    Check {
        challenge: String,
        token: String,
    },
    Event(EventEnvelope),
}

impl Posted {
    fn read(json: &[u8]) -> Option<Self> {
        let members = object(std::str::from_utf8(json).ok()?)?;
        if text(&members, "type").as_deref() != Some("url_verification") {
            return EventEnvelope::parse(json).ok().map(Self::Event);
        }
        let token = text(&members, "token").unwrap_or_default();
        Some(Self::Check { challenge: text(&members, "challenge")?, token })
    }

    fn token(&self) -> Option<&str> {
        match self {
            Self::Check { token, .. } => Some(token),
            Self::Event(envelope) => envelope.token(),
        }
    }

    fn received(self) -> Received {
        match self {
            Self::Check { challenge, .. } => Received::AddressCheck(AddressCheck { challenge }),
            Self::Event(envelope) if envelope.kind() == EventKind::Callback => Received::Callback(envelope),
            Self::Event(envelope) => Received::Event(envelope),
        }
    }
}
