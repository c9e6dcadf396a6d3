//! Events as the platform sends them: signed, encrypted, and again until they are answered.

use std::fmt;
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::time::{sleep, timeout};

use crate::event::crypto::{EncryptKey, Stamp};
use crate::event::{Event, EventVersion};

/// The platform waits this long for an answer.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(3);

/// Waits before each delivery of an event that is not answered.
const DELIVERIES: [Duration; 5] = [
    Duration::ZERO,
    Duration::from_secs(15),
    Duration::from_secs(5 * 60),
    Duration::from_secs(3600),
    Duration::from_secs(6 * 3600),
];

/// An event or callback for a webhook or a long connection.
#[derive(Clone, Debug)]
pub struct MockEvent {
    version: EventVersion,
    event_type: String,
    id: String,
    payload: Value,
}

impl MockEvent {
    /// Creates an event of a documented type, with its fields as JSON.
    #[must_use]
    pub fn of<E: Event>(payload: Value) -> Self {
        Self::new(E::VERSION, E::TYPE, payload)
    }

    /// Creates an event of any type, with its fields as JSON.
    #[must_use]
    pub fn new(version: EventVersion, event_type: &str, payload: Value) -> Self {
        Self { version, event_type: event_type.to_owned(), id: random(), payload }
    }

    /// Sets the id, which is random otherwise. Two events with one id are deliveries of one event.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Returns the JSON as it is sent with this verification token.
    #[must_use]
    pub fn json(&self, token: &str) -> String {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let mut payload = self.payload.clone();
        let json = match self.version {
            EventVersion::Bare => {
                insert(&mut payload, [("token", token)]);
                payload
            }
            EventVersion::V1 => {
                insert(
                    &mut payload,
                    [("type", &*self.event_type), ("app_id", "cli_mock"), ("tenant_key", "mock")],
                );
                let time = format!("{}.{:06}", now.as_secs(), now.subsec_micros());
                json!({ "uuid": self.id, "token": token, "ts": time, "type": "event_callback", "event": payload })
            }
            EventVersion::V2 => {
                let header = json!({
                    "event_id": self.id, "event_type": self.event_type, "token": token, "app_id": "cli_mock",
                    "tenant_key": "mock", "create_time": now.as_millis().to_string()
                });
                json!({ "schema": "2.0", "header": header, "event": payload })
            }
        };
        json.to_string()
    }
}

/// Adds members that are missing.
fn insert<const N: usize>(object: &mut Value, members: [(&str, &str); N]) {
    if let Value::Object(object) = object {
        for (name, text) in members {
            object.entry(name).or_insert_with(|| text.into());
        }
    }
}

/// Sends events to a webhook as the platform does.
///
/// ```
/// # use feishu_runtime as rt;
/// use rt::event::{Dispatcher, EventVersion, Receiver, Webhook};
/// use rt::mock::{MockEvent, WebhookSender};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let receiver = Receiver::builder().encrypt_key("key").verification_token("token").build()?;
/// let webhook = Webhook::new(receiver, Dispatcher::new());
/// let sender = WebhookSender::new("token").encrypt_key("key");
/// let event = MockEvent::new(EventVersion::V1, "approval_instance", serde_json::json!({ "status": "APPROVED" }));
/// let answers = sender
///     .deliver(&event, async |headers, body| webhook.answer(&headers, &body).await.status().as_u16())
///     .await;
/// assert_eq!(answers, [Some(200)]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct WebhookSender {
    token: String,
    key: Option<EncryptKey>,
}

impl WebhookSender {
    /// Creates a sender for an app with this verification token, without encryption.
    #[must_use]
    pub fn new(token: impl Into<String>) -> Self {
        Self { token: token.into(), key: None }
    }

    /// Sets the encrypt key. Events are then encrypted and signed.
    #[must_use]
    pub fn encrypt_key(mut self, key: impl Into<SecretString>) -> Self {
        self.key = Some(EncryptKey::new(key.into()));
        self
    }

