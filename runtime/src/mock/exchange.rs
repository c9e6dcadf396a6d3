//! Handling of one request.

use serde_json::Value;

use super::answer::Answer;
use super::auth::{self, AuthCall};
use super::calls::Call;
use super::control;
use super::fault::{self, Fault};
use super::plan::Planned;
use super::raw::Raw;
use super::request;
use super::route::Route;
use super::router::{self, Found};
use super::state::State;
use super::tokens::{self, Refused};

/// Request header that orders a documented error.
const ORDER: &str = "x-mock-code";

/// Responds to a request, and records it unless its path is the mock server's own.
pub(super) fn answer(state: &State, raw: &Raw) -> Answer {
    let log_id = state.log_id();
    let mut answer = if raw.path.starts_with(control::PREFIX) {
        control::answer(state, raw, &log_id)
    } else if let Some(answer) = address(raw) {
        answer
    } else if let Some(call) = auth::asked(&raw.method, &raw.path) {
        authorize(state, raw, call, &log_id)
    } else {
        match router::find(&state.routes, raw.method.as_str(), &raw.path) {
            Found::Endpoint(route, path) => endpoint(state, raw, route, &path, &log_id),
            Found::OtherMethods(methods) => unknown(state, raw, other_method(&methods, &log_id)),
            Found::Nothing => {
                unknown(state, raw, Answer::failure(404, 404, "the mock server has no such path", &log_id))
            }
        }
    };
    answer.headers.push(("x-tt-logid", log_id));
    answer
}

/// Responds to a request for the address of a long connection.
#[cfg(feature = "long-connection")]
fn address(raw: &Raw) -> Option<Answer> {
    (raw.path == super::socket::ENDPOINT).then(|| super::socket::address(raw))
}

#[cfg(not(feature = "long-connection"))]
const fn address(_: &Raw) -> Option<Answer> {
    None
}

fn other_method(methods: &[&str], log_id: &str) -> Answer {
    let mut answer = Answer::failure(405, 405, "the path takes another method", log_id);
    answer.headers.push(("allow", methods.join(", ")));
    answer
}

/// Records a call of an unknown endpoint.
fn unknown(state: &State, raw: &Raw, answer: Answer) -> Answer {
    state.record(Call::new("", raw, Value::Null, answer.code));
    answer
}

fn authorize(state: &State, raw: &Raw, call: &AuthCall, log_id: &str) -> Answer {
    let (token, answer) = match (state.planned(call.id), state.route(call.id)) {
        (Some(Planned::Code(code)), route) => {
            (None, call.ordered(code, route.and_then(|route| (route.info)(code)), log_id))
        }
        (Some(Planned::Data(data)), Some(route)) => (None, Answer::success(route, Some(data), None)),
        _ => state.authorize(call, raw, log_id),
    };
    // What such a request holds is secret.
    state.record(Call { token, ..Call::new(call.id, raw, Value::Null, answer.code) });
    answer
}

fn endpoint(
    state: &State,
    raw: &Raw,
    route: &Route,
    path: &[(&'static str, String)],
    log_id: &str,
) -> Answer {
    let (parts, faults) = request::parts(raw, route.wire, path);
    let token = tokens::accepted(route.operation.tokens, &tokens::shown(raw.header("authorization")));
    let kind = token.as_ref().ok().copied().flatten();
    let answer = match token {
        Err(Refused(code, msg)) => Answer::failure(400, code, msg, log_id),
        Ok(_) if !faults.is_empty() => Answer::refusal(&faults, log_id),
        Ok(_) => match (route.check)(&parts) {
            Err(faults) => Answer::refusal(&faults, log_id),
            Ok(()) => accepted(state, raw, route, parts.asked_page(), log_id),
        },
    };
    let call = Call::new(route.operation.id, raw, Value::Object(parts.instance), answer.code);
    state.record(Call { token: kind, ..call });
    answer
}

/// Responds to a valid request: with the error that its header orders, else with the reply that was ordered before, else with the
/// page's example.
fn accepted(state: &State, raw: &Raw, route: &Route, asked_page: Option<&str>, log_id: &str) -> Answer {
    let planned = match raw.header(ORDER) {
        Some(text) => Some(Planned::Code(text.parse().unwrap_or_default())),
        None => state.planned(route.operation.id),
    };
    let data = match planned {
        Some(Planned::Code(code)) => {
            return Answer::documented(route, code, log_id).unwrap_or_else(|| {
                let pointer = fault::below("/headers", ORDER);
                Answer::refusal(&[Fault::new(pointer, "is not a code that the endpoint documents")], log_id)
            });
        }
        Some(Planned::Data(data)) => Some(data),
        None => None,
    };
    Answer::success(route, data, asked_page)
}
