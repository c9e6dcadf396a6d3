//! Responses of the mock server.

use serde_json::{Value, json};

use super::fault::Fault;
use super::route::Route;
use crate::request::operation::Envelope;

/// A response.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// The code that is recorded for the call; 0 for a success.
    pub(super) code: i64,
}

/// The platform's code for a request that does not match its documentation.
const FIELD_VALIDATION: i64 = 99_992_402;
/// The platform's code for too many requests.
const TOO_MANY: i64 = 99_991_400;

const JSON: &str = "application/json; charset=utf-8";

impl Answer {
    /// Creates a JSON response.
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let code = body.get("code").and_then(Value::as_i64).unwrap_or_default();
        let body = body.to_string().into_bytes();
        Self { status, content_type: JSON, headers: Vec::new(), body, code }
    }

    /// Creates a failure in the platform's envelope.
    pub(super) fn failure(status: u16, code: i64, msg: &str, log_id: &str) -> Self {
        let error = json!({ "log_id": log_id });
        Self::json(status, &json!({ "code": code, "msg": msg, "error": error }))
    }

    /// Creates the response to a request with faults.
    pub(super) fn refusal(faults: &[Fault], log_id: &str) -> Self {
        let violations: Vec<Value> = faults.iter().map(Fault::to_json).collect();
        let error = json!({ "log_id": log_id, "field_violations": violations });
        let msg = "field validation failed";
        Self::json(400, &json!({ "code": FIELD_VALIDATION, "msg": msg, "error": error }))
    }

    /// Creates the response that the page shows.
    pub(super) fn success(route: &Route) -> Self {
        if route.operation.envelope == Envelope::File {
            return Self::file();
        }
        let body = route.wire.reply.unwrap_or(r#"{"code":0,"msg":"success","data":{}}"#).as_bytes().to_vec();
        Self { status: 200, content_type: JSON, headers: Vec::new(), body, code: 0 }
    }

    /// Creates a file; pages show no example of one.
    fn file() -> Self {
        Self {
            status: 200,
            content_type: "application/octet-stream",
            headers: vec![("content-disposition", "attachment; filename=\"mock.bin\"".to_owned())],
            body: b"mock".to_vec(),
            code: 0,
        }
    }

    /// Creates a documented error; `None` if the endpoint does not document the code.
    pub(super) fn documented(route: &Route, code: i64, log_id: &str) -> Option<Self> {
        let info = (route.info)(code)?;
        let answer = Self::failure(info.http_status().unwrap_or(400), code, info.message(), log_id);
        Some(if code == TOO_MANY { answer.limited() } else { answer })
    }

    /// Adds the headers of a rate limit.
    fn limited(mut self) -> Self {
        self.headers.push(("x-ogw-ratelimit-limit", "100".to_owned()));
        self.headers.push(("x-ogw-ratelimit-reset", "1".to_owned()));
        self
    }
}
