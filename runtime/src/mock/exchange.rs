//! Handling of one request.

use serde_json::Value;

use super::answer::Answer;
use super::calls::Call;
use super::fault::Fault;
use super::raw::Raw;
use super::request;
use super::route::Route;
use super::router::{self, Found};
use super::state::State;
use super::tokens::{self, Refused};
use super::{control, fault};

/// Request header that orders a documented error.
const ORDER: &str = "x-mock-code";

/// Responds to a request, and records it if its path is one of the platform's.
pub(super) async fn answer(state: &State, raw: &Raw) -> Answer {
    let log_id = state.log_id();
    let mut answer = if raw.path.starts_with(control::PREFIX) {
        control::answer(state, raw, &log_id)
    } else if let Some(id) = tokens::asked(&raw.method, &raw.path) {
        token(state, raw, id, &log_id)
    } else {
        match router::find(state.routes, raw.method.as_str(), &raw.path) {
            Found::Endpoint(route, path) => endpoint(state, raw, route, &path, &log_id).await,
            Found::OtherMethods(methods) => other_method(&methods, &log_id),
            Found::Nothing => Answer::failure(404, 404, "the mock server has no such path", &log_id),
        }
    };
    answer.headers.push(("x-tt-logid", log_id));
    answer
}

fn other_method(methods: &[&str], log_id: &str) -> Answer {
    let mut answer = Answer::failure(405, 405, "the path takes another method", log_id);
    answer.headers.push(("allow", methods.join(", ")));
    answer
}

fn token(state: &State, raw: &Raw, id: &'static str, log_id: &str) -> Answer {
    let answer = match state.ordered(id) {
        Some(code) => Answer::failure(200, code, "ordered from the mock server", log_id),
        None => state.token(id, &raw.body, log_id),
    };
    state.record(Call::new(id, raw, Value::Null, answer.code));
    answer
}

async fn endpoint(
    state: &State,
    raw: &Raw,
    route: &Route,
    path: &[(&'static str, String)],
    log_id: &str,
) -> Answer {
    let (parts, faults) = request::parts(raw, route.wire, path).await;
    let token = tokens::accepted(route.operation, &tokens::shown(raw.header("authorization")));
    let kind = token.as_ref().ok().copied().flatten();
    let answer = match token {
        Err(Refused(code, msg)) => Answer::failure(400, code, msg, log_id),
        Ok(_) if !faults.is_empty() => Answer::refusal(&faults, log_id),
        Ok(_) => match (route.check)(&parts) {
            Err(faults) => Answer::refusal(&faults, log_id),
            Ok(()) => ordered(state, raw, route, log_id).unwrap_or_else(|| Answer::success(route)),
        },
    };
    let call = Call::new(route.operation.id, raw, Value::Object(parts.instance), answer.code);
    state.record(Call { token: kind, ..call });
    answer
}

/// Returns the error that was ordered with this request's header, or before with [`Mock::order`](super::Mock::order).
fn ordered(state: &State, raw: &Raw, route: &Route, log_id: &str) -> Option<Answer> {
    let code = match raw.header(ORDER) {
        Some(text) => text.parse::<i64>().unwrap_or_default(),
        None => state.ordered(route.operation.id)?,
    };
    let answer = Answer::documented(route, code, log_id);
    let refused = || {
        let pointer = fault::below("/headers", ORDER);
        Answer::refusal(&[Fault::new(pointer, "is not a code that the endpoint documents")], log_id)
    };
    Some(answer.unwrap_or_else(refused))
}
