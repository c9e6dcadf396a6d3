//! Events over a webhook: what is verified and what is refused.

mod dispatcher;

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aes::Aes256;
use aes::cipher::block_padding::Pkcs7;
use aes::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use base64::Engine as _;
use feishu_runtime as rt;
use hmac_sha256::Hash;
use http::{HeaderMap, HeaderValue};
use rt::event::{
    Dispatcher, Event, EventContext, EventEnvelope, EventKind, EventVersion, Received, Receiver, Webhook,
};

const NOW: u64 = 1_700_000_000;
const KEY: &str = "canary encrypt key";
const TOKEN: &str = "canary token";

fn now() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(NOW)
}

/// Encrypts as the guide says: AES-256-CBC with PKCS#7, the vector before the text, and the hash of the key as key.
fn encrypted(key: &str, text: &[u8]) -> Vec<u8> {
    let vector = [7; 16];
    let cipher =
        cbc::Encryptor::<Aes256>::new_from_slices(&Hash::hash(key.as_bytes()), &vector).expect("a key");
    let text = [&vector[..], &cipher.encrypt_padded_vec::<Pkcs7>(text)].concat();
    posted(&text)
}

fn posted(bytes: &[u8]) -> Vec<u8> {
    let text = base64::engine::general_purpose::STANDARD.encode(bytes);
    serde_json::json!({ "encrypt": text }).to_string().into_bytes()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}

/// The headers of a body that was signed at this time.
fn signed_at(timestamp: u64, key: &str, body: &[u8]) -> HeaderMap {
    let signature = hex(&Hash::hash(&[format!("{timestamp}nonce{key}").as_bytes(), body].concat()));
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("x-lark-request-timestamp", timestamp.to_string()),
        ("x-lark-request-nonce", "nonce".to_owned()),
        ("x-lark-signature", signature),
    ] {
        headers.insert(name, HeaderValue::from_str(&value).expect("a value"));
    }
    headers
}

fn event(id: &str, event_type: &str) -> Vec<u8> {
    serde_json::json!({
        "schema": "2.0",
        "header": { "event_id": id, "event_type": event_type, "token": TOKEN, "create_time": "1700000000000" },
        "event": { "name": "canary name" }
    })
    .to_string()
    .into_bytes()
}

fn receiver() -> Receiver {
    Receiver::builder().encrypt_key(KEY).verification_token(TOKEN).build().expect("a receiver")
}

#[test]
fn a_signed_event_is_received() {
    let body = encrypted(KEY, &event("e1", "thing.made_v1"));
    let received = receiver().receive_at(&signed_at(NOW, KEY, &body), &body, now()).expect("an event");
    let Received::Event(envelope) = received else { panic!("{received:?}") };
    assert_eq!((envelope.id(), envelope.event_type()), ("e1", "thing.made_v1"));
}

#[test]
fn a_callback_is_told_from_an_event() {
    let body = encrypted(KEY, &event("e1", "card.action.trigger"));
    let received = receiver().receive_at(&signed_at(NOW, KEY, &body), &body, now()).expect("a callback");
    assert!(matches!(received, Received::Callback(_)), "{received:?}");
}

/// Every byte of the body, and every bit of the headers, counts.
#[test]
fn a_request_with_one_bit_changed_is_refused() {
    let body = encrypted(KEY, &event("e1", "thing.made_v1"));
    let headers = signed_at(NOW, KEY, &body);
    let receiver = receiver();
    for index in (0..body.len() * 8).step_by(7) {
        let mut changed = body.clone();
        changed[index / 8] ^= 1 << (index % 8);
        receiver.receive_at(&headers, &changed, now()).expect_err("a changed body");
    }
    for name in ["x-lark-signature", "x-lark-request-timestamp", "x-lark-request-nonce"] {
        let value = headers[name].as_bytes().to_vec();
        for index in 0..value.len() * 8 {
            let mut changed = value.clone();
            changed[index / 8] ^= 1 << (index % 8);
            let Ok(changed) = HeaderValue::from_bytes(&changed) else { continue };
            let mut headers = headers.clone();
            headers.insert(name, changed);
            receiver.receive_at(&headers, &body, now()).expect_err("a changed header");
        }
    }
}

