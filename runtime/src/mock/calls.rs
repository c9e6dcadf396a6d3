//! What a mock server has been asked.

use http::{HeaderMap, header};
use serde_json::{Value, json};

use super::raw::Raw;
use crate::request::operation::TokenKind;

/// One call, as the mock server got it.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) endpoint: String,
    pub(super) target: String,
    pub(super) token: Option<TokenKind>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) request: Value,
    pub(super) code: i64,
}

/// Headers whose values are secrets.
const SECRET: &[header::HeaderName] = &[header::AUTHORIZATION, header::COOKIE, header::PROXY_AUTHORIZATION];

impl Call {
    pub(super) fn new(endpoint: &str, raw: &Raw, request: Value, code: i64) -> Self {
        Self {
            endpoint: endpoint.to_owned(),
            target: raw.target(),
            token: None,
            headers: shown(&raw.headers),
            request,
            code,
        }
    }

    /// The endpoint's id: `project/version/resource/method`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Path and query, as they came.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The kind of the token that came with it. The token itself is not kept.
    #[must_use]
    pub const fn token(&self) -> Option<TokenKind> {
        self.token
    }

    /// The value of a header, whatever the case of its name. Secret ones are not kept.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The request as JSON: `headers`, `path`, `query` and `body`, each an object. Of a file, its name, type and length. Of a
    /// call for a token, nothing.
    #[must_use]
    pub const fn request(&self) -> &Value {
        &self.request
    }

    /// The code that it was answered with; 0 is success.
    #[must_use]
    pub const fn code(&self) -> i64 {
        self.code
    }

    pub(super) fn to_json(&self) -> Value {
        let headers: serde_json::Map<String, Value> =
            self.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        json!({
            "endpoint": self.endpoint,
            "target": self.target,
            "token": self.token.map(super::tokens::name),
            "headers": headers,
            "request": self.request,
            "code": self.code,
        })
    }
}

fn shown(headers: &HeaderMap) -> Vec<(String, String)> {
    let shown = headers.iter().filter(|(name, _)| !SECRET.contains(name));
    shown
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}
