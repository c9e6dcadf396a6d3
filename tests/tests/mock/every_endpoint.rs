//! Every endpoint of the schemas: it is served, its documented codes can be ordered, and the requests that were read from its
//! page are accepted and refused as the page says.

use std::collections::BTreeSet;

use feishu_openapi::mock::{self, Mock, Route};
use model::schema::{Endpoint, ErrorCode, Fields, TokenKind};
use serde_json::{Value, json};
use tests::fixtures;

use crate::http;

/// The code with which the mock server refuses a request that is against a limit or a rule.
const VIOLATIONS: i64 = 99_992_402;

/// The codes that any endpoint may answer with.
fn platform_codes() -> Vec<(String, ErrorCode)> {
    let common = model::load::load(fixtures::committed()).set.common.expect("common.json");
    common.schema.errors.into_iter().collect()
}

pub(crate) fn endpoints() -> Vec<Endpoint> {
    let set = model::load::load(fixtures::committed()).set;
    set.endpoints.into_iter().map(|document| document.schema).collect()
}

/// Requests that the endpoint accepts, or that it refuses.
fn witnesses(id: &str, which: &str) -> Vec<Value> {
    let file = fixtures::path("witnesses").join(format!("{id}.json"));
    let text = std::fs::read_to_string(file).unwrap_or_else(|_| "{}".to_owned());
    let rules: Value = serde_json::from_str(&text).expect("witnesses");
    let of_rule = |rule: &Value| rule[which].as_array().cloned().unwrap_or_default();
    rules.as_object().into_iter().flatten().flat_map(|(_, rule)| of_rule(rule)).collect()
}

fn token(endpoint: &Endpoint) -> &'static str {
    match endpoint.tokens.first() {
        None | Some(TokenKind::Tenant) => "t-1",
        Some(TokenKind::User) => "u-1",
        Some(TokenKind::App) => "a-1",
    }
}

/// Sends by hand what the client sends for a request; `None` if the types cannot hold the request.
fn try_call(mock: &Mock, endpoint: &Endpoint, request: &Value) -> Option<http::Answer> {
    let asked = json!({"endpoint": endpoint.id, "request": request}).to_string();
    let wire = http::json(mock, "POST /mock/encode", "none", &asked).json();
    let text = |name: &str| wire[name].as_str().map(str::to_owned);
    let body = if wire["body"].is_null() { String::new() } else { wire["body"].to_string() };
    let line = format!("{} {}", text("method")?, text("target")?);
    Some(http::json(mock, &line, token(endpoint), &body))
}

pub(crate) fn call(mock: &Mock, endpoint: &Endpoint, request: &Value) -> http::Answer {
    try_call(mock, endpoint, request).unwrap_or_else(|| panic!("{}: {request}", endpoint.id))
}

#[test]
fn every_endpoint_is_served_and_shows_a_success() {
    let served: BTreeSet<&str> = mock::routes().iter().map(|route| route.operation().id).collect();
    let endpoints = endpoints();
    assert_eq!(served, endpoints.iter().map(|endpoint| endpoint.id.as_str()).collect());
    for reply in mock::routes().iter().filter_map(Route::reply) {
        let reply: Value = serde_json::from_str(reply).expect("JSON");
        assert_eq!(reply["code"], 0, "{reply}");
    }
}

/// A request that the endpoint accepts: the first of its witnesses, or the page's example with the examples of what is required.
pub(crate) fn accepted(endpoint: &Endpoint) -> Value {
    if let Some(request) = witnesses(&endpoint.id, "accepted").into_iter().next() {
        return request;
    }
    let request = &endpoint.request;
    let body = match (&endpoint.examples.request, &request.body) {
        // Its page's `comment` is not JSON: it has a bracket too many.
        (Some(example), _) if endpoint.id == "approval/v4/task/resubmit" => without(example, "comment"),
        (Some(example), _) => example.clone(),
        (None, Some(fields)) => required(fields),
        (None, None) => json!({}),
    };
    json!({"path": required(&request.path), "query": required(&request.query), "body": body})
}

fn without(object: &Value, name: &str) -> Value {
    let members = object.as_object().into_iter().flatten().filter(|(member, _)| *member != name);
    Value::Object(members.map(|(member, value)| (member.clone(), value.clone())).collect())
}

fn required(fields: &Fields) -> Value {
    let member = fields.iter().filter(|(_, field)| field.required).map(|(name, field)| {
        let sample = field.members.keys().next().map_or("1", String::as_str);
        let sample = match sample.parse::<i64>() {
            Ok(number) if field.ty.text() == "int" => json!(number),
            _ => json!(sample),
        };
        (name.clone(), field.example.clone().unwrap_or(sample))
    });
    Value::Object(member.collect())
}

#[test]
fn every_documented_code_is_answered_with_its_status() {
    let mock = mock::start().expect("a server");
    let (endpoints, platform) = (endpoints(), platform_codes());
    let mut without_request = Vec::new();
    for endpoint in &endpoints {
        let request = accepted(endpoint);
        if try_call(&mock, endpoint, &request).is_none_or(|answer| answer.code() == VIOLATIONS) {
            without_request.push(endpoint.id.as_str());
            continue;
        }
        for (code, documented) in &endpoint.errors {
            // The message of a platform-wide code is that of the platform's list, whichever page repeats it.
            let shared = platform.iter().find(|(shared, _)| shared == code);
            let documented = shared.map_or(documented, |(_, shared)| shared);
            let code = code.parse().expect("a number");
            mock.order(&endpoint.id, code).expect("it is documented");
            let answer = call(&mock, endpoint, &request);
            let json = answer.json();
            // OAuth has its own name for it.
            let msg =
                json.get("msg").or(json.get("error_description")).and_then(Value::as_str).map(str::to_owned);
            assert_eq!(msg.as_ref(), Some(&documented.message), "{}: {:?}", endpoint.id, answer.violations());
            assert_eq!(
                (answer.code(), answer.status),
                (code, documented.status.unwrap_or(400)),
                "{}",
                endpoint.id
            );
        }
    }
    // A page may show no request that its rules accept.
    assert!(without_request.len() * 10 <= endpoints.len(), "{without_request:?}");
}

#[test]
fn requests_are_judged_as_their_pages_say_and_recorded_unchanged() {
    let mock = mock::start().expect("a server");
    let mut asked = (0, 0);
    for endpoint in endpoints() {
        for request in witnesses(&endpoint.id, "accepted") {
            let answer = call(&mock, &endpoint, &request);
            assert_eq!(answer.code(), 0, "{}: {request}\n{:?}", endpoint.id, answer.violations());
            let calls = mock.calls();
            let kept = calls.last().expect("a call").request();
            for (part, given) in request.as_object().expect("an object") {
                assert_eq!(&kept[part], given, "{}", endpoint.id);
            }
            asked.0 += 1;
        }
        for request in witnesses(&endpoint.id, "refused") {
            assert_eq!(call(&mock, &endpoint, &request).code(), VIOLATIONS, "{}: {request}", endpoint.id);
            asked.1 += 1;
        }
        mock.clear();
    }
    assert!(asked.0 > 50 && asked.1 > 50, "{asked:?}");
}