#[test]
fn headers_that_are_missing_or_doubled_are_a_refusal() {
    let body = encrypted(KEY, &event("e1", "thing.made_v1"));
    for name in ["x-lark-signature", "x-lark-request-timestamp", "x-lark-request-nonce"] {
        let mut headers = signed_at(NOW, KEY, &body);
        let value = headers.remove(name).expect("a value");
        receiver().receive_at(&headers, &body, now()).expect_err("a missing header");
        headers.append(name, value.clone());
        receiver().receive_at(&headers, &body, now()).expect("each header once");
        headers.append(name, value);
        receiver().receive_at(&headers, &body, now()).expect_err("a doubled header");
    }
}

#[test]
fn a_request_is_received_within_five_minutes() {
    let body = encrypted(KEY, &event("e1", "thing.made_v1"));
    for (signed, is_received) in [
        (NOW - 300, true),
        (NOW - 301, false),
        (NOW + 300, true),
        (NOW + 301, false),
        (0, false),
        (u64::MAX, false),
    ] {
        let received = receiver().receive_at(&signed_at(signed, KEY, &body), &body, now());
        assert_eq!(received.is_ok(), is_received, "{signed}");
    }
    let wide = Receiver::builder().encrypt_key(KEY).timestamp_window(Duration::from_secs(3600)).build();
    wide.expect("a receiver").receive_at(&signed_at(NOW - 3600, KEY, &body), &body, now()).expect("an event");
}

