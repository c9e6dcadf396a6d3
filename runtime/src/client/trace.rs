//! Tracing of calls: endpoint, status, code and log id. Never bodies, tokens, queries or path parameters.

use std::time::Duration;

use tracing::field::{Empty, debug, display};

use super::types::AttemptError;
use crate::error::failure::Failure;
use crate::error::retry::RetryHistory;
use crate::reply::envelope::Opened;
use crate::request::operation::Operation;
use crate::transport::TransportError;

/// Creates the span of a call. Status, code and log id are those of the last attempt.
pub(super) fn call_span(operation: &Operation) -> tracing::Span {
    tracing::debug_span!(
        "feishu_call",
        endpoint = operation.id,
        attempt = Empty,
        status = Empty,
        code = Empty,
        log_id = Empty,
        outcome = Empty,
    )
}

/// Logs the result of one exchange.
pub(super) fn exchange(operation: &Operation, outcome: &Result<Opened<'_>, AttemptError>) {
    let endpoint = operation.id;
    let head = match outcome {
        Ok(opened) => Some(&opened.head),
        Err(error) => error.failure.head(),
    };
    let status = head.map(|head| head.status);
    let log_id = head.and_then(|head| head.log_id.as_ref()).map(debug);
    match outcome {
        Ok(_) => tracing::debug!(endpoint, status, log_id, "succeeded"),
        Err(AttemptError { failure, .. }) => {
            let code = failure.api().map(|api| api.code);
            tracing::debug!(endpoint, status, log_id, code, kind = ?failure.kind(), "failed");
        }
    }
}

/// Logs a failed attempt that is followed by another one.
pub(super) fn retry(operation: &Operation, attempt: u32, wait: Duration, failure: &Failure) {
    let (endpoint, code, error) = (operation.id, failure.api().map(|api| api.code), transport_error(failure));
    tracing::warn!(endpoint, attempt, ?wait, kind = ?failure.kind(), code, error, "failed, and will be retried");
}

/// Logs the end of a call that has failed.
pub(super) fn failed(operation: &Operation, elapsed: Duration, failure: &Failure, history: RetryHistory) {
    let (endpoint, code, error) = (operation.id, failure.api().map(|api| api.code), transport_error(failure));
    let (attempts, kind) = (history.attempts, history.kind(failure.kind()));
    tracing::warn!(endpoint, attempts, ?elapsed, ?kind, code, error, "the call failed");
}

/// Returns the text of a failure that contains no part of a response.
fn transport_error(failure: &Failure) -> Option<tracing::field::DisplayValue<&TransportError>> {
    match failure {
        Failure::Transport(error) => Some(display(error)),
        _ => None,
    }
}

/// Records the result of a call in its span.
pub(super) fn ended(
    span: &tracing::Span,
    attempts: u32,
    outcome: Result<&Opened<'_>, (&Failure, RetryHistory)>,
) {
    if span.is_disabled() {
        return;
    }
    let head = match outcome {
        Ok(opened) => Some(&opened.head),
        Err((failure, _)) => failure.head(),
    };
    span.record("attempt", attempts);
    if let Some(head) = head {
        span.record("status", head.status);
        if let Some(log_id) = &head.log_id {
            span.record("log_id", debug(log_id));
        }
    }
    match outcome {
        Ok(_) => {
            span.record("outcome", "succeeded");
        }
        Err((failure, history)) => {
            if let Some(api) = failure.api() {
                span.record("code", api.code);
            }
            span.record("outcome", debug(history.kind(failure.kind())));
        }
    }
}
