//! The calls that a mock server has received.

use http::{HeaderMap, header};
use serde_json::{Value, json};

use super::raw::Raw;
use crate::request::operation::TokenKind;

/// A call that the mock server received.
#[derive(Clone, Debug)]
pub struct Call {
    pub(super) endpoint: String,
    pub(super) method: String,
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
            method: raw.method.to_string(),
            target: raw.target(),
            token: None,
            headers: shown(&raw.headers),
            request,
            code,
        }
    }

    /// Returns the endpoint's id: `project/version/resource/method`; empty if the server has no endpoint with this method and path.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns path and query as received.
    #[must_use]
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Returns the kind of the call's token. The token itself is not recorded.
    #[must_use]
    pub const fn token(&self) -> Option<TokenKind> {
        self.token
    }

    /// Returns the value of a header; its name is case-insensitive. Headers with secrets are not recorded.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the request as JSON, with the objects `headers`, `path`, `query` and `body`. A file is represented by its name,
    /// type, length and SHA-256. Null for calls around access tokens, which contain secrets, and for unknown endpoints.
    #[must_use]
    pub const fn request(&self) -> &Value {
        &self.request
    }

    /// Returns the code of the response; 0 means success.
    #[must_use]
    pub const fn code(&self) -> i64 {
        self.code
    }

    pub(super) fn to_json(&self) -> Value {
        let headers: serde_json::Map<String, Value> =
            self.headers.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
        json!({
            "endpoint": self.endpoint,
            "method": self.method,
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