#[test]
fn what_is_signed_and_no_event_is_refused() {
    let whole = event("e1", "thing.made_v1");
    let envelope = |json: &str| encrypted(KEY, json.as_bytes());
    for body in [
        whole.clone(),
        encrypted("another key", &whole),
        envelope(""),
        envelope("null"),
        envelope("{}"),
        envelope(r#"{"schema":"2.0"}"#),
        envelope(r#"{"schema":"2.0","header":{"event_id":"e","event_type":"t","token":"other"},"event":{}}"#),
        envelope(r#"{"type":"url_verification","challenge":"c","token":"other"}"#),
        posted(b""),
        posted(&[0; 16]),
        posted(&[0; 33]),
        posted(&[0; 48]),
        br#"{"encrypt":1}"#.to_vec(),
        br#"{"encrypt":"%"}"#.to_vec(),
        b"[]".to_vec(),
        vec![b' '; 100 << 20],
    ] {
        let error = receiver().receive_at(&signed_at(NOW, KEY, &body), &body, now()).expect_err("no event");
        assert_eq!(error.to_string(), "not a verified event");
    }
}

#[test]
fn both_keys_are_taken_while_the_key_changes() {
    let receiver = Receiver::builder().encrypt_key("old").encrypt_key("new").build().expect("a receiver");
    for key in ["old", "new"] {
        let body = encrypted(key, &event("e1", "thing.made_v1"));
        receiver.receive_at(&signed_at(NOW, key, &body), &body, now()).expect("an event");
    }
    let body = encrypted("old", &event("e1", "thing.made_v1"));
    receiver.receive_at(&signed_at(NOW, "new", &body), &body, now()).expect_err("signed with another key");
}

#[test]
fn the_address_check_is_proven_by_decryption_and_token() {
    let check = |token: &str| {
        let json = serde_json::json!({ "challenge": "a\"b", "token": token, "type": "url_verification" });
        json.to_string().into_bytes()
    };
    let answer = |received| match received {
        Ok(Received::AddressCheck(check)) => Some(check.answer()),
        _ => None,
    };
    let plain = Receiver::builder().verification_token(TOKEN).build().expect("a receiver");
    let headers = HeaderMap::new();
    let expected = Some(r#"{"challenge":"a\"b"}"#.to_owned());
    assert_eq!(answer(receiver().receive(&headers, &encrypted(KEY, &check(TOKEN)))), expected);
    assert_eq!(answer(plain.receive(&headers, &check(TOKEN))), expected);
    assert_eq!(answer(receiver().receive(&headers, &check(TOKEN))), None, "not encrypted");
    assert_eq!(answer(receiver().receive(&headers, &encrypted(KEY, &check("other")))), None);
    assert_eq!(answer(receiver().receive(&headers, &encrypted("other", &check(TOKEN)))), None);
    assert_eq!(answer(plain.receive(&headers, &check("other"))), None);
    receiver().receive(&headers, &encrypted(KEY, &event("e1", "t"))).expect_err("an event needs a signature");
}

#[test]
fn a_receiver_without_a_secret_is_not_built() {
    for builder in [
        Receiver::builder(),
        Receiver::builder().encrypt_key(""),
        Receiver::builder().encrypt_key(KEY).verification_token(""),
    ] {
        builder.build().expect_err("nothing to verify with");
    }
    assert!(!format!("{:?} {:?}", receiver(), Receiver::builder().encrypt_key(KEY)).contains("canary"));
}

/// An event or callback of these tests.
#[derive(Debug, Default)]
struct Made {
    name: Option<String>,
}
rt::reply_object!(Made { 0 "name" => value name });

impl Event for Made {
    const TYPE: &'static str = "thing.made_v1";
    const VERSION: EventVersion = EventVersion::V2;
    const KIND: EventKind = EventKind::Event;
}

/// A callback without an envelope.
#[derive(Debug, Default)]
struct Bare {
    name: Option<String>,
}
rt::reply_object!(Bare { 0 "name" => value name });

impl Event for Bare {
    const TYPE: &'static str = "bare";
    const VERSION: EventVersion = EventVersion::Bare;
    const KIND: EventKind = EventKind::Callback;
}

/// The callback of a card.
#[derive(Debug, Default)]
struct Pressed {
    name: Option<String>,
}
rt::reply_object!(Pressed { 0 "name" => value name });

impl Event for Pressed {
    const TYPE: &'static str = "card.action.trigger";
    const VERSION: EventVersion = EventVersion::V2;
    const KIND: EventKind = EventKind::Callback;
}

#[test]
fn a_callback_without_an_envelope_is_proven_by_encryption_and_token() {
    let body = |token: &str| serde_json::json!({ "name": "x", "token": token }).to_string().into_bytes();
    let envelope = receiver().receive_bare::<Bare>(&encrypted(KEY, &body(TOKEN))).expect("a callback");
    assert_eq!(envelope.decode::<Bare>().expect("its type").event.name.as_deref(), Some("x"));
    let plain = Receiver::builder().verification_token(TOKEN).build().expect("a receiver");
    plain.receive_bare::<Bare>(&body(TOKEN)).expect("a callback");
    receiver().receive_bare::<Bare>(&body(TOKEN)).expect_err("not encrypted");
    receiver().receive_bare::<Bare>(&encrypted(KEY, &body("other"))).expect_err("another token");
    plain.receive_bare::<Bare>(&body("other")).expect_err("another token");
}

fn envelope(id: &str, event_type: &str) -> EventEnvelope {
    EventEnvelope::parse(&event(id, event_type)).expect("an envelope")
}

/// A counter, and a dispatcher whose handler of [`Made`] counts and does this.
fn counting<O>(outcome: impl Fn(u32) -> O + Send + Sync + 'static) -> (Arc<AtomicU32>, Dispatcher)
where
    O: Future<Output = Result<(), &'static str>> + Send + 'static,
{
    let count = Arc::<AtomicU32>::default();
    let counted = Arc::clone(&count);
    let dispatcher =
        Dispatcher::new().on(move |_: Made, _: EventContext| outcome(counted.fetch_add(1, Ordering::SeqCst)));
    (count, dispatcher)
}

#[tokio::test]
async fn a_webhook_answers_over_http() {
    let (count, dispatcher) = counting(|_| async { Ok(()) });
    let webhook =
        Webhook::new(Receiver::builder().verification_token(TOKEN).build().expect("a receiver"), dispatcher);
    let request = |method: &str, body: Vec<u8>| {
        let body = http_body_util::Full::new(bytes::Bytes::from(body));
        http::Request::builder().method(method).body(body).expect("a request")
    };
    for (method, body, status) in [
        ("POST", event("e1", Made::TYPE), 200),
        ("POST", event("e1", "other"), 200),
        ("GET", Vec::new(), 405),
        ("POST", b"{}".to_vec(), 401),
        ("POST", vec![b' '; 5 << 20], 401),
    ] {
        assert_eq!(webhook.serve(request(method, body)).await.status().as_u16(), status, "{method}");
    }
    assert_eq!(count.load(Ordering::SeqCst), 1);
}

#[cfg(feature = "client")]
#[tokio::test]
async fn the_ticket_of_a_store_app_reaches_the_client() {
    let client = rt::Client::builder("cli_1", "secret").store_app("").build().expect("a client");
    let ticket = |member: &str| {
        let event = serde_json::json!({
            "uuid": member, "token": TOKEN, "ts": "1502199207.7171419", "type": "event_callback",
            "event": { "type": "app_ticket", member: "canary ticket" }
        });
        EventEnvelope::parse(event.to_string().as_bytes()).expect("an envelope")
    };
    let dispatcher = Dispatcher::new().app_tickets(&client);
    assert_eq!(dispatcher.dispatch(ticket("app_ticket")).await.status(), 200);
    assert_eq!(dispatcher.dispatch(ticket("other")).await.status(), 500);
}
