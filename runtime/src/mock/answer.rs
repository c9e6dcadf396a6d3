//! Responses of the mock server.

use serde_json::{Map, Value, json};

use super::fault::{Fault, MAX};
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
        let violations: Vec<Value> = faults.iter().take(MAX).map(Fault::to_json).collect();
        let error = json!({ "log_id": log_id, "field_violations": violations });
        let msg = "field validation failed";
        Self::json(400, &json!({ "code": FIELD_VALIDATION, "msg": msg, "error": error }))
    }

    /// Creates the response that the page shows, or one with this data. A list ends at the page that was asked for if its page
    /// token is that of the next page, too: an example never ends otherwise.
    pub(super) fn success(route: &Route, data: Option<Value>, asked_page: Option<&str>) -> Self {
        let envelope = route.operation.envelope;
        if envelope == Envelope::File {
            return Self::file();
        }
        let shown = route.wire.reply.unwrap_or(r#"{"code":0,"msg":"success","data":{}}"#);
        if data.is_none() && asked_page.is_none() {
            return Self {
                status: 200,
                content_type: JSON,
                headers: Vec::new(),
                body: shown.into(),
                code: 0,
            };
        }
        let mut body = match (data, envelope) {
            (None, _) => serde_json::from_str(shown).unwrap_or_default(),
            (Some(Value::Object(mut members)), Envelope::Flat) => {
                members.insert("code".to_owned(), 0.into());
                members.insert("msg".to_owned(), "success".into());
                Value::Object(members)
            }
            (Some(data), _) => json!({ "code": 0, "msg": "success", "data": data }),
        };
        let page = if envelope == Envelope::Data { body.get_mut("data") } else { Some(&mut body) };
        if let (Some(Value::Object(page)), Some(asked)) = (page, asked_page) {
            end(page, asked);
        }
        Self::json(200, &body)
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

    /// Creates the response to a request for one of the mock server's own paths, which has no data.
    pub(super) fn done() -> Self {
        Self::json(200, &json!({ "code": 0, "msg": "success" }))
    }

    /// Creates a redirection.
    pub(super) fn redirect(location: String) -> Self {
        let mut answer = Self::done();
        answer.status = 302;
        answer.headers.push(("location", location));
        answer
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

/// Makes a page the last one if it leads to itself.
fn end(page: &mut Map<String, Value>, asked: &str) {
    for token in ["page_token", "next_page_token"] {
        if page.get(token).is_some_and(|next| next == asked) {
            page.remove(token);
            if let Some(has_more) = page.get_mut("has_more") {
                *has_more = Value::Bool(false);
            }
        }
    }
}