    /// Returns the request with which the platform checks the address of a webhook. It has no signature.
    #[must_use]
    pub fn address_check(&self, challenge: &str) -> (HeaderMap, Bytes) {
        let json =
            json!({ "challenge": challenge, "token": self.token, "type": "url_verification" }).to_string();
        (HeaderMap::new(), self.encrypted(json))
    }

    /// Returns the request that brings an event, signed at this moment.
    #[must_use]
    pub fn request(&self, event: &MockEvent) -> (HeaderMap, Bytes) {
        let body = self.encrypted(event.json(&self.token));
        let mut headers = HeaderMap::new();
        if let Some(key) = self.key.as_ref().filter(|_| event.version != EventVersion::Bare) {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
            let (timestamp, nonce) = (now.as_secs().to_string(), random());
            let stamp = Stamp { timestamp: timestamp.as_bytes(), nonce: nonce.as_bytes() };
            let signature = key.signature(stamp, &body);
            for (name, value) in [
                ("x-lark-request-timestamp", timestamp.as_bytes()),
                ("x-lark-request-nonce", nonce.as_bytes()),
                ("x-lark-signature", &signature),
            ] {
                if let Ok(value) = HeaderValue::from_bytes(value) {
                    headers.insert(name, value);
                }
            }
        }
        (headers, body)
    }

    fn encrypted(&self, json: String) -> Bytes {
        match &self.key {
            Some(key) => json!({ "encrypt": key.encrypt(json.as_bytes()) }).to_string().into(),
            None => json.into(),
        }
    }

    /// Delivers an event until it is answered with status 200: at once, and after 15 seconds, 5 minutes, 1 hour and 6 hours, each time
    /// waiting for 3 seconds. Returns the status of each delivery; `None` if there was none in time. `send` makes a request and
    /// returns its status. Tests run it with a paused clock.
    pub async fn deliver(
        &self,
        event: &MockEvent,
        send: impl AsyncFn(HeaderMap, Bytes) -> u16,
    ) -> Vec<Option<u16>> {
        let mut answers = Vec::new();
        for wait in DELIVERIES {
            sleep(wait).await;
            let (headers, body) = self.request(event);
            answers.push(timeout(ANSWER_TIMEOUT, send(headers, body)).await.ok());
            if answers.last() == Some(&Some(200)) {
                break;
            }
        }
        answers
    }

    /// Posts a request to a webhook on this machine, and returns status and body of its response. Blocks for up to 3 seconds.
    ///
    /// # Errors
    /// Fails if the address is not `http://` with a loopback address, or if there is no response in time.
    pub fn post(url: &str, (headers, body): (HeaderMap, Bytes)) -> io::Result<(u16, String)> {
        let invalid = || io::Error::new(io::ErrorKind::InvalidInput, "not an http address of this machine");
        let rest = url.strip_prefix("http://").ok_or_else(invalid)?;
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        let address =
            host.to_socket_addrs()?.find(|address| address.ip().is_loopback()).ok_or_else(invalid)?;
        if path.bytes().any(|byte| byte.is_ascii_control() || byte == b' ') {
            return Err(invalid());
        }
        let mut stream = TcpStream::connect_timeout(&address, ANSWER_TIMEOUT)?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        let mut request = format!(
            "POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
            body.len()
        );
        for (name, value) in &headers {
            request.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap_or_default()));
        }
        stream.write_all(&[request.as_bytes(), b"\r\n", &body].concat())?;
        let mut response = Vec::new();
        stream.read_to_end(&mut response)?;
        let text = String::from_utf8_lossy(&response);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_default();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status =
            status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "not an HTTP response"))?;
        Ok((status, body.to_owned()))
    }
}

/// Does not show the token and the key.
impl fmt::Debug for WebhookSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSender")
    }
}

/// Returns 64 random bits as text.
fn random() -> String {
    format!("{:016x}", RandomState::new().hash_one(std::process::id()))
}
