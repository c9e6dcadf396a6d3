//! The bytes of a reply.

use std::io::{Read as _, Write as _};
use std::sync::OnceLock;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::fault::{Answer, Content};
use crate::tokens::{Given, Grant};

/// The longest reply that the client of a run takes; replies that are meant to be longer are.
pub const MAX_REPLY_BYTES: usize = 64 * 1024;

/// Bytes of the bomb once it is decompressed.
const BOMB_BYTES: usize = 8 << 20;

/// A reply as it goes onto the wire.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Headers beside the length. `{elsewhere}` stands for another origin.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Bytes,
}

/// Secrets that a careless server may echo.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Secrets<'a> {
    pub(crate) authorization: Option<&'a str>,
    pub(crate) body: &'a str,
    /// A token to give.
    pub(crate) newest: Option<&'a Given>,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        let content_type = ("content-type", "application/json; charset=utf-8".to_owned());
        Self { status, headers: vec![content_type], body: body.to_string().into() }
    }

    /// The flat reply that brings a token; `expire` is JSON text in the place of the seconds that the token lives.
    pub(crate) fn token(given: &Given, expire: Option<&str>) -> Self {
        Self { body: token_body(given, expire), ..Self::json(200, &Value::Null) }
    }

    pub(crate) fn of(answer: &Answer, secrets: &Secrets<'_>) -> Self {
        let mut headers: Vec<_> =
            answer.headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        if let Content::Echo(_) | Content::EchoRefused(_) = answer.content {
            headers.push(("x-tt-logid", echo(secrets)));
        }
        Self { status: answer.status, headers, body: content(answer.content, secrets) }
    }
}

fn content(content: Content, secrets: &Secrets<'_>) -> Bytes {
    match content {
        Content::Text(text) => Bytes::from_static(text.as_bytes()),
        Content::Bytes(bytes) => Bytes::from_static(bytes),
        Content::Code(code) | Content::Refused { code, .. } => {
            json!({ "code": code, "msg": "a failure", "error": { "log_id": "L1" } }).to_string().into()
        }
        Content::Echo(code) | Content::EchoRefused(code) => {
            let text = echo(secrets);
            let error = json!({ "log_id": text, "troubleshooter": text, "helps": [{ "url": text }] });
            json!({ "code": code, "msg": text, "error": error }).to_string().into()
        }
        Content::Deep(depth) => {
            let (open, close) = ("[".repeat(depth), "]".repeat(depth));
            format!(r#"{{"code":0,"msg":"success","data":{open}{close}}}"#).into()
        }
        Content::Huge => {
            let filling = " ".repeat(MAX_REPLY_BYTES);
            format!(r#"{{"code":0,"msg":"success","data":{{{filling}}}}}"#).into()
        }
        Content::Bomb => bomb(),
        Content::Zipped => compressed(8),
        Content::Token(expire) => {
            secrets.newest.map_or_else(Bytes::new, |given| token_body(given, Some(expire)))
        }
    }
}

/// Some kilobytes that decompress to many megabytes of JSON.
fn bomb() -> Bytes {
    static BOMB: OnceLock<Bytes> = OnceLock::new();
    BOMB.get_or_init(|| compressed(BOMB_BYTES)).clone()
}

/// A successful reply of this many blanks, compressed.
#[must_use]
pub fn compressed(blanks: usize) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let written = encoder
        .write_all(br#"{"code":0,"data":{"#)
        .and_then(|()| std::io::copy(&mut std::io::repeat(b' ').take(blanks as u64), &mut encoder))
        .and_then(|_| encoder.write_all(b"}}"));
    // Writing to a vector does not fail.
    written.and_then(|()| encoder.finish()).unwrap_or_default().into()
}

fn token_body(given: &Given, expire: Option<&str>) -> Bytes {
    let seconds = given.left().as_secs().to_string();
    let (access, refresh, seconds) = (&given.access, &given.refresh, expire.unwrap_or(&seconds));
    let members = match given.grant {
        Grant::App => format!(r#""app_access_token":"{access}","expire":{seconds}"#),
        Grant::Person => {
            format!(r#""access_token":"{access}","refresh_token":"{refresh}","expires_in":{seconds}"#)
        }
        Grant::Internal | Grant::Store => format!(r#""tenant_access_token":"{access}","expire":{seconds}"#),
    };
    format!(r#"{{"code":0,"msg":"ok",{members}}}"#).into()
}

/// Authorization and body of the request, on one line.
fn echo(secrets: &Secrets<'_>) -> String {
    format!("{} {}", secrets.authorization.unwrap_or_default(), secrets.body.replace('"', "'"))
}
