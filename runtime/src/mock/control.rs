//! Paths of the mock server itself, for clients in other languages: its endpoints and recorded calls.

use http::Method;
use serde_json::{Map, Value, json};

use super::answer::Answer;
use super::fault::Fault;
use super::parts::Parts;
use super::plan::OrderError;
use super::raw::Raw;
use super::route::Route;
use super::state::State;
use super::tokens;
use crate::request::body::Body;

/// Prefix of these paths. Paths of the platform begin differently.
pub(super) const PREFIX: &str = "/mock/";

pub(super) fn answer(state: &State, raw: &Raw, log_id: &str) -> Answer {
    match (&raw.method, raw.path.as_str()) {
        (&Method::GET, "/mock/endpoints") => {
            Answer::json(200, &state.routes.iter().map(|route| described(route)).collect())
        }
        (&Method::GET, "/mock/calls") => {
            Answer::json(200, &state.calls().iter().map(|call| call.to_json()).collect())
        }
        (&Method::DELETE, "/mock/calls") => {
            state.forget_calls();
            Answer::done()
        }
        (&Method::POST, "/mock/answers") => plan(state, &raw.body, log_id),
        (&Method::DELETE, "/mock/answers") => {
            state.forget_plan();
            Answer::done()
        }
        (&Method::POST, "/mock/encode") => encode(state, &raw.body, log_id),
        #[cfg(feature = "long-connection")]
        (&Method::POST, "/mock/events") => event(state, &raw.body, log_id),
        _ => Answer::failure(404, 404, "the mock server has no such path", log_id),
    }
}

fn described(route: &Route) -> Value {
    let operation = route.operation;
    let tokens: Vec<&str> = operation.tokens.iter().map(|kind| tokens::name(*kind)).collect();
    json!({
        "id": operation.id,
        "method": operation.method.as_str(),
        "host": operation.host,
        "path": operation.path,
        "tokens": tokens,
        "form": route.wire.form.is_some(),
    })
}

/// Orders a reply: `{"endpoint": .., "data": ..}`, or `{"endpoint": .., "code": ..}` for an error.
fn plan(state: &State, body: &[u8], log_id: &str) -> Answer {
    let mut order: Map<String, Value> = match serde_json::from_slice(body) {
        Ok(order) => order,
        Err(error) => {
            return Answer::refusal(&[Fault::new("", format!("is not a JSON object: {error}"))], log_id);
        }
    };
    let endpoint = order.remove("endpoint");
    let endpoint = endpoint.as_ref().and_then(Value::as_str).unwrap_or_default();
    let ordered = match (order.remove("data"), order.remove("code").map(|code| code.as_i64())) {
        (Some(data), None) if order.is_empty() => state.answer(endpoint, data),
        (None, Some(Some(code))) if order.is_empty() => state.order(endpoint, code),
        _ => {
            let what = "must have `endpoint`, either `data` or an integer `code`, and no other member";
            return Answer::refusal(&[Fault::new("", what)], log_id);
        }
    };
    let faults = match ordered {
        Ok(()) => return Answer::done(),
        Err(OrderError::Data(_, faults)) => faults.into_iter().map(|fault| fault.below("/data")).collect(),
        Err(error @ OrderError::Endpoint(_)) => vec![Fault::new("/endpoint", error.to_string())],
        Err(error @ OrderError::Code(..)) => vec![Fault::new("/code", error.to_string())],
    };
    Answer::refusal(&faults, log_id)
}

/// Sends an event: `{"type": .., "version": "1.0" or "2.0", "event": {..}}`, over a long connection, or to the webhook `url` of an app
/// with this `verification_token` and `encrypt_key`. Responds with what was answered.
#[cfg(feature = "long-connection")]
fn event(state: &State, body: &[u8], log_id: &str) -> Answer {
    use super::event::{MockEvent, WebhookSender};
    use crate::event::EventVersion;
    let asked: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let text = |member: &str| asked.get(member).and_then(Value::as_str);
    let refused = |pointer: &str, what: &str| Answer::refusal(&[Fault::new(pointer, what)], log_id);
    let Some(event_type) = text("type") else { return refused("/type", "must be the type of an event") };
    let version = match text("version") {
        Some("1.0") => EventVersion::V1,
        Some("2.0") => EventVersion::V2,
        _ => return refused("/version", "must be `1.0` or `2.0`"),
    };
    let mut event = MockEvent::new(version, event_type, asked.get("event").cloned().unwrap_or_default());
    if let Some(id) = text("id") {
        event = event.id(id);
    }
    let Some(url) = text("url") else {
        let answer = state.sockets.send(&event.json(text("verification_token").unwrap_or_default()));
        let answer = answer.map(|answer| json!({ "code": answer.code, "data": answer.data }));
        return Answer::json(200, &json!({ "code": 0, "msg": "success", "data": { "answer": answer } }));
    };
    let mut sender = WebhookSender::new(text("verification_token").unwrap_or_default());
    if let Some(key) = text("encrypt_key") {
        sender = sender.encrypt_key(key);
    }
    match WebhookSender::post(url, sender.request(&event)) {
        Ok((status, body)) => {
            let answer = json!({ "status": status, "body": body });
            Answer::json(200, &json!({ "code": 0, "msg": "success", "data": { "answer": answer } }))
        }
        Err(error) => refused("/url", &error.to_string()),
    }
}

/// Returns what this crate's client sends for a request that is given as JSON: `{"endpoint": .., "request": {..}}`.
fn encode(state: &State, body: &[u8], log_id: &str) -> Answer {
    let asked: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
    let id = asked.get("endpoint").and_then(Value::as_str);
    let Some(route) = id.and_then(|id| state.route(id)) else {
        return Answer::refusal(&[Fault::new("/endpoint", "is not an endpoint of this server")], log_id);
    };
    let mut instance: Map<String, Value> =
        asked.get("request").and_then(Value::as_object).cloned().unwrap_or_default();
    for part in ["headers", "path", "query", "body"] {
        instance.entry(part).or_insert_with(|| Value::Object(Map::new()));
    }
    match (route.encode)(&Parts { instance, files: Vec::new() }) {
        Err(fault) => Answer::refusal(&[fault], log_id),
        Ok(request) => {
            let body = match &request.body {
                Body::Json(bytes) => serde_json::from_slice(bytes).unwrap_or_default(),
                Body::Empty | Body::Multipart(_) => Value::Null,
            };
            let headers: Map<String, Value> = request
                .headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())))
                .collect();
            let method = request.operation.method.as_str();
            let target = request.path_and_query();
            Answer::json(
                200,
                &json!({ "method": method, "target": target, "headers": headers, "body": body }),
            )
        }
    }
}
